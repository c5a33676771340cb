"""Rows of fingerprints: one per file content, and which pictures of ours and images from elsewhere have it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Writing, numbers

MOST_NOTED = 8
"""Matches of one picture that are kept."""


@dataclass(frozen=True, slots=True)
class PictureHash:
    """`body` is the fingerprint as kept, `pdq` 64 hex digits, `places` what is recognisable in it, 0 for a flat one."""

    id: int
    sha256: str
    pdq: str
    quality: int
    places: int
    body: bytes


_LISTED = "id, sha256, pdq, quality, places, body"


async def keep(tx: Writing, one: PictureHash, *, now: int) -> int:
    """The number of the fingerprint of this content, which stays what it was where it is known already."""
    await tx.run(
        """insert into prints (id, sha256, pdq, quality, places, body, created)
        values (:id, :sha256, :pdq, :quality, :places, :body, :now) on conflict (sha256) do nothing""",
        id=one.id, sha256=one.sha256, pdq=one.pdq, quality=one.quality, places=one.places,
        body=base64.b64encode(one.body).decode(), now=now,
    )  # fmt: skip
    return int(await tx.value("select id from prints where sha256 = :sha256", sha256=one.sha256))


async def by_sha256(tx: Reading, sha256: str) -> PictureHash | None:
    row = await tx.one(f"select {_LISTED} from prints where sha256 = :sha256", sha256=sha256)
    return PictureHash(**{**row, "body": base64.b64decode(row["body"])}) if row else None


async def of_picture(tx: Reading, picture_id: int) -> PictureHash | None:
    row = await tx.one(
        f"select {_LISTED} from prints where id = (select print_id from picture_prints where picture_id = :id)",
        id=picture_id,
    )
    return PictureHash(**{**row, "body": base64.b64decode(row["body"])}) if row else None


async def bodies(tx: Reading, print_ids: Sequence[int]) -> list[tuple[int, bytes]]:
    """Number and fingerprint, of those that still exist."""
    rows = await tx.all(f"select id, body from prints where id in ({numbers(print_ids)})")
    return [(row["id"], base64.b64decode(row["body"])) for row in rows]


async def after(tx: Reading, last: int, *, before: int = 2**62, limit: int = 2000) -> list[tuple[int, bytes]]:
    """The fingerprints that follow, in order of their numbers."""
    rows = await tx.all(
        "select id, body from prints where id > :last and id < :before order by id limit :limit",
        last=last, before=before, limit=limit,
    )  # fmt: skip
    return [(row["id"], base64.b64decode(row["body"])) for row in rows]


async def count(tx: Reading, *, up_to: int = 2**62) -> int:
    return int(await tx.value("select count(*) from prints where id > 0 and id <= :up_to", up_to=up_to))


async def stamp(tx: Reading, since: int) -> tuple[int, int]:
    """Changes whenever a fingerprint is added whose number is above this: how many those are, and the last."""
    row = await tx.one("select count(*) as many, max(id) as last from prints where id > :since", since=since)
    return (int(row["many"]), int(row["last"] or 0)) if row else (0, 0)


async def existing(tx: Reading, print_ids: Sequence[int]) -> int:
    """How many of these there are."""
    return int(await tx.value(f"select count(*) from prints where id in ({numbers(print_ids)})"))


async def link_picture(tx: Writing, picture_id: int, print_id: int) -> None:
    await tx.run(
        """insert into picture_prints (picture_id, print_id) values (:picture_id, :print_id)
        on conflict (picture_id) do update set print_id = excluded.print_id""",
        picture_id=picture_id, print_id=print_id,
    )  # fmt: skip


async def link_media(tx: Writing, media_id: int, print_id: int) -> None:
    await tx.run(
        """insert into media_prints (media_id, print_id) values (:media_id, :print_id)
        on conflict (media_id) do update set print_id = excluded.print_id""",
        media_id=media_id, print_id=print_id,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holder:
    """A picture of a work here that has a fingerprint, with what decides who may be told."""

    print_id: int
    picture_id: int
    artwork_id: int
    actor_id: int
    state: str
    visibility: str
    published: int


async def holders(tx: Reading, print_ids: Sequence[int]) -> list[Holder]:
    """The pictures of works here that have one of these fingerprints, the oldest work first.

    Deleted works are left out, and those of people who are suspended: nobody sees them, and they are no measure.
    """
    rows = await tx.all(
        f"""select l.print_id, l.picture_id, p.artwork_id, a.actor_id, a.state, a.visibility, a.published
        from picture_prints l join pictures p on p.id = l.picture_id join artworks a on a.id = p.artwork_id
        join actors w on w.id = a.actor_id and w.suspended = 0 and w.deleted = 0
        where l.print_id in ({numbers(print_ids)}) and a.state <> 'deleted' order by a.id, p.position limit 200"""
    )
    return [Holder(**dict(row)) for row in rows]


async def without(tx: Reading, *, after_id: int, limit: int = 50) -> list[tuple[int, str, str]]:
    """Pictures of published works that have no fingerprint yet: number, key of the original and its SHA-256."""
    rows = await tx.all(
        """select p.id, p.original, p.sha256 from pictures p join artworks a on a.id = p.artwork_id
        where p.id > :after_id and a.state = 'published' and p.original <> ''
        and not exists (select 1 from picture_prints l where l.picture_id = p.id) order by p.id limit :limit""",
        after_id=after_id, limit=limit,
    )  # fmt: skip
    return [(row["id"], row["original"], row["sha256"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Cached:
    """A picture from elsewhere that was measured: its hash, and where our copy is, if we have one."""

    media_id: int
    post_id: int | None
    pdq: str
    quality: int
    key: str
    state: str


async def cached(tx: Reading, *, after_id: int, limit: int) -> list[Cached]:
    """In the order of their numbers, whatever their state."""
    rows = await tx.all(
        """select l.media_id, m.post_id, p.pdq, p.quality, m.key, m.state from media_prints l
        join prints p on p.id = l.print_id join remote_media m on m.id = l.media_id
        where l.media_id > :after_id order by l.media_id limit :limit""",
        after_id=after_id, limit=limit,
    )  # fmt: skip
    return [Cached(**dict(row)) for row in rows]


async def works_of(tx: Reading, picture_ids: Sequence[int]) -> dict[int, int]:
    """By picture, the number of its work."""
    rows = await tx.all(f"select id, artwork_id from pictures where id in ({numbers(picture_ids)})")
    return {row["id"]: row["artwork_id"] for row in rows}


async def forget(tx: Writing, artwork_id: int) -> None:
    """The fingerprints of a deleted work go, but for those that another work or a post has too."""
    rows = await tx.all(
        """select print_id from picture_prints where picture_id in
        (select id from pictures where artwork_id = :artwork_id)""",
        artwork_id=artwork_id,
    )
    await tx.run(
        "delete from picture_prints where picture_id in (select id from pictures where artwork_id = :artwork_id)",
        artwork_id=artwork_id,
    )
    await tx.run(
        f"""delete from prints where id in ({numbers(row["print_id"] for row in rows)})
        and not exists (select 1 from picture_prints p where p.print_id = prints.id)
        and not exists (select 1 from media_prints m where m.print_id = prints.id)"""
    )
