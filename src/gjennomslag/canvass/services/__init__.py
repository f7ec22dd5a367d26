"""Writes of canvassing: verb first, keyword-only, whole or not at all."""
