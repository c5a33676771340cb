"""Rows of changes of AI policies: who changed what, and how far the published works have been brought up to date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

from fediart.store.database import Reading, Row, Writing

INSTANCE, FLOOR, ARTIST, SERIES, ARTWORK, NAME = "instance", "floor", "artist", "series", "artwork", "name"
RETURN = "return"
"""Nobody chose anything: an artist whose suspension is lifted catches up with what was chosen meanwhile."""
NEW, FILES, ARTISTS, TELLING, FINISHED, SUPERSEDED = "new", "files", "artists", "telling", "finished", "superseded"
_TAKES_OVER: Final = {
    INSTANCE: (INSTANCE, FLOOR),
    FLOOR: (INSTANCE, FLOOR),
    ARTIST: (ARTIST, SERIES, RETURN),
    SERIES: (ARTIST, SERIES, RETURN),
    RETURN: (ARTIST, SERIES, RETURN),
    ARTWORK: (ARTWORK,),
    NAME: (NAME,),
}
"""Which unfinished changes a newer one makes needless, since it looks at the same works: of one artist, or of all."""


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """`was` and `became` are presets, empty for the one above; for the scope `name` they are names.

    `account_id` is None for the command line, `actor_id` None for the whole instance; `subject_id` is the artwork or
    series, `subject` its title. Times in ms, `ended` 0 while it is under way. `files_*` and `told_*` count works.
    """

    id: int
    account_id: int | None
    actor_id: int | None
    scope: str
    subject_id: int
    subject: str
    was: str
    became: str
    state: str
    reached: int
    files_total: int
    files_done: int
    files_failed: int
    told_total: int
    told_done: int
    started: int
    ended: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A change with the names of whoever made it and of the artist whose works it is about; empty where nobody is."""

    change: PolicyChange
    by: str
    artist: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A published work and what was chosen for it; what others were told; what its files say, least and most."""

    id: int
    artist: str
    series: str
    work: str
    told: str
    least: str
    most: str
    suspended: int


_COLUMNS = tuple(item.name for item in fields(PolicyChange))
_LISTED = ", ".join(_COLUMNS)


def _from(row: Row) -> PolicyChange:
    return PolicyChange(**{name: row[name] for name in _COLUMNS})


async def insert(tx: Writing, change: PolicyChange) -> None:
    places = ", ".join(f":{name}" for name in _COLUMNS)
    values = {name: getattr(change, name) for name in _COLUMNS}
    await tx.run(f"insert into policy_changes ({_LISTED}) values ({places})", **values)


async def by_id(tx: Reading, change_id: int) -> PolicyChange | None:
    row = await tx.one(f"select {_LISTED} from policy_changes where id = :id", id=change_id)
    return _from(row) if row else None


async def supersede(tx: Writing, change: PolicyChange, *, now: int) -> None:
    """Ends what this change makes needless."""
    scopes = ", ".join(f"'{scope}'" for scope in _TAKES_OVER[change.scope])
    whose = "actor_id is null" if change.actor_id is None else "actor_id = :actor_id"
    which = "and subject_id = :subject_id" if change.scope == ARTWORK else ""
    params = {} if change.actor_id is None else {"actor_id": change.actor_id}
    params |= {"subject_id": change.subject_id} if change.scope == ARTWORK else {}
    await tx.run(
        f"""update policy_changes set state = 'superseded', ended = :now
        where ended = 0 and id < :id and scope in ({scopes}) and {whose} {which}""",
        now=now,
        id=change.id,
        **params,
    )


async def move(tx: Writing, change: PolicyChange, *, to: str, now: int, files: int = 0, told: int = 0) -> bool:
    """Into the next state, from its beginning; `files` and `told` are how many works it will be about.

    False where another process was faster, or a newer change has taken over.
    """
    touched = await tx.run(
        """update policy_changes set state = :next, reached = 0, ended = :ended, files_total = files_total + :files,
        told_total = told_total + :told where id = :id and state = :state""",
        next=to,
        ended=now if to == FINISHED else 0,
        files=files,
        told=told,
        id=change.id,
        state=change.state,
    )
    return touched > 0


async def advance(
    tx: Writing, change: PolicyChange, reached: int, *, files: int = 0, failed: int = 0, told: int = 0
) -> bool:
    """What has an id up to `reached` is done. False where another process was faster, or a newer change took over."""
    touched = await tx.run(
        """update policy_changes set reached = :reached, files_done = files_done + :files,
        files_failed = files_failed + :failed, told_done = told_done + :told
        where id = :id and state = :state and reached < :reached""",
        reached=reached,
        files=files,
        failed=failed,
        told=told,
        id=change.id,
        state=change.state,
    )
    return touched > 0


async def standings(tx: Reading, change: PolicyChange, *, after: int, limit: int) -> list[Standing]:
    """The next published works that the change may be about, in the order of their ids."""
    which, params = "", {}
    if change.scope == ARTWORK:
        which, params = "and w.id = :which", {"which": change.subject_id}
    elif change.actor_id is not None:
        which, params = "and w.actor_id = :which", {"which": change.actor_id}
    rows = await tx.all(
        f"""select w.id as id, a.ai_policy as artist, coalesce(s.ai_policy, '') as series, w.ai_policy as work,
        w.policy_told as told, a.suspended as suspended,
        coalesce((select min(policy) from renditions r where r.artwork_id = w.id), '') as least,
        coalesce((select max(policy) from renditions r where r.artwork_id = w.id), '') as most
        from artworks w join actors a on a.id = w.actor_id left join series s on s.id = w.series_id
        where w.state = 'published' and w.id > :after {which} order by w.id limit :limit""",
        after=after,
        limit=limit,
        **params,
    )
    return [Standing(**row) for row in rows]


async def told_and_chosen(tx: Reading, actor_id: int) -> Sequence[Row]:
    """`told, artist, series, work`: what others were told of an artist's published works, and what was chosen for them,
    each combination once."""
    return await tx.all(
        """select distinct w.policy_told as told, a.ai_policy as artist, coalesce(s.ai_policy, '') as series,
        w.ai_policy as work from artworks w join actors a on a.id = w.actor_id left join series s on s.id = w.series_id
        where w.actor_id = :actor_id and w.state = 'published'""",
        actor_id=actor_id,
    )


async def artists(tx: Reading, *, after: int, limit: int) -> Sequence[Row]:
    """`id, ai_policy, told` of the artists here, in the order of their ids."""
    return await tx.all(
        """select a.id as id, a.ai_policy as ai_policy, accounts.policy_told as told from accounts
        join actors a on a.id = accounts.actor_id
        where accounts.actor_id > :after and a.suspended = 0 and a.deleted = 0
        order by accounts.actor_id limit :limit""",
        after=after,
        limit=limit,
    )


async def unfinished(tx: Reading) -> list[PolicyChange]:
    """Those that are under way, the oldest first."""
    scopes = ", ".join(f"'{scope}'" for scope in _TAKES_OVER)
    rows = await tx.all(
        f"select {_LISTED} from policy_changes where ended = 0 and scope in ({scopes}) order by id limit 1000"
    )
    return [_from(row) for row in rows]


async def artist_told(tx: Writing, actor_id: int, preset: str) -> None:
    """What other servers have been told of this artist's policy."""
    await tx.run(
        "update accounts set policy_told = :preset where actor_id = :actor_id", preset=preset, actor_id=actor_id
    )


