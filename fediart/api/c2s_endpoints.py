"""Addresses of ActivityPub for clients: one's own outbox and inbox, uploads, and what others serve."""

from __future__ import annotations

from typing import Final

from fediart.api.c2s import outbox
from fediart.api.endpoint import Endpoint, post

C2S: Final[tuple[Endpoint, ...]] = (
    post("/users/{name}/outbox", outbox.post, *outbox.SCOPES, deed="publish", idempotent=True, status=201, also=(202,)),
)
