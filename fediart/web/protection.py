"""“How my work is protected”: every place that speaks about a work, as strangers find it, in words for its artist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.arrived import Arrivals, arrivals
from fediart.actions.audits import look_for_artist
from fediart.clock import DAY
from fediart.errors import Problem
from fediart.language import _
from fediart.rights.model import Policy, Words
from fediart.rights.report import from_json
from fediart.store import audits
from fediart.store.audits import Look
from fediart.store.settings import read_settings
from fediart.translate.rights import artwork_policy
from fediart.web import pages
from fediart.web.found_words import ShownReport, shown_report
from fediart.web.preset_words import words_for
from fediart.web.render import Page
from fediart.web.request import site_of, viewer
from fediart.web.works import artwork_id, demand_own

FRESH = DAY


@dataclass(frozen=True, slots=True)
class ProtectionPage(Page):
    """`report` is None where nothing could be looked at; then `problem` says why. `changing` while files and other
    servers are being brought up to date."""

    template: ClassVar[str] = "protection.html"
    id: int
    name: str
    path: str
    published: bool
    preset: str
    words: Words
    report: ShownReport | None
    looked: int
    problem: str
    changing: bool
    arrivals: Arrivals


async def show(request: web.Request) -> web.StreamResponse:
    """The last look, where it is of today and the choice is still the same; else a new one."""
    site, artist = site_of(request), viewer(request).actor
    async with site.db.reading() as tx:
        work = await demand_own(tx, request, artist)
        policy = artwork_policy(work, artist, await read_settings(tx))
        last = await audits.last_look(tx, work.id)
        arrived = await arrivals(tx, site, work.id)
        changing = await audits.changing(tx)
    problem = ""
    if work.state == "published" and _is_old(last, policy, site.clock.now()):
        try:
            last = await look_for_artist(site, artist.id, work.id) or last
        except Problem as found:
            problem = found.message
    page = ProtectionPage(
        title=_("How “%(title)s” is protected", title=work.title),
        id=work.id,
        name=work.title,
        path=f"/@{artist.name}/{work.id}" if work.state == "published" else f"/works/{work.id}",
        published=work.state == "published",
        preset=policy.preset.value,
        words=words_for(policy.preset),
        report=shown_report(from_json(last.report), site.config.origin) if last else None,
        looked=last.looked if last else 0,
        problem=problem,
        changing=changing,
        arrivals=arrived,
    )
    return await pages.show(request, page)


def _is_old(last: Look | None, policy: Policy, now: int) -> bool:
    return last is None or last.policy != policy.preset.value or now - last.looked > FRESH


async def again(request: web.Request) -> web.StreamResponse:
    """Looks anew."""
    async with site_of(request).db.reading() as tx:
        work = await demand_own(tx, request, viewer(request).actor)
    await look_for_artist(site_of(request), viewer(request).actor.id, work.id)
    return pages.go(request, f"/works/{artwork_id(request)}/protection", notice=_("Looked again, just now."))
