"""Addresses for writing: posts, what is done to them, pictures, polls, scheduled posts."""

from __future__ import annotations

from typing import Final

from fediart.api import media
from fediart.api.endpoint import MEDIA, Endpoint, delete, get, post, put

STATUSES: Final[tuple[Endpoint, ...]] = (
    post("/api/v2/media", media.send, "write:media", tally=MEDIA, deed="publish", status=202, also=(200,)),
    post("/api/v1/media", media.send_and_wait, "write:media", tally=MEDIA, deed="publish"),
    get("/api/v1/media/{id}", media.show, "write:media", also=(206,)),
    put("/api/v1/media/{id}", media.change, "write:media"),
    delete("/api/v1/media/{id}", media.delete, "write:media"),
)
