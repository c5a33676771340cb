"""Rows of the single things of an import: what each was, whether it is to come, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from fediart.store.database import Reading, Row, Writing, numbers
from fediart.store.imports import Counts

FOUND, WAITING, SENT, DONE, SKIPPED, FAILED = "found", "waiting", "sent", "done", "skipped", "failed"
UNDOING, UNDONE = "undoing", "undone"


@dataclass(frozen=True, slots=True)
class Item:
    """`body` is made by the reader of the kind and read by the deed of the same name. `part` is where in the archive
    it was. `words` say what was noticed when it was read, `outcome` what became of it. `happened` is ms, 0: unknown."""

    id: int
    import_id: int
    actor_id: int
    position: int
    kind: str
    part: str
    state: str
    chosen: int
    source: str
    happened: int
    body: Mapping[str, Any]
    words: str
    outcome: str


_ITEM: Final = ", ".join(one.name for one in fields(Item))


def _item(row: Row) -> Item:
    values = {one.name: row[one.name] for one in fields(Item)}
    return Item(**{**values, "body": json.loads(row["body"])})


async def insert(tx: Writing, items: Sequence[Item]) -> None:
    places = ", ".join(f":{one.name}" for one in fields(Item))
    await tx.many(
        f"insert into import_items ({_ITEM}) values ({places})",
        [
            {one.name: getattr(item, one.name) for one in fields(Item)} | {"body": _json(item.body)}
            for item in items
        ],
    )  # fmt: skip


async def forget(tx: Writing, import_id: int) -> None:
    """All of an import's."""
    await tx.run("delete from import_items where import_id = :id", id=import_id)


async def by_id(tx: Reading, item_id: int, import_id: int) -> Item | None:
    row = await tx.one(
        f"select {_ITEM} from import_items where id = :id and import_id = :import",
        **{"id": item_id, "import": import_id},
    )
    return _item(row) if row else None


async def page(tx: Reading, import_id: int, *, after: int = -1, limit: int = 48) -> list[Item]:
    """In their order, from behind that position."""
    rows = await tx.all(
        f"""select {_ITEM} from import_items where import_id = :id and position > :after
        order by position limit :limit""",
        id=import_id,
        after=after,
        limit=limit,
    )
    return [_item(row) for row in rows]


async def in_state(tx: Reading, import_id: int, state: str, *, limit: int) -> list[Item]:
    """The first ones in their order."""
    rows = await tx.all(
        f"""select {_ITEM} from import_items where import_id = :id and state = :state
        order by position limit :limit""",
        id=import_id,
        state=state,
        limit=limit,
    )
    return [_item(row) for row in rows]


async def counts(tx: Reading, import_id: int) -> Counts:
    """How many in which state: one look at an index, however many there are."""
    rows = await tx.all(
        "select state, count(*) as many, sum(chosen) as chosen from import_items where import_id = :id group by state",
        id=import_id,
    )
    return Counts({row["state"]: int(row["many"]) for row in rows}, sum(int(row["chosen"]) for row in rows))


async def parts(tx: Reading, import_id: int) -> dict[tuple[str, str], tuple[int, int]]:
    """`(how many, how many of them are to come)` by kind and part."""
    rows = await tx.all(
        """select kind, part, count(*) as many, sum(chosen) as chosen from import_items
        where import_id = :id group by kind, part order by min(position)""",
        id=import_id,
    )
    return {(row["kind"], row["part"]): (int(row["many"]), int(row["chosen"])) for row in rows}


async def outcomes(tx: Reading, import_id: int) -> dict[str, int]:
    """How many works of it are in which state now, by the state of the artwork."""
    rows = await tx.all(
        """select a.state as state, count(*) as many from import_items i join artworks a on a.id = i.id
        where i.import_id = :id and i.kind = 'work' group by a.state""",
        id=import_id,
    )
    return {row["state"]: int(row["many"]) for row in rows}


