"""Between our rows and what federates: rows to ActivityPub, ActivityPub to rows."""
