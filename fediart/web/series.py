"""A series: an artist's works that belong together, in the order the artist gave them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.errors import Gone, NotFound
from fediart.language import _
from fediart.rights.model import WORDS
from fediart.store import portfolio, series
from fediart.translate.rights import series_policy
from fediart.translate.words import html_of
from fediart.web import pages, people
from fediart.web.render import Page
from fediart.web.request import set_rights, settings_of, site_of
from fediart.web.seeing import NO_LINE, AiLine, ai_line, of_work, seeing
from fediart.web.showing import Card, cards


@dataclass(frozen=True, slots=True)
class SeriesPage(Page):
    template: ClassVar[str] = "series.html"
    heading: str
    description: str
    artist: str
    artist_path: str
    path: str
    works: tuple[Card, ...]
    policy_title: str
    policy_sentence: str
    policy_path: str
    ai: AiLine = NO_LINE


async def show(request: web.Request) -> web.StreamResponse:
    """Raises NotFound, too, for a series without anything this viewer may see; Gone for one that is deleted."""
    viewer = people.viewer_id(request)
    async with site_of(request).db.reading() as tx:
        artist = await people.local_artist(tx, request.match_info["handle"])
        found = await series.by_slug(tx, artist.id, request.match_info["slug"])
        works = await portfolio.series_works(tx, found.id, viewer=viewer) if found else []
        eyes = await seeing(request, tx)
        gone = 0 if found else await series.gone_since(tx, artist.id, request.match_info["slug"])
    if gone:
        raise Gone(_("This series has been deleted. The artist’s works are on the artist’s page."))
    if found is None or (not works and viewer != artist.id):
        raise NotFound(_("There is no such series here."))
    policy = series_policy(found, artist, settings_of(request))
    set_rights(request, policy, page=artist.url)
    words = WORDS[policy.preset]
    shown = [work for work in works if not eyes.hides(of_work(work), work.artist_name)]
    page = SeriesPage(
        title=_("%(title)s by %(name)s", title=found.title, name=artist.shown_name),
        heading=found.title,
        description=html_of(found.description, origin=site_of(request).config.origin, people={}),
        artist=artist.shown_name,
        artist_path=f"/@{artist.name}",
        path=f"/@{artist.name}/series/{found.slug}",
        works=cards(shown, eyes=eyes),
        policy_title=words.title,
        policy_sentence=words.sentence,
        policy_path=f"/policies/{policy.preset.value}",
        ai=ai_line(request, eyes, hidden=len(works) - len(shown), marked=sum(bool(one.ai_label) for one in shown)),
    )
    return await pages.show(request, page)
