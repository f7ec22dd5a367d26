"""The pages of the plan room."""
