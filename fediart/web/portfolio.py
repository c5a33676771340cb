"""An artist's portfolio, and where there is no artist of that name here, the page of someone elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.rights.model import WORDS
from fediart.store import portfolio
from fediart.store.gallery import FIRST
from fediart.store.portfolio import SeriesOnWall
from fediart.translate.rights import artist_policy
from fediart.web import activity, actor_remote, pages, people
from fediart.web.negotiation import wants_activity
from fediart.web.paging import cursor_of, older
from fediart.web.people import Profile
from fediart.web.render import Page
from fediart.web.request import set_rights, settings_of, site_of
from fediart.web.showing import Card, ShownPicture, cards, shown

ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class SeriesCard:
    path: str
    title: str
    works: int
    face: ShownPicture | None


@dataclass(frozen=True, slots=True)
class PortfolioPage(Page):
    template: ClassVar[str] = "portfolio.html"
    profile: Profile
    pinned: tuple[Card, ...]
    works: tuple[Card, ...]
    series: tuple[SeriesCard, ...]
    first: bool
    older: str
    policy_title: str
    policy_sentence: str
    policy_path: str


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
        artist = await people.local_artist(tx, name)
        found = await portfolio.works(tx, artist.id, viewer=viewer, before=before, limit=ON_A_PAGE + 1)
        pins = await portfolio.pinned_ids(tx, artist.id) if before == FIRST else set()
        series = await portfolio.series_of(tx, artist.id, viewer=viewer) if before == FIRST else []
        profile = await people.profile(tx, request, artist)
    rest = [work for work in found if work.id not in pins]
    works = rest[:ON_A_PAGE]
    policy = artist_policy(artist, settings_of(request))
    set_rights(request, policy)
    page = PortfolioPage(
        title=artist.shown_name,
        profile=profile,
        pinned=cards(work for work in found if work.id in pins),
        works=cards(works),
        series=tuple(_series_card(artist.name, one) for one in series),
        first=before == FIRST,
        older=older(f"/@{artist.name}", works[-1].published, works[-1].id) if len(rest) > ON_A_PAGE else "",
        policy_title=WORDS[policy.preset].title,
        policy_sentence=WORDS[policy.preset].sentence,
        policy_path=f"/policies/{policy.preset.value}",
    )
    return await pages.show(request, page)


def _series_card(name: str, one: SeriesOnWall) -> SeriesCard:
    face = shown(one.face) if one.face and not one.covered else None
    visible = face if face and face.src else None
    return SeriesCard(f"/@{name}/series/{one.series.slug}", one.series.title, one.works, visible)
