"""The addresses of streams (docs.joinmastodon.org/methods/streaming)."""

from __future__ import annotations

from typing import Final

from fediart.api.endpoint import ANYBODY, Endpoint, get
from fediart.api.streaming import sockets, sse

_POSTS: Final = "read:statuses"

STREAMING: Final[tuple[Endpoint, ...]] = (
    get("/api/v1/streaming/health", sse.health, need=ANYBODY),
    get("/api/v1/streaming/user", sse.user, _POSTS, stream=True),
    get("/api/v1/streaming/user/notification", sse.user_notification, "read:notifications", stream=True),
    get("/api/v1/streaming/public", sse.public, _POSTS, need=ANYBODY, stream=True),
    get("/api/v1/streaming/public/local", sse.public_local, _POSTS, need=ANYBODY, stream=True),
    get("/api/v1/streaming/public/remote", sse.public_remote, _POSTS, need=ANYBODY, stream=True),
    get("/api/v1/streaming/hashtag", sse.hashtag, _POSTS, need=ANYBODY, stream=True),
    get("/api/v1/streaming/hashtag/local", sse.hashtag_local, _POSTS, need=ANYBODY, stream=True),
    get("/api/v1/streaming/list", sse.people_list, _POSTS, stream=True),
    get("/api/v1/streaming/direct", sse.direct, _POSTS, stream=True),
    get("/api/v1/streaming", sockets.socket, _POSTS, "read:notifications", need=ANYBODY, stream=True),
    get("/api/v1/streaming/", sockets.socket, _POSTS, "read:notifications", need=ANYBODY, stream=True),
)
