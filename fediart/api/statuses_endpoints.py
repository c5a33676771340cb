"""Addresses for writing: posts, what is done to them, pictures, polls, scheduled posts."""

from __future__ import annotations

from typing import Final

from fediart.api import changing, deeds, media, polls, posting, quoting, scheduled
from fediart.api.endpoint import ANYBODY, DELETIONS, MEDIA, Endpoint, delete, get, post, put

STATUSES: Final[tuple[Endpoint, ...]] = (
    post("/api/v2/media", media.send, "write:media", tally=MEDIA, deed="publish", status=202, also=(200,)),
    post("/api/v1/media", media.send_and_wait, "write:media", tally=MEDIA, deed="publish"),
    get("/api/v1/media/{id}", media.show, "write:media", also=(206,)),
    put("/api/v1/media/{id}", media.change, "write:media"),
    delete("/api/v1/media/{id}", media.delete, "write:media"),
    post("/api/v1/statuses", posting.write, "write:statuses", deed="publish", idempotent=True),
    put("/api/v1/statuses/{id}", changing.edit, "write:statuses"),
    delete("/api/v1/statuses/{id}", changing.delete, "write:statuses", tally=DELETIONS),
    get("/api/v1/statuses/{id}/source", changing.source, "read:statuses"),
    get("/api/v1/statuses/{id}/history", changing.history, "read:statuses", need=ANYBODY),
    put("/api/v1/statuses/{id}/interaction_policy", changing.choose_quoters, "write:statuses"),
    get("/api/v1/statuses/{id}/quotes", quoting.quotes, "read:statuses", need=ANYBODY),
    post("/api/v1/statuses/{id}/quotes/{quoting_id}/revoke", quoting.revoke, "write:statuses"),
    get("/api/v1/statuses/{id}/favourited_by", deeds.liked_by, "read:accounts", need=ANYBODY),
    get("/api/v1/statuses/{id}/reblogged_by", deeds.boosted_by, "read:accounts", need=ANYBODY),
    post("/api/v1/statuses/{id}/favourite", deeds.favourite, "write:favourites"),
    post("/api/v1/statuses/{id}/unfavourite", deeds.unfavourite, "write:favourites"),
    post("/api/v1/statuses/{id}/reblog", deeds.reblog, "write:statuses"),
    post("/api/v1/statuses/{id}/unreblog", deeds.unreblog, "write:statuses", tally=DELETIONS),
    post("/api/v1/statuses/{id}/bookmark", deeds.bookmark, "write:bookmarks"),
    post("/api/v1/statuses/{id}/unbookmark", deeds.unbookmark, "write:bookmarks"),
    post("/api/v1/statuses/{id}/pin", deeds.pin, "write:accounts"),
    post("/api/v1/statuses/{id}/unpin", deeds.unpin, "write:accounts"),
    post("/api/v1/statuses/{id}/mute", deeds.mute, "write:mutes"),
    post("/api/v1/statuses/{id}/unmute", deeds.unmute, "write:mutes"),
    post("/api/v1/statuses/{id}/translate", deeds.translate, "read:statuses", also=(503,)),
    get("/api/v1/polls/{id}", polls.show, "read:statuses", need=ANYBODY),
    post("/api/v1/polls/{id}/votes", polls.send, "write:statuses"),
    get("/api/v1/scheduled_statuses", scheduled.all_of_mine, "read:statuses"),
    get("/api/v1/scheduled_statuses/{id}", scheduled.show, "read:statuses"),
    put("/api/v1/scheduled_statuses/{id}", scheduled.put_off, "write:statuses"),
    delete("/api/v1/scheduled_statuses/{id}", scheduled.cancel, "write:statuses"),
)
