"""Artists, series and works with an AI policy of their own: what the site-wide files may have to name one by one."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.store.database import Reading, Row, numbers

MOST = 10_000
"""Works read one by one at most: of more, those files could not name each anyway."""

_PUBLIC = "state = 'published' and visibility in ('public', 'unlisted')"


@dataclass(frozen=True, slots=True)
class ArtistChoice:
    """An artist here; `ai_policy` may be empty where only a series or a work has one."""

    id: int
    name: str
    shown_name: str
    ai_policy: str


@dataclass(frozen=True, slots=True)
class SeriesChoice:
    id: int
    actor_id: int
    slug: str
    ai_policy: str


@dataclass(frozen=True, slots=True)
class WorkChoice:
    """A public work: its own policy, else that of its series."""

    id: int
    actor_id: int
    ai_policy: str
    series_id: int = 0


async def artists(tx: Reading) -> list[ArtistChoice]:
    """Artists here who chose a policy."""
    rows = await tx.all(
        """select a.id as id, a.name as name, a.display_name as display_name, a.ai_policy as ai_policy from accounts
        join actors a on a.id = accounts.actor_id
        where a.ai_policy <> '' and a.suspended = 0 and a.deleted = 0 order by a.id"""
    )
    return [_artist(row) for row in rows]


async def named(tx: Reading, actor_ids: set[int]) -> list[ArtistChoice]:
    """These artists, but for those who are suspended or gone."""
    rows = await tx.all(
        f"""select id, name, display_name, ai_policy from actors
        where id in ({numbers(sorted(actor_ids))}) and suspended = 0 and deleted = 0 order by id"""
    )
    return [_artist(row) for row in rows]


def _artist(row: Row) -> ArtistChoice:
    return ArtistChoice(row["id"], row["name"], row["display_name"] or row["name"], row["ai_policy"])


async def series(tx: Reading) -> list[SeriesChoice]:
    """Series of artists here with a policy."""
    rows = await tx.all(
        """select s.id as id, s.actor_id as actor_id, s.slug as slug, s.ai_policy as ai_policy from accounts
        join series s on s.actor_id = accounts.actor_id where s.ai_policy <> '' order by s.id"""
    )
    return [SeriesChoice(row["id"], row["actor_id"], row["slug"], row["ai_policy"]) for row in rows]


async def works(tx: Reading) -> list[WorkChoice]:
    """Public works with a policy of their own, the newest `MOST`."""
    rows = await tx.all(
        f"""select id, actor_id, ai_policy from artworks where ai_policy <> '' and {_PUBLIC}
        order by id desc limit {MOST}"""
    )
    return [WorkChoice(row["id"], row["actor_id"], row["ai_policy"]) for row in rows]


async def works_in(tx: Reading, series_ids: list[int]) -> list[WorkChoice]:
    """Public works of these series that have no policy of their own, the newest `MOST`."""
    rows = await tx.all(
        f"""select id, actor_id, series_id from artworks
        where series_id in ({numbers(series_ids)}) and ai_policy = '' and {_PUBLIC} order by id desc limit {MOST}"""
    )
    return [WorkChoice(row["id"], row["actor_id"], "", row["series_id"]) for row in rows]


async def counted(tx: Reading) -> list[tuple[int, str, int]]:
    """How many public works of an artist have a policy of their own: (artist, policy, works)."""
    rows = await tx.all(
        f"""select actor_id, ai_policy, count(*) as many from artworks where ai_policy <> '' and {_PUBLIC}
        group by actor_id, ai_policy"""
    )
    return [(row["actor_id"], row["ai_policy"], row["many"]) for row in rows]


async def counted_in(tx: Reading, series_ids: list[int]) -> list[tuple[int, int]]:
    """How many public works without a policy of their own these series have: (series, works)."""
    rows = await tx.all(
        f"""select series_id, count(*) as many from artworks
        where series_id in ({numbers(series_ids)}) and ai_policy = '' and {_PUBLIC} group by series_id"""
    )
    return [(row["series_id"], row["many"]) for row in rows]
