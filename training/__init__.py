"""Trains the detector that ships with fediart; not part of the installed package."""
