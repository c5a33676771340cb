"""Whole stories in a real browser, on a wide screen and on a phone."""
