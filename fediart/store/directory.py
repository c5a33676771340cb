"""Everybody who lets themselves be found, for a directory: who posted last, or who came last, comes first."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.store.actors import Actor, actor_from, listed
from fediart.store.database import Reading, Row
from fediart.store.visibility import NOBODY, unmuted

MOST = 2_000  # people that one can turn the pages of
_LOOKED_THROUGH = 4_000  # posts of all, the newest

_OPEN = f"""a.suspended = 0 and a.deleted = 0 and a.discoverable = 1 and a.kind <> 'Application' and a.moved_to = ''
    and not exists (select 1 from blocks b where b.actor_id = a.id and b.target_id = :viewer)
    and not exists (select 1 from actor_limits q where q.actor_id = a.id and q.silenced = 1)
    and {unmuted("a.id")}"""
_HERE = f"""select {listed("a")} from accounts c join actors a on a.id = c.actor_id and a.host = ''
    where {_OPEN} order by c.id desc limit :limit"""
_KNOWN = f"""select {listed("a")} from (select id from actors order by id desc limit {MOST}) c
    join actors a on a.id = c.id where {_OPEN} order by a.id desc limit :limit"""
# Who it was is found first, and then asked once for each whether they may be shown.
_BY_PERSON = f"""select {listed("a")} from
    (select actor_id, max(published) as newest from ({{0}}) p group by actor_id) l
    join actors a on a.id = l.actor_id where {_OPEN} order by l.newest desc, a.id limit :limit"""
_ACTIVE = _BY_PERSON.format(
    f"""select actor_id, published from posts where deleted = 0 and visibility <> 'direct'
    order by published desc, id desc limit {_LOOKED_THROUGH}"""
)
_ACTIVE_HERE = _BY_PERSON.format(
    f"""select actor_id, published from posts where local = 1 and kind = 'artwork' and visibility = 'public'
    and deleted = 0 order by published desc, id desc limit {_LOOKED_THROUGH}"""
)


async def newest(tx: Reading, *, local: bool, limit: int, viewer: int = NOBODY) -> Sequence[Actor]:
    """Who came last, first: here, or among all who are known here."""
    return _people(await tx.all(_HERE if local else _KNOWN, viewer=viewer, limit=min(limit, MOST)))


async def active(tx: Reading, *, local: bool, limit: int, viewer: int = NOBODY) -> Sequence[Actor]:
    """Who published last, first. Here only works that everybody may see count."""
    return _people(await tx.all(_ACTIVE_HERE if local else _ACTIVE, viewer=viewer, limit=min(limit, MOST)))


def _people(rows: Sequence[Row]) -> list[Actor]:
    return [actor_from(row, "actor_") for row in rows]
