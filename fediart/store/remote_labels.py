"""How posts of other servers say, or are held, to be made: rows only for those of which anything is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fediart.store.database import Reading, Row, Writing, numbers

Statement = tuple[str, Mapping[str, Any]]


class Label(StrEnum):
    """What holds of a post. Only the first two are ever written under a picture as an AI label."""

    GENERATED = "generated"
    ASSISTED = "assisted"
    TAGGED = "tagged"  # by its author's own hashtags, and by nothing else
    SUSPECTED = "suspected"  # by the score of this server's filter, and by nothing else
    NONE = ""


class Word(StrEnum):
    """Whose word a label rests on."""

    MODERATOR = "moderator"  # of this server
    OBJECT = "object"  # what the author's server says in the post
    FILE = "file"  # what the picture file says
    TAGS = "tags"
    SCORE = "score"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A label, whose word it is, and what exactly was found, for people to check."""

    label: Label = Label.NONE
    source: Word = Word.NONE
    quote: str = ""


NOTHING = Standing()


@dataclass(frozen=True, slots=True)
class Step:
    """What a moderator said. `decision` is generated, assisted, none, or withdraw: let what was found speak again."""

    id: int
    post_id: int
    account_id: int
    decision: str
    note: str
    created: int


def saying(post_id: int, said: Standing, *, now: int) -> Statement:
    """The statement that keeps what a new post says of itself; ask for it only where that is something."""
    return _PUT, _values(post_id, said, said, now)


_PUT = """insert into remote_labels (post_id, label, source, quote, said_label, said_source, said_quote, changed)
    values (:post_id, :label, :source, :quote, :said_label, :said_source, :said_quote, :now)
    on conflict (post_id) do update set label = excluded.label, source = excluded.source, quote = excluded.quote,
    said_label = excluded.said_label, said_source = excluded.said_source, said_quote = excluded.said_quote,
    changed = excluded.changed"""


def _values(post_id: int, holds: Standing, said: Standing, now: int) -> Mapping[str, Any]:
    return {
        "post_id": post_id, "label": holds.label.value, "source": holds.source.value, "quote": holds.quote,
        "said_label": said.label.value, "said_source": said.source.value, "said_quote": said.quote, "now": now,
    }  # fmt: skip


async def put(tx: Writing, post_id: int, holds: Standing, said: Standing, *, now: int) -> None:
    """What holds now, in the place of what held before; nothing at all is no row."""
    if holds == NOTHING and said == NOTHING:
        await tx.run("delete from remote_labels where post_id = :id", id=post_id)
        return
    await tx.run(_PUT, **_values(post_id, holds, said, now))


async def said_of(tx: Reading, post_id: int) -> Standing:
    """What the post said of itself."""
    row = await tx.one(
        """select said_label as label, said_source as source, said_quote as quote from remote_labels
        where post_id = :id""",
        id=post_id,
    )
    return _standing(row) if row else NOTHING


async def of_posts(tx: Reading, post_ids: Iterable[int]) -> dict[int, Standing]:
    """What holds, by post, where there is anything."""
    rows = await tx.all(
        f"select post_id, label, source, quote from remote_labels where post_id in ({numbers(post_ids)})"
    )
    return {row["post_id"]: _standing(row) for row in rows}


def _standing(row: Row) -> Standing:
    return Standing(Label(row["label"]), Word(row["source"]), row["quote"])


@dataclass(frozen=True, slots=True)
class Found:
    """A post with what holds of it: for lists of what was found lately. `changed` is in milliseconds."""

    post_id: int
    standing: Standing
    changed: int
    title: str
    name: str
    host: str


async def newest(tx: Reading, *, before: tuple[int, int], limit: int) -> list[Found]:
    """What has come to hold last comes first; `before` is (changed, post id) of the last of the page before."""
    rows = await tx.all(
        """select l.post_id as post_id, l.label as label, l.source as source, l.quote as quote, l.changed as changed,
        p.title as title, a.name as name, a.host as host
        from remote_labels l join posts p on p.id = l.post_id join actors a on a.id = p.actor_id
        where (l.changed, l.post_id) < (:time, :last) and p.deleted = 0 and p.visibility in ('public', 'unlisted')
        order by l.changed desc, l.post_id desc limit :limit""",
        time=before[0],
        last=before[1],
        limit=limit,
    )
    return [
        Found(row["post_id"], _standing(row), row["changed"], row["title"], row["name"], row["host"]) for row in rows
    ]


async def add_step(tx: Writing, step: Step) -> None:
    await tx.run(
        """insert into remote_label_steps (id, post_id, account_id, decision, note, created)
        values (:id, :post_id, :account_id, :decision, :note, :created)""",
        id=step.id,
        post_id=step.post_id,
        account_id=step.account_id,
        decision=step.decision,
        note=step.note,
        created=step.created,
    )


async def steps_of(tx: Reading, post_id: int) -> list[Step]:
    """The oldest first."""
    rows = await tx.all(
        """select id, post_id, account_id, decision, note, created from remote_label_steps
        where post_id = :id order by id""",
        id=post_id,
    )
    return [Step(**row) for row in rows]


async def speakers(tx: Reading, post_id: int) -> dict[int, str]:
    """The names of the moderators who said anything about the post, by account."""
    rows = await tx.all(
        """select distinct c.id as id, a.name as name from remote_label_steps s
        join accounts c on c.id = s.account_id join actors a on a.id = c.actor_id where s.post_id = :id""",
        id=post_id,
    )
    return {row["id"]: row["name"] for row in rows}
