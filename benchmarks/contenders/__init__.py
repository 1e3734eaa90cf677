"""Programs that do the same job, each with the tool that it is named after."""
