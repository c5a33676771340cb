"""The audit of what is published: works are drawn, looked at as collectors see them, and the admins hear of trouble.

A run goes through its works one by one, each in a transaction, so that it can stop at any moment and go on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Final

from fediart.actions.brakes import Allowance, take
from fediart.actions.permissions import MAY, demand
from fediart.actions.protection import look, visiting, work_to_look_at
from fediart.actions.site_look import look_at_site
from fediart.actions.visit import Visit
from fediart.clock import HOUR, MINUTE
from fediart.errors import NotFound, Problem, TooOften
from fediart.ids import first_of
from fediart.language import _
from fediart.rights.report import Report, from_json
from fediart.site import Site
from fediart.store import accounts, audits, jobs, notifications
from fediart.store.accounts import Account
from fediart.store.admin_log import log
from fediart.store.audits import Look, Run
from fediart.store.database import Reading, Writing

JOB: Final = "audit"
AT_ONCE: Final = 5
"""Works of one job; then others get their turn."""
MOST: Final = 100
"""Works of one run; an instance with no more is looked at as a whole."""
NEWEST: Final = 20
"""Of these, so many are the newest; the others are drawn."""
LEFT: Final = 12 * HOUR
"""Whoever began an audit so long ago, at the command line for instance, does not go on with it."""
NOTICE: Final = "rights-audit"
LOOKS: Final = Allowance("looks at how a work is protected", most=30, each=HOUR)


async def start(site: Site, account: Account | None, cause: str, *, queued: bool) -> Run:
    """Begins a run; `queued` has the server do it in the background. `account` is None for the night and the command
    line. Raises NotAllowed, and Problem where one is under way."""
    if account is not None:
        demand(account, "change instance")
    async with site.db.writing() as tx:
        before = await audits.running(tx)
        if before is not None and site.clock.now() - before.started < LEFT:
            raise Problem(_("An audit is under way. Wait for it, or cancel it."))
        if before is not None:
            await audits.end(tx, before.id, audits.FAILED, now=site.clock.now(), problem="It was left half-way.")
        run = Run(
            id=site.ids.new(),
            account_id=account.id if account else None,
            cause=cause,
            state=audits.RUNNING,
            works=tuple(await draw(tx, Random(site.ids.new()), now=site.clock.now())),  # noqa: S311 - a sample
            done=0,
            troubled=0,
            site=None,
            problem="",
            started=site.clock.now(),
            ended=0,
        )
        await audits.insert(tx, run)
        if account is not None:
            await log(
                tx, site.ids, account_id=account.id, action="audit of the AI policy",
                subject=f"{len(run.works)} works", now=run.started,
            )  # fmt: skip
        if queued:
            await queue(tx, site, run)
    site.bell.ring()
    return run


async def draw(tx: Reading, random: Random, *, now: int) -> Sequence[int]:
    """The newest works, and others from all times; all of them where there are no more than one run takes."""
    recent = await audits.newest_works(tx, limit=MOST + 1)
    if len(recent) <= MOST:
        return recent
    drawn = dict.fromkeys(recent[:NEWEST])
    (oldest,) = await audits.drawn(tx, after=0, limit=1)
    for _draw in range(MOST - NEWEST):
        drawn |= dict.fromkeys(await audits.drawn(tx, after=random.randint(oldest, first_of(now)), limit=1))
    return tuple(drawn)


async def queue(tx: Writing, site: Site, run: Run, *, pause: int = 0) -> None:
    """The next piece of the run, for the server's background, after a pause in ms."""
    now = site.clock.now()
    await jobs.enqueue(tx, site.ids.new(), JOB, {"audit": run.id}, now=now, due=now + pause, order_key=JOB)


async def cancel(site: Site, account: Account, audit_id: int) -> None:
    """What was found stays; the rest is left. NotFound where it is over already."""
    demand(account, "change instance")
    async with site.db.writing() as tx:
        if not await audits.end(tx, audit_id, audits.CANCELLED, now=site.clock.now()):
            raise NotFound(_("There is no such audit to cancel."))


async def step(site: Site, audit_id: int, *, works: int = AT_ONCE) -> Run:
    """Looks at the next works of a run and returns how far it is; its state says whether there is more.

    Raises NotFound, and TooOften where the rest has to wait a minute.
    """
    run = await _run(site, audit_id)
    if run.state != audits.RUNNING:
        return run
    try:
        async with visiting(site) as visit:
            for number in range(run.done, min(run.done + works, len(run.works))):
                if not await _one(site, visit, run, number):
                    return await _run(site, audit_id)
            if run.done + works >= len(run.works):
                await _finish(site, run, (await look_at_site(visit, site)).as_json())
    except TooOften:
        raise
    except Problem as problem:
        await _give_up(site, run, problem.message)
    return await _run(site, audit_id)


