"""A series: an artist's works that belong together, in the order the artist gave them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.errors import Gone, NotFound
from fediart.language import _
from fediart.store import portfolio, portfolios, series
from fediart.translate.rights import series_policy
from fediart.translate.words import html_of
from fediart.web import pages, people
from fediart.web.curated import Hung, hang_in_order
from fediart.web.preset_words import words_for
from fediart.web.render import Page
from fediart.web.request import set_rights, settings_of, site_of
from fediart.web.seeing import NO_LINE, AiLine, ai_line, seeing


@dataclass(frozen=True, slots=True)
class SeriesPage(Page):
    """`layout` and `accent` are those of the artist's portfolio."""

    template: ClassVar[str] = "series.html"
    heading: str
    description: str
    artist: str
    artist_path: str
    path: str
    works: tuple[Hung, ...]
    policy_title: str
    policy_sentence: str
    policy_path: str
    layout: str
    accent: str
    own: bool
    id: int
    ai: AiLine = NO_LINE


async def show(request: web.Request) -> web.StreamResponse:
    """Raises NotFound, too, for a series without anything this viewer may see; Gone for one that is deleted."""
    viewer = people.viewer_id(request)
    async with site_of(request).db.reading() as tx:
        artist = await people.local_artist(tx, request.match_info["handle"])
        found = await series.by_slug(tx, artist.id, request.match_info["slug"])
        works = await portfolio.series_works(tx, found.id, viewer=viewer) if found else []
        eyes = await seeing(request, tx)
        look = await portfolios.shown(tx, artist.id)
        shown = [work for work in works if not eyes.hides_work(work)]
        hung = await hang_in_order(tx, settings_of(request), artist, look, shown, eyes)
        gone = 0 if found else await series.gone_since(tx, artist.id, request.match_info["slug"])
    if gone:
        raise Gone(_("This series has been deleted. The artist’s works are on the artist’s page."))
    if found is None or (not works and viewer != artist.id):
        raise NotFound(_("There is no such series here."))
    policy = series_policy(found, artist, settings_of(request))
    set_rights(request, policy, page=artist.url)
    words = words_for(policy.preset)
    page = SeriesPage(
        title=_("%(title)s by %(name)s", title=found.title, name=artist.shown_name),
        heading=found.title,
        description=html_of(found.description, origin=site_of(request).config.origin, people={}),
        artist=artist.shown_name,
        artist_path=f"/@{artist.name}",
        path=f"/@{artist.name}/series/{found.slug}",
        works=hung,
        policy_title=words.title,
        policy_sentence=words.sentence,
        policy_path=f"/policies/{policy.preset.value}",
        layout=look.layout,
        accent=look.accent,
        own=viewer == artist.id,
        id=found.id,
        ai=ai_line(request, eyes, hidden=len(works) - len(shown), marked=sum(bool(one.ai_label) for one in shown)),
    )
    return await pages.show(request, page)
