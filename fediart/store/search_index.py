"""What is searched and explored, as rows: words of works and people, and by what works are found. Made again at will.

Triggers note in `to_index` what has changed; fediart/actions/indexing.py takes it from there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Writing, numbers

POST, PERSON, LOOK = "post", "person", "look"
MEDIUM, TOOL, TAG, COLOUR, SHADE = "medium", "tool", "tag", "colour", "shade"


@dataclass(frozen=True, slots=True)
class Facet:
    """One word under which a work is found; `shown` is how it is written."""

    kind: str
    word: str
    shown: str


async def take(tx: Writing, engine: str, *, limit: int) -> dict[str, list[int]]:
    """What has changed, by kind, no longer noted: what changes from here on is noted anew. Pictures are left."""
    lock = "for update skip locked" if engine == "postgres" else ""
    rows = await tx.all(
        f"select kind, id from to_index where kind in ('person', 'post') order by kind, id limit :limit {lock}",
        limit=limit,
    )
    taken: dict[str, list[int]] = {POST: [], PERSON: []}
    for row in rows:
        taken[row["kind"]].append(row["id"])
    for kind, ids in taken.items():
        await tx.run(f"delete from to_index where kind = :kind and id in ({numbers(ids)})", kind=kind)
    return taken


async def note(tx: Writing, kind: str, ids: Iterable[int]) -> None:
    """These are to be looked at."""
    await tx.many(
        "insert into to_index (kind, id) values (:kind, :id) on conflict (kind, id) do nothing",
        [{"kind": kind, "id": one} for one in ids],
    )


async def note_works_of(tx: Writing, actor_id: int) -> None:
    """All works and pictures of somebody are to be looked at."""
    await tx.run(
        """insert into to_index (kind, id) select 'post', p.id from posts p where p.actor_id = :id and p.deleted = 0
        and (p.kind = 'artwork' or exists (select 1 from remote_media m where m.post_id = p.id))
        on conflict (kind, id) do nothing""",
        id=actor_id,
    )


async def to_look_at(tx: Reading, *, limit: int) -> list[int]:
    """Posts whose first picture is to be looked at."""
    rows = await tx.all("select id from to_index where kind = 'look' order by id limit :limit", limit=limit)
    return [row["id"] for row in rows]


async def looked_at(tx: Writing, post_id: int) -> None:
    await tx.run("delete from to_index where kind = 'look' and id = :id", id=post_id)


async def is_found(tx: Reading, post_id: int) -> bool:
    """Whether its words are kept: then it may be found."""
    return await tx.value("select 1 from search_posts where id = :id", id=post_id) is not None


async def is_shown(tx: Reading, post_id: int) -> bool:
    """Whether it is up, and public."""
    found = await tx.value("select 1 from posts where id = :id and deleted = 0 and visibility = 'public'", id=post_id)
    return found is not None


async def put_post(tx: Writing, post_id: int, words: str) -> None:
    """Without words it is not found any more."""
    await tx.run("delete from search_posts where id = :id", id=post_id)
    if words:
        await tx.run("insert into search_posts (id, words) values (:id, :words)", id=post_id, words=words)


async def put_person(tx: Writing, actor_id: int, words: str, *, opens: bool) -> bool:
    """Whether what they say of search for their works has changed. Without words they are not found any more."""
    before = await tx.value("select opens from search_people where id = :id", id=actor_id)
    await tx.run("delete from search_people where id = :id", id=actor_id)
    await tx.run(
        "insert into search_people (id, words, opens) values (:id, :words, :opens)",
        id=actor_id, words=words, opens=int(opens),
    )  # fmt: skip
    return before is not None and bool(before) is not opens


async def put_facets(
    tx: Writing, post_id: int, facets: Sequence[Facet], *, kinds: Sequence[str], published: int
) -> None:
    """The work is found under these and no others of these kinds."""
    listed = ", ".join(f"'{kind}'" for kind in kinds if kind.isalpha())
    gone = await tx.all(f"select kind, word from facets where post_id = :id and kind in ({listed})", id=post_id)
    await tx.run(f"delete from facets where post_id = :id and kind in ({listed})", id=post_id)
    rows = [{"kind": f.kind, "word": f.word, "shown": f.shown, "at": published, "id": post_id} for f in facets]
    await tx.many(
        """insert into facets (kind, word, published, post_id) values (:kind, :word, :at, :id)
        on conflict (kind, word, published, post_id) do nothing""",
        [{name: row[name] for name in ("kind", "word", "at", "id")} for row in rows],
    )
    await tx.many(
        """insert into facet_words (kind, word, shown, newest) values (:kind, :word, :shown, :at)
        on conflict (kind, word) do update set shown = excluded.shown, newest = excluded.newest
        where excluded.newest >= facet_words.newest""",
        [{name: row[name] for name in ("kind", "word", "shown", "at")} for row in rows],
    )
    kept = {(one.kind, one.word) for one in facets}
    for row in gone:
        if (row["kind"], row["word"]) not in kept:
            await _forget_word(tx, row["kind"], row["word"])


async def _forget_word(tx: Writing, kind: str, word: str) -> None:
    """Where no work is left under it."""
    await tx.run(
        """delete from facet_words where kind = :kind and word = :word
        and not exists (select 1 from facets f where f.kind = facet_words.kind and f.word = facet_words.word)""",
        kind=kind, word=word,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Impression:
    """What a picture looks like: `picture` names what it was made of, `colours` is JSON, `body` base64. `found` is 1
    where its work may be found by its looks."""

    post_id: int
    picture: str
    colours: str
    body: str
    found: int

    @property
    def palette(self) -> list[tuple[str, float]]:
        """Its colours, as `#rrggbb`, and how much of it is of each."""
        return [(str(colour), float(share)) for colour, share in json.loads(self.colours)]


async def impression(tx: Reading, post_id: int) -> Impression | None:
    row = await tx.one("select post_id, picture, colours, body, found from impressions where post_id = :id", id=post_id)
    return Impression(**dict(row)) if row else None


async def forget_impression(tx: Writing, post_id: int) -> None:
    """It looks like nothing any more, and nothing like it."""
    await tx.batch(
        [
            ("delete from impression_bands where post_id = :id", {"id": post_id}),
            ("delete from alike where post_id = :id", {"id": post_id}),
            ("delete from alike where other_id = :id", {"id": post_id}),
            ("delete from impressions where post_id = :id", {"id": post_id}),
        ]
    )


async def keep_impression(tx: Writing, one: Impression, bands: Iterable[int]) -> None:
    """In the place of an earlier one; its neighbours are still to be found."""
    await forget_impression(tx, one.post_id)
    await tx.run(
        """insert into impressions (post_id, picture, colours, body, found)
        values (:post_id, :picture, :colours, :body, :found)""",
        post_id=one.post_id, picture=one.picture, colours=one.colours, body=one.body, found=one.found,
    )  # fmt: skip
    await tx.many(
        "insert into impression_bands (band, post_id) values (:band, :post_id)",
        [{"band": band, "post_id": one.post_id} for band in dict.fromkeys(bands)],
    )


async def candidates(
    tx: Reading, post_id: int, bands: Iterable[int], *, each: int, newest: int
) -> list[tuple[int, str]]:
    """Number and body of what may look like it: the newest `each` that share a band, and the `newest` of all."""
    found: set[int] = set()
    for band in dict.fromkeys(bands):
        rows = await tx.all(
            "select post_id from impression_bands where band = :band order by post_id desc limit :each",
            band=band, each=each,
        )  # fmt: skip
        found |= {row["post_id"] for row in rows}
    rows = await tx.all(
        "select post_id from impressions where found = 1 order by post_id desc limit :newest", newest=newest
    )
    found |= {row["post_id"] for row in rows}
    bodies = await tx.all(f"select post_id, body from impressions where post_id in ({numbers(found - {post_id})})")
    return [(row["post_id"], row["body"]) for row in bodies]


async def keep_alike(tx: Writing, post_id: int, near: Mapping[int, int], *, most: int) -> None:
    """The neighbours of a picture and their distances; it becomes theirs as well, and each keeps its nearest."""
    there = await tx.all(f"select post_id from impressions where post_id in ({numbers([*near, post_id])})")
    known = {row["post_id"] for row in there}
    if post_id not in known:
        return
    pairs = [(post_id, other, far) for other, far in near.items() if other in known]
    both = [*pairs, *((other, post_id, far) for _, other, far in pairs)]
    await tx.many(
        """insert into alike (post_id, other_id, distance) values (:post_id, :other_id, :distance)
        on conflict (post_id, other_id) do update set distance = excluded.distance""",
        [{"post_id": one, "other_id": other, "distance": far} for one, other, far in both],
    )
    for _, other, _ in pairs:
        await tx.run(
            """delete from alike where post_id = :id and other_id not in (select n.other_id from alike n
            where n.post_id = :id order by n.distance, n.other_id limit :most)""",
            id=other, most=most,
        )  # fmt: skip
