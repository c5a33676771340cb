"""ActivityPub, client to server: posting to one's own outbox, reading inbox and outbox (W3C ActivityPub, section 6)."""
