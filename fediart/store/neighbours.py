"""The works of an artist that were published just before and just after one of them."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.store.database import Reading
from fediart.store.gallery import HANGING, ITS_ARTWORK, Cursor, Hanging, hang
from fediart.store.visibility import NOBODY, SEEN_BY

_OF_PORTFOLIO = "p.actor_id = :actor_id and p.kind = 'artwork' and w.portfolio = 1 and p.visibility <> 'direct'"


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest first, on both sides."""

    newer: tuple[Hanging, ...] = ()
    older: tuple[Hanging, ...] = ()


async def around(tx: Reading, actor_id: int, at: Cursor, *, viewer: int = NOBODY, each: int = 3) -> Neighbours:
    """As many of the portfolio on each side of `at` as this viewer may see, `each` at most."""
    newer = await tx.all(
        f"""select {HANGING} from posts p {ITS_ARTWORK} where {_OF_PORTFOLIO}
        and (p.published, p.id) > (:time, :last) and {SEEN_BY} order by p.published, p.id limit :limit""",
        actor_id=actor_id,
        viewer=viewer,
        time=at[0],
        last=at[1],
        limit=each,
    )
    older = await tx.all(
        f"""select {HANGING} from posts p {ITS_ARTWORK} where {_OF_PORTFOLIO}
        and (p.published, p.id) < (:time, :last) and {SEEN_BY} order by p.published desc, p.id desc limit :limit""",
        actor_id=actor_id,
        viewer=viewer,
        time=at[0],
        last=at[1],
        limit=each,
    )
    hung = await hang(tx, [*newer, *older])
    return Neighbours(tuple(hung[: len(newer)]), tuple(hung[len(newer) :]))
