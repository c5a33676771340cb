"""Finding artists, works and tags of this instance by how their names begin."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.store.actors import Actor, actor_from
from fediart.store.actors import listed as actor_columns
from fediart.store.database import Reading, Row
from fediart.store.gallery import Hanging, by_ids
from fediart.store.visibility import NOBODY

# Each question reads an index from where the word begins; what does not begin with it any more is cut off here,
# since the two databases differ in how they would say where to stop.


async def artists(tx: Reading, word: str, *, limit: int = 12) -> list[Actor]:
    """Artists here whose name or shown name begins with the word. Who does not want to be found is not."""
    wanted = word.removeprefix("@")
    by_name = await tx.all(
        f"""select {actor_columns("a")}, lower(a.name) as begins from actors a
        where lower(a.name) >= lower(:word) and a.host = '' order by lower(a.name), a.host limit :limit""",
        word=wanted,
        limit=limit,
    )
    by_shown = await tx.all(
        f"""select {actor_columns("a")}, lower(a.display_name) as begins from actors a
        where a.host = '' and lower(a.display_name) >= lower(:word) order by lower(a.display_name) limit :limit""",
        word=wanted,
        limit=limit,
    )
    found = [actor_from(row, "actor_") for row in _beginning(wanted, [*by_name, *by_shown])]
    shown = [one for one in found if one.discoverable and not one.suspended and not one.deleted]
    return list({one.id: one for one in shown}.values())[:limit]


async def works(tx: Reading, word: str, *, viewer: int = NOBODY, limit: int = 24) -> list[Hanging]:
    """Public works whose title begins with the word."""
    rows = await tx.all(
        """select id, lower(title) as begins from artworks
        where state = 'published' and visibility = 'public' and lower(title) >= lower(:word)
        order by lower(title) limit :limit""",
        word=word,
        limit=limit,
    )
    return await by_ids(tx, [row["id"] for row in _beginning(word, rows)], viewer=viewer)


async def tags(tx: Reading, word: str, *, limit: int = 12) -> list[str]:
    """Tags in use that begin with the word."""
    wanted = word.removeprefix("#")
    rows = await tx.all(
        "select distinct tag, tag as begins from post_tags where tag >= lower(:word) order by tag limit :limit",
        word=wanted,
        limit=limit,
    )
    return [row["tag"] for row in _beginning(wanted, rows)]


def _beginning(word: str, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["begins"].lower().startswith(word.lower())]
