"""Runs over everything published, for admins: begin one, watch it, read what it found, cancel it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions import rescan
from fediart.actions.admission_policy import current_policy
from fediart.actions.federation_status import span
from fediart.actions.rescan import Wanted, day_of
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.store import rescans
from fediart.store.rescans import Rescan
from fediart.web import pages
from fediart.web.admission_changes import FOUND_WORDS, OUTCOME_WORDS, ChangedWork, reported
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer
from fediart.web.upload_form import by_field

PATH = "/admin/admission/rescans"
ON_A_PAGE = 60
KINDS = {"dry": rescans.DRY, "apply": rescans.TO_REVIEW, "labels": rescans.WITH_LABELS}
KIND_WORDS = (N_("Only says what would change"), N_("Puts what would change before moderators"), N_("Sets labels, too"))
STATE_WORDS = {"running": "under way", "finished": "finished", "cancelled": "cancelled"}


@dataclass(frozen=True, slots=True)
class ShownRun:
    """`rate` and `left` are empty while nobody can tell; `percent` is of the works."""

    id: int
    policy: str
    model: str
    kind: str
    state: str
    running: bool
    done: int
    total: int
    percent: int
    measured: int
    rate: str
    left: str
    started: int


@dataclass(frozen=True, slots=True)
class RescansPage(Page):
    template: ClassVar[str] = "admin/rescans.html"
    runs: Sequence[ShownRun]
    under_way: bool
    policy: str
    errors: Mapping[str, str]
    since: str


@dataclass(frozen=True, slots=True)
class RescanPage(Page):
    """`counts` are what would be, what becomes of it, and how many works."""

    template: ClassVar[str] = "admin/rescan.html"
    run: ShownRun
    counts: Sequence[tuple[str, str, int]]
    works: Sequence[ChangedWork]
    older: str


async def show_all(request: web.Request) -> web.StreamResponse:
    return await _list(request)


async def start(request: web.Request) -> web.StreamResponse:
    """Begins a run with the policy and the models in use, in the background."""
    said = await answers(request)
    try:
        if said.get("kind") not in KINDS:
            raise Problem(_("Choose what the run may do."), field="kind")
        wanted = Wanted(applies=KINDS[said["kind"]], since=day_of(said.get("since", "")))
        run = await rescan.start(site_of(request), viewer(request).account, wanted, queued=True)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _list(request, errors=by_field(problem), since=said.get("since", ""))
    return pages.go(request, f"{PATH}/{run.id}", notice=_("The run has begun. It goes on while you do something else."))


async def show(request: web.Request) -> web.StreamResponse:
    after = request.query.get("after", "0")
    async with site_of(request).db.reading() as tx:
        run = await rescans.by_id(tx, number_in(request))
        if run is None:
            raise NotFound(_("There is no such run."))
        number = int(after) if after.isdecimal() and len(after) < 20 else 0
        found = await rescans.found_by(tx, run.id, after=min(number, 2**63 - 1), limit=ON_A_PAGE + 1)
        counts = await rescans.counts(tx, run.id)
        works = await reported(tx, found[:ON_A_PAGE])
    acted = int(run.applies != rescans.DRY)
    page = RescanPage(
        title=_("A run over everything published"),
        run=shown_run(run),
        counts=tuple(_count(key, number, acted) for key, number in sorted(counts.items())),
        works=works,
        older=f"{PATH}/{run.id}?after={found[ON_A_PAGE - 1].artwork_id}" if len(found) > ON_A_PAGE else "",
    )
    return await pages.show(request, page)


async def cancel(request: web.Request) -> web.StreamResponse:
    await rescan.cancel(site_of(request), viewer(request).account, number_in(request))
    return pages.go(request, f"{PATH}/{number_in(request)}", notice=_("Cancelled. What was done stays done."))


async def go_on(request: web.Request) -> web.StreamResponse:
    await rescan.go_on(site_of(request), viewer(request).account, number_in(request))
    return pages.go(request, f"{PATH}/{number_in(request)}", notice=_("It goes on."))


async def _list(
    request: web.Request, *, errors: Mapping[str, str] | None = None, since: str = ""
) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        found = await rescans.newest(tx)
        policy = await current_policy(tx)
    page = RescansPage(
        title=_("Judge again what is published"),
        runs=tuple(shown_run(run) for run in found),
        under_way=any(run.state == rescans.RUNNING for run in found),
        policy=_("version %(version)s, “%(name)s”", version=policy.version, name=policy.name),
        errors=errors or {},
        since=since,
    )
    return await pages.show(request, page, status=422 if errors else 200)


def shown_run(run: Rescan) -> ShownRun:
    """A run in words."""
    name = run.policy["name"]
    rate = run.done * 1000 / run.worked if run.done and run.worked else 0.0
    left = run.left / rate if rate and run.state == rescans.RUNNING else 0.0
    return ShownRun(
        id=run.id,
        policy=_("%(name)s, version %(version)s", name=name, version=run.policy_version)
        if run.policy_version
        else _("%(name)s, from a file or a preset", name=name),
        model=run.model or _("no detector"),
        kind=KIND_WORDS[run.applies],
        state=STATE_WORDS[run.state],
        running=run.state == rescans.RUNNING,
        done=run.done,
        total=run.total,
        percent=min(100, run.done * 100 // run.total) if run.total else 100,
        measured=run.measured,
        rate=_("%(rate)s works a second", rate=f"{rate:.1f}") if rate else "",
        left=span(int(left * 1000)) if left else "",
        started=run.started,
    )


def _count(key: tuple[str, str], number: int, acted: int) -> tuple[str, str, int]:
    after, outcome = key
    words = FOUND_WORDS.get((outcome, acted)) or FOUND_WORDS.get((outcome, 0), outcome)
    return OUTCOME_WORDS.get(after, after), words, number
