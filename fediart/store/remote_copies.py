"""Rows of remote_copies: which of our copies of pictures from elsewhere lie in storage, how large, last used when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fediart.clock import HOUR
from fediart.store.database import Reading, Writing, numbers

_AT_ONCE: Final = 10_000
MOST_WEIGHED: Final = 50_000


@dataclass(frozen=True, slots=True)
class Weight:
    """How many copies, and their bytes."""

    copies: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that may go: the key of its file and its bytes."""

    media_id: int
    key: str
    bytes: int


async def keep(tx: Writing, media_id: int, size: int, *, now: int) -> None:
    """A copy lies in storage: made now, or made anew. `size` is in bytes, `now` in ms."""
    await tx.run(
        """insert into remote_copies (media_id, host, bytes, used) select m.id, a.host, :size, :hour
        from remote_media m left join posts p on p.id = m.post_id
        join actors a on a.id = coalesce(m.actor_id, p.actor_id)
        where m.id = :id
        on conflict (media_id) do update set bytes = excluded.bytes, used = excluded.used""",
        id=media_id,
        size=size,
        hour=now // HOUR,
    )


async def used(tx: Writing, media_ids: Iterable[int], *, now: int) -> None:
    """Somebody has looked at these."""
    hour = now // HOUR
    await tx.run(
        f"update remote_copies set used = :hour where media_id in ({numbers(media_ids)}) and used < :hour", hour=hour
    )


async def weigh(tx: Reading) -> Weight:
    """All of them, read piece by piece."""
    copies, size, after = 0, 0, 0
    while True:
        row = await tx.one(
            f"""select count(*) as many, coalesce(sum(bytes), 0) as bytes, max(media_id) as last from
            (select media_id, bytes from remote_copies where media_id > :after order by media_id
            limit {_AT_ONCE}) part""",
            after=after,
        )
        if row is None or not row["many"]:
            return Weight(copies, size)
        copies, size, after = copies + int(row["many"]), size + int(row["bytes"]), int(row["last"])


async def of_host(tx: Reading, host: str) -> Weight:
    """Those of one server, up to MOST_WEIGHED."""
    row = await tx.one(
        f"""select count(*) as many, coalesce(sum(bytes), 0) as bytes from
        (select bytes from remote_copies where host = :host order by media_id limit {MOST_WEIGHED}) part""",
        host=host,
    )
    return Weight(int(row["many"]), int(row["bytes"])) if row else Weight()


async def heaviest(tx: Reading, *, limit: int = 20) -> list[tuple[str, Weight]]:
    """Servers by the room their copies take. Reads all of it: for commands and the page of the cache."""
    found: dict[str, Weight] = {}
    after = 0
    while True:
        rows = await tx.all(
            f"""select host, count(*) as many, sum(bytes) as bytes, max(media_id) as last from
            (select media_id, host, bytes from remote_copies where media_id > :after order by media_id
            limit {_AT_ONCE}) part group by host""",
            after=after,
        )
        if not rows:
            break
        for row in rows:
            before = found.get(row["host"], Weight())
            found[row["host"]] = Weight(before.copies + int(row["many"]), before.bytes + int(row["bytes"]))
        after = max(int(row["last"]) for row in rows)
    return sorted(found.items(), key=lambda one: (-one[1].bytes, one[0]))[:limit]


async def oldest(tx: Reading, *, limit: int = 200, host: str = "") -> list[Copy]:
    """Those that nobody has looked at for longest; of one server, where `host` names one, in any order."""
    chosen = "c.host = :host order by c.media_id" if host else "c.used >= 0 order by c.used, c.media_id"
    rows = await tx.all(
        f"""select c.media_id as id, m.key as key, c.bytes as bytes from remote_copies c
        join remote_media m on m.id = c.media_id where {chosen} limit :limit""",
        limit=limit,
        **({"host": host} if host else {}),
    )
    return [Copy(row["id"], row["key"], int(row["bytes"])) for row in rows]


async def let_go(tx: Writing, media_ids: Iterable[int]) -> None:
    """The rows of pictures stay as they are, but name no file: it is fetched again when somebody looks."""
    ids = numbers(media_ids)
    await tx.run(f"update remote_media set key = '' where id in ({ids}) and state = 'kept'")
    await tx.run(f"delete from remote_copies where media_id in ({ids})")
