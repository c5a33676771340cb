"""Rows of copies: which picture of an artist was found in whose work or post, and what the artist made of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from fediart.store.database import Reading, Row, Writing

OPEN, REPORTED, ASKED, CREDITED, PERMITTED, DISMISSED, LINKED = (
    "open", "reported", "credit-asked", "credited", "permitted", "dismissed", "linked",
)  # fmt: skip
KEPT_BACK = -1
PERMIT, MUTE = "permit", "mute"
Part = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Copy:
    """`picture_id` is the artist's own, `other_picture` where it was found: a picture of `artwork_id`, an image of
    `post_id`. `ours` is the common part of the found one, `theirs` that of the artist's. `told`: 0 if only
    listed, KEPT_BACK where it is not for the artist to know."""

    id: int
    artist_id: int
    picture_id: int
    other_id: int
    artwork_id: int | None
    post_id: int | None
    other_picture: int
    own: int
    certain: int
    places: int
    agreement: float
    turn: int
    ours: Part
    theirs: Part
    state: str
    told: int
    created: int
    changed: int


_COLUMNS = tuple(item.name for item in fields(Copy))
_LISTED = ", ".join(_COLUMNS)


def _copy(row: Row) -> Copy:
    made = Copy(**{name: row[name] for name in _COLUMNS})
    return replace(made, ours=tuple(json.loads(row["ours"])), theirs=tuple(json.loads(row["theirs"])))


async def insert(tx: Writing, copy: Copy) -> bool:
    """False where this pair is known already."""
    values = {name: getattr(copy, name) for name in _COLUMNS}
    values |= {"ours": json.dumps(copy.ours), "theirs": json.dumps(copy.theirs)}
    places = ", ".join(f":{name}" for name in _COLUMNS)
    touched = await tx.run(
        f"insert into copies ({_LISTED}) values ({places}) on conflict (picture_id, other_picture) do nothing", **values
    )
    return touched > 0


async def by_id(tx: Reading, copy_id: int, *, artist_id: int) -> Copy | None:
    """The artist's own alone (advisory 89)."""
    row = await tx.one(
        f"select {_LISTED} from copies where id = :id and artist_id = :artist_id", id=copy_id, artist_id=artist_id
    )
    return _copy(row) if row else None


async def of_artwork(tx: Reading, artwork_id: int) -> list[Copy]:
    """What the pictures of this work resemble, the surest first."""
    rows = await tx.all(
        f"""select {_LISTED} from copies where artwork_id = :artwork_id
        order by certain desc, places desc, id limit 50""",
        artwork_id=artwork_id,
    )
    return [_copy(row) for row in rows]


async def of_artist(tx: Reading, artist_id: int, *, before: int = 2**62, limit: int = 30) -> list[Copy]:
    """Copies by others, for the artist's list, the newest first. Only what is certain is theirs to know."""
    rows = await tx.all(
        f"""select {_LISTED} from copies where artist_id = :artist_id and id < :before and own = 0 and certain = 1
        and told >= 0 order by id desc limit :limit""",
        artist_id=artist_id, before=before, limit=limit,
    )  # fmt: skip
    return [_copy(row) for row in rows]


async def move(tx: Writing, copy_id: int, *, to: str, among: Sequence[str], now: int) -> bool:
    """False where it was in none of these states any more."""
    states = ", ".join(f"'{state}'" for state in among if state.replace("-", "").isalpha())
    touched = await tx.run(
        f"update copies set state = :state, changed = :now where id = :id and state in ({states})",
        state=to, now=now, id=copy_id,
    )  # fmt: skip
    return touched > 0


async def told_since(tx: Reading, artist_id: int, since: int) -> dict[int, int]:
    """How often this artist was told of a copy since an id, by who made it: at most 200 are looked at."""
    rows = await tx.all(
        """select other_id from copies where artist_id = :artist_id and id > :since and told > 0
        order by id desc limit 200""",
        artist_id=artist_id, since=since,
    )  # fmt: skip
    found: dict[int, int] = {}
    for row in rows:
        found[row["other_id"]] = found.get(row["other_id"], 0) + 1
    return found


async def choice(tx: Reading, artist_id: int, other_id: int) -> str:
    """What the artist has said of all copies by this person: permit, mute, or nothing."""
    said = await tx.value(
        "select choice from copy_choices where artist_id = :artist_id and other_id = :other_id",
        artist_id=artist_id, other_id=other_id,
    )  # fmt: skip
    return str(said or "")


async def choose(tx: Writing, artist_id: int, other_id: int, word: str, *, now: int) -> None:
    """An empty word takes the choice back."""
    await tx.run(
        "delete from copy_choices where artist_id = :artist_id and other_id = :other_id",
        artist_id=artist_id, other_id=other_id,
    )  # fmt: skip
    if word:
        await tx.run(
            """insert into copy_choices (artist_id, other_id, choice, created)
            values (:artist_id, :other_id, :choice, :now)""",
            artist_id=artist_id, other_id=other_id, choice=word, now=now,
        )  # fmt: skip
