"""Explore: public works here by medium, tool, tag and colour, and works that look alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final
from urllib.parse import urlencode

from aiohttp import web

from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.media.colours import FAMILIES, lab_of, shades_near
from fediart.rights.model import POLICIES, Preset
from fediart.store import explore, gallery, threads
from fediart.store.database import Reading
from fediart.store.gallery import FIRST, Cursor, Hanging
from fediart.store.muted_words import WALLS
from fediart.store.search_index import COLOUR, MEDIUM, TAG, TOOL
from fediart.store.search_words import whole
from fediart.web import pages, people
from fediart.web.paging import cursor_of, older
from fediart.web.render import Page
from fediart.web.request import number_in, set_rights, site_of
from fediart.web.seeing import NO_LINE, AiLine, Seeing, ai_line, carried, filled, placed, seeing
from fediart.web.showing import Card, Remark, cards, remark

ON_A_PAGE: Final = 40
_SHOWN_WORDS: Final = 24
_KINDS: Final = (MEDIUM, TOOL, TAG, COLOUR)
_NAMES: Final[Mapping[str, str]] = {
    "red": N_("Red"), "orange": N_("Orange"), "yellow": N_("Yellow"), "green": N_("Green"), "teal": N_("Teal"),
    "blue": N_("Blue"), "purple": N_("Purple"), "pink": N_("Pink"), "brown": N_("Brown"), "black": N_("Black"),
    "grey": N_("Grey"), "white": N_("White"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that adds a word to what is asked for, or takes it away where it is `chosen`."""

    word: str
    shown: str
    path: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ExplorePage(Page):
    """`shade` is a colour somebody has picked, as `#rrggbb`, or empty."""

    template: ClassVar[str] = "explore.html"
    works: tuple[Card, ...]
    mediums: tuple[Choice, ...]
    tools: tuple[Choice, ...]
    tags: tuple[Choice, ...]
    colours: tuple[Choice, ...]
    shade: str
    asked: bool
    first: bool
    path: str
    older: str
    ai: AiLine = NO_LINE


@dataclass(frozen=True, slots=True)
class AlikePage(Page):
    """`of` is what they look like: a work here as a tile, or a post of elsewhere."""

    template: ClassVar[str] = "alike.html"
    path: str
    of: Card | None
    of_said: Remark | None
    works: tuple[Card, ...]
    elsewhere: tuple[Remark, ...] = ()
    ai: AiLine = NO_LINE


@dataclass(frozen=True, slots=True)
class Question:
    """What the address asks for: one word of each kind at most, or a shade."""

    words: Mapping[str, str] = field(default_factory=dict)
    shade: str = ""

    def path(self, **changes: str) -> str:
        """The address with these words in their places; an empty one goes."""
        asked = {**self.words, "shade": self.shade, **changes}
        told = urlencode({kind: word for kind, word in asked.items() if word})
        return f"/explore?{told}" if told else "/explore"


async def show(request: web.Request) -> web.StreamResponse:
    """`/explore?medium=&tool=&tag=&colour=` or `?shade=#rrggbb`."""
    viewer, before, asked = people.viewer_id(request), cursor_of(request), _question(request)
    async with site_of(request).db.reading() as tx:
        eyes = await seeing(request, tx, WALLS)
        found = await filled(
            lambda at, limit: _works(tx, asked, viewer, at, limit),
            placed,
            eyes.hides_work,
            before=before,
            size=ON_A_PAGE,
        )
        chosen = {kind: await _choices(tx, kind, asked) for kind in (MEDIUM, TOOL, TAG)}
    works = found.items
    page = ExplorePage(
        title=_("Explore"),
        works=cards(works, eyes=eyes),
        mediums=chosen[MEDIUM],
        tools=chosen[TOOL],
        tags=chosen[TAG],
        colours=_colours(asked),
        shade=asked.shade,
        asked=bool(asked.words or asked.shade),
        first=before == FIRST,
        path=asked.path(),
        older=older(carried(asked.path(), eyes), *found.last) if found.more else "",
        ai=ai_line(request, eyes, hidden=found.hidden, marked=sum(bool(work.ai_label) for work in works)),
    )
    return await pages.show(request, page)


