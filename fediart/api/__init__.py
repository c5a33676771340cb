"""The client API in Mastodon's shape: one module per resource."""