async def known(tx: Reading, actor_id: int, sources: Sequence[str]) -> set[str]:
    """Which of these things the member has brought along before, and not undone."""
    found: set[str] = set()
    for start in range(0, len(sources), 400):
        some = sources[start : start + 400]
        places = ", ".join(f":s{number}" for number in range(len(some)))
        rows = await tx.all(
            f"""select distinct source from import_items where actor_id = :actor and source <> ''
            and source in ({places}) and state in ('sent', 'done')""",
            actor=actor_id,
            **{f"s{number}": one for number, one in enumerate(some)},
        )
        found |= {row["source"] for row in rows}
    return found


async def brought(tx: Reading, actor_id: int, sources: Sequence[str]) -> dict[str, int]:
    """What these things became here, by what their archive calls them: the newest that was brought and is here."""
    found: dict[str, int] = {}
    for start in range(0, len(sources), 400):
        some = sources[start : start + 400]
        places = ", ".join(f":s{number}" for number in range(len(some)))
        rows = await tx.all(
            f"""select source, max(id) as id from import_items where actor_id = :actor and source <> ''
            and source in ({places}) and state in ('sent', 'done') group by source""",
            actor=actor_id,
            **{f"s{number}": one for number, one in enumerate(some)},
        )
        found |= {row["source"]: int(row["id"]) for row in rows}
    return found


async def tick(tx: Writing, import_id: int, item_ids: Iterable[int], *, chosen: bool) -> None:
    """These are to come, or not. What cannot come is never ticked."""
    await tx.run(
        f"""update import_items set chosen = :chosen where import_id = :id and state = 'found'
        and id in ({numbers(item_ids)})""",
        chosen=int(chosen),
        id=import_id,
    )


async def tick_part(tx: Writing, import_id: int, kind: str, part: str, *, chosen: bool) -> None:
    """All of a part are to come, or none."""
    await tx.run(
        """update import_items set chosen = :chosen where import_id = :id and state = 'found'
        and kind = :kind and part = :part""",
        chosen=int(chosen),
        id=import_id,
        kind=kind,
        part=part,
    )


async def edit(tx: Writing, item_id: int, import_id: int, body: Mapping[str, Any], *, happened: int) -> None:
    await tx.run(
        """update import_items set body = :body, happened = :happened
        where id = :id and import_id = :import and state = 'found'""",
        **{"body": _json(body), "happened": happened, "id": item_id, "import": import_id},
    )


async def release(tx: Writing, import_id: int) -> int:
    """What was chosen waits for its turn, the rest is left out; how many wait."""
    await tx.run(
        "update import_items set state = 'skipped' where import_id = :id and state = 'found' and chosen = 0",
        id=import_id,
    )
    return await tx.run(
        "update import_items set state = 'waiting' where import_id = :id and state = 'found'", id=import_id
    )


async def undo_all(tx: Writing, import_id: int) -> None:
    """What came is to be taken back; what still waits stays away."""
    await tx.run(
        """update import_items set state = 'undoing' where import_id = :id and state in ('sent', 'done')""",
        id=import_id,
    )
    await tx.run("update import_items set state = 'skipped' where import_id = :id and state = 'waiting'", id=import_id)


async def settle(tx: Writing, item: Item, *, to: str, outcome: str = "", body: Mapping[str, Any] | None = None) -> bool:
    """Notes what became of it. False where it is not in the state any more in which it was read."""
    touched = await tx.run(
        """update import_items set state = :to, outcome = :outcome, body = :body
        where id = :id and import_id = :import and state = :was""",
        **{
            "to": to, "outcome": outcome[:500], "body": _json(item.body if body is None else body),
            "id": item.id, "import": item.import_id, "was": item.state,
        },
    )  # fmt: skip
    return touched > 0


async def note(tx: Writing, item: Item, body: Mapping[str, Any]) -> None:
    """Keeps something with a thing that stays in its state."""
    await tx.run(
        "update import_items set body = :body where id = :id and import_id = :import and state = :was",
        **{"body": _json(body), "id": item.id, "import": item.import_id, "was": item.state},
    )


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(dict(body), ensure_ascii=False, separators=(",", ":"))