async def _run(site: Site, audit_id: int) -> Run:
    async with site.db.reading() as tx:
        run = await audits.by_id(tx, audit_id)
    if run is None:
        raise NotFound(_("There is no such audit."))
    return run


async def _one(site: Site, visit: Visit, run: Run, number: int) -> bool:
    """False where the run was ended, or somebody else is ahead of us in it. Raises TooOften where it has to wait: also
    for what cannot agree yet, since somebody has just changed a policy."""
    found = await look_at(site, visit, run.works[number])
    bad = found is not None and bool(from_json(found.report).troubled)
    async with site.db.writing() as tx:
        if bad and await audits.changing(tx):
            raise TooOften(_("A change of an AI policy is being carried out."), retry_after=MINUTE // 1000)
        if not await audits.advance(tx, run.id, done=number, troubled=bad):
            return False
        if found is not None and bad:
            await audits.keep_trouble(tx, run.id, Look(found.artwork_id, found.policy, _only_trouble(found.report)))
    return True


async def look_at(site: Site, visit: Visit, artwork_id: int) -> Look | None:
    """One work as it is now; None for one that is not up any more. Raises TooOften where the site's own limits for
    visitors were reached."""
    async with site.db.reading() as tx:
        work = await work_to_look_at(tx, site.config, artwork_id)
    if work is None:
        return None
    fresh = visit.afresh()
    found = await look(fresh, site, work)
    if fresh.turned_away:
        raise TooOften(_("The site asks its own audit to come more slowly."), retry_after=MINUTE // 1000)
    return Look(artwork_id, work.policy.preset.value, found.as_json(), site.clock.now())


async def look_for_artist(site: Site, actor_id: int, artwork_id: int) -> Look | None:
    """As `look_at`, kept for its page. Whose work it is was asked before. Raises TooOften, and Problem where the
    site cannot reach itself."""
    async with site.db.writing() as tx:
        if not await take(tx, LOOKS, str(actor_id), now=site.clock.now()):
            raise TooOften(_("You have looked very often within this hour. Come back a little later."), retry_after=600)
    async with visiting(site) as visit:
        found = await look_at(site, visit, artwork_id)
    if found is not None:
        async with site.db.writing() as tx:
            await audits.keep_look(tx, found)
    return found


def _only_trouble(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """A report without the places in which all is well."""
    found = from_json(said)
    return Report(found.about, found.troubled, found.decision, found.advice).as_json()


async def _finish(site: Site, run: Run, found: Mapping[str, Any]) -> None:
    async with site.db.writing() as tx:
        ended = await audits.end(tx, run.id, audits.FINISHED, now=site.clock.now(), site=found)
        now = await audits.by_id(tx, run.id)
        if ended and now is not None:
            await _tell(tx, site, in_words(now))


async def _give_up(site: Site, run: Run, why: str) -> None:
    async with site.db.writing() as tx:
        if await audits.end(tx, run.id, audits.FAILED, now=site.clock.now(), problem=why):
            await _tell(tx, site, why)


def in_words(run: Run) -> str:
    """One sentence for the admins on a run that has ended; empty where all is well."""
    parts, places = [run.problem.rstrip(".")] if run.problem else [], _places(run)
    if run.troubled == 1:
        parts.append(f"1 of {len(run.works)} works does not say everywhere what was chosen for it")
    elif run.troubled:
        parts.append(f"{run.troubled} of {len(run.works)} works do not say everywhere what was chosen for them")
    if places:
        parts.append(f"{places} of the site’s own files and documents {'needs' if places == 1 else 'need'} mending")
    return f"{'; '.join(parts)}." if parts else ""


def _places(run: Run) -> int:
    return len(from_json(run.site).troubled) if run.site else 0


async def _tell(tx: Writing, site: Site, words: str) -> None:
    """What the admins read: of the last audit alone, and nothing where all is well."""
    for account in await accounts.with_roles(tx, [role for role, deeds in MAY.items() if "change instance" in deeds]):
        await notifications.forget_kind(tx, account.actor_id, NOTICE)
        if words:
            await notifications.notify(tx, site.ids, account.actor_id, NOTICE, now=site.clock.now(), text=words)
