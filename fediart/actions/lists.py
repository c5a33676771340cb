"""A member makes lists of people they follow. Nobody is told, and nothing leaves for other servers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import follows, lists
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.follows import ACCEPTED
from fediart.store.lists import PeopleList

LONGEST: Final = 80  # letters of a name


async def make(site: Site, actor: Actor, name: str, *, off_home: bool = False, replies: str = lists.NO_REPLIES) -> int:
    """Its id. Raises Problem."""
    name = _checked(name)
    async with site.db.writing() as tx:
        if len(await lists.of_actor(tx, actor.id)) >= lists.MOST_LISTS:
            raise Problem(_("You can have %(most)s lists. Delete one first.", most=lists.MOST_LISTS), field="name")
        made = PeopleList(site.ids.new(), name, int(off_home), replies=_replies(replies))
        await lists.put(tx, actor.id, made, now=site.clock.now())
    return made.id


async def change(
    site: Site, actor: Actor, list_id: int, name: str, *, off_home: bool | None = None, replies: str | None = None
) -> None:
    """None leaves as it is. Raises Problem, NotFound."""
    name = _checked(name)
    async with site.db.writing() as tx:
        before = await own_list(tx, actor, list_id)
        apart = before.off_home if off_home is None else int(off_home)
        answers = before.replies if replies is None else _replies(replies)
        await lists.put(tx, actor.id, PeopleList(list_id, name, apart, replies=answers), now=site.clock.now())


async def delete(site: Site, actor: Actor, list_id: int) -> None:
    """Who was in it is followed as before. Raises NotFound."""
    async with site.db.writing() as tx:
        await own_list(tx, actor, list_id)
        await lists.remove(tx, actor.id, list_id)


async def choose_for(site: Site, actor: Actor, person_id: int, chosen: Collection[int]) -> None:
    """The person is in these lists of the member's, and in no other. Raises Problem for who is not followed."""
    async with site.db.writing() as tx:
        before = await lists.lists_with(tx, actor.id, person_id)
        for one in await lists.of_actor(tx, actor.id):
            if one.id in chosen and one.id not in before:
                await _demand_followed(tx, actor, person_id)
                if one.people >= lists.MOST_PEOPLE:
                    raise Problem(_("“%(name)s” has as many people as a list can have.", name=one.name))
                await lists.add_person(tx, actor.id, one, person_id, now=site.clock.now())
            elif one.id in before and one.id not in chosen:
                await lists.remove_person(tx, actor.id, one.id, person_id)


async def put_in(site: Site, actor: Actor, list_id: int, person_ids: Collection[int]) -> None:
    """These people are in the list, too: all of them, or none. Raises NotFound for who is not followed, Problem."""
    async with site.db.writing() as tx:
        wanted = await own_list(tx, actor, list_id)
        room = lists.MOST_PEOPLE - wanted.people
        for person_id in dict.fromkeys(person_ids):
            if list_id in await lists.lists_with(tx, actor.id, person_id):
                raise Problem(_("This person is in the list already."), field="account_id")
            tie = await follows.between(tx, actor.id, person_id)
            if tie is None:
                raise NotFound(_("Follow them first: lists are of people you follow."))
            room -= 1
            if room < 0:
                raise Problem(_("“%(name)s” has as many people as a list can have.", name=wanted.name))
            await lists.add_person(tx, actor.id, wanted, person_id, now=site.clock.now())


async def take_out(site: Site, actor: Actor, list_id: int, person_id: int) -> None:
    """Raises NotFound."""
    async with site.db.writing() as tx:
        await own_list(tx, actor, list_id)
        await lists.remove_person(tx, actor.id, list_id, person_id)


async def own_list(tx: Reading, actor: Actor, list_id: int) -> PeopleList:
    """Raises NotFound for another's, and for none."""
    found = await lists.by_id(tx, actor.id, list_id)
    if found is None:
        raise NotFound(_("There is no such list of yours."))
    return found


async def _demand_followed(tx: Reading, actor: Actor, person_id: int) -> None:
    tie = await follows.between(tx, actor.id, person_id)
    if tie is None or tie.state != ACCEPTED:
        raise Problem(_("Follow them first: lists are of people you follow."))


def _replies(word: str) -> str:
    if word not in lists.REPLIES:
        raise Problem(_("Choose which replies to show."), field="replies")
    return word


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Problem(_("Give the list a name."), field="name")
    if len(name) > LONGEST:
        raise Problem(_("A name has at most %(most)s letters.", most=LONGEST), field="name")
    return name
