"""Writes of the campaigns room."""
