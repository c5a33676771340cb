"""fediart: a federated home for artists."""

__version__ = "0.1.0"
