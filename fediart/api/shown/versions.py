"""What a post said at each of its versions (docs.joinmastodon.org/entities/StatusEdit).

Pictures are those it has now: who may see a post sees no picture that was taken away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fediart.api.call import Call
from fediart.api.entities.statuses import Status, StatusEdit
from fediart.api.shown.statuses import status
from fediart.api.shown.words import led_out, when
from fediart.store import artworks, history, post_versions
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.history import WorkEdit
from fediart.store.posts import Post
from fediart.store.work_words import NOTHING
from fediart.translate.artwork_words import artwork_words

_MOST = 100  # versions of one post that are told


async def versions(tx: Reading, call: Call, post: Post) -> list[StatusEdit]:
    """The oldest first. Only for a post of which it is known that the viewer may see it."""
    now = await status(tx, call, post)
    work = await artworks.by_id(tx, post.id) if post.kind == "artwork" else None
    if work is not None:
        edits = list(await history.of_artwork(tx, post.id, limit=_MOST))
        return [*_of_work(call, post, work, edits, now), _version(now, post.edited or post.published)]
    before = await post_versions.of_post(tx, post.id, limit=_MOST)
    found = []
    for one in before:
        made = _version(now, one.created)
        made["content"] = led_out(call.site.config.origin, one.content)
        made["spoiler_text"], made["sensitive"] = one.warning, bool(one.sensitive)
        if now["poll"] is not None or one.options:
            made["poll"] = {"options": [{"title": option} for option in one.options]}
        found.append(made)
    return [*found, _version(now, post.edited or post.published)]


def _version(now: Status, at: int) -> StatusEdit:
    made: StatusEdit = {
        "content": now["content"],
        "spoiler_text": now["spoiler_text"],
        "sensitive": now["sensitive"],
        "created_at": when(at),
        "account": now["account"],
        "media_attachments": now["media_attachments"],
        "emojis": now["emojis"],
    }
    if now["poll"] is not None:
        made["poll"] = {"options": [{"title": one["title"]} for one in now["poll"]["options"]]}
    return made


def _of_work(call: Call, post: Post, work: Artwork, edits: Sequence[WorkEdit], now: Status) -> list[StatusEdit]:
    """Backwards from what it says now: each edit tells what stood there before."""
    found: list[StatusEdit] = []
    for place, one in enumerate(edits):
        work = _before(work, one)
        at = edits[place + 1].created if place + 1 < len(edits) else post.published
        made = _version(now, at)
        made["content"] = artwork_words(
            call.site.config, work, url=post.url, people=(), facts=NOTHING, pictures=(), words={}, asked=None
        )
        made["spoiler_text"], made["sensitive"] = work.warning, bool(work.mature or work.warning)
        found.append(made)
    return found[::-1]


def _before(work: Artwork, edit: WorkEdit) -> Artwork:
    was = {change.what: change.before for change in edit.changes}
    return replace(
        work,
        title=was.get("title", work.title),
        description=was.get("description", work.description),
        warning=was.get("warning", work.warning),
        medium=was.get("medium", work.medium),
        tags=tuple(tag for tag in was["tags"].split(", ") if tag) if "tags" in was else work.tags,
        mature=int(was["mature"] in ("1", "True")) if "mature" in was else work.mature,
    )
