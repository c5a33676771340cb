"""Rows of curated portfolios: what an artist shows, what is being prepared, and what was shown before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from fediart.store.database import Reading, Writing, numbers
from fediart.store.gallery import BEFORE, HANGING, ITS_ARTWORK, NEWEST, Cursor, Hanging, hang
from fediart.store.visibility import NOBODY, SEEN_BY

LAYOUTS = ("justified", "masonry", "single", "grid", "index")
ACCENTS = ("ink", "cobalt", "teal", "moss", "ochre", "rust", "rose", "plum")
HEADER = "header"
"""The word for a cover that is the profile's header picture; else it is a work's id, or nothing."""
CV = ("exhibitions", "experience", "awards", "publications", "education")
"""The parts of a curriculum vitae, each a list of lines, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Section:
    """Works that hang together. `key` names it within its portfolio, `words` are Markdown, `cover` is a work's id."""

    key: str
    heading: str = ""
    words: str = ""
    cover: int = 0
    works: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """The page about the artist. `statement` is Markdown; the others are lines of plain text, as they were typed."""

    statement: str = ""
    skills: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    exhibitions: tuple[str, ...] = ()
    experience: tuple[str, ...] = ()
    awards: tuple[str, ...] = ()
    publications: tuple[str, ...] = ()
    education: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Portfolio:
    """One state of a portfolio. `rest`: works without a place follow below, the newest first; `series`: so do series.

    `pinned` is what hangs at the top. What is shown has its pins in a table of its own, which other servers read.
    """

    layout: str = "justified"
    accent: str = "ink"
    headline: str = ""
    cover: str = HEADER
    rest: bool = True
    series: bool = True
    pinned: tuple[int, ...] = ()
    sections: tuple[Section, ...] = ()
    about: About = field(default_factory=About)

    @property
    def placed(self) -> tuple[int, ...]:
        """The works that have a place, in order."""
        return tuple(dict.fromkeys(work for section in self.sections for work in section.works))


USUAL = Portfolio()


@dataclass(frozen=True, slots=True)
class Kept:
    """The states of one portfolio; None where there is none of that kind. Times are milliseconds, 0 for never."""

    shown: Portfolio = USUAL
    draft: Portfolio | None = None
    earlier: Portfolio | None = None
    shown_at: int = 0


def written(portfolio: Portfolio) -> str:
    """As JSON, for the row."""
    return json.dumps(asdict(portfolio), ensure_ascii=False)


def read(text: str) -> Portfolio:
    """From the row. What a later version wrote and this one does not know is left out; so is what is no choice here."""
    said = json.loads(text)
    known = {name: value for name, value in said.items() if name in _NAMES}
    known["pinned"] = tuple(known.get("pinned", ()))
    known["sections"] = tuple(_section(one) for one in known.get("sections", ()))
    known["about"] = _about(known.get("about", {}))
    found = Portfolio(**known)
    layout = found.layout if found.layout in LAYOUTS else USUAL.layout
    return replace(found, layout=layout, accent=found.accent if found.accent in ACCENTS else USUAL.accent)


_NAMES = frozenset(one.name for one in fields(Portfolio))


def _section(said: Mapping[str, Any]) -> Section:
    return Section(said["key"], said["heading"], said["words"], said["cover"], tuple(said["works"]))


def _about(said: Mapping[str, Any]) -> About:
    lists = {one.name: tuple(said[one.name]) for one in fields(About) if one.name in said and one.name != "statement"}
    return About(said.get("statement", ""), **lists)


async def shown(tx: Reading, actor_id: int) -> Portfolio:
    """What everybody sees; the usual face where the artist never chose."""
    text = await tx.value("select shown from portfolios where actor_id = :id", id=actor_id)
    return read(text) if text else USUAL


async def kept(tx: Reading, actor_id: int) -> Kept:
    """All states, for the artist alone."""
    row = await tx.one("select shown, draft, earlier, shown_at from portfolios where actor_id = :id", id=actor_id)
    if row is None:
        return Kept()
    return Kept(
        shown=read(row["shown"]) if row["shown"] else USUAL,
        draft=read(row["draft"]) if row["draft"] else None,
        earlier=read(row["earlier"]) if row["earlier"] else None,
        shown_at=row["shown_at"],
    )


async def put_draft(tx: Writing, actor_id: int, draft: Portfolio | None, *, now: int) -> None:
    """None throws the draft away."""
    await tx.run(
        """insert into portfolios (actor_id, draft, changed) values (:id, :draft, :now)
        on conflict (actor_id) do update set draft = excluded.draft, changed = excluded.changed""",
        id=actor_id,
        draft=written(draft) if draft else "",
        now=now,
    )


