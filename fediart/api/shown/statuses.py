"""Posts as apps see them: what everybody gets, and what only this viewer did with them or may know of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fediart.api.call import Call
from fediart.api.entities.accounts import Account
from fediart.api.entities.statuses import Status
from fediart.api.shown.accounts import accounts
from fediart.api.shown.mine import Mine, mine_of, with_mine
from fediart.api.shown.plain import plain_status
from fediart.api.shown.quoting import quote_of, shallow_quote_of
from fediart.api.shown.words import when
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import eyes, posts, whole_posts
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.eyes import Bar
from fediart.store.posts import Post
from fediart.store.quotes import ALLOWED
from fediart.store.visibility import NOBODY
from fediart.store.whole_posts import Whole


@dataclass(frozen=True, slots=True)
class Listed:
    """A post in a list. Where it came by a boost, the boost's number and time (milliseconds) count there."""

    post: Post
    boosted_by: Actor | None = None
    boost_id: int = 0
    at: int = 0


async def statuses(tx: Reading, call: Call, some: Sequence[Post]) -> list[Status]:
    """In their order; those that the viewer may not see are left out."""
    return await listed(tx, call, [Listed(post) for post in some])


async def status(tx: Reading, call: Call, post: Post) -> Status:
    """Raises NotFound where the viewer may not see it."""
    found = await statuses(tx, call, [post])
    if not found:
        raise NotFound(_("Record not found"))
    return found[0]


async def listed(tx: Reading, call: Call, items: Sequence[Listed]) -> list[Status]:
    """The same, where some came by boosts."""
    viewer = call.viewer_id or NOBODY
    known = {one.post.id: one.post for one in items}
    seen = await eyes.seen(tx, known, viewer) if known else set()
    found = await told(tx, call, [post for post in known.values() if post.id in seen])
    boosters = [one.boosted_by for one in items if one.boosted_by]
    people = {account["id"]: account for account in await accounts(tx, call, boosters)} if boosters else {}
    return [_listed(found[one.post.id], one, people) for one in items if one.post.id in found]


async def told(tx: Reading, call: Call, some: Sequence[Post]) -> dict[int, Status]:
    """By post. Only for posts of which it is known that the viewer may see them."""
    viewer = call.viewer_id or NOBODY
    found = await whole_posts.whole(tx, some)
    bars = await _bars(tx, found.values(), viewer)
    inner = await whole_posts.whole(tx, await _open(tx, bars))
    below = await _bars(tx, inner.values(), viewer)
    both = [*found.values(), *inner.values()]
    people = await accounts(tx, call, list({one.author.id: one.author for one in both}.values()))
    authors = {account["id"]: account for account in people}
    mine = await mine_of(tx, call, both)
    quoted = {post_id: _status(call, one, authors, mine) for post_id, one in inner.items()}
    for post_id, one in inner.items():
        quoted[post_id]["quote"] = shallow_quote_of(one, below)
    made = {post_id: _status(call, one, authors, mine) for post_id, one in found.items()}
    for post_id, one in found.items():
        made[post_id]["quote"] = quote_of(one, bars, quoted)
    return made


async def _bars(tx: Reading, found: Iterable[Whole], viewer: int) -> dict[int, Bar]:
    """What keeps the viewer from what these quote with leave."""
    quoted = [one.quote.quoted_id for one in found if one.quote and one.quote.state == ALLOWED]
    known = [one for one in quoted if one is not None]
    return await eyes.bars(tx, known, viewer) if known else {}


async def _open(tx: Reading, bars: Mapping[int, Bar]) -> list[Post]:
    """The quoted posts that may be shown."""
    shown = [post_id for post_id, bar in bars.items() if bar is Bar.NONE]
    return list((await posts.by_ids(tx, shown)).values()) if shown else []


def _status(call: Call, one: Whole, authors: Mapping[str, Account], mine: Mine) -> Status:
    return with_mine(call, plain_status(call, one, authors[str(one.author.id)]), one, mine)


def _listed(said: Status, one: Listed, people: Mapping[str, Account]) -> Status:
    """A boost is a post of its own, with nothing but what it boosts."""
    account = people.get(str(one.boosted_by.id)) if one.boosted_by else None
    if account is None:
        return said
    made = said.copy()
    made["id"] = str(one.boost_id)
    made["account"] = account
    made["created_at"] = when(one.at)
    made["edited_at"] = None
    made["uri"] = f"{account['uri']}/boosts/{one.boost_id}"
    made["url"] = said["url"]
    made["reblog"] = said
    made["quote"] = None
    return made
