"""Everything a portfolio shows, gathered in one place: for its page, its preview, print, and wherever else it hangs.

Nothing in it depends on who looks but which works they may see; all addresses are paths of this site.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fediart.clock import moment
from fediart.rights.licences import ALL_RIGHTS_RESERVED, LICENCES, Licence
from fediart.rights.model import Policy
from fediart.store import portfolio, portfolios
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.gallery import FIRST, Cursor, Hanging
from fediart.store.portfolio import SeriesOnWall
from fediart.store.portfolios import HEADER, Facts, Portfolio
from fediart.store.remote_labels import Label, Standing
from fediart.store.settings import InstanceSettings
from fediart.store.threads import local_file
from fediart.store.visibility import NOBODY
from fediart.store.work_profiles import State
from fediart.translate.markdown import html_of_markdown
from fediart.translate.rights import artist_policy, policy_for
from fediart.web.about_artist import ShownAbout, shown_about
from fediart.web.focus import focus_class
from fediart.web.people import open_state
from fediart.web.preset_words import words_for
from fediart.web.seeing import ALL, Filled, Seeing, filled, placed
from fediart.web.showing import Card, ShownPicture, card, shown, tile_sizes

ON_A_PAGE = 60


@dataclass(frozen=True, slots=True)
class Hung:
    """A work in its place, with what a catalogue says of it. `focus` is a class that keeps the focal point in sight
    where the picture is cropped; `policy` is the title of the AI policy that holds for this work."""

    card: Card
    medium: str
    tools: str
    size: str
    year: str
    licence: Licence
    focus: str
    policy: str


@dataclass(frozen=True, slots=True)
class Cover:
    """The large picture at the top: a work, with the way to it, or the header picture (`url`)."""

    work: Hung | None = None
    url: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class ShownSection:
    """`words` is HTML, to be cleaned; `cover` is None where none was chosen, or where it may not be shown."""

    key: str
    heading: str
    words: str
    cover: Hung | None
    works: tuple[Hung, ...]


@dataclass(frozen=True, slots=True)
class SeriesCard:
    path: str
    title: str
    works: int
    face: ShownPicture | None


@dataclass(frozen=True, slots=True)
class Curated:
    """One page of a portfolio; all but `rest` is on the first one. `last` is where the next begins, if there is `more`.

    `open` is how the artist stands to commissions, None where there is nothing to say. `hidden` works were left out
    for this viewer, `marked` ones carry an AI label.
    """

    name: str
    shown_name: str
    headline: str
    layout: str
    accent: str
    open: State | None
    cover: Cover | None
    pinned: tuple[Hung, ...]
    sections: tuple[ShownSection, ...]
    rest: tuple[Hung, ...]
    series: tuple[SeriesCard, ...]
    about: ShownAbout
    first: bool
    more: bool
    last: Cursor
    hidden: int
    marked: int
    policy: Policy

    @property
    def all_works(self) -> tuple[Hung, ...]:
        """In the order in which they hang below the cover."""
        return (*self.pinned, *(work for section in self.sections for work in section.works), *self.rest)

    @property
    def lone_cover(self) -> Hung | None:
        """The work that is the cover and hangs nowhere else."""
        work = self.cover.work if self.cover else None
        return work if work and all(one.card.id != work.card.id for one in self.all_works) else None

    @property
    def face(self) -> ShownPicture | None:
        """The picture that stands for the portfolio where it is linked: the cover, else the first one not covered."""
        works = ((self.cover.work,) if self.cover and self.cover.work else ()) + self.all_works
        return next((one.card.picture for one in works if one and is_open(one)), None)


async def gather(
    tx: Reading,
    settings: InstanceSettings,
    artist: Actor,
    look: Portfolio,
    *,
    eyes: Seeing = ALL,
    viewer: int = NOBODY,
    before: Cursor = FIRST,
    size: int = ON_A_PAGE,
) -> Curated:
    """The portfolio of `artist` as `look` says, from `before` on; with the defaults, as every visitor sees it."""
    first = before == FIRST
    found = await _find(tx, settings, artist, look, eyes, viewer, before, size)
    series = await portfolio.series_of(tx, artist.id, viewer=viewer) if first and look.series else []
    return Curated(
        name=artist.name,
        shown_name=artist.shown_name,
        headline=look.headline,
        layout=look.layout,
        accent=look.accent,
        open=await open_state(tx, artist),
        cover=_cover(look, artist, found) if first else None,
        pinned=_dress(look.pinned, found),
        sections=_sections(look, found) if first else (),
        rest=_dress([work.id for work in found.below.items], found),
        series=tuple(series_card(artist, one, eyes) for one in series),
        about=shown_about(look.about),
        first=first,
        more=found.below.more,
        last=found.below.last,
        hidden=found.hidden,
        marked=sum(bool(work.card.ai_label) for work in found.dressed.values()),
        policy=artist_policy(artist, settings),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found: the works without a place, all works that are shown by id, and how many are hidden."""

    below: Filled[Hanging]
    dressed: Mapping[int, Hung]
    hidden: int


_NOTHING: Filled[Hanging] = Filled([], 0, False, FIRST)


