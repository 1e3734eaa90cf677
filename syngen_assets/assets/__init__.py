"""The assets: one noun, one file, in flow order."""
