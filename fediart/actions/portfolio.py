"""The curated portfolio: prepared as a draft, looked at, then shown to everybody; and the way back.

Other servers hear of what is pinned, by Add and Remove, and read the order in `/users/NAME/portfolio`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fediart.actions import pins as pinning
from fediart.actions.submission import one_line, paragraphs
from fediart.errors import Problem, Problems
from fediart.language import _
from fediart.site import Site
from fediart.store import artworks, pins, portfolios
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.portfolios import ACCENTS, CV, HEADER, LAYOUTS, About, Portfolio, Section

LONGEST = {"headline": 160, "heading": 100, "words": 2_000, "statement": 6_000, "line": 300, "word": 60}
MOST_SECTIONS = 24
MOST_PLACED = 300
MOST_LINES = 100
MOST_WORDS = 40


async def working(tx: Reading, actor_id: int) -> tuple[Portfolio, portfolios.Kept]:
    """What the artist is preparing, or what is shown where nothing is being prepared; and all that is kept."""
    kept = await portfolios.kept(tx, actor_id)
    if kept.draft is not None:
        return kept.draft, kept
    return await as_shown(tx, actor_id, kept.shown), kept


async def as_shown(tx: Reading, actor_id: int, face: Portfolio) -> Portfolio:
    """With the works that are pinned now."""
    return replace(face, pinned=tuple(await pins.works_of(tx, actor_id)))


async def save_draft(site: Site, artist: Actor, face: Portfolio) -> None:
    """Keeps what is being prepared; nobody else sees it. Works that are not the artist's are left out.

    Raises Problems, each for the field it belongs to.
    """
    tidy = _tidy(face)
    async with site.db.writing() as tx:
        named = {*tidy.placed, *tidy.pinned, *(one.cover for one in tidy.sections), _number(tidy.cover)}
        own = await portfolios.own_works(tx, artist.id, named)
        await portfolios.put_draft(tx, artist.id, _only(tidy, own), now=site.clock.now())


async def discard_draft(site: Site, artist: Actor) -> None:
    """What is shown stays as it is."""
    async with site.db.writing() as tx:
        await portfolios.put_draft(tx, artist.id, None, now=site.clock.now())


async def publish_draft(site: Site, artist: Actor) -> None:
    """Everybody sees the draft from now on. Raises Problem where there is none."""
    async with site.db.writing() as tx:
        kept = await portfolios.kept(tx, artist.id)
        if kept.draft is None:
            raise Problem(_("There is nothing new to publish. Change something first."))
        await _show(tx, site, artist, kept.draft, was=kept.shown)
    _ring(site)


async def undo(site: Site, artist: Actor) -> None:
    """Brings back what was shown before; doing it again brings back this. Raises Problem where there is nothing."""
    async with site.db.writing() as tx:
        kept = await portfolios.kept(tx, artist.id)
        if kept.earlier is None:
            raise Problem(_("There is nothing to go back to: you have published your portfolio once."))
        await _show(tx, site, artist, kept.earlier, was=kept.shown)
    _ring(site)


async def _show(tx: Writing, site: Site, artist: Actor, face: Portfolio, *, was: Portfolio) -> None:
    earlier = await as_shown(tx, artist.id, was)
    public = [number for number in face.pinned if await _is_public(tx, artist, number)]
    pinned = public[: pinning.MOST]
    await pinning.pin_exactly(tx, site, artist, pinned)
    face = replace(face, pinned=tuple(pinned))
    await portfolios.put_shown(tx, artist.id, face, earlier=earlier, now=site.clock.now())


async def _is_public(tx: Reading, artist: Actor, number: int) -> bool:
    work = await artworks.by_id(tx, number)
    return work is not None and work.actor_id == artist.id and work.is_public


def _only(face: Portfolio, own: set[int]) -> Portfolio:
    """Without works of others, and each work in one place."""
    pinned = tuple(dict.fromkeys(work for work in face.pinned if work in own))
    seen, sections = set(pinned), []
    for one in face.sections:
        works = tuple(work for work in dict.fromkeys(one.works) if work in own and work not in seen)
        seen |= set(works)
        sections.append(replace(one, works=works, cover=one.cover if one.cover in own else 0))
    cover = face.cover if face.cover in ("", HEADER) or _number(face.cover) in own else ""
    return replace(face, pinned=pinned, sections=tuple(sections), cover=cover)


def _number(word: str) -> int:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 19 else 0


def _tidy(face: Portfolio) -> Portfolio:
    """Raises Problems."""
    tidy = replace(
        face,
        headline=one_line(face.headline),
        sections=tuple(
            replace(one, heading=one_line(one.heading), words=paragraphs(one.words)) for one in face.sections
        ),
        about=_tidy_about(face.about),
    )
    found = [*_look_problems(tidy), *_section_problems(tidy), *_about_problems(tidy.about)]
    if found:
        raise Problems(found)
    return tidy


def _tidy_about(about: About) -> About:
    lists = {name: _lines(getattr(about, name)) for name in ("skills", "tools", "clients", *CV)}
    return About(statement=paragraphs(about.statement), **lists)


def _lines(said: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for one in said if (line := one_line(one))))


def _look_problems(face: Portfolio) -> list[Problem]:
    found = []
    if face.layout not in LAYOUTS:
        found.append(Problem(_("Choose one of the layouts."), field="layout"))
    if face.accent not in ACCENTS:
        found.append(Problem(_("Choose one of the accents."), field="accent"))
    if len(face.headline) > LONGEST["headline"]:
        found.append(_too_long("headline", "headline"))
    if len(face.pinned) > pinning.MOST:
        words = _("At most %(most)s works hang at the top. Move some of them down.", most=pinning.MOST)
        found.append(Problem(words, field="pinned"))
    return found


def _section_problems(face: Portfolio) -> list[Problem]:
    found = []
    if len(face.sections) > MOST_SECTIONS:
        words = _("Use at most %(most)s sections.", most=MOST_SECTIONS)
        found.append(Problem(words, field="sections"))
    if sum(len(one.works) for one in face.sections) > MOST_PLACED:
        words = _("Place at most %(most)s works by hand; all others follow by their age.", most=MOST_PLACED)
        found.append(Problem(words, field="sections"))
    for one in face.sections:
        found += [
            _too_long(f"{name}-{one.key}", name)
            for name in ("heading", "words")
            if len(getattr(one, name)) > LONGEST[name]
        ]
    return found


def _about_problems(about: About) -> list[Problem]:
    found = [_too_long("statement", "statement")] if len(about.statement) > LONGEST["statement"] else []
    for names, most, longest in ((("skills", "tools", "clients"), MOST_WORDS, "word"), (CV, MOST_LINES, "line")):
        for name in names:
            lines = getattr(about, name)
            if len(lines) > most:
                found.append(Problem(_("Use at most %(most)s of these.", most=most), field=name))
            elif any(len(line) > LONGEST[longest] for line in lines):
                words = _("Shorten each of these to %(most)s characters.", most=LONGEST[longest])
                found.append(Problem(words, field=name))
    return found


def _too_long(field: str, limit: str) -> Problem:
    return Problem(_("Shorten this to %(most)s characters.", most=LONGEST[limit]), field=field)


def section_key(face: Portfolio) -> str:
    """A key that no section of this portfolio has."""
    taken = {one.key for one in face.sections}
    return next(key for number in range(1, len(taken) + 2) if (key := f"s{number}") not in taken)


def with_section(face: Portfolio, works: Sequence[int] = ()) -> Portfolio:
    """With one more section at the end."""
    return replace(face, sections=(*face.sections, Section(section_key(face), works=tuple(works))))


def _ring(site: Site) -> None:
    site.delivery_bell.ring()
    site.pages.changed()
