"""Streams of what happens: server-sent events and WebSockets (docs.joinmastodon.org/methods/streaming)."""
