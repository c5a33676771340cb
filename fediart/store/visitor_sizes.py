"""Rows of the largest size that visitors get: an artist's choice for all works, and a work's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from fediart.store.database import Reading, Writing


class Sized(Protocol):
    """A file of a picture, as rows and pages know it."""

    @property
    def width(self) -> int: ...

    @property
    def height(self) -> int: ...


File = TypeVar("File", bound=Sized)


@dataclass(frozen=True, slots=True)
class Bound:
    """`side` is the longest side in pixels, 0 for no bound; `servers` whether other servers get no more, either."""

    side: int = 0
    servers: bool = False


WHOLE = Bound()


async def of_owner(tx: Reading, owner_id: int) -> Bound | None:
    """What this artist, or this work, has chosen; None for nothing."""
    row = await tx.one("select side, servers from visitor_sizes where owner_id = :id", id=owner_id)
    return Bound(row["side"], bool(row["servers"])) if row else None


async def of_work(tx: Reading, artwork_id: int, artist_id: int) -> Bound:
    """What holds for a work: its own choice, else its artist's, else no bound."""
    rows = await tx.all(
        "select owner_id, side, servers from visitor_sizes where owner_id in (:work, :artist)",
        work=artwork_id,
        artist=artist_id,
    )
    chosen = {row["owner_id"]: Bound(row["side"], bool(row["servers"])) for row in rows}
    return chosen.get(artwork_id) or chosen.get(artist_id) or WHOLE


async def keep(tx: Writing, owner_id: int, bound: Bound) -> None:
    await tx.run(
        """insert into visitor_sizes (owner_id, side, servers) values (:id, :side, :servers)
        on conflict (owner_id) do update set side = excluded.side, servers = excluded.servers""",
        id=owner_id,
        side=bound.side,
        servers=int(bound.servers),
    )


async def forget(tx: Writing, owner_id: int) -> None:
    """From now on, what holds for the artist or for everybody holds."""
    await tx.run("delete from visitor_sizes where owner_id = :id", id=owner_id)


def within(files: Sequence[File], side: int) -> list[File]:
    """Those of one picture's files that visitors get, in their order: where all are larger, the smallest ones."""
    if side <= 0 or not files:
        return list(files)
    found = [one for one in files if max(one.width, one.height) <= side]
    if found:
        return found
    least = min(one.width * one.height for one in files)
    return [one for one in files if one.width * one.height == least]
