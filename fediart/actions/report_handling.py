"""What moderators do about a report: write notes, dismiss it, resolve it, take a post away. Each deed is logged."""

from __future__ import annotations

from fediart.actions.permissions import demand
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import accounts, actors, posts, remote_media, reports
from fediart.store.accounts import Account
from fediart.store.admin_log import REPORT, log
from fediart.store.database import Reading, Writing
from fediart.store.notifications import notify
from fediart.store.reports import DISMISSED, OPEN, RESOLVED, Report

MOST_NOTE = 2_000
_TOLD = {
    RESOLVED: "Your report about {who} was looked at, and something was done. Thank you.",
    DISMISSED: "Your report about {who} was looked at. The moderators found nothing to do this time.",
}


async def note(site: Site, by: Account, report_id: int, text: str) -> None:
    """For other moderators. Raises NotAllowed, NotFound, Problem."""
    text = _checked(text)
    if not text:
        raise Problem(_("Write something first."), field="text")
    async with site.db.writing() as tx:
        found = await _find(tx, by, report_id)
        await reports.add_note(tx, site.ids, found.id, text, account_id=by.id, now=site.clock.now())
        await _log(tx, site, by, "note on report", found, text)


async def assign(site: Site, by: Account, report_id: int, *, take: bool) -> None:
    """`take`: this moderator looks at it, and takes it from whoever did; else nobody does.

    Raises NotAllowed, NotFound.
    """
    async with site.db.writing() as tx:
        found = await _find(tx, by, report_id)
        wanted = by.id if take else 0
        if found.assigned_id != wanted:
            await reports.assign(tx, found.id, wanted)
            await _log(tx, site, by, "take report" if take else "let go of report", found)


async def say_why(site: Site, by: Account, report_id: int, reason: str) -> None:
    """A word of `fediart.actions.report.REASONS` in place of the reporter's. Raises NotAllowed, NotFound."""
    async with site.db.writing() as tx:
        found = await _find(tx, by, report_id)
        if found.reason != reason:
            await reports.set_reason(tx, found.id, reason)
            await _log(tx, site, by, "change reason of report", found, f"{found.reason} to {reason}")


async def close(site: Site, by: Account, report_id: int, state: str, *, text: str = "") -> None:
    """`state` is RESOLVED or DISMISSED; a member who reported is told. Raises NotAllowed, NotFound, Problem."""
    if state not in _TOLD:
        raise Problem(_("Choose what becomes of the report."))
    text = _checked(text)
    async with site.db.writing() as tx:
        found = await _find(tx, by, report_id)
        if await _settle(tx, site, by, found, state, text):
            await _tell_reporter(tx, site, found, state)
            await _log(tx, site, by, "resolve report" if state == RESOLVED else "dismiss report", found, text)


async def reopen(site: Site, by: Account, report_id: int) -> None:
    """Raises NotAllowed, NotFound."""
    async with site.db.writing() as tx:
        found = await _find(tx, by, report_id)
        if await _settle(tx, site, by, found, OPEN, ""):
            await _log(tx, site, by, "reopen report", found)


async def take_away(site: Site, by: Account, report_id: int, post_id: int) -> None:
    """A reported post from elsewhere is hidden here for good. Members' own are taken away by a deed with a reason
    (fediart/actions/person_deeds.py), which they can appeal.

    Raises NotAllowed, NotFound, Problem.
    """
    async with site.db.reading() as tx:
        found = await _find(tx, by, report_id)
        post = await posts.by_id(tx, post_id)
        if post is None or post.deleted or post_id not in await reports.post_ids(tx, found.id):
            raise NotFound(_("This post is not in the report, or is gone already."))
    if post.local:
        raise Problem(_("Choose “Take the posts away” under “What to do”: members are told why, and can appeal."))
    async with site.db.writing() as tx:
        await posts.bury(tx, post.id, now=site.clock.now())
        await remote_media.forget_post(tx, post.id)
        await _log(tx, site, by, "take post away", found, f"{post.uri}")
    site.pages.changed()


def demand_may_handle(by: Account, found: Report) -> None:
    """Nobody handles what was reported about themselves. Raises NotAllowed."""
    demand(by, "handle reports")
    if found.target_id == by.actor_id:
        raise NotAllowed(_("This report is about you: somebody else has to look at it."))


async def _find(tx: Reading, by: Account, report_id: int) -> Report:
    demand(by, "handle reports")
    found = await reports.by_id(tx, report_id)
    if found is None:
        raise NotFound(_("There is no such report."))
    demand_may_handle(by, found)
    return found


async def _settle(tx: Writing, site: Site, by: Account, found: Report, state: str, text: str) -> bool:
    return await reports.settle(tx, found.id, state, outcome=text, account_id=by.id, now=site.clock.now())


async def _tell_reporter(tx: Writing, site: Site, found: Report, state: str) -> None:
    """Other servers have no way to be told."""
    reporter, target = await actors.by_id(tx, found.reporter_id), await actors.by_id(tx, found.target_id)
    if reporter is None or target is None or not reporter.local or await accounts.by_actor(tx, reporter.id) is None:
        return
    who = _("a visitor") if target.kind == "Application" else target.handle
    text = _TOLD[state].format(who=who)
    await notify(tx, site.ids, reporter.id, "report-handled", now=site.clock.now(), text=text)


async def _log(tx: Writing, site: Site, by: Account, action: str, found: Report, detail: str = "") -> None:
    now, subject = site.clock.now(), f"report {found.id}"
    await log(
        tx, site.ids, account_id=by.id, action=action, subject=subject, detail=detail, now=now, kind=REPORT,
        about=found.id,
    )  # fmt: skip


def _checked(text: str) -> str:
    if len(text) > MOST_NOTE:
        raise Problem(_("Shorten the note to %(most_note)s characters.", most_note=MOST_NOTE), field="text")
    return text.strip()
