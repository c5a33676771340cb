"""What apps are answered, in Mastodon's shapes: one module for each family (docs.joinmastodon.org/entities)."""