async def _find(
    tx: Reading,
    settings: InstanceSettings,
    artist: Actor,
    look: Portfolio,
    eyes: Seeing,
    viewer: int,
    before: Cursor,
    size: int,
) -> _Found:
    named = (*look.pinned, *look.placed)
    placed_works: dict[int, Hanging] = {}
    if before == FIRST:
        wanted = (*named, *(one.cover for one in look.sections), _number(look.cover))
        placed_works = await portfolios.placed(tx, artist.id, wanted, viewer=viewer)
    below = await _below(tx, artist, named, eyes, viewer, before, size) if look.rest else _NOTHING
    works = {**placed_works, **{work.id: work for work in below.items}}
    facts = await portfolios.facts_of(tx, works)
    seen = {number: work for number, work in works.items() if not eyes.hides_work(work)}
    dressed = {
        number: _hung(work, facts.get(number, Facts()), artist, settings, look, eyes) for number, work in seen.items()
    }
    return _Found(below, dressed, below.hidden + len(works) - len(seen))


async def _below(
    tx: Reading, artist: Actor, named: Sequence[int], eyes: Seeing, viewer: int, before: Cursor, size: int
) -> Filled[Hanging]:
    """The works without a place, the newest first."""
    return await filled(
        lambda at, limit: portfolios.rest(tx, artist.id, without=named, before=at, limit=limit, viewer=viewer),
        placed,
        eyes.hides_work,
        before=before,
        size=size,
    )


def _sections(look: Portfolio, found: _Found) -> tuple[ShownSection, ...]:
    """Those that have something to show; what is pinned hangs at the top alone."""
    made = (
        ShownSection(
            key=one.key,
            heading=one.heading,
            words=html_of_markdown(one.words),
            cover=_uncovered(found.dressed.get(one.cover)),
            works=_dress([work for work in one.works if work not in look.pinned], found),
        )
        for one in look.sections
    )
    return tuple(one for one in made if one.works or one.words)


def _dress(numbers: Sequence[int], found: _Found) -> tuple[Hung, ...]:
    return tuple(found.dressed[number] for number in numbers if number in found.dressed)


def _cover(look: Portfolio, artist: Actor, found: _Found) -> Cover | None:
    if look.cover == HEADER:
        return Cover(url=local_file(artist.header), alt=artist.header_alt) if artist.header else None
    work = _uncovered(found.dressed.get(_number(look.cover)))
    return Cover(work) if work else None


def _number(word: str) -> int:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 19 else 0


def _uncovered(work: Hung | None) -> Hung | None:
    return work if work and is_open(work) else None


def is_open(work: Hung) -> bool:
    """Whether its picture is there and not behind a cover."""
    return work.card.picture is not None and not work.card.covered and not work.card.cover


def _hung(
    work: Hanging, facts: Facts, artist: Actor, settings: InstanceSettings, look: Portfolio, eyes: Seeing
) -> Hung:
    made = card(work, eyes=eyes)
    preset = policy_for(settings, artist.ai_policy, facts.series_policy, facts.ai_policy).preset
    return Hung(
        card=replace(made, sizes=sizes_for(look.layout, made.picture)),
        medium=facts.medium,
        tools=facts.tools,
        size=facts.size,
        year=facts.year or str(moment(work.published).year),
        licence=LICENCES.get(facts.licence, ALL_RIGHTS_RESERVED),
        focus=focus_class(*facts.focal),
        policy=words_for(preset).title,
    )


async def hang_in_order(
    tx: Reading, settings: InstanceSettings, artist: Actor, look: Portfolio, works: Sequence[Hanging], eyes: Seeing
) -> tuple[Hung, ...]:
    """These works of one artist, such as those of a series, as they would hang in the portfolio."""
    facts = await portfolios.facts_of(tx, [work.id for work in works])
    return tuple(_hung(work, facts.get(work.id, Facts()), artist, settings, look, eyes) for work in works)


def series_card(artist: Actor, one: SeriesOnWall, eyes: Seeing) -> SeriesCard:
    """The first work is its face, unless it is covered, for everybody or for this viewer."""
    covered = one.covered or eyes.covers(Standing(Label(one.ai_label)), artist)
    face = shown(one.face) if one.face and not covered else None
    visible = face if face and face.src else None
    return SeriesCard(f"/@{artist.name}/series/{one.series.slug}", one.series.title, one.works, visible)


def sizes_for(layout: str, picture: ShownPicture | None) -> str:
    """How wide a work becomes in each layout, for the browser's choice of file; the style sheets have these figures."""
    ratio = picture.width / picture.height if picture and picture.height else 1.0
    if layout == "single":
        return f"(max-width: 48rem) 100vw, min(100vw, {ratio * 86:.0f}vh)"
    if layout == "masonry":
        return _in_columns(1.0)
    if layout == "grid":  # cropped to a square: the shorter side fills it
        return _in_columns(max(1.0, ratio))
    if layout == "index":
        return f"{max(3.0, ratio * 4.5):.0f}rem"
    return tile_sizes(picture)


def _in_columns(wide: float) -> str:
    """Two columns on phones, and up to six; the picture is `wide` times as wide as one."""
    steps = ((135, 16), (104, 19), (67, 24), (38, 32))
    return ", ".join(f"(min-width: {at}rem) {part * wide:.0f}vw" for at, part in steps) + f", {46 * wide:.0f}vw"
