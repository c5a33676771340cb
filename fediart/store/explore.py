"""Exploring: public works here by medium, tool, tag and colour, and works that look alike. The newest first, or the
likest; nothing is counted and nothing is ranked by how it is liked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, numbers
from fediart.store.gallery import FIRST, HANGING, ITS_ARTWORK, Cursor, Hanging, by_ids, hang
from fediart.store.search_index import SHADE
from fediart.store.threads import ITS_AUTHOR, SPOKEN, Spoken, gather
from fediart.store.visibility import NOBODY, SEEN_BY, UNMUTED, UNSILENCED

MOST_ASKED = 4
_MANY = 2000
_ALSO = """and exists (select 1 from facets g where g.kind = :kind{0} and g.word = :word{0}
    and g.published = f.published and g.post_id = f.post_id)"""
Asked = tuple[str, str]
"""What a work is to be found by: kind and word of a facet."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that works are found by, and how it is written."""

    word: str
    shown: str


async def words(tx: Reading, kind: str, *, limit: int) -> list[Word]:
    """Those used last, in the order of letters."""
    rows = await tx.all(
        "select word, shown from facet_words where kind = :kind order by newest desc limit :limit",
        kind=kind, limit=limit,
    )  # fmt: skip
    return sorted((Word(row["word"], row["shown"]) for row in rows), key=lambda one: one.shown.lower())


async def shown_as(tx: Reading, kind: str, word: str) -> str:
    """How a word is written; itself where no work is under it."""
    found = await tx.value("select shown from facet_words where kind = :kind and word = :word", kind=kind, word=word)
    return str(found or word)


async def works(
    tx: Reading, asked: Sequence[Asked], *, viewer: int = NOBODY, before: Cursor = FIRST, limit: int = 40
) -> list[Hanging]:
    """Public works under all of these, the newest first: the index of the rarest is read from its newest on."""
    (kind, word), *more = await _rarest_first(tx, asked)
    also = " ".join(_ALSO.format(number) for number, _one in enumerate(more))
    facets_of = {f"kind{number}": one[0] for number, one in enumerate(more)}
    facets_of |= {f"word{number}": one[1] for number, one in enumerate(more)}
    rows = await tx.all(
        f"""select {HANGING} from facets f join posts p on p.id = f.post_id {ITS_ARTWORK}
        where f.kind = :kind and f.word = :word and (f.published, f.post_id) < (:time, :last)
        and p.visibility = 'public' {also} and {SEEN_BY} and {UNSILENCED} and {UNMUTED}
        order by f.published desc, f.post_id desc limit :limit""",
        kind=kind, word=word, viewer=viewer, time=before[0], last=before[1], limit=limit, **facets_of,
    )  # fmt: skip
    return await hang(tx, rows)


async def _rarest_first(tx: Reading, asked: Sequence[Asked]) -> list[Asked]:
    """Words of many works are not told apart: then what has all of them is not far to seek."""
    found = []
    for kind, word in asked[:MOST_ASKED] if len(asked) > 1 else ():
        many = await tx.value(
            f"""select count(*) from (select 1 as one from facets where kind = :kind and word = :word
            limit {_MANY}) first_ones""",
            kind=kind,
            word=word,
        )
        found.append((int(many), (kind, word)))
    return [one for _many, one in sorted(found, key=lambda pair: pair[0])] or list(asked[:MOST_ASKED])


async def shaded(
    tx: Reading, shades: Sequence[str], *, viewer: int = NOBODY, before: Cursor = FIRST, limit: int = 40
) -> list[Hanging]:
    """Public works with one of these shades among their colours: each shade is read from its newest work on."""
    found: dict[int, int] = {}
    for shade in shades:
        rows = await tx.all(
            """select post_id, published from facets where kind = :kind and word = :word
            and (published, post_id) < (:time, :last) order by published desc, post_id desc limit :limit""",
            kind=SHADE, word=shade, time=before[0], last=before[1], limit=limit,
        )  # fmt: skip
        found |= {row["post_id"]: row["published"] for row in rows}
    newest = sorted(found, key=lambda one: (found[one], one), reverse=True)[:limit]
    return await _unmuted(tx, newest, viewer)


async def like(tx: Reading, post_id: int, *, viewer: int = NOBODY, limit: int = 24) -> list[Hanging]:
    """Works here that look like it, the likest first."""
    rows = await tx.all(
        "select other_id from alike where post_id = :id order by distance, other_id limit 48", id=post_id
    )
    return (await _unmuted(tx, [row["other_id"] for row in rows], viewer))[:limit]


async def like_elsewhere(tx: Reading, post_id: int, *, viewer: int, limit: int = 12) -> list[Spoken]:
    """The same of other servers, for members."""
    rows = await tx.all(
        f"""select {SPOKEN} from alike n join posts p on p.id = n.other_id {ITS_AUTHOR}
        where n.post_id = :id and p.local = 0 and p.visibility = 'public' and a.discoverable = 1
        and {SEEN_BY} and {UNSILENCED} and {UNMUTED} order by n.distance, n.other_id limit :limit""",
        id=post_id, viewer=viewer, limit=limit,
    )  # fmt: skip
    return await gather(tx, rows, viewer=viewer)


async def _unmuted(tx: Reading, ids: Sequence[int], viewer: int) -> list[Hanging]:
    """Those of these that are public works the viewer may see and has not muted, in the same order."""
    rows = await tx.all(
        f"""select p.id as id from posts p where p.id in ({numbers(ids)}) and p.visibility = 'public'
        and p.local = 1 and {UNSILENCED} and {UNMUTED}""",
        viewer=viewer,
    )
    known = {row["id"] for row in rows}
    return await by_ids(tx, [one for one in ids if one in known], viewer=viewer)
