"""The pages of canvassing."""
