"""Notifications as apps list them: of some kinds, by one person, above and below a place, with or without what the
member's rules keep apart; and who waits there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fediart.store.database import Reading, Writing, numbers
from fediart.store.news_rules import APART, DROPPED, FILTERED_KINDS, HEARD, NEAR
from fediart.store.notifications import NOTICE, Notice, notice_from

LAST: Final = 2**63 - 1
_FEW: Final = 6  # kinds that are looked for one by one
_LOOKED_THROUGH: Final = 2_000  # of the newest, however many of them the member's rules leave out
_KNOWN: Final = frozenset("abcdefghijklmnopqrstuvwxyz-")


@dataclass(frozen=True, slots=True)
class Which:
    """`kinds` are ours. `from_id`: by this person alone. `apart`: also what the member's rules keep apart."""

    kinds: tuple[str, ...]
    from_id: int | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one person did that is kept apart: how much, since when, the last time; `post_id` is the last post."""

    from_id: int
    count: int
    first: int
    last: int
    newest: int
    post_id: int | None


def _in(kinds: Iterable[str]) -> str:
    words = [kind for kind in kinds if set(kind) <= _KNOWN]
    return ", ".join(f"'{kind}'" for kind in words) or "''"


def _by(which: Which) -> tuple[str, dict[str, Any]]:
    return ("", {}) if which.from_id is None else ("and n.from_id = :from_id", {"from_id": which.from_id})


def _also(which: Which) -> tuple[str, dict[str, Any]]:
    person, values = _by(which)
    return f"{person} and {HEARD} and {f'not {DROPPED}' if which.apart else NEAR}", values


async def newest(
    tx: Reading, actor_id: int, which: Which, *, before: int = LAST, after: int = 0, limit: int = 40
) -> list[Notice]:
    """The newest first, between two ids that are themselves left out; no more than 2,000 are looked through."""
    also, values = _also(which)
    person, whose = _by(which)
    found: list[Notice] = []
    for kinds in _apart(which.kinds):
        low = await tx.value(
            f"""select min(id) from (select n.id as id from notifications n where n.actor_id = :actor_id
            and n.kind in ({_in(kinds)}) {person} and n.id < :before and n.id > :after
            order by n.id desc limit {_LOOKED_THROUGH}) near""",
            actor_id=actor_id, before=before, after=after, **whose,
        )  # fmt: skip
        rows = await tx.all(
            f"""select {NOTICE} from notifications n where n.actor_id = :actor_id and n.kind in ({_in(kinds)})
            and n.id < :before and n.id >= :low {also} order by n.id desc limit :limit""",
            actor_id=actor_id, before=before, low=low or 0, limit=limit, **values,
        ) if low is not None else []  # fmt: skip
        found += [notice_from(row) for row in rows]
    return sorted(found, key=lambda one: one.id, reverse=True)[:limit]


async def next_newer(
    tx: Reading, actor_id: int, which: Which, *, after: int, before: int = LAST, limit: int = 40
) -> list[Notice]:
    """Those next above an id; again the newest first."""
    also, values = _also(which)
    person, whose = _by(which)
    found: list[Notice] = []
    for kinds in _apart(which.kinds):
        high = await tx.value(
            f"""select max(id) from (select n.id as id from notifications n where n.actor_id = :actor_id
            and n.kind in ({_in(kinds)}) {person} and n.id < :before and n.id > :after
            order by n.id limit {_LOOKED_THROUGH}) near""",
            actor_id=actor_id, before=before, after=after, **whose,
        )  # fmt: skip
        rows = await tx.all(
            f"""select {NOTICE} from notifications n where n.actor_id = :actor_id and n.kind in ({_in(kinds)})
            and n.id <= :high and n.id > :after {also} order by n.id limit :limit""",
            actor_id=actor_id, high=high or 0, after=after, limit=limit, **values,
        ) if high is not None else []  # fmt: skip
        found += [notice_from(row) for row in rows]
    return sorted(found, key=lambda one: one.id)[:limit][::-1]


def _apart(kinds: Sequence[str]) -> list[tuple[str, ...]]:
    """Few kinds read an index each, so that a rare one is not looked for among all others."""
    return [(kind,) for kind in kinds] if len(kinds) <= _FEW else [tuple(kinds)]


async def one(tx: Reading, actor_id: int, notification_id: int, which: Which) -> Notice | None:
    """The member's own alone (advisory 89)."""
    before = min(notification_id + 1, LAST)
    found = await newest(tx, actor_id, which, before=before, after=notification_id - 1, limit=1)
    return found[0] if found else None


