"""Makes a thread whole: what others answered is looked up on its own servers, within one budget for the whole look.

Advisories 47 to 49 and 60: a look fetches so many things, keeps so many posts, follows no collection in circles, goes
so deep and no deeper, asks few hosts of one domain, and causes no other look.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from federation.crawl import Bounds, Item, items_of
from federation.fetch import Budget, Fetched, FetchError
from federation.keys import PrivateKey
from federation.lenient import http_url
from federation.objects import Note
from federation.rules import Forbidden, admit, host_of, same_origin
from fediart.actions.keep import keep_note
from fediart.actions.resolve import blocked_host, instance_key, remote_actor, served_post
from fediart.clock import MINUTE
from fediart.site import Site
from fediart.store import actors, jobs, looks, polls, posts
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.posts import Post
from fediart.translate.polls import poll_row

JOB = "thread"
MOST_DEEP = 5  # answers to answers, counted from where the look began
MOST_HOSTS = 10  # of one domain, as Mastodon has it: wildcard names must not make us ask without end
MOST_STARTS = 10
LONGEST = 4 * MINUTE
OF_ONE_COLLECTION = Bounds(pages=5, items=100)


async def look_later(tx: Writing, site: Site, post: Post) -> bool:
    """Queues a look at the post's thread, unless there was one lately. Ring the bell after the commit."""
    now = site.clock.now()
    if not await looks.begin(tx, post.id, now=now, wait=_wait(site)):
        return False
    order = f"{JOB}:{post.thread_id}"
    return await jobs.enqueue(tx, site.ids.new(), JOB, {"post_id": post.id}, now=now, order_key=order)


async def looked_lately(tx: Reading, site: Site, post: Post) -> bool:
    """Whether `look_later` would do nothing: for everything but posts that everyone may see, too."""
    if post.visibility not in ("public", "unlisted"):
        return True
    return site.clock.now() - await looks.last(tx, post.id) < _wait(site)


def _wait(site: Site) -> int:
    return site.config.federation.thread_minutes * MINUTE


@dataclass(slots=True)
class _Place:
    """A post whose answers are still to be looked for; `replies` is the collection as it stood in what was `found`."""

    uri: str
    depth: int
    found: Fetched | None = None
    replies: object = None


@dataclass(slots=True)
class _Walk:
    """One look on its way. `known` are the addresses of the thread's posts that are here."""

    site: Site
    budget: Budget
    signer: PrivateKey | None
    until: int
    known: set[str]
    most: int
    kept: int = 0
    waiting: deque[_Place] = field(default_factory=deque)
    been: set[str] = field(default_factory=set)
    hosts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def goes_on(self) -> bool:
        return self.budget.left > 0 and self.kept < self.most and self.site.clock.now() < self.until


async def look(site: Site, post: Post) -> int:
    """Looks for what this post's thread lacks here, and returns how many posts came."""
    settings = site.config.federation
    async with site.db.reading() as tx:
        thread = await posts.thread(tx, post.thread_id)
    walk = _Walk(
        site=site,
        budget=Budget(settings.thread_budget),
        signer=await instance_key(site),
        until=site.clock.now() + LONGEST,
        known={one.uri for one in thread if not one.deleted},
        most=settings.thread_posts,
    )
    for one in _starts(post, thread):
        await _begin(walk, one)
    while walk.waiting and walk.goes_on:
        await _answers(walk, walk.waiting.popleft())
    if walk.kept:
        site.pages.changed()
    return walk.kept


def _starts(post: Post, thread: Sequence[Post]) -> list[Post]:
    """The post itself, the first of its thread, then the newest: those of other servers, since ours hear of answers."""
    first = [one for one in thread if one.id == post.thread_id and one.id != post.id]
    rest = sorted((one for one in thread if one.id not in (post.id, post.thread_id)), key=lambda one: -one.published)
    return [one for one in (post, *first, *rest) if not one.local and not one.deleted][:MOST_STARTS]


async def _begin(walk: _Walk, post: Post) -> None:
    """Reads a post that is here anew: the tallies of its poll, its answers, and the collection of its thread."""
    if not walk.goes_on or post.uri in walk.been:
        return
    found, note = await _again(walk, post)
    if found is None or note is None:
        walk.been.add(post.uri)
        return
    walk.waiting.append(_Place(post.uri, 0, found, note.raw.get("replies")))
    if note.context is not None and note.context not in walk.been:
        walk.been.add(note.context)
        await _context(walk, note.context)


