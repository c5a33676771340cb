"""Works of this instance under one tag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from aiohttp import web

from fediart.actions import home_choices as choosing
from fediart.language import _
from fediart.store import come_by, gallery, home_choices
from fediart.store.database import Reading
from fediart.store.gallery import FIRST, Cursor, Hanging
from fediart.store.muted_words import WALLS
from fediart.translate.labels import label_of_tag
from fediart.web import pages, people
from fediart.web.paging import cursor_of, older
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.seeing import NO_LINE, AiLine, ai_line, carried, filled, placed, seeing
from fediart.web.showing import Card, Remark, cards, remark

ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class TagPage(Page):
    template: ClassVar[str] = "tag.html"
    tag: str
    path: str
    works: tuple[Card, ...]
    first: bool
    older: str
    elsewhere: tuple[Remark, ...]
    ai: AiLine = NO_LINE
    follows: bool = False


async def show(request: web.Request) -> web.StreamResponse:
    tag, before = request.match_info["tag"].lower(), cursor_of(request)
    async with site_of(request).db.reading() as tx:
        viewer = people.viewer_id(request)
        eyes = await seeing(request, tx, WALLS)
        found = await filled(
            lambda at, limit: _works(tx, tag, viewer, at, limit),
            placed,
            eyes.hides_work,
            before=before,
            size=ON_A_PAGE,
        )
        # Others' works are not ours to show to everybody: members see them, on the first page.
        others = await come_by.tagged(tx, tag, viewer=viewer) if viewer and before == FIRST else []
        follows = bool(viewer) and await home_choices.follows_tag(tx, viewer, tag)
    host = site_of(request).config.instance.host
    allowed = [one for one in others if not eyes.keeps_out(one)]
    seen = [one for one in allowed if not eyes.hides_said(one)]
    works, path = found.items, f"/tags/{quote(tag, safe='')}"
    marked = sum(bool(work.ai_label) for work in works) + sum(bool(one.ai.label) for one in seen)
    page = TagPage(
        title=f"#{tag}",
        tag=tag,
        path=path,
        works=cards(works, eyes=eyes),
        first=before == FIRST,
        elsewhere=tuple(remark(one, host=host, viewer_id=viewer, eyes=eyes) for one in seen),
        older=older(carried(path, eyes), *found.last) if found.more else "",
        ai=ai_line(request, eyes, hidden=found.hidden + len(allowed) - len(seen), marked=marked),
        follows=follows,
    )
    return await pages.show(request, page)


async def choose(request: web.Request) -> web.StreamResponse:
    """`/tags/TAG/follow` and `/tags/TAG/unfollow`."""
    tag, me = choosing.tag_of(request.match_info["tag"]), viewer(request).actor
    back = "/home" if (await answers(request)).get("back") == "/home" else f"/tags/{quote(tag, safe='')}"
    if request.match_info["deed"] == "follow":
        await choosing.follow_tag(site_of(request), me, tag)
        told = _("You follow #%(tag)s. What is posted under it comes to your home.", tag=tag)
        return pages.go(request, back, notice=told)
    await choosing.unfollow_tag(site_of(request), me, tag)
    return pages.go(request, back, notice=_("You no longer follow #%(tag)s.", tag=tag))


async def _works(tx: Reading, tag: str, viewer: int, before: Cursor, limit: int) -> list[Hanging]:
    """What is tagged so; under the tags by which our labels are told to other servers, what carries that label, too."""
    found = await gallery.tagged(tx, tag, viewer=viewer, before=before, limit=limit)
    label = label_of_tag(tag)
    if not label:
        return found
    both = [*found, *await gallery.labelled(tx, label, viewer=viewer, before=before, limit=limit)]
    return sorted({work.id: work for work in both}.values(), key=placed, reverse=True)[:limit]
