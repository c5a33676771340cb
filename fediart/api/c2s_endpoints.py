"""Addresses of ActivityPub for clients: one's own outbox and inbox, uploads, and what other servers serve.

The GET of an outbox is a document for everybody, and stands in fediart/web/routes.py.
"""

from __future__ import annotations

from typing import Any, Final

from fediart.api.c2s import outbox, proxy, reading, uploads
from fediart.api.endpoint import MEDIA, Endpoint, get, post
from fediart.translate.outgoing import PROXY, UPLOADS

_MADE: Final[dict[str, Any]] = {"status": 201, "deed": "publish"}

C2S: Final[tuple[Endpoint, ...]] = (
    post("/users/{name}/outbox", outbox.post, *outbox.SCOPES, idempotent=True, also=(202,), **_MADE),
    get("/users/{name}/inbox", reading.inbox, "read"),
    post(UPLOADS, uploads.send, "write:media", tally=MEDIA, **_MADE),
    get(f"{UPLOADS}/{{id}}", uploads.show, "write:media"),
    post(PROXY, proxy.fetch, "read:search"),
)
