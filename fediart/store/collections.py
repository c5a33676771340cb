"""What an artist's public collections hold: series with their works, and the portfolio, as everyone may see them."""

from __future__ import annotations

from fediart.store.database import Reading, Writing
from fediart.store.series import Series, series_from

_OPEN = "state = 'published' and visibility in ('public', 'unlisted')"


async def public_series(tx: Reading, actor_id: int) -> list[tuple[Series, int]]:
    """The artist's series that have works for everyone, by title, each with how many."""
    rows = await tx.all(
        """select s.id as id, s.actor_id as actor_id, s.slug as slug, s.title as title,
        s.description as description, s.created as created, s.changed as changed,
        s.ai_policy as ai_policy, count(w.id) as works
        from series s join artworks w on w.series_id = s.id and w.state = 'published'
        and w.visibility in ('public', 'unlisted') where s.actor_id = :actor_id
        group by s.id, s.actor_id, s.slug, s.title, s.description, s.created, s.changed, s.ai_policy
        order by s.title, s.id limit 500""",
        actor_id=actor_id,
    )
    return [(series_from(row), int(row["works"])) for row in rows]


async def touch(tx: Writing, series_id: int, *, now: int) -> None:
    """Something of the series has changed."""
    await tx.run("update series set changed = :now where id = :id", now=now, id=series_id)


async def portfolio_count(tx: Reading, actor_id: int) -> int:
    return int(
        await tx.value(f"select count(*) from artworks where actor_id = :id and {_OPEN} and portfolio = 1", id=actor_id)
    )


async def portfolio_pinned(tx: Reading, actor_id: int) -> list[int]:
    """The ids of the pinned works that everyone may see, in the artist's order."""
    rows = await tx.all(
        f"""select artworks.id as id from pins join artworks on artworks.id = pins.post_id
        where pins.actor_id = :id and artworks.actor_id = :id and {_OPEN} and portfolio = 1
        order by pins.position, artworks.id""",
        id=actor_id,
    )
    return [row["id"] for row in rows]


async def portfolio_placed(tx: Reading, actor_id: int) -> list[int]:
    """The ids of the works that have their place in a section and that everyone may see, in the artist's order."""
    rows = await tx.all(
        f"""select artworks.id as id from portfolio_places places join artworks on artworks.id = places.artwork_id
        where places.actor_id = :id and artworks.actor_id = :id and {_OPEN} and portfolio = 1
        and not exists (select 1 from pins where pins.actor_id = :id and pins.post_id = artworks.id)
        order by places.place""",
        id=actor_id,
    )
    return [row["id"] for row in rows]


async def portfolio_rest(
    tx: Reading, actor_id: int, *, before: tuple[int, int] | None, limit: int
) -> list[tuple[int, int]]:
    """`(published, id)` of the works that are not pinned and have no place in a section, the newest first."""
    time, last = before or (2**62, 2**62)
    rows = await tx.all(
        f"""select published, id from artworks where actor_id = :id and {_OPEN} and portfolio = 1
        and (published, id) < (:time, :last)
        and not exists (select 1 from pins where pins.actor_id = :id and pins.post_id = artworks.id)
        and not exists (select 1 from portfolio_places places where places.actor_id = :id
            and places.artwork_id = artworks.id)
        order by published desc, id desc limit :limit""",
        id=actor_id,
        time=time,
        last=last,
        limit=limit,
    )
    return [(row["published"], row["id"]) for row in rows]
