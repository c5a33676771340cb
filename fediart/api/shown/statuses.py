"""Posts as apps see them: what everybody gets, and what only this viewer did with them or may know of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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
from fediart.store.database import Reading
from fediart.store.entries import Entry
from fediart.store.eyes import Bar
from fediart.store.posts import Post
from fediart.store.quotes import ALLOWED
from fediart.store.visibility import NOBODY
from fediart.store.whole_posts import Whole


async def statuses(tx: Reading, call: Call, some: Sequence[Post]) -> list[Status]:
    """In their order; those that the viewer may not see are left out."""
    seen = await eyes.seen(tx, (one.id for one in some), call.viewer_id or NOBODY) if some else set()
    return await entries(tx, call, [Entry(one, one.published, one.id) for one in some if one.id in seen])


async def status(tx: Reading, call: Call, post: Post) -> Status:
    """Raises NotFound where the viewer may not see it."""
    found = await statuses(tx, call, [post])
    if not found:
        raise NotFound(_("Record not found"))
    return found[0]


async def entries(
    tx: Reading, call: Call, found: Sequence[Entry], wholes: Mapping[int, Whole] | None = None
) -> list[Status]:
    """In their order, boosts among them. Only for posts of which it is known that the viewer may see them.

    `wholes` are posts that were read already.
    """
    known = {one.post.id: one.post for one in found}
    if wholes is None:
        wholes = await whole_posts.whole(tx, list(known.values()))
    made = await _told(tx, call, {one: wholes[one] for one in known if one in wholes})
    boosters = list({one.boosted_by.id: one.boosted_by for one in found if one.boosted_by}.values())
    people = {account["id"]: account for account in await accounts(tx, call, boosters)} if boosters else {}
    return [_listed(made[one.post.id], one, people) for one in found if one.post.id in made]


async def told(tx: Reading, call: Call, some: Sequence[Post]) -> dict[int, Status]:
    """By post. Only for posts of which it is known that the viewer may see them."""
    return await _told(tx, call, await whole_posts.whole(tx, some))


async def _told(tx: Reading, call: Call, found: Mapping[int, Whole]) -> dict[int, Status]:
    viewer = call.viewer_id or NOBODY
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


def _listed(said: Status, one: Entry, people: Mapping[str, Account]) -> Status:
    """A boost is a post of its own, with nothing but what it boosts."""
    account = people.get(str(one.boosted_by.id)) if one.boosted_by else None
    if account is None:
        return said
    made = said.copy()
    made["id"] = str(one.cursor)
    made["account"] = account
    made["created_at"] = when(one.at)
    made["edited_at"] = None
    made["uri"] = f"{account['uri']}/boosts/{one.cursor}"
    made["url"] = said["url"]
    made["reblog"] = said
    made["quote"] = None
    return made
