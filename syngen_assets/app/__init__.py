"""The pages that people see: the report's, and the review app's."""
