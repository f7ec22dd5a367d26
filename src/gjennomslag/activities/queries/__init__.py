"""Reads about activities."""
