"""Figures of this machine, printed by `make bench`. No test asserts a time."""
