"""The forms of canvassing, by what they are about."""
