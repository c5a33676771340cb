"""Reports about commissions of visitors: they have no account, so this server's own actor stands for them.

A visitor reports the artist by the link in their mails, an artist reports the visitor; moderators may then read along,
and can keep an address from asking any artist here.
"""

from __future__ import annotations

from fediart.actions import brakes, report
from fediart.actions.actors import ensure_instance_actor
from fediart.actions.commission_sides import MODERATOR, address_hash, side_of
from fediart.actions.permissions import demand
from fediart.errors import NotFound
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, commissions, reports
from fediart.store.accounts import Account
from fediart.store.admin_log import log
from fediart.store.commissions import CLIENT, UNCONFIRMED, Commission
from fediart.store.database import Reading, Writing
from fediart.store.reports import OPEN, Report


async def report_commission(site: Site, one: Commission, side: str, reason: str, text: str) -> None:
    """By a visitor about the artist, or by the artist about a visitor. Raises NotFound where none is a visitor;
    Problem by field, TooOften."""
    text = report.checked(reason, text)
    instance = await ensure_instance_actor(site)
    by, about = (instance.id, one.artist_id) if side == CLIENT else (one.artist_id, instance.id)
    uri = f"{_address(site, one.id)}#report-{side}"
    async with site.db.writing() as tx:
        found = await commissions.lock(tx, one.id)
        if found is None or found.state == UNCONFIRMED or found.client_id is not None:
            raise NotFound(_("There is no such commission here."))
        now, number = site.clock.now(), site.ids.new()
        await brakes.count_try(tx, report.REPORTS_OF_MEMBER, f"commission:{one.id}:{side}", now=now)
        await commissions.show_moderators(tx, one.id)
        before = await reports.by_uri(tx, uri)
        if before is not None and before.state == OPEN:
            await report.add_words(tx, before, text)
            return
        uri = uri if before is None else f"{uri}-{number}"
        made = Report(number, uri, by, about, reason, text, "", OPEN, "", None, now, 0)
        await reports.insert(tx, made)
        await report.tell_moderators(tx, site, made, _("a commission"))


def _address(site: Site, commission_id: int) -> str:
    return f"{site.config.origin}/commissions/{commission_id}"


def commission_of(origin: str, found: Report) -> int:
    """The commission a report is about; 0 for every other report."""
    place, _hash, side = found.uri.removeprefix(f"{origin}/commissions/").partition("#report-")
    return int(place) if side and place.isdecimal() else 0


async def is_kept_away(tx: Reading, site: Site, email: str) -> bool:
    """Whether moderators keep this address from asking anybody here."""
    instance = await actors.by_uri(tx, f"{site.config.origin}/actor")
    return instance is not None and await commissions.is_blocked(
        tx, instance.id, address_hash(site.config, instance.id, email)
    )


async def keep_away(site: Site, by: Account, one: Commission, away: bool) -> None:
    """No artist here gets requests from this visitor's address any more, or they do again. Whoever types it is not
    told. Raises NotAllowed, NotFound."""
    demand(by, "handle reports")
    instance = await ensure_instance_actor(site)
    async with site.db.writing() as tx:
        found = await commissions.lock(tx, one.id)
        if found is None or not found.client_email or side_of(by, found) != MODERATOR:
            raise NotFound(_("There is no such commission here."))
        now, sealed = site.clock.now(), address_hash(site.config, instance.id, found.client_email)
        await _turn(tx, instance.id, sealed, away, now)
        action = "keep a visitor away" if away else "let a visitor ask again"
        await log(tx, site.ids, account_id=by.id, action=action, subject=f"commission {one.id}", now=now)


async def _turn(tx: Writing, instance_id: int, sealed: str, away: bool, now: int) -> None:
    if away:
        await commissions.block(tx, instance_id, sealed, now=now)
    else:
        await commissions.unblock(tx, instance_id, sealed)
