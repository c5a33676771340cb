"""What busy members of a large instance have around them: followed tags, lists, messages, bookmarks, people they do
not want to hear of; and who is open for work, and where jobs are."""

from __future__ import annotations

import json
import random
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.crowd import MEDIA
from fediart.clock import DAY, HOUR
from fediart.ids import Ids
from fediart.site import Site
from fediart.store.database import Reading

Row = dict[str, Any]
Insert = Callable[[str, Iterable[Row]], Awaitable[None]]
TAGS, LISTS, IN_A_LIST, TALKS, SAID, KEPT = 50, 5, 200, 300, 20, 500
MUTED, MUTED_HOSTS, MUTED_WORDS, BLOCKED = 100, 20, 30, 50
OPEN_ONE_IN, OPENINGS, ASKING_ONE_IN = 3, 2_000, 200
PLACES = ("Lisbon", "Ahmedabad", "Yogyakarta", "Leeds", "Oaxaca", "Amman")


@dataclass(frozen=True, slots=True)
class World:
    """What is there already; `said` are posts, `tags` the most used first."""

    readers: Sequence[int]
    artists: Sequence[int]
    strangers: Sequence[int]
    works: Sequence[int]
    said: Sequence[int]
    tags: Sequence[str]
    now: int


async def world(site: Site, *, readers: int) -> World:
    """Of a database that has its people and posts."""
    async with site.db.reading() as tx:
        artists = await _column(tx, "select actor_id from accounts order by id")
        strangers = await _column(tx, "select id from actors where host <> '' order by id")
        works = await _column(tx, "select id from artworks where state = 'published' order by id")
        said = await _column(tx, "select id from posts where visibility = 'public' order by id")
        tags = await _column(tx, "select tag from post_tags group by tag order by count(*) desc, tag")
    return World(artists[:readers], artists, strangers, works, said, tags, site.clock.now())


async def _column(tx: Reading, sql: str) -> list[Any]:
    return [next(iter(dict(row).values())) for row in await tx.all(sql)]


async def fill(insert: Insert, world: World, ids: Ids, dice: random.Random) -> None:
    """Writes all of it, table by table."""
    for reader in world.readers:
        await insert("followed_tags", _tags(world, reader, dice))
        await _lists(insert, world, reader, ids, dice)
        await _talks(insert, world, reader, ids, dice)
        kept = dice.sample(world.said, min(KEPT, len(world.said)))
        await insert("bookmarks", [_bookmark(reader, post, ids, world.now) for post in kept])
        await _silence(insert, world, reader, ids, dice)
    await _work(insert, world, dice)
    await insert("openings", _openings(world, ids, dice))
    asking = [work for work in world.works if dice.randrange(ASKING_ONE_IN) == 0]
    await insert("critiques", (_asking(work, world.now - place) for place, work in enumerate(asking)))