async def unread(tx: Reading, actor_id: int, which: Which, *, after: int, limit: int) -> list[Notice]:
    """Those above the place the member has read to, and not looked at on a page either, at most so many."""
    found = await newest(tx, actor_id, which, after=after, limit=limit)
    return [one for one in found if not one.seen]


async def forget(tx: Writing, actor_id: int, ids: Iterable[int]) -> None:
    """The member's own among these."""
    await tx.run(f"delete from notifications where actor_id = :actor_id and id in ({numbers(ids)})", actor_id=actor_id)


async def forget_kinds(tx: Writing, actor_id: int, kinds: Iterable[str]) -> None:
    """All of these kinds."""
    await tx.run(f"delete from notifications where actor_id = :actor_id and kind in ({_in(kinds)})", actor_id=actor_id)


async def waiting(tx: Reading, actor_id: int, *, from_id: int | None = None) -> Sequence[Waiting]:
    """Who waits because of the member's rules, among the newest 2,000 notifications; by who came last."""
    person = "" if from_id is None else "and n.from_id = :from_id"
    rows = await tx.all(
        f"""select n.from_id as from_id, count(*) as count, min(n.created) as first, max(n.created) as last,
        max(n.id) as newest, max(n.post_id) as post_id from (select id, actor_id, kind, from_id, post_id, created
            from notifications where actor_id = :actor_id and kind in ({_in(FILTERED_KINDS)}) and from_id is not null
            order by id desc limit {_LOOKED_THROUGH}) n
        where {HEARD} and {APART} {person} group by n.from_id order by max(n.id) desc""",
        actor_id=actor_id,
        **({} if from_id is None else {"from_id": from_id}),
    )
    return [
        Waiting(row["from_id"], int(row["count"]), row["first"], row["last"], row["newest"], row["post_id"])
        for row in rows
    ]


async def kept_apart(tx: Reading, actor_id: int, from_ids: Iterable[int]) -> list[Notice]:
    """What these people did that is kept apart."""
    rows = await tx.all(
        f"""select {NOTICE} from notifications n where n.actor_id = :actor_id and n.from_id in ({numbers(from_ids)})
        and {HEARD} and {APART} order by n.id desc limit {_LOOKED_THROUGH}""",
        actor_id=actor_id,
    )
    return [notice_from(row) for row in rows]


async def quoting(tx: Reading, pairs: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], int]:
    """The newest post in which each of these people quotes that post, by `(person, quoted post)`."""
    asked = list(pairs)
    rows = await tx.all(
        f"""select p.actor_id as actor_id, q.quoted_id as quoted_id, max(q.post_id) as post_id from quotes q
        join posts p on p.id = q.post_id where q.quoted_id in ({numbers(quoted for _, quoted in asked)})
        and p.actor_id in ({numbers(person for person, _ in asked)}) and p.deleted = 0
        group by p.actor_id, q.quoted_id"""
    )
    return {(row["actor_id"], row["quoted_id"]): row["post_id"] for row in rows}


async def reports_of(tx: Reading, ids: Iterable[int]) -> Mapping[int, int]:
    """The report that each of these notifications tells of."""
    rows = await tx.all(f"select notification_id, report_id from report_news where notification_id in ({numbers(ids)})")
    return {row["notification_id"]: row["report_id"] for row in rows}


async def keep_report(tx: Writing, notification_id: int, report_id: int) -> None:
    await tx.run(
        "insert into report_news (notification_id, report_id) values (:id, :report_id)",
        id=notification_id,
        report_id=report_id,
    )
