"""`/api/fediart/v1/`: what fediart has beside Mastodon's API, in the same style."""
