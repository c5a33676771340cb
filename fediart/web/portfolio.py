"""An artist's portfolio, and where there is no artist of that name here, the page of someone elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.rights.model import WORDS
from fediart.store import portfolio
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.gallery import FIRST, Cursor, Hanging
from fediart.store.portfolio import SeriesOnWall
from fediart.store.remote_labels import Label, Standing
from fediart.translate.rights import artist_policy
from fediart.web import activity, actor_remote, pages, people
from fediart.web.negotiation import wants_activity
from fediart.web.paging import cursor_of, older
from fediart.web.people import Profile
from fediart.web.render import Page
from fediart.web.request import set_rights, settings_of, site_of
from fediart.web.seeing import (
    NO_LINE,
    AiLine,
    Filled,
    Seeing,
    ai_line,
    carried,
    filled,
    of_work,
    placed,
    seeing,
)
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
    ai: AiLine = NO_LINE


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
        eyes = await seeing(request, tx)
        above, found = await _hung(tx, artist.id, eyes, viewer=viewer, before=before)
        series = await portfolio.series_of(tx, artist.id, viewer=viewer) if before == FIRST else []
        profile = await people.profile(tx, request, artist)
    pinned, works = [work for work in above if not eyes.hides(of_work(work), artist)], found.items
    hidden = found.hidden + len(above) - len(pinned)
    policy = artist_policy(artist, settings_of(request))
    set_rights(request, policy, page=artist.url)
    page = PortfolioPage(
        title=artist.shown_name,
        profile=profile,
        pinned=cards(pinned, eyes=eyes),
        works=cards(works, eyes=eyes),
        series=tuple(_series_card(artist, one, eyes) for one in series),
        first=before == FIRST,
        older=older(carried(f"/@{artist.name}", eyes), *found.last) if found.more else "",
        policy_title=WORDS[policy.preset].title,
        policy_sentence=WORDS[policy.preset].sentence,
        policy_path=f"/policies/{policy.preset.value}",
        ai=ai_line(request, eyes, hidden=hidden, marked=sum(bool(work.ai_label) for work in [*pinned, *works])),
    )
    return await pages.show(request, page)


async def _hung(
    tx: Reading, artist_id: int, eyes: Seeing, *, viewer: int, before: Cursor
) -> tuple[list[Hanging], Filled[Hanging]]:
    """What is pinned above, on the first page, and the page of all else."""
    pins = await portfolio.pinned_ids(tx, artist_id) if before == FIRST else set[int]()
    above: list[Hanging] = []

    async def rest(at: Cursor, limit: int) -> list[Hanging]:
        found = await portfolio.works(tx, artist_id, viewer=viewer, before=at, limit=limit)
        above.extend(work for work in found if work.id in pins)
        return [work for work in found if work.id not in pins]

    def hides(work: Hanging) -> bool:
        return eyes.hides(of_work(work), work.artist_name)

    return above, await filled(rest, placed, hides, before=before, size=ON_A_PAGE)


def _series_card(artist: Actor, one: SeriesOnWall, eyes: Seeing) -> SeriesCard:
    """The first work is its face, unless it is covered, for everybody or for this viewer."""
    covered = one.covered or eyes.covers(Standing(Label(one.ai_label)), artist)
    face = shown(one.face) if one.face and not covered else None
    visible = face if face and face.src else None
    return SeriesCard(f"/@{artist.name}/series/{one.series.slug}", one.series.title, one.works, visible)
