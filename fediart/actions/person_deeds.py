"""What moderators do about a person, here or elsewhere: warn, mark, limit, freeze, suspend, delete, and each undone.

Members get a strike with the reason, and can appeal; people of other servers are not told. Each deed is logged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from fediart.actions import (
    account_deletion,
    people_elsewhere,
    report_handling,
    staff,
    strikes,
    struck_pictures,
    struck_posts,
    struck_profile,
)
from fediart.actions.permissions import demand, demand_above
from fediart.actions.strikes import APPEAL_DAYS, Cause, checked, member_of, write_log
from fediart.clock import DAY
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import accounts, actors, departed, person_limits, taken_things
from fediart.store import strikes as rows
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.admin_log import PERSON, log
from fediart.store.database import Reading, Writing
from fediart.store.domain_rules import SILENCE
from fediart.store.notifications import notify
from fediart.store.person_limits import Limits
from fediart.store.posts import Post
from fediart.store.reports import RESOLVED
from fediart.store.strikes import (
    DELETE,
    DELETE_POSTS,
    FREEZE,
    LIMIT,
    MARK_POSTS,
    SENSITIVE,
    SUSPEND,
    TAKE_PICTURES,
    TAKE_PROFILE,
    WARN,
    Strike,
)
from fediart.store.taken_things import PICTURE, POST, Taken

DEEDS: Final = (WARN, SENSITIVE, LIMIT, FREEZE, SUSPEND, DELETE)
ON_POSTS: Final = (MARK_POSTS, DELETE_POSTS)
ON_PARTS: Final = (TAKE_PICTURES, TAKE_PROFILE)
ELSEWHERE: Final = (SENSITIVE, LIMIT, SUSPEND, DELETE)
UNDONE: Final = (SENSITIVE, LIMIT, FREEZE, SUSPEND)
_LIFTED: Final[Mapping[str, str]] = {
    SENSITIVE: "lift mark", LIMIT: "lift limit", FREEZE: "lift freeze", SUSPEND: "lift suspension",
}  # fmt: skip
_ELSEWHERE: Final[Mapping[str, str]] = {
    SENSITIVE: "mark person elsewhere", LIMIT: "limit person elsewhere", DELETE: "forget person elsewhere",
    MARK_POSTS: "mark posts elsewhere", DELETE_POSTS: "take posts away",
}  # fmt: skip


def permission(deed: str) -> str:
    """The deed of the permission table that this needs against a member."""
    return "suspend" if deed in (SUSPEND, DELETE) else "moderate members"


async def act(site: Site, by: Account | None, actor_id: int, deed: str, cause: Cause) -> Strike | None:
    """One of DEEDS, ON_POSTS or ON_PARTS; the strike, None for people elsewhere. `by` None is the command line.

    Settles the report that led to it, where there is one. Raises NotAllowed, NotFound, Problem by field.
    """
    if deed not in (*DEEDS, *ON_POSTS, *ON_PARTS):
        raise Problem(_("Choose what to do."), field="deed")
    cause = checked(cause)
    async with site.db.reading() as tx:
        person = await actors.by_id(tx, actor_id)
    if person is None or person.deleted or person.kind == "Application":
        raise NotFound(_("There is nobody of that name here."))
    made = None
    if person.local:
        async with site.db.writing() as tx:
            made = await _act(tx, site, by, await member_of(tx, person.id), deed, cause)
    else:
        await _act_elsewhere(site, by, person, deed, cause)
    ring(site)
    if cause.report_id and by is not None:
        await report_handling.close(site, by, cause.report_id, RESOLVED, text=strikes.LOGGED[deed])
    return made


async def _act(
    tx: Writing, site: Site, by: Account | None, member: tuple[Account, Actor], deed: str, cause: Cause
) -> Strike:
    account, actor = member
    demand_above(by, account, permission(deed))
    posts = await struck_posts.chosen(tx, actor, cause)
    taken: Sequence[Taken] = ()
    match deed:
        case "suspend":
            return await staff.suspended(tx, site, by, member, cause)
        case "delete":
            await account_deletion.begun(tx, site, account.id, by=by, reason=cause.reason[:1000], told=True)
        case "freeze":
            if account.frozen:
                raise Problem(_("This account is frozen already."))
            await accounts.save(tx, replace(account, frozen=site.clock.now()))
        case "limit" | "sensitive":
            await _limit(tx, site, actor, deed, holds=True)
        case "mark-posts":
            await struck_posts.mark(tx, site, posts)
        case "warn":
            pass
        case _:
            taken = await _take(tx, site, by, actor, deed, cause, posts)
    made = await strikes.record(tx, site, by, member, deed, cause, [struck_posts.as_struck(one) for one in posts])
    await taken_things.insert(tx, [replace(one, strike_id=made.id) for one in taken])
    return made


async def _take(
    tx: Writing, site: Site, by: Account | None, person: Actor, deed: str, cause: Cause, posts: Sequence[Post]
) -> Sequence[Taken]:
    """What is taken away, and kept for as long as it can be appealed."""
    final = site.clock.now() + APPEAL_DAYS * DAY
    if deed == TAKE_PICTURES:
        wanted = await struck_pictures.chosen(tx, person, posts, cause.picture_ids)
        return await struck_pictures.take_out(tx, site, wanted, final=final)
    if deed == TAKE_PROFILE:
        return await struck_profile.take(tx, site, person, cause.parts, final=final)
    return await struck_posts.take_away(tx, site, by, posts, final=final)


async def _act_elsewhere(site: Site, by: Account | None, person: Actor, deed: str, cause: Cause) -> None:
    if by is None or deed not in (*ELSEWHERE, *ON_POSTS):
        raise Problem(_("People of other servers cannot be warned or frozen: limit or suspend them."), field="deed")
    demand(by, "suspend" if deed == DELETE else "handle reports")
    if deed == SUSPEND:
        await people_elsewhere.suspend(site, by, person.id, note=cause.reason[:1000])
        return
    async with site.db.writing() as tx:
        posts = await struck_posts.chosen(tx, person, cause)
        if deed in (LIMIT, SENSITIVE):
            await _limit(tx, site, person, deed, holds=True)
        elif deed == MARK_POSTS:
            await struck_posts.mark(tx, site, posts)
        elif deed == DELETE_POSTS:
            await struck_posts.take_away(tx, site, by, posts)
        elif not person.suspended:
            raise Problem(_("Suspend this person first: else what is forgotten would come again."), field="deed")
        else:
            await departed.forget_actor(tx, person.id, now=site.clock.now())
        why = " ".join([cause.reason, *(one.uri for one in posts)])
        await _log_elsewhere(tx, site, by, _ELSEWHERE[deed], person, why)


async def undo(site: Site, by: Account | None, actor_id: int, deed: str) -> None:
    """Takes back one of UNDONE; the strikes for it end, and the member is told.

    Raises NotAllowed, NotFound, Problem.
    """
    if deed not in UNDONE:
        raise Problem(_("This cannot be taken back."), field="deed")
    async with site.db.reading() as tx:
        person = await actors.by_id(tx, actor_id)
    if person is None or person.deleted:
        raise NotFound(_("There is nobody of that name here."))
    if person.local:
        async with site.db.writing() as tx:
            member = await member_of(tx, person.id)
            demand_above(by, member[0], permission(deed))
            await _undo(tx, site, by, member, deed)
            if await rows.lift(tx, person.id, deed, by_id=by.id if by else 0, now=site.clock.now()):
                await notify(tx, site.ids, person.id, "strike-lifted", now=site.clock.now())
            await write_log(tx, site, by, _LIFTED[deed], person)
    elif by is not None and deed == SUSPEND:
        await people_elsewhere.lift(site, by, person.id)
    elif by is not None:
        demand(by, "handle reports")
        async with site.db.writing() as tx:
            await _limit(tx, site, person, deed, holds=False)
            await _log_elsewhere(tx, site, by, _LIFTED[deed], person)
    ring(site)


async def take_back(tx: Writing, site: Site, by: Account | None, member: tuple[Account, Actor], strike: Strike) -> None:
    """All that a strike did which can be undone, once no other strike asks for the same. Call `ring` afterwards."""
    standing = [one for one in await rows.of_actor(tx, strike.actor_id) if one.state == rows.STANDS]
    if strike.deed in ON_POSTS:
        posts = (await rows.posts_of(tx, [strike.id])).get(strike.id, [])
        await struck_posts.give_back(tx, site, posts, marked=strike.deed == MARK_POSTS)
    if strike.deed in (DELETE_POSTS, *ON_PARTS):
        await _give_back(tx, site, strike)
    elif strike.deed == DELETE:
        await account_deletion.kept(tx, site, *member)
    elif strike.deed in UNDONE and not any(one.deed == strike.deed for one in standing):
        await _undo(tx, site, by, member, strike.deed)


async def _give_back(tx: Writing, site: Site, strike: Strike) -> None:
    things = await taken_things.of_strike(tx, strike.id)
    for one in things:
        if one.kind == POST:
            await struck_posts.show_again(tx, site, one)
    await struck_pictures.put_back(tx, site, [one for one in things if one.kind == PICTURE])
    parts = [one for one in things if one.kind not in (POST, PICTURE)]
    await struck_profile.give_back(tx, site, strike.actor_id, parts)


async def _undo(tx: Writing, site: Site, by: Account | None, member: tuple[Account, Actor], deed: str) -> None:
    account, actor = member
    if deed == SUSPEND:
        await staff.released(tx, site, by, member)
    elif deed == FREEZE:
        await accounts.save(tx, replace(account, frozen=0))
    else:
        await _limit(tx, site, actor, deed, holds=False)


async def _limit(tx: Writing, site: Site, person: Actor, deed: str, *, holds: bool) -> None:
    own, now = await person_limits.of(tx, person.id), site.clock.now()
    wanted = replace(own, silenced=holds) if deed == LIMIT else replace(own, sensitive=holds)
    await person_limits.put(tx, person.id, wanted, now=now)
    await person_limits.hold(tx, person.id, by_rule=await _by_rule(tx, site, person))


async def _by_rule(tx: Reading, site: Site, person: Actor) -> Limits:
    rule = (await site.rules.read(tx, now=site.clock.now())).rule_for(person.host) if person.host else None
    if rule is None:
        return person_limits.NONE
    return Limits(silenced=rule.severity == SILENCE, sensitive=rule.mark_sensitive)


async def _log_elsewhere(tx: Writing, site: Site, by: Account, action: str, person: Actor, detail: str = "") -> None:
    await log(
        tx, site.ids, account_id=by.id, action=action, subject=person.handle, detail=detail, now=site.clock.now(),
        kind=PERSON, about=person.id,
    )  # fmt: skip


def ring(site: Site) -> None:
    """After the commit of any of these."""
    site.passes.changed()
    site.pages.changed()
    site.bell.ring()
    site.delivery_bell.ring()
