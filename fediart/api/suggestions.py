"""Finding people: suggestions and the directory, in the order of time; nobody is ranked by how much they are liked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fediart.actions import people_notes
from fediart.api.call import Call
from fediart.api.entities.accounts import Account
from fediart.api.entities.common import Empty
from fediart.api.entities.suggestions import Suggestion
from fediart.api.given import asked
from fediart.api.shown import accounts as showing
from fediart.store import directory, suggested
from fediart.store.suggested import NEAR, Suggested
from fediart.store.visibility import NOBODY


@dataclass(frozen=True, slots=True)
class Some:
    limit: int = asked("How many, at most 80.", default=40, least=1, most=80, clamped=True)


@dataclass(frozen=True, slots=True)
class Looking:
    order: Literal["active", "new"] | None = asked("Who posted last first, or who came last.")
    local: bool = asked("Only people of this server.", default=False)
    limit: int = asked("How many, at most 80.", default=40, least=1, most=80, clamped=True)
    offset: int = asked("How many to leave out.", default=0, least=0, most=directory.MOST, clamped=True)


async def listed(call: Call, given: Some) -> list[Suggestion]:
    """Lists people whom those one follows have followed lately, then artists here who published lately."""
    found, shown = await _found(call, given.limit)
    return [
        {
            "source": "past_interactions" if one.why == NEAR else "staff",
            "sources": ["friends_of_friends" if one.why == NEAR else "featured"],
            "account": account,
        }
        for one, account in zip(found, shown, strict=True)
    ]


async def people(call: Call, given: Some) -> list[Account]:
    """Lists the same people without saying why."""
    return (await _found(call, given.limit))[1]


async def decline(call: Call) -> Empty:
    """Lets somebody not be suggested again."""
    await people_notes.decline(call.site, call.actor, call.number("account_id"))
    return {}


async def in_directory(call: Call, given: Looking) -> list[Account]:
    """Lists everybody who lets themselves be found."""
    ask = directory.newest if given.order == "new" else directory.active
    async with call.site.db.reading() as tx:
        found = await ask(tx, local=given.local, limit=given.offset + given.limit, viewer=call.viewer_id or NOBODY)
        return await showing.accounts(tx, call, found[given.offset :])


async def _found(call: Call, limit: int) -> tuple[list[Suggested], list[Account]]:
    async with call.site.db.reading() as tx:
        near = list(await suggested.near(tx, call.actor.id, limit=limit))
        new = await suggested.new(tx, call.actor.id, limit=limit) if len(near) < limit else []
        found = list({one.person.id: one for one in [*new, *near]}.values())
        found.sort(key=lambda one: one.why != NEAR)
        found = found[:limit]
        return found, await showing.accounts(tx, call, [one.person for one in found])
