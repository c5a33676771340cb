"""What the instance remembers: plain SQL, one portable dialect, beside the function that uses it."""
