"""The pages of the messaging room."""
