"""Runs a policy or a model over everything that is published, one work after the other, and can stop at any moment.

Nothing that is up is taken down by a run: what the policy would stop now is put before moderators, and a work about
which a person has decided stays as that person decided. Each work is one transaction, so nothing is done twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fediart.actions import rescan_copies
from fediart.actions.admission_policy import current_policy
from fediart.actions.judging import models_in_use
from fediart.actions.permissions import demand
from fediart.actions.remembered import Models, Remembered, models_of, remember
from fediart.actions.rescan_acts import carry_out, plan
from fediart.actions.submission import limits_of
from fediart.admission.judgement import judge, trust_anchors
from fediart.admission.measured import measurement_of
from fediart.admission.policy import Policy, policy_from_dict, policy_to_dict
from fediart.errors import NotFound, Problem
from fediart.ids import first_of
from fediart.language import _
from fediart.media.errors import WorkFailed
from fediart.site import Site
from fediart.store import artworks, jobs, measurements, rescans
from fediart.store.accounts import Account
from fediart.store.admin_log import log
from fediart.store.database import Writing
from fediart.store.rescans import Found, Rescan

JOB: Final = "rescan"
AT_ONCE: Final = 20
"""Works of one job; then others get their turn."""
_ACTS: Final = ("dry run", "with review", "with review and labels")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run is to do. Without `policy` the one in force, without `folders` the models in use.

    `since` is ms since 1970, 0 for everything; `limit` 0 for no limit; `applies` is one of rescans.DRY, TO_REVIEW and
    WITH_LABELS.
    """

    applies: int = rescans.DRY
    policy: Policy | None = None
    folders: Sequence[Path] | None = None
    since: int = 0
    limit: int = 0


def day_of(text: str) -> int:
    """The beginning of a day like 2026-11-22 in UTC, as ms since 1970; 0 for an empty text. Raises Problem."""
    if not text:
        return 0
    try:
        return max(0, int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp() * 1000))
    except ValueError:
        raise Problem(_("Give a date as 2026-11-22, or leave it empty."), field="since") from None


async def start(site: Site, account: Account | None, wanted: Wanted, *, queued: bool) -> Rescan:
    """Begins a run; `queued` has the server do it in the background. `account` is None for the command line.

    Raises NotAllowed, and Problem where one is under way.
    """
    if account is not None:
        demand(account, "change instance")
    run = await as_run(site, account, wanted)
    async with site.db.writing() as tx:
        if await rescans.running(tx) is not None:
            raise Problem(_("A run is under way. Wait for it, or cancel it."))
        await rescans.insert(tx, run)
        if account is not None:
            await log(
                tx, site.ids, account_id=account.id, action=f"rescan: {_ACTS[run.applies]}",
                subject=f"{run.total} works", detail=f"policy {run.policy['name']}, {run.model}", now=run.started,
            )  # fmt: skip
        if queued:
            await queue(tx, site, run)
    site.bell.ring()
    return run


async def as_run(site: Site, account: Account | None, wanted: Wanted) -> Rescan:
    """The run as it would begin now; nothing is written."""
    async with site.db.reading() as tx:
        policy = wanted.policy or await current_policy(tx)
        folders = await models_in_use(tx, site.config) if wanted.folders is None else tuple(wanted.folders)
        since, until = first_of(wanted.since), site.ids.new()
        total = await rescans.count_to_do(tx, after=since, until=until)
        if 0 < wanted.limit < total:
            until = (await rescans.works_to_do(tx, after=since, until=until, limit=wanted.limit))[-1]
            total = wanted.limit
    models = await models_of(folders)
    if policy.detector and len(models.thresholds) < len(folders):
        raise Problem(_("A detector cannot be read; `fediart doctor` and `fediart model list` say which, and why."))
    return Rescan(
        id=site.ids.new(),
        account_id=account.id if account else None,
        policy=policy_to_dict(policy),
        policy_version=0 if wanted.policy else policy.version,
        folders=tuple(str(folder) for folder in folders),
        model=models.label,
        applies=wanted.applies,
        since=since,
        until=until,
        total=total,
        state=rescans.RUNNING,
        reached=since,
        done=0,
        measured=0,
        worked=0,
        started=site.clock.now(),
        ended=0,
    )


async def queue(tx: Writing, site: Site, run: Rescan) -> None:
    """The next piece of the run, for the server's background."""
    await jobs.enqueue(tx, site.ids.new(), JOB, {"rescan": run.id}, now=site.clock.now(), order_key=JOB)


