"""Rows of artworks: the pieces of a portfolio, from submission on. An artwork's id is its post's id."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from fediart.store.database import Reading, Row, Writing, numbers

STATES = (
    "submitted", "checking", "preparing", "published", "held", "refused", "failed", "deleted", "previewed", "withdrawn",
    "scheduled",
)  # fmt: skip
UNDER_WAY = ("submitted", "checking", "preparing")
VISIBILITIES = ("public", "unlisted", "followers", "direct")


@dataclass(frozen=True, slots=True)
class Artwork:
    """`ai_policy` is the artwork's own preset or empty; `ai_label` is '', 'assisted' or 'generated'.

    `note` is a moderator's word to the artist. `published` is 0 until it is up. `tags` have no `#`.
    `consent` is who may like, answer, boost and quote it: see fediart/store/consent.py. `series_policy` is the preset
    of the series it is in, read with it and never written with it.
    """

    id: int
    actor_id: int
    state: str
    title: str
    description: str
    medium: str
    tools: str
    tags: tuple[str, ...]
    series_id: int | None
    series_position: int
    licence: str
    warning: str
    mature: int
    visibility: str
    language: str
    ai_policy: str
    ai_label: str
    digital_source_type: str
    note: str
    portfolio: int
    created: int
    changed: int
    published: int
    consent: str = ""
    series_policy: str = ""

    @property
    def is_public(self) -> bool:
        """Whether anyone at all may see it."""
        return self.state == "published" and self.visibility in ("public", "unlisted")


_COLUMNS = tuple(item.name for item in fields(Artwork) if item.name != "series_policy")
LISTED = f"""{", ".join(_COLUMNS)},
    coalesce((select s.ai_policy from series s where s.id = artworks.series_id), '') as series_policy"""
"""The columns of a work, for `artwork_from`."""


def artwork_from(row: Row) -> Artwork:
    values: dict[str, Any] = {name: row[name] for name in (*_COLUMNS, "series_policy")}
    values["tags"] = tuple(json.loads(values["tags"]))
    return Artwork(**values)


def _row_of(artwork: Artwork) -> dict[str, Any]:
    values = {name: getattr(artwork, name) for name in _COLUMNS}
    values["tags"] = json.dumps(list(artwork.tags), ensure_ascii=False)
    return values


async def insert(tx: Writing, artwork: Artwork) -> None:
    places = ", ".join(f":{name}" for name in _COLUMNS)
    await tx.run(f"insert into artworks ({', '.join(_COLUMNS)}) values ({places})", **_row_of(artwork))


_MARKED = """case when exists (select 1 from marked_posts where marked_posts.post_id = artworks.id) then 1
    else :mature end"""


async def save(tx: Writing, artwork: Artwork) -> bool:
    """Keeps what its artist may change; whose it is, its state, its times of birth and a moderator's mark stay.

    False if not theirs.
    """
    kept = {"id", "actor_id", "state", "created", "published"}
    changes = ", ".join(
        f"{name} = {_MARKED if name == 'mature' else f':{name}'}" for name in _COLUMNS if name not in kept
    )
    values = {name: value for name, value in _row_of(artwork).items() if name not in kept - {"id", "actor_id"}}
    touched = await tx.run(f"update artworks set {changes} where id = :id and actor_id = :actor_id", **values)
    return touched > 0


async def move(tx: Writing, artwork_id: int, *, to: str, among: Sequence[str], now: int) -> bool:
    """Brings a work into the state `to` if it is in one of `among`. False where somebody was faster."""
    states = ", ".join(f"'{state}'" for state in among if state in STATES)
    touched = await tx.run(
        f"update artworks set state = :state, changed = :now where id = :id and state in ({states})",
        state=to,
        now=now,
        id=artwork_id,
    )
    return touched > 0


async def admit(tx: Writing, artwork_id: int, *, label: str, among: Sequence[str], now: int) -> bool:
    """It may be published, with this public label. False where it is in none of these states any more."""
    if not await move(tx, artwork_id, to="preparing", among=among, now=now):
        return False
    await tx.run("update artworks set ai_label = :label where id = :id", label=label, id=artwork_id)
    return True


async def mark_published(tx: Writing, artwork_id: int, *, now: int, as_of: int = 0) -> bool:
    """The last step. False where it is not in preparation any more: then nothing may be published.

    `as_of` is when it was published elsewhere, where it was brought along from there.
    """
    touched = await tx.run(
        """update artworks set state = 'published', published = :published, changed = :now
        where id = :id and state = 'preparing'""",
        published=as_of or now,
        now=now,
        id=artwork_id,
    )
    return touched > 0


async def set_label(tx: Writing, artwork_id: int, label: str) -> None:
    """The public label: '', 'assisted' or 'generated'."""
    await tx.run("update artworks set ai_label = :label where id = :id", label=label, id=artwork_id)


async def labels_of(tx: Reading, artwork_ids: Iterable[int]) -> dict[int, str]:
    """The public labels of those that carry one."""
    rows = await tx.all(f"select id, ai_label from artworks where id in ({numbers(artwork_ids)}) and ai_label <> ''")
    return {row["id"]: row["ai_label"] for row in rows}


async def set_note(tx: Writing, artwork_id: int, note: str) -> None:
    await tx.run("update artworks set note = :note where id = :id", note=note, id=artwork_id)


async def describe(tx: Writing, artwork_id: int, description: str) -> None:
    await tx.run("update artworks set description = :said where id = :id", said=description, id=artwork_id)


async def put_in_series(tx: Writing, artwork_id: int, series_id: int) -> None:
    """At its end."""
    last = await tx.value("select max(series_position) from artworks where series_id = :id", id=series_id)
    await tx.run(
        "update artworks set series_id = :series_id, series_position = :place where id = :id",
        series_id=series_id, place=int(last or 0) + 1, id=artwork_id,
    )  # fmt: skip


async def by_id(tx: Reading, artwork_id: int) -> Artwork | None:
    row = await tx.one(f"select {LISTED} from artworks where id = :id", id=artwork_id)
    return artwork_from(row) if row else None


async def by_ids(tx: Reading, artwork_ids: Iterable[int]) -> dict[int, Artwork]:
    rows = await tx.all(f"select {LISTED} from artworks where id in ({numbers(artwork_ids)})")
    return {row["id"]: artwork_from(row) for row in rows}


async def owned(tx: Reading, artwork_id: int, actor_id: int) -> Artwork | None:
    """The work if it is this actor's and not deleted (advisory 89: the owner stands in the where)."""
    row = await tx.one(
        f"select {LISTED} from artworks where id = :id and actor_id = :actor_id and state <> 'deleted'",
        id=artwork_id,
        actor_id=actor_id,
    )
    return artwork_from(row) if row else None