async def alike(request: web.Request) -> web.StreamResponse:
    """`/explore/like/ID`: what looks like a work here, or like a post of another server."""
    site, viewer, post_id = site_of(request), people.viewer_id(request), number_in(request)
    async with site.db.reading() as tx:
        eyes = await seeing(request, tx, WALLS)
        hanging = await gallery.by_ids(tx, [post_id], viewer=viewer)
        said = None if hanging or not viewer else await threads.by_id(tx, post_id, viewer=viewer)
        if not hanging and (said is None or not said.images):
            raise NotFound(_("There is no such work."))
        found = await explore.like(tx, post_id, viewer=viewer)
        others = await explore.like_elsewhere(tx, post_id, viewer=viewer) if viewer else []
    works = [work for work in found if not eyes.hides_work(work)]
    distant = [one for one in others if not eyes.keeps_out(one) and not eyes.hides_said(one)]
    if viewer:
        set_rights(request, POLICIES[Preset.NO_AI_NO_SEARCH])  # what is of others is not ours to offer
    host = site.config.instance.host
    page = AlikePage(
        title=_("More like this"),
        path=f"/explore/like/{post_id}",
        of=cards(hanging, eyes=eyes)[0] if hanging else None,
        of_said=remark(said, host=host, viewer_id=viewer, eyes=eyes) if said else None,
        works=cards(works, eyes=eyes),
        elsewhere=tuple(remark(one, host=host, viewer_id=viewer, eyes=eyes) for one in distant),
        ai=_line(request, eyes, len(found) + len(others) - len(works) - len(distant), works),
    )
    return await pages.show(request, page)


def _line(request: web.Request, eyes: Seeing, hidden: int, works: Sequence[Hanging]) -> AiLine:
    return ai_line(request, eyes, hidden=hidden, marked=sum(bool(work.ai_label) for work in works))


def _question(request: web.Request) -> Question:
    """What was not written by us is not asked."""
    words = {kind: request.query.get(kind, "").replace("\0", "")[:60] for kind in _KINDS}
    if words[COLOUR] not in FAMILIES:
        words[COLOUR] = ""
    words |= {MEDIUM: whole(words[MEDIUM]), TOOL: whole(words[TOOL]), TAG: words[TAG].removeprefix("#").lower()}
    shade = request.query.get("shade", "").strip().lower()
    return Question({kind: word for kind, word in words.items() if word}, shade if lab_of(shade) else "")


async def _works(tx: Reading, asked: Question, viewer: int, before: Cursor, limit: int) -> list[Hanging]:
    if asked.shade and (lab := lab_of(asked.shade)):
        return await explore.shaded(tx, shades_near(lab), viewer=viewer, before=before, limit=limit)
    if not asked.words:
        return await gallery.newest(tx, viewer=viewer, before=before, limit=limit)
    return await explore.works(tx, tuple(asked.words.items()), viewer=viewer, before=before, limit=limit)


async def _choices(tx: Reading, kind: str, asked: Question) -> tuple[Choice, ...]:
    mark = "#" if kind == TAG else ""
    known = {one.word: one.shown for one in await explore.words(tx, kind, limit=_SHOWN_WORDS)}
    chosen = asked.words.get(kind, "")
    if chosen and chosen not in known:
        known = {chosen: await explore.shown_as(tx, kind, chosen), **known}
    return tuple(_choice(asked, kind, word, f"{mark}{shown}") for word, shown in known.items())


def _colours(asked: Question) -> tuple[Choice, ...]:
    return tuple(_choice(asked, COLOUR, word, _NAMES[word]) for word in FAMILIES)


def _choice(asked: Question, kind: str, word: str, shown: str) -> Choice:
    chosen = asked.words.get(kind) == word
    return Choice(word, shown, asked.path(**{kind: "" if chosen else word, "shade": ""}), chosen)
