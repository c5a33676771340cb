"""Rows of what artists chose for the works that their apps send in."""

from __future__ import annotations

from fediart.store.database import Reading, Writing


async def hang_in_portfolio(tx: Reading, actor_id: int) -> bool:
    """Whether works from apps hang in the portfolio, or in the timeline alone. They do unless their artist said no."""
    found = await tx.value("select portfolio from app_choices where actor_id = :id", id=actor_id)
    return found is None or bool(found)


async def choose(tx: Writing, actor_id: int, *, portfolio: bool) -> None:
    await tx.run(
        """insert into app_choices (actor_id, portfolio) values (:id, :portfolio)
        on conflict (actor_id) do update set portfolio = excluded.portfolio""",
        id=actor_id, portfolio=int(portfolio),
    )  # fmt: skip
