"""Which addresses the benchmark of large databases asks for, and as whom."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from benchmarks.crowd import COLOURS, MEDIA
from fediart.ids import secret_token
from fediart.site import Site
from fediart.store import sessions
from fediart.store.database import Reading, Row

ACTIVITY = "application/activity+json"
NOBODY = ""
OWN = ("/works", "/works/alt", "/works/many", "/settings/portfolio", "/commissions", "/follow-requests", "/quotes")


@dataclass(frozen=True, slots=True)
class Place:
    """`asked` are paths, each with the session of who asks for it; visitors have none."""

    name: str
    asked: Sequence[tuple[str, str]]
    accept: str = "text/html"


@dataclass(frozen=True, slots=True)
class Reader:
    """A member who follows many. `token` is of their session."""

    id: int
    name: str
    token: str


async def places(site: Site, *, readers: int) -> list[Place]:
    """All of them, for these members and for visitors, who ask for another page each time."""
    people = await _readers(site, readers)
    async with site.db.reading() as tx:
        works = await _works(tx)
        return [
            *await _homes(tx, people, works), *_finding(people, works), *await _tags(tx, people),
            *_pages(people, works), *await _talks(tx, people), *_own(people), *_work(people),
            *await _threads(tx, people), *_for_machines(works), *_moderation(people[0]),
        ]  # fmt: skip


async def _readers(site: Site, many: int) -> list[Reader]:
    async with site.db.reading() as tx:
        rows = await tx.all(
            """select c.id as account, a.id as id, a.name as name from accounts c join actors a on a.id = c.actor_id
            order by c.id limit :many""",
            many=many,
        )
    found = [(row["account"], Reader(row["id"], row["name"], secret_token())) for row in rows]
    async with site.db.writing() as tx:
        for account, one in found:
            await sessions.insert(tx, one.token, account, agent="benchmark", now=site.clock.now())
    return [one for _account, one in found]


async def _works(tx: Reading) -> list[Row]:
    rows = await tx.all(
        """select w.id, a.name, w.title, w.published from artworks w join actors a on a.id = w.actor_id
        where w.state = 'published' order by w.id desc limit 20000"""
    )
    return random.Random(7).sample(list(rows), min(300, len(rows)))


def _by_all(people: Sequence[Reader], *paths: str) -> list[tuple[str, str]]:
    """Each path by another of them, in turn; a single path by everyone."""
    if len(paths) == 1:
        return [(paths[0], one.token) for one in people]
    return [(path, people[place % len(people)].token) for place, path in enumerate(paths)]


def _by_visitors(paths: Iterable[str]) -> list[tuple[str, str]]:
    return [(path, NOBODY) for path in paths]


async def _homes(tx: Reading, people: Sequence[Reader], works: Sequence[Row]) -> list[Place]:
    late = [f"before={work['published']}-{work['id']}" for work in works]
    lists = await tx.all("select id, actor_id from lists order by id")
    by_id = {one.id: one.token for one in people}
    listed = [(f"/lists/{row['id']}", by_id[row["actor_id"]]) for row in lists if row["actor_id"] in by_id]
    return [
        Place("home", _by_all(people, "/home")),
        Place("home, further down", _by_all(people, *(f"/home?{one}" for one in late))),
        Place("a list", listed),
        Place("a list, further down", [(f"{path}?{late[place]}", token) for place, (path, token) in enumerate(listed)]),
        Place("gallery", _by_all(people, "/")),
        Place("gallery, further down", _by_visitors(f"/?{one}" for one in late)),
        Place("gallery of those one follows", _by_all(people, "/?of=following")),
        Place("everywhere", _by_all(people, "/everywhere")),
        Place("from elsewhere", _by_all(people, "/elsewhere")),
        Place("bookmarks", _by_all(people, "/bookmarks")),
    ]


def _finding(people: Sequence[Reader], works: Sequence[Row]) -> list[Place]:
    words = [word for work in works for word in work["title"].lower().split()]
    media = [medium.lower().replace(" ", "+") for medium in MEDIA]
    both = [f"/explore?medium={medium}&colour={colour}" for medium, colour in product(media, COLOURS)]
    return [
        Place("explore", _by_all(people, "/explore")),
        Place("explore, a colour", _by_all(people, *(f"/explore?colour={colour}" for colour in COLOURS))),
        Place("explore, a medium", _by_all(people, *(f"/explore?medium={medium}" for medium in media))),
        Place("explore, a medium and a colour", _by_all(people, *both)),
        Place("more like this", _by_all(people, *(f"/explore/like/{work['id']}" for work in works))),
        Place("search, words of titles", _by_all(people, *(f"/search?q={word}" for word in words))),
        Place("search, a visitor", _by_visitors(f"/search?q={word}" for word in words)),
        Place("search, beginnings of words", _by_all(people, *(f"/search?q={word[:2]}" for word in words))),
        Place("search, suggestions", _by_all(people, *(f"/search/suggest?q={word[:3]}" for word in words))),
    ]


async def _tags(tx: Reading, people: Sequence[Reader]) -> list[Place]:
    rows = await tx.all("select tag, count(*) as many from post_tags group by tag order by many desc limit 400")
    paths = [f"/tags/{row['tag']}" for row in rows]
    return [Place("tags", _by_all(people, *paths)), Place("tags, a visitor", _by_visitors(paths))]


def _pages(people: Sequence[Reader], works: Sequence[Row]) -> list[Place]:
    faces, pages = [f"/@{work['name']}" for work in works], [f"/@{work['name']}/{work['id']}" for work in works]
    own = [(f"/@{one.name}/{what}", one.token) for one in people for what in ("followers", "following")]
    return [
        Place("portfolio", _by_all(people, *faces)),
        Place("portfolio, a visitor", _by_visitors(faces)),
        Place("timeline of an artist", _by_all(people, *(f"{one}/timeline" for one in faces))),
        Place("about an artist", _by_visitors(f"{one}/about" for one in faces)),
        Place("print of a portfolio", _by_visitors(f"{one}/print" for one in faces)),
        Place("followers, following", own),
        Place("artwork", _by_all(people, *pages)),
        Place("artwork, a visitor", _by_visitors(pages)),
    ]


async def _talks(tx: Reading, people: Sequence[Reader]) -> list[Place]:
    by_id = {one.id: one.token for one in people}
    talks = await tx.all("select talk_id, actor_id from talk_people where state = 'open' order by talk_id")
    return [
        Place("notifications", _by_all(people, "/notifications")),
        Place("messages", _by_all(people, "/messages")),
        Place("a conversation", [(f"/messages/{row['talk_id']}", by_id[row["actor_id"]]) for row in talks]),
        Place("lists", _by_all(people, "/lists")),
        Place("muted", _by_all(people, "/settings/muted")),
    ]


def _own(people: Sequence[Reader]) -> list[Place]:
    """Of the artists with the most works, who are the first."""
    paths = (
        "/works",
        "/works/alt",
        "/works/many",
        "/settings/portfolio",
        "/commissions",
        "/follow-requests",
        "/quotes",
    )
    return [Place(f"own: {path}", _by_all(people, path)) for path in paths]


def _work(people: Sequence[Reader]) -> list[Place]:
    media = [f"/artists?medium={medium.lower().replace(' ', '+')}" for medium in MEDIA]
    return [
        Place("artists open for work", _by_all(people, "/artists")),
        Place("artists open for work, a medium", _by_all(people, *media)),
        Place("jobs", _by_all(people, "/jobs")),
        Place("works that ask for critique", _by_all(people, "/critique")),
    ]


async def _threads(tx: Reading, people: Sequence[Reader]) -> list[Place]:
    rows = await tx.all("select id from posts where kind = 'note' and visibility = 'public' order by id desc limit 300")
    return [Place("a post of elsewhere", _by_all(people, *(f"/posts/{row['id']}" for row in rows)))]


def _for_machines(works: Sequence[Row]) -> list[Place]:
    artists = [f"/users/{work['name']}" for work in works]
    documents = [f"/users/{work['name']}/posts/{work['id']}" for work in works]
    return [
        Place("actor document", _by_visitors(artists), ACTIVITY),
        Place("outbox", _by_visitors(f"{one}/outbox?page=true" for one in artists), ACTIVITY),
        Place("artwork document", _by_visitors(documents), ACTIVITY),
        Place("feed of an artist", _by_visitors(f"/@{work['name']}/feed.atom" for work in works), "*/*"),
    ]


def _moderation(owner: Reader) -> list[Place]:
    paths = ("/admin/accounts", "/admin/federation", "/admin/federation/people", "/admin/reports", "/review")
    return [Place(f"owner: {path}", [(path, owner.token)]) for path in paths]
