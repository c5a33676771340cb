"""Photographs of every page: see `python -m tests.screens --help`."""
