"""Writes about activities."""
