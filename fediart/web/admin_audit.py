"""The audit of the AI policy, for admins: what the last runs found, one begun by hand, one that is under way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions import audits as acts
from fediart.clock import DAY
from fediart.errors import NotFound
from fediart.jobs.audits import NIGHT
from fediart.language import N_, _
from fediart.rights.report import from_json
from fediart.store import artworks, audits
from fediart.store.audits import Run
from fediart.store.database import Reading
from fediart.translate.rights import preset_of
from fediart.web import pages
from fediart.web.found_words import ShownReport, shown_report
from fediart.web.preset_words import words_for
from fediart.web.render import Page
from fediart.web.request import number_in, site_of, viewer

PATH = "/admin/rights/audit"
_CAUSES = {audits.NIGHTLY: "by night", audits.ASKED: "by hand", audits.COMMAND: N_("at the command line")}
_STATES = {
    audits.RUNNING: "under way",
    audits.FINISHED: "finished",
    audits.CANCELLED: "cancelled",
    audits.FAILED: "broken off",
}


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A run in words; `verdict` is well, trouble, running or failed."""

    id: int
    cause: str
    state: str
    verdict: str
    done: int
    total: int
    troubled: int
    places: int
    problem: str
    started: int


@dataclass(frozen=True, slots=True)
class TroubledWork:
    """A work with the places in which something is wrong; `title` is empty for one that is not for everybody."""

    title: str
    path: str
    policy: str
    report: ShownReport


@dataclass(frozen=True, slots=True)
class AuditsPage(Page):
    template: ClassVar[str] = "admin/audits.html"
    runs: Sequence[ShownRun]
    under_way: ShownRun | None
    next_night: int


@dataclass(frozen=True, slots=True)
class AuditPage(Page):
    template: ClassVar[str] = "admin/audit.html"
    run: ShownRun
    works: Sequence[TroubledWork]
    site: ShownReport | None


async def show_all(request: web.Request) -> web.StreamResponse:
    site = site_of(request)
    async with site.db.reading() as tx:
        runs = [_shown(run) for run in await audits.newest(tx)]
    now = site.clock.now()
    page = AuditsPage(
        title=_("The audit of the AI policy"),
        runs=runs,
        under_way=next((run for run in runs if run.verdict == "running"), None),
        next_night=((now - NIGHT) // DAY + 1) * DAY + NIGHT,
    )
    return await pages.show(request, page)


async def start(request: web.Request) -> web.StreamResponse:
    """Begins a run in the background."""
    run = await acts.start(site_of(request), viewer(request).account, audits.ASKED, queued=True)
    return pages.go(
        request, f"{PATH}/{run.id}", notice=_("The audit has begun. It goes on while you do something else.")
    )


async def show(request: web.Request) -> web.StreamResponse:
    origin = site_of(request).config.origin
    async with site_of(request).db.reading() as tx:
        run = await audits.by_id(tx, number_in(request))
        if run is None:
            raise NotFound(_("There is no such audit."))
        works = await _works(tx, run.id, origin)
    whole = shown_report(from_json(run.site), origin) if run.site else None
    page = AuditPage(title=_("An audit of the AI policy"), run=_shown(run), works=works, site=whole)
    return await pages.show(request, page)


async def cancel(request: web.Request) -> web.StreamResponse:
    await acts.cancel(site_of(request), viewer(request).account, number_in(request))
    return pages.go(request, f"{PATH}/{number_in(request)}", notice=_("Cancelled. What was found so far stays here."))


async def _works(tx: Reading, run_id: int, origin: str) -> list[TroubledWork]:
    found = await audits.troubles(tx, run_id)
    about = await artworks.by_ids(tx, [one.artwork_id for one in found])
    shown = []
    for one in found:
        work, preset = about.get(one.artwork_id), preset_of(one.policy)
        open_to_all = work is not None and work.is_public
        shown.append(
            TroubledWork(
                title=work.title if work is not None and open_to_all else "",
                path=str(one.report["about"]).removeprefix(origin) if open_to_all else "",
                policy=words_for(preset).title if preset else one.policy,
                report=shown_report(from_json(one.report), origin),
            )
        )
    return shown


def _shown(run: Run) -> ShownRun:
    places = len(from_json(run.site).troubled) if run.site else 0
    verdict = {audits.RUNNING: "running", audits.FAILED: "failed"}.get(run.state, "")
    return ShownRun(
        id=run.id,
        cause=_CAUSES.get(run.cause, run.cause),
        state=_STATES.get(run.state, run.state),
        verdict=verdict or ("trouble" if run.troubled or places else "well"),
        done=run.done,
        total=len(run.works),
        troubled=run.troubled,
        places=places,
        problem=run.problem,
        started=run.started,
    )
