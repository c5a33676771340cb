"""fediart: a federated home for artists."""
