"""Addresses of ActivityPub for clients: one's own outbox and inbox, uploads, and what other servers serve.

The GET of an outbox is a document for everybody, and stands in fediart/web/routes.py.
"""

from __future__ import annotations

from typing import Final

from fediart.api.c2s import outbox, proxy, reading, uploads
from fediart.api.endpoint import MEDIA, Endpoint, get, post
from fediart.translate.outgoing import PROXY, UPLOADS

C2S: Final[tuple[Endpoint, ...]] = (
    post("/users/{name}/outbox", outbox.post, *outbox.SCOPES, deed="publish", idempotent=True, status=201, also=(202,)),
    get("/users/{name}/inbox", reading.inbox, "read"),
    post(UPLOADS, uploads.send, "write:media", tally=MEDIA, deed="publish", status=201),
    get(f"{UPLOADS}/{{id}}", uploads.show, "write:media"),
    post(PROXY, proxy.fetch, "read:search"),
)
