"""Finding works, people and tags by their words. Nothing is ranked: works come the newest first.

Who may be found is settled where the words are kept (fediart/actions/indexing.py); who may see it, here.
"""

from __future__ import annotations

from collections.abc import Sequence

from fediart.store.actors import Actor, actor_from
from fediart.store.actors import listed as actor_columns
from fediart.store.database import Reading, Row, numbers
from fediart.store.gallery import IS_PUBLISHED, Hanging, by_ids
from fediart.store.search_words import Asked
from fediart.store.threads import ITS_AUTHOR, SPOKEN, Spoken, gather
from fediart.store.visibility import NOBODY, SEEN_BY, UNMUTED, UNSILENCED, unmuted

LAST = 2**62
HERE, ELSEWHERE = "is:here", "is:elsewhere"
_ROUNDS = 4
_COMMON = 500
# Neither has the person `a` blocked the viewer, nor does the viewer want to hear of them.
_MET = f"""not exists (select 1 from blocks where blocks.actor_id = a.id and blocks.target_id = :viewer)
    and {unmuted("a.id")}"""
# What the two databases call the same question: which rows hold all these words.
_SOURCES = {
    "sqlite": "found_{0} where found_{0} match :asked and rowid < :last",
    "postgres": "search_{0} where vector @@ cast(cast(:asked as text) as tsquery) and id < :last",
}
_NEWEST = "order by rowid desc"
# PostgreSQL's index knows no order: where the newest few do not hold enough, all that have the words are gathered.
_AMONG_NEWEST = """select id from (select id, vector from search_{0} where id < :last
    order by id desc limit 2500) newest where vector @@ cast(cast(:asked as text) as tsquery)
    order by id desc limit :limit"""
_AMONG_ALL = """with found as materialized (select id from search_{0}
    where vector @@ cast(cast(:asked as text) as tsquery) and id < :last)
    select id from found order by id desc limit :limit"""


async def works(
    tx: Reading, engine: str, asked: Asked, *, viewer: int = NOBODY, before: int = LAST, limit: int = 24
) -> list[Hanging]:
    """Public works here that hold all that is asked for (settled), the newest first."""
    if asked.is_empty:
        return []
    found: list[Hanging] = []
    for _ in range(_ROUNDS):
        ids = await _asked_for(tx, engine, "posts", asked, (HERE,), before=before, limit=limit)
        found += await by_ids(tx, await _open(tx, ids, viewer), viewer=viewer)
        if len(ids) < limit or len(found) >= limit:
            break
        before = ids[-1]
    return found[:limit]


async def elsewhere(
    tx: Reading, engine: str, asked: Asked, *, viewer: int, before: int = LAST, limit: int = 12
) -> list[Spoken]:
    """Pictures of other servers whose artists let themselves be found, for a member; what is asked for is settled."""
    if asked.is_empty:
        return []
    ids = await _asked_for(tx, engine, "posts", asked, (ELSEWHERE,), before=before, limit=limit * 2)
    rows = await tx.all(
        f"""select {SPOKEN} from posts p {ITS_AUTHOR} where p.id in ({numbers(ids)}) and p.visibility = 'public'
        and a.discoverable = 1 and {SEEN_BY} and {UNSILENCED} and {UNMUTED}
        order by p.id desc limit :limit""",
        viewer=viewer, limit=limit,
    )  # fmt: skip
    return await gather(tx, rows, viewer=viewer)


async def posts(
    tx: Reading, engine: str, asked: Asked, *, viewer: int = NOBODY, by: int = 0, before: int = LAST, limit: int = 20
) -> list[int]:
    """Public posts that may be found and hold all that is asked for, the newest first; `by` one person alone. Those of
    other servers only for members."""
    if asked.is_empty:
        return []
    found, words, also = list[int](), await settled(tx, engine, asked), () if viewer else (HERE,)
    for _ in range(_ROUNDS):
        ids = await _asked_for(tx, engine, "posts", words, also, before=before, limit=limit * 2)
        found += await _findable(tx, ids, viewer, by)
        if len(ids) < limit * 2 or len(found) >= limit:
            break
        before = ids[-1]
    return found[:limit]


async def _findable(tx: Reading, ids: Sequence[int], viewer: int, by: int) -> list[int]:
    rows = await tx.all(
        f"""select p.id as id from posts p {ITS_AUTHOR} where p.id in ({numbers(ids)}) and p.visibility = 'public'
        and a.discoverable = 1 and (cast(:by as bigint) = 0 or p.actor_id = :by)
        and {SEEN_BY} and {UNSILENCED} and {UNMUTED} order by p.id desc""",
        viewer=viewer,
        by=by,
    )
    return [row["id"] for row in rows]


async def people(tx: Reading, engine: str, asked: Asked, *, viewer: int = NOBODY, limit: int = 12) -> list[Actor]:
    """People who let themselves be found, those here first; who is elsewhere only for members."""
    if asked.is_empty:
        return []
    where = () if viewer else (HERE,)
    plain = await settled(tx, engine, asked, table="people")
    ids = await _asked_for(tx, engine, "people", plain, where, before=LAST, limit=limit * 4)
    rows = await tx.all(
        f"""select {actor_columns("a")} from actors a where a.id in ({numbers(ids)})
        and a.discoverable = 1 and a.suspended = 0 and a.deleted = 0
        and {_MET}
        order by case when a.host = '' then 0 else 1 end, a.id desc limit :limit""",
        viewer=viewer, limit=limit,
    )  # fmt: skip
    return [actor_from(row, "actor_") for row in rows]


