"""Addresses for reading posts: timelines, single posts, what people posted, liked and kept."""

from __future__ import annotations

from typing import Final

from fediart.api import posts, timelines
from fediart.api.endpoint import ANYBODY, Endpoint, get

READING: Final[tuple[Endpoint, ...]] = (
    get("/api/v1/timelines/home", timelines.at_home, "read:statuses"),
    get("/api/v1/timelines/public", timelines.of_everybody, "read:statuses", need=ANYBODY),
    get("/api/v1/timelines/tag/{tag}", timelines.of_tag, "read:statuses", need=ANYBODY),
    get("/api/v1/timelines/link", timelines.of_link, "read:statuses", need=ANYBODY),
    get("/api/v1/timelines/direct", timelines.of_messages, "read:statuses"),
    get("/api/v1/timelines/list/{id}", timelines.of_list, "read:lists"),
    get("/api/v1/statuses", posts.several, "read:statuses", need=ANYBODY),
    get("/api/v1/statuses/{id}", posts.show, "read:statuses", need=ANYBODY),
    get("/api/v1/statuses/{id}/context", posts.context, "read:statuses", need=ANYBODY),
    get("/api/v1/accounts/{id}/statuses", posts.of_account, "read:statuses", need=ANYBODY),
    get("/api/v1/favourites", posts.favourites, "read:favourites"),
    get("/api/v1/bookmarks", posts.bookmarks, "read:bookmarks"),
)
