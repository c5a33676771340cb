"""Rows to ActivityPub, and ActivityPub to rows. What leaves is strict, what comes in is cleaned once."""
