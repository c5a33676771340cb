"""Whose it is, and what of it the viewer may see: the questions that all of fediart's own addresses begin with."""

from __future__ import annotations

from collections.abc import Collection

from fediart.api.call import Call, number_from
from fediart.api.showing import Loaded, eyes_of
from fediart.api.shown.ours_artworks import is_told
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import actors, artworks, eyes, portfolios, posts, revisions
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.entries import Entry
from fediart.store.muted_words import PERSON
from fediart.store.visibility import NOBODY
from fediart.store.whole_posts import Whole

ABSENT = "Record not found"


async def artist(tx: Reading, call: Call) -> Actor:
    """The member of this server in the address, by id or by name (`jane`, `@jane`). Raises NotFound for everybody who
    is elsewhere, suspended or gone: they look alike."""
    word = call.part("id")
    if word.isascii() and word.isdigit():
        found = await actors.by_id(tx, number_from(word))
    else:
        name, _at, host = word.removeprefix("@").partition("@")
        own = host.lower() in ("", call.site.config.instance.host)
        found = await actors.by_handle(tx, name) if own else None
    if found is None or not found.local or found.suspended or found.deleted or found.kind == "Application":
        raise NotFound(_(ABSENT))
    return found


async def visible(tx: Reading, call: Call, number: int) -> Artwork:
    """An artwork that the viewer may see: a published one by who may see its post, any other one by its artist and
    moderators alone. Raises NotFound."""
    found = await artworks.by_id(tx, number)
    if found is None or found.state == "deleted" or await revisions.by_id(tx, number) is not None:
        raise NotFound(_(ABSENT))
    if found.state == "published":
        allowed = bool(await eyes.seen(tx, [number], call.viewer_id or NOBODY))
    else:
        allowed = is_told(call, found)
    if not allowed:
        raise NotFound(_(ABSENT))
    return found


async def hung(tx: Reading, call: Call, artist_id: int, numbers: Collection[int]) -> set[int]:
    """Those that hang in this artist's portfolio, and that the viewer may see."""
    if not numbers:
        return set()
    own = await portfolios.own_works(tx, artist_id, numbers)
    return await eyes.seen(tx, own, call.viewer_id or NOBODY)


async def told(tx: Reading, call: Call, number: int) -> Artwork:
    """An artwork for its artist or a moderator. Raises NotFound for everybody else."""
    found = await visible(tx, call, number)
    if not is_told(call, found):
        raise NotFound(_(ABSENT))
    return found


async def owned(tx: Reading, call: Call, number: int) -> Artwork:
    """One's own. Raises NotFound."""
    found = await artworks.owned(tx, number, call.actor.id)
    if found is None or await revisions.by_id(tx, number) is not None:
        raise NotFound(_(ABSENT))
    return found


async def wanted(tx: Reading, call: Call, numbers: list[int]) -> list[Whole]:
    """Published artworks, in this order: without those that the viewer may not see, or wants hidden."""
    seen = await eyes.seen(tx, numbers, call.viewer_id or NOBODY) if numbers else set()
    known = await posts.by_ids(tx, [one for one in numbers if one in seen])
    loaded = Loaded(tx, call, await eyes_of(tx, call, PERSON))
    listed = [known[one] for one in numbers if one in known]
    passing = await loaded.passes([Entry(one, one.published, one.id) for one in listed])
    return [loaded.wholes[one.post.id] for one in passing]
