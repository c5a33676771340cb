"""The trail of decisions as a whole: to be read from end to end by admins, and counted for everybody."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fediart.store.database import Reading


@dataclass(frozen=True, slots=True)
class Decided:
    """One row of the trail. `moderator` is empty where the filter, the artist or the clock took the step.

    `grounds` are the codes of the reasons; `picture` is a file's SHA-256 where the row is about one picture.
    """

    id: int
    created: int
    artwork_id: int
    artist: str
    picture: str
    step: str
    label: str
    moderator: str
    policy_version: int
    model: str
    score: float | None
    abstained: bool
    grounds: tuple[str, ...]
    words: str


async def page(tx: Reading, *, after: int, limit: int = 200) -> Sequence[Decided]:
    """The oldest first; `after` is the id of the last row of the page before.

    With two persons, what the first has chosen is left out until the case is closed.
    """
    rows = await tx.all(
        """select verdicts.id as id, verdicts.created as created, artwork_id, artist.name as artist, sha256, decision,
        label, coalesce(mod.name, '') as moderator, policy_version, model, score, abstained, reasons,
        verdicts.note as note from verdicts join artworks on artworks.id = verdicts.artwork_id
        join actors artist on artist.id = artworks.actor_id
        left join accounts on accounts.id = verdicts.account_id left join actors mod on mod.id = accounts.actor_id
        where verdicts.id > :after and not (decision = 'vote' and exists (select 1 from reviews
            where reviews.artwork_id = verdicts.artwork_id and reviews.closed = 0))
        order by verdicts.id limit :limit""",
        after=after,
        limit=limit,
    )
    return [
        Decided(
            row["id"], row["created"], row["artwork_id"], row["artist"], row["sha256"], row["decision"], row["label"],
            row["moderator"], row["policy_version"], row["model"], row["score"], bool(row["abstained"]),
            _codes(row["reasons"]), row["note"],
        )
        for row in rows
    ]  # fmt: skip


def _codes(reasons: str) -> tuple[str, ...]:
    return tuple(one["code"] for one in json.loads(reasons) if one["code"] != "what-to-do")


async def counted(tx: Reading, *, since: int, until: int) -> Mapping[tuple[str, str, bool], int]:
    """How many works were decided how: by (decision, label, by a person)."""
    rows = await tx.all(
        """select decision, label, case when account_id is null then 0 else 1 end as person, count(*) as n
        from verdicts where created >= :since and created < :until and picture_id is null
        and decision in ('publish', 'label', 'hold', 'refuse', 'withdraw', 'keep')
        group by decision, label, case when account_id is null then 0 else 1 end""",
        since=since,
        until=until,
    )
    found: dict[tuple[str, str, bool], int] = {}
    for row in rows:
        key = (row["decision"], row["label"] if row["decision"] == "label" else "", bool(row["person"]))
        found[key] = found.get(key, 0) + int(row["n"])
    return found


@dataclass(frozen=True, slots=True)
class Ended:
    """How many cases of one cause have ended in one way."""

    cause: str
    outcome: str
    appealed: str
    overturned: bool
    cases: int


async def ended(tx: Reading, *, since: int) -> Sequence[Ended]:
    """Cases that a person has decided."""
    rows = await tx.all(
        """select cause, outcome, appealed, overturned, count(*) as n from reviews
        where closed > 0 and closed >= :since and closed_by is not null
        group by cause, outcome, appealed, overturned""",
        since=since,
    )
    return [Ended(row["cause"], row["outcome"], row["appealed"], bool(row["overturned"]), row["n"]) for row in rows]


async def median_time(tx: Reading, *, since: int) -> int | None:
    """Milliseconds from the opening of a case to its decision; None where nothing was decided."""
    number = await tx.value(
        "select count(*) from reviews where closed > 0 and closed >= :since and closed_by is not null", since=since
    )
    if not number:
        return None
    found = await tx.value(
        """select closed - opened as took from reviews where closed > 0 and closed >= :since and closed_by is not null
        order by closed - opened limit 1 offset :half""",
        since=since,
        half=(int(number) - 1) // 2,
    )
    return int(found)


async def overturned(tx: Reading, *, since: int, until: int) -> int:
    """Appeals that ended otherwise than the decision they were against."""
    return int(
        await tx.value(
            """select count(*) from reviews where closed > 0 and closed >= :since and closed < :until
            and cause = 'appeal' and overturned = 1""",
            since=since,
            until=until,
        )
    )
