"""What search engines are led to: public works, artists and series that want to be found, in parts of bounded size.

Whoever asks not to be indexed (an AI policy without search), or not to be suggested, is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from fediart.store import images
from fediart.store.database import Reading, Row
from fediart.store.gallery import IS_PUBLISHED
from fediart.store.images import Image

ON_A_PART = 500
"""Addresses in one part. The protocol allows 50,000; a part this small holds up nobody while it is made."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page of an artist or a series; `slug` is empty for the artist's own. `changed` is in milliseconds."""

    name: str
    slug: str
    changed: int


@dataclass(frozen=True, slots=True)
class Hung:
    """A public work. `images` are its pictures, none where they are to be covered; `licence` is an id."""

    id: int
    artist: str
    changed: int
    licence: str
    images: tuple[Image, ...]


# `:unsearched` is the preset that refuses search, `:otherwise` what holds where nobody chose.
_FOUND = """a.suspended = 0 and a.deleted = 0 and a.discoverable = 1 and a.moved_to = ''
    and not exists (select 1 from actor_limits quiet where quiet.actor_id = a.id and quiet.silenced = 1)"""
_ARTISTS = "coalesce(nullif(a.ai_policy, ''), :otherwise) <> :unsearched"
_SERIES = "coalesce(nullif(s.ai_policy, ''), nullif(a.ai_policy, ''), :otherwise) <> :unsearched"
_HOLDS = "coalesce(nullif(w.ai_policy, ''), nullif(s.ai_policy, ''), nullif(a.ai_policy, ''), :otherwise)"
_WORKS = f"{_HOLDS} <> :unsearched"
_HUNG = f"""from posts p join artworks w on w.id = p.id and {IS_PUBLISHED}
    join actors a on a.id = p.actor_id and {_FOUND} left join series s on s.id = w.series_id
    where p.local = 1 and p.kind = 'artwork' and p.visibility = 'public' and p.deleted = 0 and {_WORKS}"""
_PEOPLE = f"""from accounts join actors a on a.id = accounts.actor_id and {_FOUND} where {_ARTISTS}
    and exists (select 1 from artworks w where w.actor_id = a.id and w.state = 'published'
        and w.visibility = 'public')"""
_SETS = f"""from accounts join actors a on a.id = accounts.actor_id and {_FOUND}
    join series s on s.actor_id = a.id where {_SERIES}
    and exists (select 1 from artworks w where w.series_id = s.id and w.state = 'published'
        and w.visibility = 'public')"""


async def work_parts(tx: Reading, *, otherwise: str, unsearched: str) -> list[tuple[int, int]]:
    """Where each part of the works begins: the time and id of its first, the oldest part first. Looks at every work:
    a third of a second for 50,000."""
    rows = await tx.all(
        f"""select published, id from (select p.published as published, p.id as id,
            row_number() over (order by p.published, p.id) as place {_HUNG}) placed
        where place % {ON_A_PART} = 1 order by place""",
        otherwise=otherwise,
        unsearched=unsearched,
    )
    return [(row["published"], row["id"]) for row in rows]


async def works_under(tx: Reading, *, policy: str, otherwise: str, unsearched: str) -> list[Place]:
    """Works for which this preset holds, the newest 10,000; `slug` is the work's number."""
    rows = await tx.all(
        f"""select a.name as name, p.id as id, p.published as published, p.edited as edited
        {_HUNG} and {_HOLDS} = :policy order by p.published desc, p.id desc limit 10000""",
        policy=policy,
        otherwise=otherwise,
        unsearched=unsearched,
    )
    return [Place(row["name"], str(row["id"]), max(row["published"], row["edited"])) for row in rows]


async def artist_parts(tx: Reading, *, otherwise: str, unsearched: str) -> list[int]:
    """The first artist's id in each part."""
    rows = await tx.all(
        f"""select id from (select a.id as id, row_number() over (order by a.id) as place {_PEOPLE}) placed
        where place % {ON_A_PART} = 1 order by place""",
        otherwise=otherwise,
        unsearched=unsearched,
    )
    return [row["id"] for row in rows]


async def series_parts(tx: Reading, *, otherwise: str, unsearched: str) -> list[int]:
    """The first series' id in each part."""
    rows = await tx.all(
        f"""select id from (select s.id as id, row_number() over (order by s.id) as place {_SETS}) placed
        where place % {ON_A_PART} = 1 order by place""",
        otherwise=otherwise,
        unsearched=unsearched,
    )
    return [row["id"] for row in rows]


async def artists(tx: Reading, first: int, *, otherwise: str, unsearched: str) -> list[Place]:
    """A part of the artists with something to show; an artist's page changes with the newest work."""
    rows = await tx.all(
        f"""select a.name as name, '' as slug, (select max(n.published) from artworks n
            where n.actor_id = a.id and n.state = 'published') as changed
        {_PEOPLE} and a.id >= :first order by a.id limit {ON_A_PART}""",
        first=first,
        otherwise=otherwise,
        unsearched=unsearched,
    )
    return [_place(row) for row in rows]


async def series(tx: Reading, first: int, *, otherwise: str, unsearched: str) -> list[Place]:
    rows = await tx.all(
        f"""select a.name as name, s.slug as slug, (select max(n.published) from artworks n
            where n.series_id = s.id and n.state = 'published') as changed
        {_SETS} and s.id >= :first order by s.id limit {ON_A_PART}""",
        first=first,
        otherwise=otherwise,
        unsearched=unsearched,
    )
    return [_place(row) for row in rows]


def _place(row: Row) -> Place:
    return Place(row["name"], row["slug"], row["changed"])


async def works(tx: Reading, first: tuple[int, int], *, otherwise: str, unsearched: str) -> list[Hung]:
    """A part of the works, the oldest first, with the pictures that may be shown unasked."""
    rows = await tx.all(
        f"""select p.id as id, p.published as published, p.edited as edited, a.name as name, w.licence as licence,
            w.mature as mature, w.warning as warning
        {_HUNG} and (p.published, p.id) >= (:time, :first) order by p.published, p.id limit {ON_A_PART}""",
        time=first[0],
        first=first[1],
        otherwise=otherwise,
        unsearched=unsearched,
    )
    open_ones = [row["id"] for row in rows if not (row["mature"] or row["warning"])]
    pictures = await images.of_artworks(tx, open_ones, first_only=False)
    return [
        Hung(
            id=row["id"],
            artist=row["name"],
            changed=max(row["published"], row["edited"]),
            licence=row["licence"],
            images=tuple(pictures.get(row["id"], ())),
        )
        for row in rows
    ]
