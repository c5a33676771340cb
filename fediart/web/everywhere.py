"""Everywhere: works of this instance and pictures from other servers on one wall, for members, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from aiohttp import web

from fediart.language import _
from fediart.rights.model import POLICIES, Preset
from fediart.sanitize import plain
from fediart.store import come_by, gallery
from fediart.store.database import Reading
from fediart.store.gallery import FIRST, Cursor, Hanging
from fediart.store.muted_words import WALLS
from fediart.store.threads import Spoken
from fediart.web import pages
from fediart.web.paging import cursor_of, older
from fediart.web.render import Page
from fediart.web.request import set_rights, site_of, viewer
from fediart.web.seeing import NO_LINE, AiLine, Seeing, ai_line, carried, filled, placed, said_at, seeing
from fediart.web.showing import Card, actor_path, card, shown, tile_sizes

ON_A_PAGE: Final = 40
_LONGEST_TITLE: Final = 60
_BADGES: Final = ("generated", "assisted")
Hung = Hanging | Spoken


@dataclass(frozen=True, slots=True)
class EverywherePage(Page):
    template: ClassVar[str] = "everywhere.html"
    works: tuple[Card, ...]
    first: bool
    older: str
    ai: AiLine = NO_LINE


async def show(request: web.Request) -> web.StreamResponse:
    """`/everywhere`."""
    me, before = viewer(request).actor, cursor_of(request)
    async with site_of(request).db.reading() as tx:
        eyes = await seeing(request, tx, WALLS)
        found = await filled(
            lambda at, limit: _newest(tx, me.id, at, limit),
            _place,
            lambda one: _hides(one, eyes),
            before=before,
            size=ON_A_PAGE,
            kept_out=lambda one: isinstance(one, Spoken) and eyes.keeps_out(one),
        )
    works = tuple(hung_card(one, eyes) for one in found.items)
    set_rights(request, POLICIES[Preset.NO_AI_NO_SEARCH])  # what is of others is not ours to offer
    page = EverywherePage(
        title=_("Everywhere"),
        works=works,
        first=before == FIRST,
        older=older(carried("/everywhere", eyes), *found.last) if found.more else "",
        ai=ai_line(request, eyes, hidden=found.hidden, marked=sum(bool(one.ai_label) for one in works)),
    )
    return await pages.show(request, page)


async def _newest(tx: Reading, me: int, before: Cursor, limit: int) -> list[Hung]:
    """Of both kinds as many as there could be on the page, in one order."""
    here = await gallery.newest(tx, viewer=me, before=before, limit=limit)
    there = await come_by.newest(tx, viewer=me, before=before, limit=limit)
    both: list[Hung] = [*here, *there]
    return sorted(both, key=_place, reverse=True)[:limit]


def _place(one: Hung) -> Cursor:
    return said_at(one) if isinstance(one, Spoken) else placed(one)


def _hides(one: Hung, eyes: Seeing) -> bool:
    return eyes.hides_said(one) if isinstance(one, Spoken) else eyes.hides_work(one)


def hung_card(one: Hung, eyes: Seeing) -> Card:
    """A tile of a work here, or of the first picture of a post from elsewhere."""
    if not isinstance(one, Spoken):
        return card(one, eyes=eyes)
    post, author, label = one.post, one.author, eyes.label_of(one)
    pictures = [image for image in one.images if not image.linked]
    first = shown(pictures[0], member=True) if pictures else None
    return Card(
        id=post.id,
        path=f"/posts/{post.id}",
        title=_title(one),
        artist=author.shown_name,
        artist_path=actor_path(author),
        picture=first if first and first.src else None,
        pictures=len(pictures),
        covered=eyes.covers_mature(post.sensitive, post.warning),
        warning=post.warning,
        ai_label=label.badge if label.badge in _BADGES else "",
        shape=first.shape if first else "p0",
        sizes=tile_sizes(first),
        cover=label.cover,
    )


def _title(said: Spoken) -> str:
    """Its own, or how its words begin; of a post without words, whose it is."""
    words = said.post.title or " ".join(plain(said.post.content).split())
    if len(words) > _LONGEST_TITLE:
        return words[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
    return words or _("By %(name)s", name=said.author.shown_name)