async def go_on(site: Site, account: Account, rescan_id: int) -> None:
    """Has the server go on with a run that the command line began and left."""
    demand(account, "change instance")
    async with site.db.writing() as tx:
        run = await rescans.by_id(tx, rescan_id)
        if run is None or run.state != rescans.RUNNING:
            raise NotFound(_("There is no such run to go on with."))
        await queue(tx, site, run)
    site.bell.ring()


async def cancel(site: Site, account: Account | None, rescan_id: int) -> None:
    """What was done stays done; the rest is left. NotFound where it is over already."""
    if account is not None:
        demand(account, "change instance")
    async with site.db.writing() as tx:
        if not await rescans.end(tx, rescan_id, rescans.CANCELLED, now=site.clock.now()):
            raise NotFound(_("There is no such run to cancel."))
        if account is not None:
            await log(
                tx, site.ids, account_id=account.id, action="rescan: cancelled",
                subject=f"run {rescan_id}", now=site.clock.now(),
            )  # fmt: skip


async def step(site: Site, rescan_id: int, *, works: int = AT_ONCE) -> Rescan:
    """Does the next works of a run and returns how far it is; its state says whether there is more.

    Raises NotFound.
    """
    async with site.db.reading() as tx:
        run = await rescans.by_id(tx, rescan_id)
        if run is None:
            raise NotFound(_("There is no such run."))
        ids = await rescans.works_to_do(tx, after=run.reached, until=run.until, limit=works)
    if run.state == rescans.RUNNING:
        models, policy = await models_of([Path(folder) for folder in run.folders]), policy_from_dict(dict(run.policy))
        for artwork_id in ids:
            if not await _one(site, run, policy, models, artwork_id):
                break
    async with site.db.writing() as tx:
        if not ids:
            await rescans.end(tx, rescan_id, rescans.FINISHED, now=site.clock.now())
        return await rescans.by_id(tx, rescan_id) or run


async def _one(site: Site, run: Rescan, policy: Policy, models: Models, artwork_id: int) -> bool:
    """One work. False where the run was cancelled, or somebody else is ahead of us in it."""
    began = site.clock.now()
    work, measured, problem = await _measured(site, policy, models, artwork_id)
    alike = await rescan_copies.look(site, work) if work and not problem else rescan_copies.Alike()
    async with site.db.writing() as tx:
        worked = site.clock.now() - began
        if not await rescans.advance(tx, run.id, reached=artwork_id, measured=measured, worked=worked):
            return False
        now = await artworks.by_id(tx, artwork_id)
        if now is None or now.state != "published" or work is None:
            return True
        if problem:
            await rescans.keep(tx, run.id, Found(artwork_id, "", "", "failed", 0, problem))
            return True
        matches = await rescan_copies.earlier(tx, alike, now)
        planned = await plan(tx, run, policy, now, rescan_copies.known(work, alike, matches))
        if planned is not None:
            await rescans.keep(tx, run.id, planned[0])
            await carry_out(tx, site, run, now, *planned)
            if planned[0].acted:
                await rescan_copies.tell(tx, site, now, policy, matches)
    if planned is not None and planned[0].acted:
        site.bell.ring()
        site.delivery_bell.ring()
        site.pages.changed()
    return True


async def _measured(site: Site, policy: Policy, models: Models, artwork_id: int) -> tuple[Remembered | None, int, str]:
    """The work with all that is to be known of its pictures, how many were measured for it, and what went wrong."""
    work = await _remembered(site, policy, models, artwork_id)
    if work is None:
        return None, 0, ""
    known = {seen.sha256 for seen in work.pictures}
    missing = [key for key in work.keys if key.sha256 not in known]
    anchors = await asyncio.to_thread(trust_anchors, site.config.admission.trust_anchors, site.config.folder)
    for key in missing:
        try:
            path = await site.storage.local(key.original)
            found = await judge(site.pool, path, policy, models.folders, anchors, limits_of(site.config), work.state)
        except (WorkFailed, OSError) as error:
            return work, 0, f"A picture could not be measured: {error}"[:500]
        if not found.readable or found.error:
            return work, 0, f"A picture could not be measured: {found.error}"[:500]
        async with site.db.writing() as tx:
            await measurements.keep(tx, measurement_of(found, now=site.clock.now()))
    return (await _remembered(site, policy, models, artwork_id) if missing else work), len(missing), ""


async def _remembered(site: Site, policy: Policy, models: Models, artwork_id: int) -> Remembered | None:
    only_measured = policy.detector and bool(models.folders)
    async with site.db.reading() as tx:
        artwork = await artworks.by_id(tx, artwork_id)
        if artwork is None or artwork.state != "published":
            return None
        return (await remember(tx, [artwork], policy, models, only_measured=only_measured))[0]