async def put_shown(tx: Writing, actor_id: int, face: Portfolio, *, earlier: Portfolio | None, now: int) -> None:
    """From now on everybody sees this; there is no draft any more, and `earlier` can be brought back."""
    await tx.run(
        """insert into portfolios (actor_id, shown, earlier, changed, shown_at)
        values (:id, :shown, :earlier, :now, :now)
        on conflict (actor_id) do update set shown = excluded.shown, draft = '', earlier = excluded.earlier,
        changed = excluded.changed, shown_at = excluded.shown_at""",
        id=actor_id,
        shown=written(face),
        earlier=written(earlier) if earlier else "",
        now=now,
    )
    places = "insert into portfolio_places (actor_id, artwork_id, place) values (:actor, :work, :place)"
    await tx.batch(
        [
            ("delete from portfolio_places where actor_id = :actor", {"actor": actor_id}),
            *(
                (places, {"actor": actor_id, "work": work, "place": number})
                for number, work in enumerate(face.placed, 1)
            ),
        ]
    )


async def pinned_meanwhile(tx: Writing, actor_id: int, work_id: int, pinned: bool, *, now: int) -> None:
    """What was pinned, or is no more, while a draft was being prepared: so it is in the draft, too."""
    text = await tx.value("select draft from portfolios where actor_id = :id", id=actor_id)
    if not text:
        return
    draft = read(text)
    others = tuple(one for one in draft.pinned if one != work_id)
    await put_draft(tx, actor_id, replace(draft, pinned=(*others, work_id) if pinned else others), now=now)


async def own_works(tx: Reading, actor_id: int, among: Iterable[int]) -> set[int]:
    """Those that are published works of this artist's portfolio."""
    rows = await tx.all(
        f"""select id from artworks where id in ({numbers(among)}) and actor_id = :id and state = 'published'
        and portfolio = 1""",
        id=actor_id,
    )
    return {row["id"] for row in rows}


async def placed(tx: Reading, actor_id: int, work_ids: Iterable[int], *, viewer: int = NOBODY) -> dict[int, Hanging]:
    """Those of these works that hang in the artist's portfolio and that the viewer may see, by id."""
    rows = await tx.all(
        f"""select {HANGING} from posts p {ITS_ARTWORK} where p.id in ({numbers(work_ids)})
        and p.actor_id = :actor_id and w.portfolio = 1 and p.visibility <> 'direct' and {SEEN_BY}""",
        actor_id=actor_id,
        viewer=viewer,
    )
    return {work.id: work for work in await hang(tx, rows)}


async def rest(
    tx: Reading, actor_id: int, *, without: Sequence[int], before: Cursor, limit: int, viewer: int = NOBODY
) -> list[Hanging]:
    """Works of the portfolio that have no place among those named, the newest first, as far as the viewer may see."""
    rows = await tx.all(
        f"""select {HANGING} from posts p {ITS_ARTWORK}
        where p.actor_id = :actor_id and p.kind = 'artwork' and w.portfolio = 1 and p.visibility <> 'direct'
        and p.id not in ({numbers(without)}) and {BEFORE} and {SEEN_BY} {NEWEST}""",
        actor_id=actor_id,
        viewer=viewer,
        time=before[0],
        last=before[1],
        limit=limit,
    )
    return await hang(tx, rows)


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands beside a work in a catalogue. The focal point is from -1 to 1, right and up. `year` and `size` are in
    the artist's words, empty where nothing was said."""

    medium: str = ""
    tools: str = ""
    licence: str = ""
    ai_policy: str = ""
    series_policy: str = ""
    focal: tuple[float, float] = (0.0, 0.0)
    year: str = ""
    size: str = ""


async def facts_of(tx: Reading, work_ids: Iterable[int]) -> dict[int, Facts]:
    """By work; the focal point is the first picture's."""
    rows = await tx.all(
        f"""select w.id as id, w.medium as medium, w.tools as tools, w.licence as licence, w.ai_policy as ai_policy,
        coalesce((select s.ai_policy from series s where s.id = w.series_id), '') as series_policy,
        coalesce(first.focal_x, 0) as across, coalesce(first.focal_y, 0) as up,
        coalesce(made.year, '') as year, coalesce(made.size, '') as size
        from artworks w left join work_facts made on made.artwork_id = w.id
        left join pictures first on first.artwork_id = w.id
        and first.position = (select min(position) from pictures f where f.artwork_id = w.id)
        where w.id in ({numbers(work_ids)})"""
    )
    return {
        row["id"]: Facts(
            row["medium"], row["tools"], row["licence"], row["ai_policy"], row["series_policy"],
            (row["across"], row["up"]), row["year"], row["size"],
        )
        for row in rows
    }  # fmt: skip