def _tags(world: World, reader: int, dice: random.Random) -> Iterator[Row]:
    """Half of them are among the most used."""
    some = {*dice.sample(world.tags[:100], TAGS // 2), *dice.sample(world.tags[100:], TAGS // 2)}
    for tag in sorted(some):
        yield {"actor_id": reader, "tag": tag, "created": world.now}


async def _lists(insert: Insert, world: World, reader: int, ids: Ids, dice: random.Random) -> None:
    everyone = [*world.artists, *world.strangers]
    for number in range(LISTS):
        made, off = ids.new(), int(number == 0)
        one = {"id": made, "actor_id": reader, "name": f"List {number}", "off_home": off, "created": world.now}
        row = {"list_id": made, "owner_id": reader, "off_home": off, "created": world.now}
        await insert("lists", [one])
        await insert("list_people", [row | {"person_id": person} for person in dice.sample(everyone, IN_A_LIST)])


async def _talks(insert: Insert, world: World, reader: int, ids: Ids, dice: random.Random) -> None:
    talks, posts, mentions, told, people = list[Row](), list[Row](), list[Row](), list[Row](), list[Row]()
    for place, other in enumerate(dice.sample(world.strangers, TALKS)):
        talk, newest = ids.new(), 0
        talks.append({"id": talk, "people": _key(reader, other), "created": world.now})
        for turn in range(SAID):
            newest = ids.new()
            posts.append(_message(newest, other, world, world.now - (TALKS - place) * HOUR + turn))
            mentions.append({"post_id": newest, "actor_id": reader})
            told.append({"post_id": newest, "talk_id": talk})
        state = "asked" if place % 5 == 0 else "open"
        people.append(
            {"talk_id": talk, "actor_id": reader, "state": state, "unread": int(place % 3 == 0), "newest": newest}
        )
    for table, rows in (
        ("talks", talks), ("posts", posts), ("mentions", mentions), ("talk_posts", told), ("talk_people", people),
    ):  # fmt: skip
        await insert(table, rows)


def _key(one: int, other: int) -> str:
    return ",".join(str(person) for person in sorted((one, other)))


def _message(post: int, by: int, world: World, at: int) -> Row:
    uri = f"https://host.example/users/{by}/posts/{post}"
    return {
        "id": post, "uri": uri, "actor_id": by, "local": 0, "kind": "note", "thread_id": post,
        "content": "<p>A word about the print.</p>", "title": "", "visibility": "direct", "published": at, "url": uri,
    }  # fmt: skip


def _bookmark(reader: int, post: int, ids: Ids, now: int) -> Row:
    return {"id": ids.new(), "actor_id": reader, "post_id": post, "created": now}


async def _silence(insert: Insert, world: World, reader: int, ids: Ids, dice: random.Random) -> None:
    row = {"actor_id": reader, "created": world.now}
    words = {"places": json.dumps(["home", "walls", "threads", "news"]), "way": "cover", **row}
    muted = dice.sample(world.strangers, MUTED + BLOCKED)
    await insert("mutes", [row | {"target_id": one} for one in muted[:MUTED]])
    await insert("blocks", [row | {"target_id": one} for one in muted[MUTED:]])
    hosts = dice.sample(range(100, 400), MUTED_HOSTS)
    await insert("muted_hosts", [row | {"host": f"host{one}.example"} for one in hosts])
    phrases = [f"unwanted phrase {number}" for number in range(MUTED_WORDS)]
    await insert("muted_words", [words | {"id": ids.new(), "phrase": phrase} for phrase in phrases])


async def _work(insert: Insert, world: World, dice: random.Random) -> None:
    """A third of the artists here are open for work."""
    some = [(one, world.now - place * 1000) for place, one in enumerate(world.artists) if place % OPEN_ONE_IN == 0]
    await insert("work_profiles", (_profile(one, since, dice) for one, since in some))
    await insert("work_words", (row for one, since in some for row in _words(one, since, dice)))


def _profile(artist: int, since: int, dice: random.Random) -> Row:
    state = dice.choice(("open", "open", "waiting"))
    return {"actor_id": artist, "state": state, "place": dice.choice(PLACES), "since": since, "changed": since}


def _words(artist: int, since: int, dice: random.Random) -> Iterator[Row]:
    for position, medium in enumerate(dice.sample(MEDIA, 2)):
        yield {
            "actor_id": artist, "kind": "medium", "word": medium.lower(), "shown": medium, "position": position,
            "since": since,
        }  # fmt: skip


def _openings(world: World, ids: Ids, dice: random.Random) -> Iterator[Row]:
    for number in range(OPENINGS):
        at = world.now - number * HOUR
        yield {
            "id": ids.new(), "actor_id": dice.choice(world.artists), "studio": "Kiln Press", "title": f"Cover {number}",
            "body": "A cover in two colours.", "kind": "project", "pay_from": 50_000, "pay_to": 90_000,
            "currency": "EUR", "pay_per": "project", "remote": 1, "place": dice.choice(PLACES), "ai": "none",
            "state": "open", "created": at, "published": at, "changed": at, "ends": world.now + 60 * DAY,
        }  # fmt: skip


def _asking(work: int, at: int) -> Row:
    return {"artwork_id": work, "kinds": json.dumps(["composition"]), "tone": "gentle", "opened": at}
