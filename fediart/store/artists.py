"""The directory of artists who are open for work: those who opened last come first, and nobody is ranked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fediart.store.database import Reading, numbers
from fediart.store.visibility import UNMUTED
from fediart.store.work_profiles import LANGUAGE, MEDIUM, STYLE

Cursor = tuple[int, int]
LOOKED_THROUGH: Final = 3_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; empty words and 0 say nothing. `most` is in hundredths of the currency's unit.

    `now`: only those who take work at this moment, without a waiting list.
    """

    medium: str = ""
    style: str = ""
    language: str = ""
    currency: str = ""
    most: int = 0
    place: str = ""
    remote: bool = False
    now: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """`(since, actor id)` of each; `next` is where the page after begins, None where there is nobody further."""

    artists: list[Cursor]
    next: Cursor | None


# Written so that every filter is there and says nothing where it is empty: one statement for all that can be asked.
_FITS = f"""p.listed = 1 and p.state <> 'closed'
    and (cast(:now as bigint) = 0 or p.state = 'open') and (cast(:remote as bigint) = 0 or p.remote = 1)
    and (cast(:place as text) = '' or lower(p.place) like cast(:place_like as text) escape '!')
    and (cast(:medium as text) = '' or exists (select 1 from work_words m where m.actor_id = p.actor_id
        and m.kind = 'medium' and m.word = cast(:medium as text)))
    and (cast(:style as text) = '' or exists (select 1 from work_words s where s.actor_id = p.actor_id
        and s.kind = 'style' and s.word = cast(:style as text)))
    and (cast(:language as text) = '' or exists (select 1 from work_words l where l.actor_id = p.actor_id
        and l.kind = 'language' and l.word = cast(:language as text)))
    and (cast(:currency as text) = '' or exists (select 1 from commission_offers o where o.actor_id = p.actor_id
        and o.removed = 0 and o.state <> 'closed' and o.currency = cast(:currency as text)
        and (cast(:most as bigint) = 0 or o.price_from <= cast(:most as bigint))))
    and exists (select 1 from actors a where a.id = p.actor_id and a.suspended = 0 and a.deleted = 0
        and a.moved_to = '')
    and not exists (select 1 from blocks b where b.actor_id = p.actor_id and b.target_id = :viewer) and {UNMUTED}
    and not exists (select 1 from actor_limits quiet where quiet.actor_id = p.actor_id and quiet.silenced = 1)"""


async def open_for(tx: Reading, wanted: Wanted, *, viewer: int, before: Cursor, limit: int) -> Found:
    """Artists who fit, those who opened last first.

    A word that was asked for leads the search through its own index, so that a rare one costs little. What no index
    knows, such as a price, is looked for among the next LOOKED_THROUGH; the page after goes on from there.
    """
    lead = next((kind for kind in (MEDIUM, STYLE, LANGUAGE) if getattr(wanted, kind)), "")
    near: dict[str, int | str] = {"time": before[0], "last": before[1]}
    if lead:
        near |= {"lead": lead, "lead_word": getattr(wanted, lead)}
    end = await tx.one(_FAR_WITH_WORD if lead else _FAR, **near)
    floor = (int(end["since"]), int(end["id"])) if end else (0, 0)
    rows = await tx.all(
        _WITH_WORD if lead else _EVERYONE,
        **near,
        floor=floor[0],
        floor_id=floor[1],
        viewer=viewer,
        limit=limit + 1,
        **_asked(wanted),
    )
    found = [(int(row["since"]), int(row["id"])) for row in rows]
    if len(found) > limit:
        return Found(found[:limit], found[limit - 1])
    return Found(found, floor if end else None)


_FAR = f"""select e.since as since, e.actor_id as id from work_profiles e
    where e.listed = 1 and e.state <> 'closed' and (e.since, e.actor_id) < (:time, :last)
    order by e.since desc, e.actor_id desc limit 1 offset {LOOKED_THROUGH - 1}"""
_FAR_WITH_WORD = f"""select w.since as since, w.actor_id as id from work_words w
    where w.kind = :lead and w.word = :lead_word and w.since > 0 and (w.since, w.actor_id) < (:time, :last)
    order by w.since desc, w.actor_id desc limit 1 offset {LOOKED_THROUGH - 1}"""
_EVERYONE = f"""select p.since as since, p.actor_id as id from work_profiles p
    where (p.since, p.actor_id) < (:time, :last) and (p.since, p.actor_id) >= (:floor, :floor_id) and {_FITS}
    order by p.since desc, p.actor_id desc limit :limit"""
_WITH_WORD = f"""select w.since as since, w.actor_id as id from work_words w
    join work_profiles p on p.actor_id = w.actor_id
    where w.kind = :lead and w.word = :lead_word and w.since > 0 and (w.since, w.actor_id) < (:time, :last)
    and (w.since, w.actor_id) >= (:floor, :floor_id) and {_FITS}
    order by w.since desc, w.actor_id desc limit :limit"""


def _asked(wanted: Wanted) -> dict[str, str | int]:
    escaped = wanted.place.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return {
        "medium": wanted.medium,
        "style": wanted.style,
        "language": wanted.language,
        "currency": wanted.currency,
        "most": wanted.most,
        "place": wanted.place,
        "place_like": f"%{escaped}%",
        "remote": int(wanted.remote),
        "now": int(wanted.now),
    }


async def newest_works(tx: Reading, actor_ids: Iterable[int]) -> dict[int, list[int]]:
    """Up to three works of each that hang in their portfolio for everybody, the newest first; none that is covered."""
    rows = await tx.all(
        f"""select a.id as actor_id, {_newest(0)} as first, {_newest(1)} as second, {_newest(2)} as third
        from actors a where a.id in ({numbers(actor_ids)})"""
    )
    return {
        row["actor_id"]: [int(row[name]) for name in ("first", "second", "third") if row[name] is not None]
        for row in rows
    }


def _newest(place: int) -> str:
    return f"""(select w.id from artworks w where w.actor_id = a.id and w.state = 'published'
        and w.visibility = 'public' and w.portfolio = 1 and w.mature = 0 and w.warning = '' and w.ai_label = ''
        order by w.published desc, w.id desc limit 1 offset {place})"""
