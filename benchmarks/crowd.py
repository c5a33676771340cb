"""A database as large as a busy instance's, written in a few minutes: people here and elsewhere, works, posts, follows.

What pages read is all there as real work would leave it; files are not, as no page opens one. Words, tags, likes and
follows are spread as they are in life: few are used much, most little.
"""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from typing import Any

from fediart.actions import indexing
from fediart.clock import DAY, HandClock
from fediart.ids import Ids
from fediart.site import Site
from fediart.store.settings import read_settings, save_settings

HERE, ELSEWHERE = "", "elsewhere"
MEDIA = ("Oil on board", "Ink on paper", "Watercolour", "Linocut", "Digital painting", "Photograph", "Gouache", "Clay")
TOOLS = ("Krita", "Procreate", "Clip Studio Paint", "Blender", "GIMP", "Rhodia paper", "Sakura pens", "Mamiya 645")
COLOURS = ("red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "brown", "black", "grey", "white")
SYLLABLES = ("ka", "lo", "mi", "ren", "tu", "va", "shi", "el", "or", "ban", "di", "fen", "gra", "hul", "ist", "jo")
PRESETS = ((400, 300), (800, 600), (1600, 1200))
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Size:
    """How much of what there is to be."""

    posts: int = 200_000
    people: int = 20_000
    readers: int = 10
    follows: int = 1_000  # of each reader
    tags: int = 3_000


class Crowd:
    """Draws everything by chance from one seed, so that two databases of one size are alike."""

    def __init__(self, site: Site, size: Size, *, now: int) -> None:
        self._site, self._size, self._now = site, size, now
        self._dice = random.Random(size.posts)
        self._clock = HandClock(now - 400 * DAY)
        self._ids = Ids(self._clock)
        self._words = ["".join(self._dice.choices(SYLLABLES, k=self._dice.randint(1, 4))) for _ in range(20_000)]
        self._tags = [f"{word}{number}" for number, word in enumerate(self._words[: size.tags])]
        self._word_weights = list(accumulate(1 / (place + 5) for place in range(len(self._words))))
        self._tag_weights = list(accumulate(1 / (place + 3) for place in range(len(self._tags))))
        self.artists: list[int] = []
        self.strangers: list[int] = []
        self._uris: dict[int, str] = {}
        self._said: list[tuple[int, int]] = []  # (post, published)

    async def fill(self) -> None:
        """Rows of everything, then the index of what can be found."""
        await self._people()
        await self._follows()
        await self._posts()
        await self._answers()
        async with self._site.db.writing() as tx:
            await save_settings(tx, replace(await read_settings(tx), set_up=True), now=self._now)
        await self.counted()

    async def counted(self) -> None:
        """PostgreSQL counts what its tables hold by itself in time. Nobody tells SQLite to, and it plans without."""
        if self._site.db.engine == "postgres":
            async with self._site.db.writing() as tx:
                await tx.run("analyze")

    async def index(self) -> AsyncIterator[int]:
        """Takes in all that search and exploring ask for, telling how much after each turn; colours come by chance."""
        async with self._site.db.writing() as tx:
            await tx.run("delete from to_index where kind = 'look'")
        while taken := await indexing.go_on(self._site):
            async with self._site.db.writing() as tx:
                await tx.run("delete from to_index where kind = 'look'")
            yield taken
        await self._colours()

    async def insert(self, table: str, rows: Iterable[dict[str, Any]]) -> None:
        """Some thousands at a time."""
        rows = iter(rows)
        while batch := list(islice(rows, _BATCH)):
            names = list(batch[0])
            sql = f"insert into {table} ({', '.join(names)}) values ({', '.join(':' + name for name in names)})"
            async with self._site.db.writing() as tx:
                await tx.many(sql, batch)

    async def _people(self) -> None:
        made = [self._person(place) for place in range(self._size.people)]
        await self.insert("actors", made)
        self._uris = {one["id"]: one["uri"] for one in made}
        self.artists = [one["id"] for one in made if one["host"] == HERE]
        self.strangers = [one["id"] for one in made if one["host"] != HERE]
        secret = await self._site.passwords.hash("paper and ink and time")
        accounts = [self._account(one, secret) for one in made if one["host"] == HERE]
        accounts[0]["role"] = "owner"
        await self.insert("accounts", accounts)

    def _person(self, place: int) -> dict[str, Any]:
        here = place % 10 < 3
        name, host = f"{self._dice.choice(self._words)}{place}", f"host{int(400 * self._dice.random() ** 2)}.example"
        origin = self._site.config.origin if here else f"https://{host}"
        uri = f"{origin}/users/{name}"
        return {
            "id": self._ids.new(), "uri": uri, "name": name, "host": HERE if here else host, "kind": "Person",
            "display_name": self._line(2).title(), "bio": self._line(12), "bio_html": f"<p>{self._line(12)}</p>",
            "url": f"{origin}/@{name}", "inbox": f"{uri}/inbox", "shared_inbox": f"{origin}/inbox",
            "outbox": f"{uri}/outbox", "followers_uri": f"{uri}/followers", "following_uri": f"{uri}/following",
            "public_key_id": f"{uri}#main-key", "public_key": "", "created": self._clock.now(),
            "fetched": self._now, "remote_rights": '{"indexable": true}' if place % 10 > 5 else "{}",
        }  # fmt: skip

    def _account(self, one: dict[str, Any], secret: str) -> dict[str, Any]:
        return {
            "id": self._ids.new(), "actor_id": one["id"], "email": f"{one['name']}@mail.example",
            "password_hash": secret, "role": "artist", "confirmed": 1, "approved": 1, "created": one["created"],
        }  # fmt: skip

    async def _follows(self) -> None:
        everyone = [*self.artists, *self.strangers]
        pairs = {
            (reader, one)
            for reader in self.artists[: self._size.readers]
            for one in self._dice.sample(everyone, min(self._size.follows, len(everyone)))
        }
        pairs |= {(one, self._dice.choice(everyone)) for one in everyone for _ in range(10)}
        await self.insert("follows", (self._follow(one, other) for one, other in sorted(pairs) if one != other))

    def _follow(self, one: int, other: int) -> dict[str, Any]:
        made = self._ids.new()
        return {
            "id": made, "follower_id": one, "followee_id": other, "state": "accepted", "uri": f"{made}",
            "created": self._clock.now(),
        }  # fmt: skip

    async def _posts(self) -> None:
        """Half are works of artists here, the rest posts of elsewhere, half of those with a picture."""
        for _ in range(0, self._size.posts * 4 // 5, _BATCH):
            works: list[tuple[int, int]] = []
            notes: list[tuple[int, int]] = []
            for place in range(_BATCH):
                self._clock.move(350 * DAY // self._size.posts)
                (works if place % 8 < 5 else notes).append((self._ids.new(), self._clock.now()))
            await self._works(works)
            await self._notes(notes)
            self._said += [*works, *notes]

    async def _works(self, made: Sequence[tuple[int, int]]) -> None:
        rows = [(*one, self._artist(), self._line(3).capitalize(), self._some_tags()) for one in made]
        await self.insert("artworks", (self._work(*row) for row in rows))
        pictures = [(self._ids.new(), row[0]) for row in rows]
        await self.insert("pictures", (self._picture(*one) for one in pictures))
        await self.insert("renditions", (row for one in pictures for row in self._files(*one)))
        await self.insert("posts", (self._post(work, at, by, title, "artwork") for work, at, by, title, _ in rows))
        await self.insert("post_tags", (self._tag(work, at, tag) for work, at, _, _, tags in rows for tag in tags))

    def _work(self, work: int, at: int, artist: int, title: str, tags: Sequence[str]) -> dict[str, Any]:
        return {
            "id": work, "actor_id": artist, "state": "published", "title": title, "description": self._line(20),
            "medium": self._dice.choice(MEDIA), "tools": self._dice.choice(TOOLS), "tags": json.dumps(tags),
            "visibility": "public", "language": "en", "mature": int(self._dice.random() < 0.03),
            "ai_label": "generated" if self._dice.random() < 0.01 else "", "created": at, "changed": at,
            "published": at,
        }  # fmt: skip

    def _picture(self, picture: int, work: int) -> dict[str, Any]:
        return {
            "id": picture, "artwork_id": work, "position": 0, "original": f"{picture}", "sha256": f"{picture:064x}",
            "bytes": 2_000_000, "media_type": "image/jpeg", "width": 2400, "height": 1800, "alt": self._line(8),
            "blurhash": "LEHV6nWB2yk8pyo0adR*.7kCMdnj", "colour": f"#{self._dice.randrange(1 << 24):06x}",
        }  # fmt: skip

    def _files(self, picture: int, work: int) -> Iterator[dict[str, Any]]:
        for width, height in PRESETS:
            name = f"{self._dice.getrandbits(120):x}"
            yield {
                "id": self._ids.new(), "picture_id": picture, "artwork_id": work, "name": name, "role": "web",
                "media_type": "image/webp", "width": width, "height": height, "bytes": width * 80,
                "key": f"public/{name}", "policy": "no-ai",
            }  # fmt: skip

    async def _notes(self, made: Sequence[tuple[int, int]]) -> None:
        rows = [(*one, self._dice.choice(self.strangers), self._line(15)) for one in made]
        await self.insert("posts", (self._post(post, at, by, text, "note") for post, at, by, text in rows))
        await self.insert("remote_media", (self._remote(post, at) for post, at, _, _ in rows[::2]))
        tags = [(post, at, self._some_tags()) for post, at, _, _ in rows]
        await self.insert("post_tags", (self._tag(post, at, tag) for post, at, few in tags for tag in few))

    def _post(self, post: int, at: int, by: int, text: str, kind: str, to: int | None = None) -> dict[str, Any]:
        return {
            "id": post, "uri": f"{self._uris[by]}/posts/{post}", "actor_id": by,
            "local": int(kind != "note"), "kind": kind, "reply_to_id": to, "thread_id": to or post,
            "content": f"<p>{text}</p>", "title": text if kind == "artwork" else "",
            "visibility": "public", "published": at, "url": f"{self._site.config.origin}/posts/{post}",
        }  # fmt: skip

    def _remote(self, post: int, at: int) -> dict[str, Any]:
        made = self._ids.new()
        return {
            "id": made, "post_id": post, "role": "post", "url": f"https://host.example/{made}.jpg",
            "alt": self._line(6), "media_type": "image/jpeg", "width": 1600, "height": 1200,
            "key": f"public/{made}.webp", "state": "kept", "created": at,
        }  # fmt: skip

    def _tag(self, post: int, at: int, tag: str) -> dict[str, Any]:
        return {"tag": tag, "post_id": post, "published": at}

    async def _answers(self) -> None:
        """A fifth of all posts are replies; and likes, boosts and what readers were told of."""
        replies, likes, boosts, told = [], set(), set(), []
        for _ in range(self._size.posts // 5):
            (post, at), by = self._dice.choice(self._said), self._dice.choice(self.artists)
            replies.append(self._post(self._ids.new(), at + 1000, by, self._line(9), "reply", post))
        for _ in range(self._size.posts):
            likes.add((self._dice.choice(self._said)[0], self._dice.choice(self.strangers)))
        for _ in range(self._size.posts // 4):
            boosts.add((self._dice.choice(self._said), self._dice.choice(self.strangers)))
        for reader in self.artists[: self._size.readers]:
            told += [(reader, one) for one in self._dice.sample(self.strangers, min(2_000, len(self.strangers)))]
        await self.insert("posts", replies)
        await self.insert("likes", (self._like(*one) for one in sorted(likes)))
        await self.insert("boosts", (self._boost(*one) for one in sorted(boosts)))
        await self.insert("notifications", (self._told(*one) for one in told))

    def _like(self, post: int, by: int) -> dict[str, Any]:
        made = self._ids.new()
        return {"id": made, "actor_id": by, "post_id": post, "uri": f"like-{made}", "created": self._now}

    def _boost(self, said: tuple[int, int], by: int) -> dict[str, Any]:
        made = self._ids.new()
        return {"id": made, "actor_id": by, "post_id": said[0], "uri": f"boost-{made}", "published": said[1] + 5000}

    def _told(self, reader: int, by: int) -> dict[str, Any]:
        return {"id": self._ids.new(), "actor_id": reader, "kind": "follow", "from_id": by, "created": self._now}

    async def _colours(self) -> None:
        async with self._site.db.reading() as tx:
            rows = await tx.all("select id, published from artworks where state = 'published'")
        works = [(row["id"], row["published"]) for row in rows]
        colours = ((*one, colour) for one in works for colour in self._dice.sample(COLOURS, 2))
        await self.insert("facets", (self._facet(*one) for one in colours))
        near = ((one, other[0], place) for one, _ in works for place, other in enumerate(self._dice.sample(works, 12)))
        await self.insert("alike", (self._alike(*one) for one in near if one[0] != one[1]))
        words = ({"kind": "colour", "word": one, "shown": one, "newest": self._now} for one in COLOURS)
        await self.insert("facet_words", words)

    def _facet(self, post: int, at: int, colour: str) -> dict[str, Any]:
        return {"kind": "colour", "word": colour, "published": at, "post_id": post}

    def _alike(self, one: int, other: int, distance: int) -> dict[str, Any]:
        return {"post_id": one, "other_id": other, "distance": distance}

    def _artist(self) -> int:
        """A few artists here have many works."""
        return self.artists[int(len(self.artists) * self._dice.random() ** 2)]

    def _line(self, words: int) -> str:
        return " ".join(self._dice.choices(self._words, cum_weights=self._word_weights, k=words))

    def _some_tags(self) -> list[str]:
        return sorted(set(self._dice.choices(self._tags, cum_weights=self._tag_weights, k=self._dice.randint(0, 5))))
