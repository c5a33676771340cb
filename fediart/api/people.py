"""People: one by one, many at once, by their handle, by words; and how the viewer stands to them."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.actions import people_search
from fediart.api.call import Call, Paged
from fediart.api.entities.accounts import Account
from fediart.api.entities.collections import Collections
from fediart.api.entities.lists import List
from fediart.api.entities.relationships import FamiliarFollowers, IdentityProof, Relationship
from fediart.api.given import Id, asked
from fediart.api.shown import accounts as showing
from fediart.api.shown.lists import people_list
from fediart.api.shown.relationships import relationships as ties_of
from fediart.api.turning import People, page, window
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import actors, blocks, endorsements, lists, people_pages, profile_choices, relations
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.people_pages import Placed

MOST_AT_ONCE = 200
MOST_FAMILIAR = 40
ABSENT = "Record not found"


@dataclass(frozen=True, slots=True)
class Ids:
    id: tuple[Id, ...] = asked("Whom to show.", default=(), most=MOST_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Standing(Ids):
    id: tuple[Id, ...] = asked("To whom.", default=(), most=MOST_AT_ONCE)
    with_suspended: bool = asked("Whether to say it of suspended people, too.", default=False)


@dataclass(frozen=True, slots=True)
class Handle:
    acct: str = asked("`jane`, or `jane@other.example` for people elsewhere.", required=True, default="", most=400)


@dataclass(frozen=True, slots=True)
class Looking:
    q: str = asked("What to look for: a handle, a name, an address.", required=True, default="", most=500)
    limit: int = asked("How many, at most 80.", default=40, least=1, most=80, clamped=True)
    offset: int = asked("How many to leave out.", default=0, least=0, most=400, clamped=True)
    resolve: bool = asked("Whether to ask another server for a handle that is not known here.", default=False)
    following: bool = asked("Only people whom the viewer follows.", default=False)


async def somebody(tx: Reading, number: int) -> Actor:
    """Raises NotFound for who is gone, and for the instance's own actor."""
    found = await actors.by_id(tx, number)
    if found is None or found.deleted or found.kind == "Application":
        raise NotFound(_(ABSENT))
    return found


async def show(call: Call) -> Account:
    """Shows somebody."""
    async with call.site.db.reading() as tx:
        return await showing.account(tx, call, await somebody(tx, call.number()))


async def many(call: Call, given: Ids) -> list[Account]:
    """Shows several people at once; who is not there is left out."""
    async with call.site.db.reading() as tx:
        found = await actors.by_ids(tx, given.id)
        wanted = [found[one] for one in dict.fromkeys(given.id) if one in found]
        return await showing.accounts(tx, call, [one for one in wanted if _is_there(one)])


async def lookup(call: Call, given: Handle) -> Account:
    """Shows who has a handle, without asking any other server."""
    name, _at, host = given.acct.strip().removeprefix("@").partition("@")
    host = "" if host.lower() == call.site.config.instance.host else host.lower()
    async with call.site.db.reading() as tx:
        found = await actors.by_handle(tx, name, host)
        if found is None or found.suspended or not _is_there(found):
            raise NotFound(_(ABSENT))
        return await showing.account(tx, call, found)


async def search(call: Call, given: Looking) -> list[Account]:
    """Looks for people by handle or name; with `resolve` also on their own server."""
    wanted = people_search.Wanted(given.q, given.limit, given.offset, given.resolve, given.following)
    found = await people_search.people(call.site, wanted, viewer_id=call.actor.id)
    async with call.site.db.reading() as tx:
        return await showing.accounts(tx, call, found)


async def relationships(call: Call, given: Standing) -> list[Relationship]:
    """Says how the viewer stands to people."""
    async with call.site.db.reading() as tx:
        found = await actors.by_ids(tx, given.id)
        wanted = [
            one
            for one in dict.fromkeys(given.id)
            if one in found and _is_there(found[one]) and (given.with_suspended or not found[one].suspended)
        ]
        return await ties_of(tx, call, wanted)


