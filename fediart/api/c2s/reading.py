"""GET of one's own inbox and outbox, with a token: what came for a member, and all that they posted.

No table of raw activities is kept: pages are made from the rows, of what home shows and the news tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from federation import write
from federation.audience import PUBLIC
from federation.context import ACTIVITYSTREAMS
from federation.media_types import ACTIVITY_JSON
from fediart.api.c2s.creating import create_of
from fediart.api.c2s.limits import demand_own
from fediart.api.call import Answered, Call
from fediart.api.door import answering
from fediart.api.endpoint import get
from fediart.api.given import Id, Older, asked
from fediart.api.paging import page_of, span_of
from fediart.api.showing import Loaded, eyes_of, say_strictest
from fediart.store import (
    actors,
    boosts,
    follows,
    home,
    home_choices,
    likes,
    news_lists,
    notifications,
    own_outbox,
    remote_media,
)
from fediart.store import posts as post_rows
from fediart.store.actors import Actor
from fediart.store.boosts import Boost
from fediart.store.database import Reading
from fediart.store.entries import Batch, Entry, batch
from fediart.store.gallery import Cursor
from fediart.store.muted_words import HOME
from fediart.store.news_lists import Which
from fediart.store.notifications import MESSAGE, Notification
from fediart.store.posts import Post
from fediart.store.visibility import may_see
from fediart.translate.received import received
from fediart.web.actors import PAGE, cursor
from fediart.web.actors import outbox as public_outbox
from fediart.web.mixed import say_strictest_of_works

Json = dict[str, Any]
_PAGE: Final = 12  # each with all that its Note says
_LAST: Final = 2**63 - 1
_SAID: Final = ("reply", "mention", "quote", MESSAGE)
_NEWS: Final = ("follow", "follow-request", "like", "boost", *_SAID)


@dataclass(frozen=True, slots=True)
class Asked:
    """Of what came."""

    page: bool = asked("Whether a page is wanted, and not what leads to the first one.", default=False)
    before: str | None = asked("Where a page begins: take it from the `next` of the page before.", most=60)


@dataclass(frozen=True, slots=True)
class Came:
    """Something that came, before it is told: at home, or among the news. `place` is where its list goes on."""

    at: int
    place: int
    entry: Entry | None = None
    news: Notification | None = None

    @property
    def post(self) -> Post | None:
        """What is to be told whole."""
        if self.entry is not None:
            return self.entry.post if self.entry.boosted_by is None else None
        return self.news.post if self.news is not None and self.news.kind in _SAID else None


async def inbox(call: Call, given: Asked) -> Answered[Json]:
    """Shows what came for oneself as activities, the newest first: posts, boosts, likes, follows, answers."""
    demand_own(call)
    url = call.actor.inbox
    if not given.page:
        made = {"@context": ACTIVITYSTREAMS, "id": url, "type": "OrderedCollection", "first": f"{url}?page=true"}
        return _answered(made)
    say_strictest(call)
    below_home, below_news = _places(given.before)
    async with call.site.db.reading() as tx:
        found, home_rest = await _at_home(tx, call, below_home)
        news, news_rest = await _news(tx, call, below_news)
        whole = sorted([*found, *news], key=lambda one: one.at, reverse=True)[:_PAGE]
        items = _once(await _told(tx, call, whole))
    after_home = _after([one.place for one in whole if one.entry], len(found), below_home, home_rest)
    after_news = _after([one.place for one in whole if one.news], len(news), below_news, news_rest)
    more = home_rest or news_rest or len(whole) < len(found) + len(news)
    next_url = f"{url}?page=true&before={after_home}-{after_news}" if more else None
    return _answered(write.ordered_collection_page(f"{url}?{call.request.query_string}", url, items, next_url))


def _after(taken: Sequence[int], many: int, below: int, rest: int) -> int:
    """Where a list goes on: behind what was taken of it, or, where that is all that was read, where reading ended."""
    if len(taken) == many and rest:
        return rest
    return taken[-1] if taken else below


def _answered(made: Json) -> Answered[Json]:
    return Answered(made, headers={"Content-Type": ACTIVITY_JSON})


def _places(before: str | None) -> tuple[int, int]:
    """`HOME-NEWS`, the numbers of the last ones of the page before; what is no such thing is the first page."""
    first, _, second = (before or "").partition("-")
    if first.isascii() and first.isdigit() and second.isascii() and second.isdigit():
        return min(int(first), _LAST), min(int(second), _LAST)
    return 0, _LAST


def _once(found: Sequence[Json]) -> list[Json]:
    """A post that came home and was told of among the news is there once."""
    kept: dict[tuple[str, str, str], Json] = {}
    for one in found:
        thing = one["object"]
        about = thing["id"] if isinstance(thing, dict) else str(thing)
        kept.setdefault((one["type"], one["actor"], about), one)
    return list(kept.values())


async def _at_home(tx: Reading, call: Call, below: int) -> tuple[list[Came], int]:
    """What is at home of others, and where it goes on; 0 where there is no more."""
    me = call.actor.id
    kinds = await home_choices.shown(tx, me)

    async def fetch(before: Cursor, limit: int) -> Batch:
        return await batch(tx, await home.home_rows(tx, me, kinds, before, limit), limit)

    loaded = Loaded(tx, call, await eyes_of(tx, call, HOME))
    span = await span_of(tx, Older(limit=_PAGE, max_id=Id(below) if below else None))
    page = await page_of(fetch, loaded.passes, span, _PAGE)
    entries = [one for one in page.entries if one.post.actor_id != me or one.boosted_by is not None]
    return [Came(one.at, one.cursor, entry=one) for one in entries], page.last


async def _news(tx: Reading, call: Call, below: int) -> tuple[list[Came], int]:
    """What the news tell, and where they go on; 0 where there is no more."""
    notices = await news_lists.newest(tx, call.actor.id, Which(_NEWS), before=below, limit=_PAGE)
    found = [Came(one.created, one.id, news=one) for one in await notifications.whole(tx, notices)]
    return found, notices[-1].id if len(notices) == _PAGE else 0


async def _told(tx: Reading, call: Call, whole: Sequence[Came]) -> list[Json]:
    """As activities; what was taken back meanwhile is left out."""
    said = {one.post.id: one.post for one in whole if one.post is not None}
    seen = [one for one in said.values() if not one.deleted and await may_see(tx, one, call.actor.id)]
    creates = await _creates(tx, call, seen)
    found: list[Json | None] = []
    for one in whole:
        if one.post is not None:
            found.append(creates.get(one.post.id))
        elif one.entry is not None:
            found.append(await _boost(tx, one.entry))
        elif one.news is not None:
            found.append(await _deed(tx, call.actor, one.news))
    return [one for one in found if one is not None]


async def _boost(tx: Reading, entry: Entry) -> Json | None:
    boost, by = await boosts.by_id(tx, entry.cursor), entry.boosted_by
    return _announce(boost, by, entry.post) if boost and by else None


def _announce(boost: Boost, by: Actor, post: Post) -> Json:
    return write.announce(boost.uri, by.uri, post.uri, [PUBLIC], [by.followers_uri], write.iso(boost.published))


async def _deed(tx: Reading, me: Actor, one: Notification) -> Json | None:
    """A like, boost or follow as it is now; None where it was taken back."""
    by, post = one.by, one.post
    if by is None:
        return None
    if one.kind in ("follow", "follow-request"):
        follow = await follows.between(tx, by.id, me.id)
        return write.follow(follow.uri, by.uri, me.uri) if follow else None
    if post is None:
        return None
    if one.kind == "like":
        like = await likes.of(tx, by.id, post.id)
        return write.like(like.uri, by.uri, post.uri, [me.uri]) if like else None
    boost = await boosts.of(tx, by.id, post.id)
    return _announce(boost, by, post) if boost else None


async def _creates(tx: Reading, call: Call, found: Sequence[Post]) -> dict[int, Json]:
    """By post; those of other servers as they are kept here. Ask before whether the member may see them."""
    made = {one.id: await create_of(tx, call, one) for one in found if one.local}
    away = [one for one in found if not one.local]
    authors = await actors.by_ids(tx, {one.actor_id for one in away})
    media = await remote_media.of_posts(tx, [one.id for one in away]) if away else {}
    for one in away:
        if one.actor_id in authors:
            named = await actors.by_ids(tx, await post_rows.mentioned_ids(tx, one.id))
            origin = call.site.config.origin
            made[one.id] = received(origin, one, authors[one.actor_id], list(named.values()), media.get(one.id, []))
    return made


async def outbox(request: web.Request) -> web.StreamResponse:
    """What everyone may see; with a token of its owner all of it."""
    if request.headers.get("Authorization", "").lower().startswith("bearer "):
        return await answering(OWN_OUTBOX)(request)
    return await public_outbox(request)


async def _own_outbox(call: Call) -> Answered[Json]:
    """Shows all that one has posted, the newest first, also what is for followers or people alone."""
    demand_own(call)
    request, me = call.request, call.actor
    if "page" not in request.query:
        made = {"@context": ACTIVITYSTREAMS, "id": me.outbox, "type": "OrderedCollection",
                "first": f"{me.outbox}?page=true"}  # fmt: skip
        return _answered(made)
    async with call.site.db.reading() as tx:
        found = await own_outbox.page(tx, me.id, before=cursor(request), limit=PAGE)
        items = [await create_of(tx, call, one) for one in found]
        await say_strictest_of_works(tx, request, me, found)
    last = found[-1] if len(found) == PAGE else None
    more = f"{me.outbox}?page=true&before={last.published}-{last.id}" if last else None
    return _answered(write.ordered_collection_page(f"{me.outbox}?{request.query_string}", me.outbox, items, more))


OWN_OUTBOX: Final = get("/users/{name}/outbox", _own_outbox, "read:statuses")
