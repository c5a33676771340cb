"""The background: work that outlives a request, done from rows so that a crash loses nothing."""
