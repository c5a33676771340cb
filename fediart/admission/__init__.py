"""Decides whether a picture may hang here: what its file says of itself, what the detector sees, what the
instance's policy makes of both."""