async def _again(walk: _Walk, post: Post) -> tuple[Fetched | None, Note | None]:
    async with walk.site.db.reading() as tx:
        author = await actors.by_id(tx, post.actor_id)
        if author is None or await blocked_host(tx, post.uri):
            return None, None
    try:
        found = await walk.site.http.get_json(post.uri, signer=walk.signer, budget=walk.budget, exact=True)
        note = admit(found, found.body)
    except FetchError:
        return None, None
    if not isinstance(note, Note) or note.attributed_to != author.uri:
        return None, None
    if note.poll is not None:
        async with walk.site.db.writing() as tx:
            await polls.retally(tx, poll_row(note.poll, post.id, told=walk.site.clock.now()))
        walk.site.pages.changed()
    return found, note


async def _context(walk: _Walk, url: str) -> None:
    """All posts of the thread as its owner lists them, each kept once what it answers is here."""
    if same_origin(url, walk.site.config.origin) or not await _may_ask(walk, url):
        return
    items = await _items(walk, None, url)
    waiting = [item for item in items if item.id not in walk.known]
    served = {item.id: one for item in waiting if (one := await _served(walk, item)) is not None}
    while True:
        fitting = [key for key, (note, *_) in served.items() if note.in_reply_to in walk.known]
        if not fitting:
            return
        for key in fitting:
            note, author, place = served.pop(key)
            await _keep(walk, note, author, place)


async def _answers(walk: _Walk, place: _Place) -> None:
    """What one post's `replies` list."""
    if place.uri in walk.been or place.depth >= MOST_DEEP:
        return
    walk.been.add(place.uri)
    if place.found is None:
        async with walk.site.db.reading() as tx:
            post = await posts.by_uri(tx, place.uri)
        if post is None or post.local or post.deleted:
            return
        place.found, note = await _again(walk, post)
        place.replies = note.raw.get("replies") if note else None
    for item in await _items(walk, place.found, place.replies):
        await _take(walk, item, place.depth + 1)


async def _items(walk: _Walk, found: Fetched | None, replies: object) -> list[Item]:
    """Of a collection on the post's own server, or of one that stands alone."""
    url = http_url(replies)
    if found is None and url is not None:
        try:
            found = await walk.site.http.get_json(url, signer=walk.signer, budget=walk.budget)
        except FetchError:
            return []
        replies = found.body
    if found is None or not (url is not None or isinstance(replies, Mapping)):
        return []
    if url is not None and not same_origin(url, found.url):
        return []
    return await items_of(
        walk.site.http, found, replies, signer=walk.signer, budget=walk.budget, bounds=OF_ONE_COLLECTION
    )


async def _take(walk: _Walk, item: Item, depth: int) -> None:
    """An answer that is here already may have answers that are not; a new one is kept if it answers this thread."""
    if item.id in walk.known:
        walk.waiting.append(_Place(item.id, depth))
        return
    served = await _served(walk, item)
    if served is None or served[0].in_reply_to not in walk.known:
        return
    note, author, place = served
    place.depth = depth
    await _keep(walk, note, author, place)


async def _served(walk: _Walk, item: Item) -> tuple[Note, Actor, _Place] | None:
    """The post as its own server tells it: inlined by that very server, or asked for."""
    if not walk.goes_on or item.id in walk.been or not await _may_ask(walk, item.id):
        return None
    if isinstance(item.thing, Note) and item.found is not None:
        async with walk.site.db.reading() as tx:
            if await posts.by_uri(tx, item.id) is not None:
                return None
        author = await remote_actor(walk.site, item.thing.attributed_to, walk.budget)
        if author is None or author.suspended or author.deleted:
            return None
        return item.thing, author, _Place(item.id, 1, item.found, item.thing.raw.get("replies"))
    asked = await served_post(walk.site, item.id, walk.budget)
    if asked is None:
        walk.been.add(item.id)
        return None
    found, note, author = asked
    return note, author, _Place(note.id, 1, found, note.raw.get("replies"))


async def _keep(walk: _Walk, note: Note, author: Actor, place: _Place) -> None:
    """Nobody is told of what was said before we looked."""
    if walk.kept >= walk.most or await keep_note(walk.site, note, author, public_only=True) is None:
        return
    walk.known.add(note.id)
    walk.kept += 1
    walk.waiting.appendleft(place)  # before those that are here already, which must be asked for once more


async def _may_ask(walk: _Walk, url: str) -> bool:
    """Not ourselves, not whom we do not talk to, and only so many hosts of one domain."""
    if same_origin(url, walk.site.config.origin):
        return False
    try:
        host = host_of(url)
    except Forbidden:
        return False
    family = walk.hosts[_domain(host)]
    if host not in family and len(family) >= MOST_HOSTS:
        return False
    family.add(host)
    async with walk.site.db.reading() as tx:
        return not await blocked_host(tx, url)


def _domain(host: str) -> str:
    """What a wildcard name could cover: the last two labels; an address is its own."""
    bare = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    labels = bare.split(".")
    return host if labels[-1].isdigit() or ":" in bare else ".".join(labels[-2:])
