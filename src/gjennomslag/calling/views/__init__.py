"""The pages on which members are called."""
