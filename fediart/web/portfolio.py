"""An artist's portfolio, and where there is no artist of that name here, the page of someone elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from aiohttp import web

from fediart.actions.gone import demand_not_left
from fediart.actions.portfolio import as_shown
from fediart.store import enquiries, portfolios
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.muted_words import PERSON
from fediart.web import activity, actor_remote, pages, people
from fediart.web.curated import Curated, gather
from fediart.web.negotiation import wants_activity
from fediart.web.paging import cursor_of, older
from fediart.web.people import Profile
from fediart.web.preload import first_picture, first_tile
from fediart.web.preset_words import words_for
from fediart.web.render import Page
from fediart.web.request import set_rights, settings_of, site_of
from fediart.web.seeing import NO_LINE, AiLine, ai_line, carried, seeing

# How wide a tile of a layout becomes is that of a wall; the others are rows.
LAYOUT_WALLS = {"masonry": "masonry", "grid": "masonry", "single": "single"}


@dataclass(frozen=True, slots=True)
class ArtistPage(Page):
    """What the pages of an artist share: the head, and what is told of the AI policy. `writable`: whether the viewer
    may write to the artist here; `image` is the address of the picture that stands for the page where it is linked."""

    profile: Profile
    curated: Curated
    policy_title: str
    policy_sentence: str
    policy_path: str
    writable: bool
    image: str
    image_alt: str


@dataclass(frozen=True, slots=True)
class PortfolioPage(ArtistPage):
    """`previewed`: a draft that only its artist sees."""

    template: ClassVar[str] = "portfolio.html"
    older: str = ""
    ai: AiLine = NO_LINE
    previewed: bool = False


async def shared_parts(tx: Reading, request: web.Request, artist: Actor, found: Curated) -> dict[str, Any]:
    """The fields of ArtistPage but its title."""
    words = words_for(found.policy.preset)
    return {
        "profile": await people.profile(tx, request, artist),
        "curated": found,
        "policy_title": words.title,
        "policy_sentence": words.sentence,
        "policy_path": f"/policies/{found.policy.preset.value}",
        "writable": await enquiries.may_write(tx, artist.id, people.viewer_id(request)),
        "image": found.face.largest if found.face else "",
        "image_alt": found.face.alt if found.face else "",
    }


async def show(request: web.Request) -> web.StreamResponse:
    name, _, host = request.match_info["handle"].partition("@")
    if host and host != site_of(request).config.instance.host:
        return await actor_remote.show(request)
    if not host and wants_activity(request):
        return await activity.of_artist(request)
    return await _portfolio(request, name)


async def _portfolio(request: web.Request, name: str) -> web.StreamResponse:
    site, before, viewer = site_of(request), cursor_of(request), people.viewer_id(request)
    async with site.db.reading() as tx:
        await demand_not_left(tx, site.config, name)
        artist = await people.local_artist(tx, name)
        eyes = await seeing(request, tx, PERSON)
        look = await as_shown(tx, artist.id, await portfolios.shown(tx, artist.id))
        found = await gather(tx, settings_of(request), artist, look, eyes=eyes, viewer=viewer, before=before)
        shared = await shared_parts(tx, request, artist, found)
    set_rights(request, found.policy, page=artist.url)
    page = PortfolioPage(
        title=artist.shown_name,
        **shared,
        older=older(carried(f"/@{artist.name}", eyes), *found.last) if found.more else "",
        ai=ai_line(request, eyes, hidden=found.hidden, marked=found.marked),
    )
    answer = await pages.show(request, page)
    _picture_ahead(answer, found)
    return answer


def _picture_ahead(answer: web.StreamResponse, found: Curated) -> None:
    """The largest picture of the first screen: the cover, or else the first work."""
    if found.cover is None:
        first_tile(answer, [one.card for one in found.all_works[:1]], LAYOUT_WALLS.get(found.layout, "rows"))
    elif found.cover.work and found.cover.work.card.picture:
        first_picture(answer, found.cover.work.card.picture, "100vw")
