"""What happened that apps may be listening for, as the database tells it: triggers say one line for each change.

So nothing that changes a post, a boost or a notification can forget to tell, and where nobody listens nothing is told
(migrations/0039). A line is a word and the ids that it is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fediart.store.database import Reading, Writing, numbers


@dataclass(frozen=True, slots=True)
class Event:
    """`kind` is the first word of the line, `ids` the whole numbers of it in their order.

    `post` ID, `edit` ID, `gone` ID ACTOR (with `visibility` and whom it `named`), `boost` ID, `unboost` ID ACTOR POST,
    `notification` ID ACTOR, `message` POST, `filters` ACTOR, `token` ID, `person` ACTOR, `announcement` ID,
    `announcement-gone` ID, `announcement-reaction` ID (with the name of the reaction as `word`).
    """

    kind: str
    ids: tuple[int, ...]
    word: str = ""
    named: tuple[int, ...] = ()


def event_from(line: str) -> Event | None:
    """None for what no version of this program says."""
    kind, _, rest = line.partition(" ")
    parts = rest.split(" ")
    ids = []
    for part in parts:
        if not part.isdecimal():
            break
        ids.append(int(part))
    if not ids:
        return None
    word = parts[len(ids)] if len(parts) > len(ids) else ""
    listed = parts[len(ids) + 1] if len(parts) > len(ids) + 1 else ""
    return Event(kind, tuple(ids), word, tuple(int(one) for one in listed.split(",") if one.isdecimal()))


async def listen(tx: Writing, name: str, *, now: int, silent_since: int) -> None:
    """Says that the process of this name listens, and has not ended; those that said so last before are forgotten."""
    await tx.run("delete from stream_listeners where beat < :before", before=silent_since)
    await tx.run(
        """insert into stream_listeners (name, beat) values (:name, :now)
        on conflict (name) do update set beat = excluded.beat""",
        name=name,
        now=now,
    )


async def leave(tx: Writing, name: str) -> None:
    """Nobody listens any more in the process of this name."""
    await tx.run("delete from stream_listeners where name = :name", name=name)


async def tokens_that_hold(tx: Reading, token_ids: Iterable[int], *, now: int) -> set[int]:
    """Those of these access tokens by which somebody may still act, or an app for itself."""
    rows = await tx.all(
        f"""select t.id from access_tokens t left join accounts a on a.id = t.account_id
        left join actors p on p.id = a.actor_id
        where t.id in ({numbers(token_ids)}) and (t.expires = 0 or t.expires > :now) and t.decoy = 0
        and (t.account_id is null
            or (a.suspended = 0 and a.frozen = 0 and a.confirmed <> 0 and a.approved <> 0 and p.deleted = 0))""",
        now=now,
    )
    return {row["id"] for row in rows}