async def familiar_followers(call: Call, given: Ids) -> list[FamiliarFollowers]:
    """Says whom of those the viewer follows also follow these people."""
    made: list[FamiliarFollowers] = []
    async with call.site.db.reading() as tx:
        for one in list(dict.fromkeys(given.id))[:MOST_FAMILIAR]:
            them = await actors.by_id(tx, one)
            if them is None or not _is_there(them) or await _hides(tx, call, them):
                continue
            ids = await relations.familiar(tx, call.actor.id, one, limit=MOST_FAMILIAR)
            known = await actors.by_ids(tx, ids)
            shown = await showing.accounts(tx, call, [known[number] for number in ids if number in known])
            made.append({"id": str(one), "accounts": shown})
    return made


async def followers(call: Call, given: People) -> Paged[Account]:
    """Lists who follows somebody, the latest first; nobody where they keep that to themselves."""
    async with call.site.db.reading() as tx:
        them = await somebody(tx, call.number())
        hidden = await _hides(tx, call, them)
        found: Placed = [] if hidden else await people_pages.followers(tx, them.id, window(given))
        return page(await showing.accounts(tx, call, [one for _id, one in found]), [one for one, _a in found], given)


async def following(call: Call, given: People) -> Paged[Account]:
    """Lists whom somebody follows, the latest first; nobody where they keep that to themselves."""
    async with call.site.db.reading() as tx:
        them = await somebody(tx, call.number())
        hidden = await _hides(tx, call, them)
        found: Placed = [] if hidden else await people_pages.following(tx, them.id, window(given))
        return page(await showing.accounts(tx, call, [one for _id, one in found]), [one for one, _a in found], given)


async def recommended(call: Call, given: People) -> Paged[Account]:
    """Lists whom somebody recommends on their profile."""
    async with call.site.db.reading() as tx:
        them = await somebody(tx, call.number())
        if them.suspended or await _keeps_away(tx, call, them):
            return Paged([])
        found = await endorsements.people(tx, them.id, window(given))
        return page(await showing.accounts(tx, call, found), [one.id for one in found], given)


async def in_lists(call: Call) -> list[List]:
    """Lists the viewer's own lists that somebody is in."""
    async with call.site.db.reading() as tx:
        them = await somebody(tx, call.number())
        chosen = await lists.lists_with(tx, call.actor.id, them.id)
        return [people_list(one) for one in await lists.of_actor(tx, call.actor.id) if one.id in chosen]


async def identity_proofs(call: Call) -> list[IdentityProof]:
    """Lists no proofs: the service that gave them is no more."""
    async with call.site.db.reading() as tx:
        await somebody(tx, call.number())
    return []


async def collections(call: Call) -> Collections:
    """Lists no collections of people: fediart has lists and recommendations instead."""
    async with call.site.db.reading() as tx:
        await somebody(tx, call.number())
    return {"collections": []}


async def no_collection(call: Call) -> Collections:
    """Is never there."""
    raise NotFound(_(ABSENT))


async def no_new_collection(call: Call) -> Collections:
    """Makes no collection of people: fediart has lists and recommendations instead."""
    raise Problem(_("This server keeps no collections of people. Make a list, or recommend people on your profile."))


def _is_there(one: Actor) -> bool:
    return not one.deleted and one.kind != "Application"


async def _hides(tx: Reading, call: Call, them: Actor) -> bool:
    """Whether the viewer is not to see whom they follow and who follows them."""
    if call.viewer_id == them.id:
        return False
    if them.suspended or await _keeps_away(tx, call, them):
        return True
    return (await profile_choices.of_actor(tx, them.id)).hides_follows


async def _keeps_away(tx: Reading, call: Call, them: Actor) -> bool:
    return call.viewer_id is not None and await blocks.blocks(tx, them.id, call.viewer_id)