async def beginning(tx: Reading, word: str, *, viewer: int = NOBODY, limit: int = 12) -> list[Actor]:
    """Artists here whose name or shown name begins with the word: also those who have just come. Who does not want to
    be found is not, nor who and the viewer keep away from each other."""
    wanted = word.removeprefix("@")
    # Each question reads an index from where the word begins; what does not begin with it any more is cut off here,
    # since the two databases differ in how they would say where to stop.
    by_name = await tx.all(
        f"""select {actor_columns("a")}, lower(a.name) as begins from actors a
        where lower(a.name) >= lower(:word) and a.host = '' and {_MET} order by lower(a.name), a.host limit :limit""",
        word=wanted,
        viewer=viewer,
        limit=limit,
    )
    by_shown = await tx.all(
        f"""select {actor_columns("a")}, lower(a.display_name) as begins from actors a
        where a.host = '' and lower(a.display_name) >= lower(:word) and {_MET}
        order by lower(a.display_name) limit :limit""",
        word=wanted,
        viewer=viewer,
        limit=limit,
    )
    found = [actor_from(row, "actor_") for row in _beginning(wanted, [*by_name, *by_shown])]
    shown = [one for one in found if one.discoverable and not one.suspended and not one.deleted]
    return list({one.id: one for one in shown}.values())[:limit]


async def titled(tx: Reading, word: str, *, viewer: int = NOBODY, limit: int = 12) -> list[tuple[int, str]]:
    """Number and title of public works here that begin with the word, by artists who may be found. Whether the work's
    policy lets it be found is for the caller to ask."""
    rows = await tx.all(
        f"""select w.id as id, w.title as title, lower(w.title) as begins from artworks w
        join actors a on a.id = w.actor_id and a.discoverable = 1 and a.suspended = 0 and a.deleted = 0
        where w.published > 0 and {IS_PUBLISHED} and w.visibility = 'public'
        and lower(w.title) >= lower(:word) and {_MET}
        order by lower(w.title) limit :limit""",
        word=word,
        viewer=viewer,
        limit=limit,
    )
    return [(row["id"], row["title"]) for row in _beginning(word, rows)]


async def hung(tx: Reading, ids: Sequence[int], *, viewer: int = NOBODY) -> list[Hanging]:
    """Those of these works that are public and that this viewer may come by."""
    return await by_ids(tx, await _open(tx, ids, viewer), viewer=viewer) if ids else []


async def tags(tx: Reading, word: str, *, limit: int = 12) -> list[str]:
    """Tags of public posts that begin with the word, in the order of letters: one step of the index for each."""
    wanted = word.removeprefix("#").lower()
    rows = await tx.all(
        """with recursive known (tag, step) as (
            select min(tag), 1 from post_tags where tag >= :word
            union all
            select (select min(t.tag) from post_tags t where t.tag > known.tag), step + 1 from known
            where known.tag is not null and step < :steps)
        select tag, tag as begins from known where tag is not null
        and exists (select 1 from post_tags t join posts p on p.id = t.post_id
            where t.tag = known.tag and p.visibility = 'public' and p.deleted = 0)""",
        word=wanted,
        steps=limit * 3,
    )
    return [row["tag"] for row in _beginning(wanted, rows)][:limit]


async def settled(tx: Reading, engine: str, asked: Asked, *, table: str = "posts") -> Asked:
    """A word that itself stands in very many is not taken for a beginning: the newest that have a word are read off
    the index, while all that begin so have to be gathered first."""
    common = [word for word in asked.begins if await _is_common(tx, engine, table, word)]
    begins = tuple(word for word in asked.begins if word not in common)
    return Asked(begins, (*common, *asked.whole))


async def _is_common(tx: Reading, engine: str, table: str, word: str) -> bool:
    many = await tx.value(
        f"""select count(*) from (select 1 as one from {_SOURCES[engine].format(table)}
        limit {_COMMON}) first_ones""",
        asked=_put(engine, Asked((), (word,)), ()),
        last=LAST,
    )
    return int(many) == _COMMON


async def _asked_for(
    tx: Reading, engine: str, table: str, asked: Asked, also: Sequence[str], *, before: int, limit: int
) -> list[int]:
    given = {"asked": _put(engine, asked, also), "last": before, "limit": limit}
    if engine == "postgres":
        rows = await tx.all(_AMONG_NEWEST.format(table), **given)
        if len(rows) < limit:
            rows = await tx.all(_AMONG_ALL.format(table), **given)
    else:
        rows = await tx.all(f"select rowid as id from {_SOURCES[engine].format(table)} {_NEWEST} limit :limit", **given)
    return [row["id"] for row in rows]


def _put(engine: str, asked: Asked, also: Sequence[str]) -> str:
    """The question in the language of the database. Words are letters, signs and numbers, and at most one colon."""
    exact = [*asked.whole, *also]
    if engine == "sqlite":
        return " ".join([*(f'"{word}"*' for word in asked.begins), *(f'"{word}"' for word in exact)])
    return " & ".join([*(f"'{word}':*" for word in asked.begins), *(f"'{word}'" for word in exact)])


async def _open(tx: Reading, ids: Sequence[int], viewer: int) -> list[int]:
    """Those that are public, by people who may be found and are not muted, in the same order: what has just changed
    may still be in the index."""
    rows = await tx.all(
        f"""select p.id as id from posts p join actors a on a.id = p.actor_id and a.discoverable = 1
        where p.id in ({numbers(ids)}) and p.visibility = 'public' and p.deleted = 0
        and {UNMUTED}""",
        viewer=viewer,
    )
    known = {row["id"] for row in rows}
    return [one for one in ids if one in known]


def _beginning(word: str, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["begins"].lower().startswith(word.lower())]
