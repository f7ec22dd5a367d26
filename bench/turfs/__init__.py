"""Turfs and routes against every other way of making them that we know, measured on the same streets."""
