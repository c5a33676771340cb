"""What fuzzing has found, kept: each once broke the reader it is for."""

FOUND: dict[str, list[bytes]] = {}
