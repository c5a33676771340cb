"""Works that curators have chosen for the wall of the house, with their words: the latest choice first."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.store.database import Reading, Row, Writing
from fediart.store.gallery import FIRST, HANGING, ITS_ARTWORK, Cursor, Hanging, hang
from fediart.store.visibility import NOBODY, SEEN_BY, UNMUTED, UNSILENCED


@dataclass(frozen=True, slots=True)
class Chosen:
    """`by` is what the curator is called, empty where they have left. `at` is in milliseconds."""

    work: Hanging
    words: str
    by: str
    at: int


async def put(tx: Writing, artwork_id: int, account_id: int, words: str, *, now: int) -> None:
    """Chosen once: new words take the place of those before, and the work keeps its place."""
    await tx.run(
        """insert into chosen_works (artwork_id, account_id, words, chosen) values (:id, :account, :words, :now)
        on conflict (artwork_id) do update set words = excluded.words, account_id = excluded.account_id""",
        id=artwork_id,
        account=account_id,
        words=words,
        now=now,
    )


async def forget(tx: Writing, artwork_id: int) -> bool:
    """False where it was not chosen."""
    return await tx.run("delete from chosen_works where artwork_id = :id", id=artwork_id) > 0


async def page(tx: Reading, *, viewer: int = NOBODY, before: Cursor = FIRST, limit: int = 40) -> list[Chosen]:
    """Those that everybody may see; `before` is when the last one of the page before was chosen, and its id."""
    rows = await tx.all(
        f"""select {HANGING}, c.words as words, c.chosen as chosen,
        coalesce((select face.name from accounts one join actors face on face.id = one.actor_id
            where one.id = c.account_id), '') as curator
        from chosen_works c join posts p on p.id = c.artwork_id {ITS_ARTWORK}
        where (c.chosen, c.artwork_id) < (:time, :last) and p.visibility = 'public' and {SEEN_BY} and {UNSILENCED}
        and {UNMUTED} order by c.chosen desc, c.artwork_id desc limit :limit""",
        viewer=viewer,
        time=before[0],
        last=before[1],
        limit=limit,
    )
    hung = await hang(tx, rows)
    return [_chosen(work, row) for work, row in zip(hung, rows, strict=True)]


def _chosen(work: Hanging, row: Row) -> Chosen:
    return Chosen(work, row["words"], row["curator"], row["chosen"])
