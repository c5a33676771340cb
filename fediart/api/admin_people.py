"""Accounts for moderators: found, let in, warned, limited, frozen, suspended, and let back.

The shapes are those of docs.joinmastodon.org/methods/admin/accounts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from fediart.actions import person_deeds, report_handling, staff
from fediart.actions.permissions import may
from fediart.actions.strikes import Cause
from fediart.api.call import Call, Paged, by_id
from fediart.api.entities.admin import AdminAccount
from fediart.api.entities.common import Empty
from fediart.api.given import Id, Older, asked, limited
from fediart.api.shown.admin import people
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import admin_people, answer_templates
from fediart.store.admin_people import Person
from fediart.store.database import Reading
from fediart.store.reports import RESOLVED
from fediart.store.strikes import DELETE, FREEZE, LIMIT, SENSITIVE, SUSPEND, WARN

_AT_ONCE = 500  # rows looked at for one page of a narrow question
_MOST_LOOKS = 20
_DEEDS: Final = {"none": WARN, "sensitive": SENSITIVE, "disable": FREEZE, "silence": LIMIT, "suspend": SUSPEND}
_UNSAID: Final = "—"  # apps may send no words


@dataclass(frozen=True, slots=True)
class Wanted(Older):
    limit: int = limited(100, 200)
    origin: Literal["local", "remote"] | None = asked("Members of this server, or people of others.")
    status: Literal["active", "pending", "disabled", "silenced", "suspended"] | None = asked("In what state.")
    permissions: Literal["staff"] | None = asked("Only those who run this server.")
    username: str = asked("What the name contains.", default="", most=200)
    display_name: str = asked("What the shown name contains.", default="", most=200)
    by_domain: str = asked("Only people of this server.", default="", most=253)
    email: str = asked("What the e-mail address contains.", default="", most=320)
    ip: str = asked("No addresses are kept here, so nobody is found by one.", default="", most=64)


@dataclass(frozen=True, slots=True)
class WantedV1(Older):
    limit: int = limited(100, 200)
    local: bool = asked("Members of this server.", default=False)
    remote: bool = asked("People of other servers.", default=False)
    active: bool = asked("Who may act.", default=False)
    pending: bool = asked("Who waits for approval.", default=False)
    disabled: bool = asked("Whose account is frozen.", default=False)
    silenced: bool = asked("Who is limited.", default=False)
    suspended: bool = asked("Who is suspended.", default=False)
    staff: bool = asked("Only those who run this server.", default=False)
    username: str = asked("What the name contains.", default="", most=200)
    display_name: str = asked("What the shown name contains.", default="", most=200)
    by_domain: str = asked("Only people of this server.", default="", most=253)
    email: str = asked("What the e-mail address contains.", default="", most=320)
    ip: str = asked("No addresses are kept here, so nobody is found by one.", default="", most=64)


@dataclass(frozen=True, slots=True)
class Deed:
    type: Literal["none", "sensitive", "disable", "silence", "suspend"] = asked("What is done.", required=True)
    report_id: Id | None = asked("The report this settles.")
    warning_preset_id: Id | None = asked("Ready words that are told, before the text.")
    text: str = asked("What the person is told.", default="", most=2_000)
    send_email_notification: bool = asked("Whether they get a mail; of a suspension they always do.", default=True)


async def listed(call: Call, given: Wanted) -> Paged[AdminAccount]:
    """Shows accounts, the newest first."""
    return await _listed(call, given)


async def listed_v1(call: Call, given: WantedV1) -> Paged[AdminAccount]:
    """Shows accounts, the newest first, asked as version 1 did."""
    origin: Literal["local", "remote"] | None = "remote" if given.remote else "local" if given.local else None
    states: list[tuple[bool, Literal["active", "pending", "disabled", "silenced", "suspended"]]] = [
        (given.active, "active"), (given.pending, "pending"), (given.disabled, "disabled"),
        (given.silenced, "silenced"), (given.suspended, "suspended"),
    ]  # fmt: skip
    wanted = Wanted(
        limit=given.limit, max_id=given.max_id, since_id=given.since_id, min_id=given.min_id, origin=origin,
        status=next((word for chosen, word in states if chosen), None), permissions="staff" if given.staff else None,
        username=given.username, display_name=given.display_name, by_domain=given.by_domain, email=given.email,
        ip=given.ip,
    )  # fmt: skip
    return await _listed(call, wanted)


async def show(call: Call) -> AdminAccount:
    """Shows one account."""
    async with call.site.db.reading() as tx:
        return (await people(tx, call, [await _person(tx, call.number())]))[0]


async def approve(call: Call) -> AdminAccount:
    """Lets in somebody who signed up."""
    await staff.approve(call.site, call.account, (await _member(call)).actor.name)
    return await show(call)


async def reject(call: Call) -> AdminAccount:
    """Turns away somebody who signed up: the account is deleted."""
    before = await show(call)
    await staff.reject(call.site, call.account, (await _member(call)).actor.name)
    return before


async def unsuspend(call: Call) -> AdminAccount:
    """Lifts a suspension."""
    return await _undone(call, SUSPEND)


async def unsilence(call: Call) -> AdminAccount:
    """Lifts a limit. One that comes of a rule for the domain is lifted with the rule."""
    return await _undone(call, LIMIT)


async def unsensitive(call: Call) -> AdminAccount:
    """Takes back that everything is shown behind the warning."""
    return await _undone(call, SENSITIVE)


async def enable(call: Call) -> AdminAccount:
    """Unfreezes a member."""
    return await _undone(call, FREEZE)


async def delete(call: Call) -> AdminAccount:
    """Deletes a suspended account for good: a member's after the time of grace, somebody's elsewhere here at once."""
    before = await show(call)
    if not before["suspended"]:
        raise Problem(_("Suspend this account first."))
    await person_deeds.act(
        call.site, call.account, call.number(), DELETE, Cause(reason=_("Deleted by an administrator."))
    )
    return before


async def act(call: Call, given: Deed) -> Empty:
    """Does something about an account, and settles the report that asked for it."""
    person = await _found(call)
    words = given.text
    if given.warning_preset_id is not None:
        async with call.site.db.reading() as tx:
            preset = await answer_templates.by_id(tx, given.warning_preset_id)
        if preset is None:
            raise NotFound(_("Record not found"))
        words = "\n\n".join(part for part in (preset.text, given.text) if part)
    cause = Cause(reason=words, report_id=given.report_id or 0, mail=given.send_email_notification)
    deed = _DEEDS[given.type]
    if deed != WARN or (person.account is not None and words):
        await person_deeds.act(call.site, call.account, person.actor.id, deed, replace(cause, reason=words or _UNSAID))
    elif given.report_id is not None:
        await report_handling.close(call.site, call.account, given.report_id, RESOLVED, text=given.text)
    return {}


async def _undone(call: Call, deed: str) -> AdminAccount:
    person = await _found(call)
    await person_deeds.undo(call.site, call.account, person.actor.id, deed)
    return await show(call)


async def _listed(call: Call, given: Wanted) -> Paged[AdminAccount]:
    async with call.site.db.reading() as tx:
        found = await _matching(tx, call, given)
        page = by_id(await people(tx, call, found), most=given.limit)
    return page


async def _matching(tx: Reading, call: Call, given: Wanted) -> list[Person]:
    """Looks through so many rows at most: a question that fits nobody must not read a whole table."""
    found: list[Person] = []
    if given.ip:
        return found
    fits, after = _test(call, given), given.min_id or given.since_id or 0
    before = given.max_id if given.max_id is not None else 2**62
    for _look in range(_MOST_LOOKS):
        rows = await _rows(tx, given, before, after)
        found += [one for one in rows if fits(one)]
        if len(rows) < _AT_ONCE or len(found) >= given.limit:
            break
        before = min(one.actor.id for one in rows)
    return _end(found, given)


def _end(found: Sequence[Person], given: Wanted) -> list[Person]:
    """With `min_id` those next to it, else the newest."""
    return list(found[-given.limit :] if given.min_id is not None else found[: given.limit])


async def _rows(tx: Reading, given: Wanted, before: int, after: int) -> Sequence[Person]:
    if given.origin == "remote" or given.by_domain:
        host = given.by_domain.strip().lower()
        return list(await admin_people.elsewhere(tx, host, before=before, after=after, limit=_AT_ONCE))
    ours = list(await admin_people.here(tx, before=before, after=after, limit=_AT_ONCE))
    if given.origin == "local" or given.permissions or given.email or given.status == "pending":
        return ours
    others = await admin_people.elsewhere(tx, before=before, after=after, limit=_AT_ONCE)
    return sorted([*ours, *others], key=lambda one: -one.actor.id)[:_AT_ONCE]


def _test(call: Call, given: Wanted) -> Callable[[Person], bool]:
    name, shown, mail = given.username.lower(), given.display_name.lower(), given.email.lower()
    may_see_mail = may(call.account, "approve sign-ups")

    def fits(one: Person) -> bool:
        account = one.account
        if given.permissions == "staff" and (account is None or account.role == "artist"):
            return False
        if mail and not (may_see_mail and account is not None and mail in account.email.lower()):
            return False
        return (
            name in one.actor.name.lower() and shown in one.actor.display_name.lower() and _in_state(one, given.status)
        )

    return fits


def _in_state(one: Person, state: str | None) -> bool:
    account, suspended = one.account, bool(one.actor.suspended or (one.account and one.account.suspended))
    if state == "active":
        return not suspended and (account is None or account.active)
    if state == "pending":
        return account is not None and not account.approved
    if state == "suspended":
        return suspended
    if state == "disabled":
        return bool(account and account.frozen)
    return one.silenced if state == "silenced" else True


async def _person(tx: Reading, actor_id: int) -> Person:
    found = (await admin_people.among(tx, [actor_id])).get(actor_id)
    if found is None or found.actor.deleted or (found.account is None and found.actor.local):
        raise NotFound(_("Record not found"))
    return found


async def _found(call: Call) -> Person:
    async with call.site.db.reading() as tx:
        return await _person(tx, call.number())


async def _member(call: Call) -> Person:
    found = await _found(call)
    if found.account is None:
        raise NotFound(_("Record not found"))
    return found