async def work_told(tx: Writing, artwork_id: int, preset: str) -> None:
    """What other servers have been told of this work's policy."""
    await tx.run("update artworks set policy_told = :preset where id = :id", preset=preset, id=artwork_id)


async def told_of(tx: Reading, artwork_id: int) -> str:
    """The preset other servers were last told for this work; empty where none."""
    return str(await tx.value("select policy_told from artworks where id = :id", id=artwork_id) or "")


async def newest(tx: Reading, *, actor_id: int | None = None, before: int = 2**62, limit: int = 30) -> list[Listed]:
    """The newest first: all, or those of one artist's works."""
    whose = "" if actor_id is None else "and c.actor_id = :actor_id"
    params = {} if actor_id is None else {"actor_id": actor_id}
    listed = ", ".join(f"c.{name} as {name}" for name in _COLUMNS)
    rows = await tx.all(
        f"""select {listed}, coalesce(m.name, '') as by_name, coalesce(a.name, '') as artist_name
        from policy_changes c left join accounts on accounts.id = c.account_id
        left join actors m on m.id = accounts.actor_id left join actors a on a.id = c.actor_id
        where c.id < :before {whose} order by c.id desc limit :limit""",
        before=before,
        limit=limit,
        **params,
    )
    return [Listed(_from(row), row["by_name"], row["artist_name"]) for row in rows]
