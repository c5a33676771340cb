"""Rows of works that artists pinned to the top of their portfolio: the actor's `featured` collection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fediart.store.database import Reading, Writing
from fediart.store.threads import ITS_AUTHOR, SPOKEN, Spoken, gather
from fediart.store.visibility import NOBODY, SEEN_BY


async def of_actor(tx: Reading, actor_id: int) -> list[int]:
    """The posts' ids, in the artist's order."""
    rows = await tx.all(
        "select post_id from pins where actor_id = :actor_id order by position, post_id", actor_id=actor_id
    )
    return [int(row["post_id"]) for row in rows]


async def works_of(tx: Reading, actor_id: int) -> list[int]:
    """The same without what is no artwork."""
    rows = await tx.all(
        """select pins.post_id from pins join posts p on p.id = pins.post_id
        where pins.actor_id = :actor_id and p.kind = 'artwork' order by pins.position, pins.post_id""",
        actor_id=actor_id,
    )
    return [int(row["post_id"]) for row in rows]


async def put(tx: Writing, actor_id: int, post_id: int, *, position: int) -> bool:
    """False where it is pinned already."""
    return (
        await tx.run(
            _INSERT,
            actor_id=actor_id,
            post_id=post_id,
            position=position,
        )
        > 0
    )


async def drop(tx: Writing, actor_id: int, post_id: int) -> bool:
    """False where it was not pinned."""
    sql = "delete from pins where actor_id = :actor_id and post_id = :post_id"
    return await tx.run(sql, actor_id=actor_id, post_id=post_id) > 0


async def put_exactly(tx: Writing, actor_id: int, post_ids: Sequence[int]) -> None:
    """These posts are pinned, in this order, and no others."""
    statements: list[tuple[str, dict[str, int]]] = [
        ("delete from pins where actor_id = :actor_id", {"actor_id": actor_id}),
        *(
            (_INSERT, {"actor_id": actor_id, "post_id": post_id, "position": place})
            for place, post_id in enumerate(post_ids)
        ),
    ]
    await tx.batch(statements)


_INSERT = """insert into pins (actor_id, post_id, position) values (:actor_id, :post_id, :position)
    on conflict (actor_id, post_id) do nothing"""


async def spoken(tx: Reading, actor_id: int, *, viewer: int = NOBODY) -> list[Spoken]:
    """The pinned posts of an actor as a page shows them, as far as the viewer may see them."""
    rows = await tx.all(
        f"""select {SPOKEN} from pins join posts p on p.id = pins.post_id {ITS_AUTHOR}
        where pins.actor_id = :actor_id and p.actor_id = :actor_id and {SEEN_BY}
        order by pins.position, p.id limit 20""",
        actor_id=actor_id,
        viewer=viewer,
    )
    return [replace(one, at=one.post.published) for one in await gather(tx, rows, viewer=viewer)]


async def put_first(tx: Writing, actor_id: int, post_id: int) -> bool:
    """Above all others. False where it is pinned already."""
    first = await tx.value("select min(position) from pins where actor_id = :actor_id", actor_id=actor_id)
    return await put(tx, actor_id, post_id, position=int(first or 0) - 1)