async def lock(tx: Writing, artwork_id: int, actor_id: int, *, now: int) -> Artwork | None:
    """As `owned`, and nobody else changes the work until this transaction ends."""
    await tx.run(
        "update artworks set changed = :now where id = :id and actor_id = :actor_id and state <> 'deleted'",
        now=now,
        id=artwork_id,
        actor_id=actor_id,
    )
    return await owned(tx, artwork_id, actor_id)


async def hold_still(tx: Writing, artwork_ids: Iterable[int]) -> None:
    """Nobody else changes these until the transaction ends. In the order of their numbers, so that none wait for
    each other in a ring."""
    for artwork_id in sorted(artwork_ids):
        await tx.run("update artworks set changed = changed where id = :id", id=artwork_id)


async def bury(tx: Writing, artwork_id: int, *, now: int) -> None:
    """A deleted work keeps its number, for the verdicts that name it, and nothing of what it said."""
    await tx.run(
        """update artworks set state = 'deleted', title = '', description = '', medium = '', tools = '', tags = '[]',
        warning = '', note = '', series_id = null, series_position = 0, changed = :now where id = :id""",
        now=now,
        id=artwork_id,
    )


async def of_artist(tx: Reading, actor_id: int, *, limit: int = 500) -> list[Artwork]:
    """All of an artist's own works for their own eyes, the newest first; deleted ones are left out."""
    rows = await tx.all(
        f"""select {LISTED} from artworks where actor_id = :actor_id and state <> 'deleted'
        order by id desc limit :limit""",
        actor_id=actor_id,
        limit=limit,
    )
    return [artwork_from(row) for row in rows]


async def unpublished_of(tx: Reading, actor_id: int, *, limit: int = 200) -> list[Artwork]:
    """An artist's works that are not up, whatever the reason, but for those deleted; the newest first."""
    rows = await tx.all(
        f"""select {LISTED} from artworks where actor_id = :actor_id and state <> 'deleted' and state <> 'published'
        order by id desc limit :limit""",
        actor_id=actor_id,
        limit=limit,
    )
    return [artwork_from(row) for row in rows]


async def published_of(
    tx: Reading, actor_id: int, *, before: tuple[int, int], limit: int, state: str = "published"
) -> list[Artwork]:
    """An artist's works that are up, the last published first; `before` is time and id of the last one of the page
    before. The same of works in another state, which have no time, or the one when they were up."""
    rows = await tx.all(
        f"""select {LISTED} from artworks where actor_id = :actor_id and state = :state
        and (published, id) < (:time, :last) order by published desc, id desc limit :limit""",
        actor_id=actor_id,
        state=state,
        time=before[0],
        last=before[1],
        limit=limit,
    )
    return [artwork_from(row) for row in rows]


async def of_series(tx: Reading, series_id: int, *, limit: int = 500) -> list[Artwork]:
    """The published works of a series in the artist's order; who may see which is for the caller to ask."""
    rows = await tx.all(
        f"""select {LISTED} from artworks where series_id = :series_id and state = 'published'
        order by series_position, id limit :limit""",
        series_id=series_id,
        limit=limit,
    )
    return [artwork_from(row) for row in rows]
