"""Reads of canvassing: noun phrases, one module for each page's needs."""
