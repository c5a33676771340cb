"""What is the member's own to look through: whom they block and mute, which servers, who asks to follow, and lists."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fediart.actions import lists as keeping
from fediart.actions import mute as muting
from fediart.actions.domain_names import domain_of
from fediart.api.call import Call, Paged
from fediart.api.entities.accounts import Account, MutedAccount
from fediart.api.entities.common import Empty
from fediart.api.entities.lists import List, RepliesPolicy
from fediart.api.given import Id, Older, asked
from fediart.api.shown import accounts as showing
from fediart.api.shown.lists import people_list
from fediart.api.shown.words import when_ever
from fediart.api.turning import People, page, window
from fediart.store import endorsements, lists, mutes, people_pages, relations
from fediart.store.lists import PeopleList
from fediart.store.people_pages import Placed


@dataclass(frozen=True, slots=True)
class Domains(Older):
    limit: int = asked("How many, at most 200.", default=100, least=1, most=200, clamped=True)


@dataclass(frozen=True, slots=True)
class Domain:
    domain: str = asked("The server's name.", required=True, default="", most=400)


@dataclass(frozen=True, slots=True)
class NewList:
    title: str = asked("Its name.", required=True, default="", most=200)
    replies_policy: RepliesPolicy | None = asked("Which replies of its people are shown; usually `list`.")
    exclusive: bool | None = asked("Whether its people are read there alone, and not at home.")


@dataclass(frozen=True, slots=True)
class ChangedList:
    title: str | None = asked("Its name.", most=200)
    replies_policy: RepliesPolicy | None = asked("Which replies of its people are shown.")
    exclusive: bool | None = asked("Whether its people are read there alone, and not at home.")


@dataclass(frozen=True, slots=True)
class Members:
    account_ids: tuple[Id, ...] = asked("Whom.", default=(), most=500)


@dataclass(frozen=True, slots=True)
class ListPeople(People):
    limit: int = asked("How many people, at most 80; 0 is all.", default=40, least=0, most=80, clamped=True)


async def _page(call: Call, given: People, found: Placed) -> Paged[Account]:
    async with call.site.db.reading() as tx:
        shown = await showing.accounts(tx, call, [one for _cursor, one in found])
    return page(shown, [cursor for cursor, _one in found], given)


async def blocked(call: Call, given: People) -> Paged[Account]:
    """Lists whom the member blocks."""
    async with call.site.db.reading() as tx:
        found = await people_pages.blocked(tx, call.actor.id, window(given))
    return await _page(call, given, found)


async def muted(call: Call, given: People) -> Paged[MutedAccount]:
    """Lists whom the member has muted, and until when."""
    async with call.site.db.reading() as tx:
        found = await people_pages.muted(tx, call.actor.id, window(given))
        ties = await relations.ties(tx, call.actor.id, [one.id for _cursor, one in found])
        shown = await showing.accounts(tx, call, [one for _cursor, one in found])
    items = [_muted(one, ties.mutes[int(one["id"])].until) for one in shown if int(one["id"]) in ties.mutes]
    return page(items, [cursor for cursor, _one in found], given)


def _muted(one: Account, until: int) -> MutedAccount:
    return {**one, "mute_expires_at": when_ever(until)}


async def asking(call: Call, given: People) -> Paged[Account]:
    """Lists who has asked to follow the member."""
    async with call.site.db.reading() as tx:
        found = await people_pages.asking(tx, call.actor.id, window(given))
    return await _page(call, given, found)


async def recommended(call: Call, given: People) -> Paged[Account]:
    """Lists whom the member recommends on their profile."""
    async with call.site.db.reading() as tx:
        people = await endorsements.people(tx, call.actor.id, window(given))
    return await _page(call, given, [(one.id, one) for one in people])


async def domains(call: Call, given: Domains) -> Paged[str]:
    """Lists the servers that the member has muted whole, in the order of the alphabet."""
    async with call.site.db.reading() as tx:
        names = [one.host for one in await mutes.hosts(tx, call.actor.id)]
    # At most a thousand: cursors are places in the list, counted from its end so that they fall as ids do.
    placed = [(len(names) - number, name) for number, name in enumerate(names)]
    asked_for = window(given)
    shown = [one for one in placed if asked_for.after < one[0] < asked_for.before]
    shown = shown[-given.limit :] if asked_for.upwards else shown[: given.limit]
    return page([name for _place, name in shown], [place for place, _name in shown], given)


async def block_domain(call: Call, given: Domain) -> Empty:
    """Mutes a whole server, and parts the member from everybody there."""
    await muting.block_host(call.site, call.actor, given.domain)
    return {}


async def unblock_domain(call: Call, given: Domain) -> Empty:
    """Hears of a server again. Follows that ended do not come back."""
    await muting.unmute_host(call.site, call.actor, domain_of(given.domain))
    return {}


async def all_lists(call: Call) -> list[List]:
    """Lists the member's lists."""
    async with call.site.db.reading() as tx:
        return [people_list(one) for one in await lists.of_actor(tx, call.actor.id)]


async def show_list(call: Call) -> List:
    """Shows one of the member's lists."""
    return people_list(await _own(call))


async def make_list(call: Call, given: NewList) -> List:
    """Makes a list."""
    policy = given.replies_policy or lists.AMONG
    number = await keeping.make(call.site, call.actor, given.title, off_home=bool(given.exclusive), replies=policy)
    return people_list(await _own(call, number))


async def change_list(call: Call, given: ChangedList) -> List:
    """Changes a list."""
    before = await _own(call)
    title = before.name if given.title is None else given.title
    await keeping.change(
        call.site, call.actor, before.id, title, off_home=given.exclusive, replies=given.replies_policy
    )
    call.site.pages.changed()
    return people_list(await _own(call))


async def delete_list(call: Call) -> Empty:
    """Deletes a list; its people are followed as before."""
    await keeping.delete(call.site, call.actor, call.number())
    return {}


async def members(call: Call, given: ListPeople) -> Paged[Account]:
    """Lists who is in a list."""
    own = await _own(call)
    if given.limit == 0:
        given = replace(given, limit=lists.MOST_PEOPLE)
    async with call.site.db.reading() as tx:
        found = await people_pages.in_list(tx, call.actor.id, own.id, window(given))
    return await _page(call, given, found)


async def add_members(call: Call, given: Members) -> Empty:
    """Puts people whom the member follows into a list."""
    await keeping.put_in(call.site, call.actor, call.number(), given.account_ids)
    return {}


async def remove_members(call: Call, given: Members) -> Empty:
    """Takes people out of a list."""
    await _own(call)
    for one in given.account_ids:
        await keeping.take_out(call.site, call.actor, call.number(), one)
    return {}


async def _own(call: Call, number: int | None = None) -> PeopleList:
    async with call.site.db.reading() as tx:
        return await keeping.own_list(tx, call.actor, call.number() if number is None else number)
