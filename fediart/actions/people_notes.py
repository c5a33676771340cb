"""What a member keeps about people: a note for their own eyes, whom they recommend, whom they will not be suggested."""

from __future__ import annotations

from typing import Final

from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, endorsements, follows, person_notes, suggested
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.follows import ACCEPTED

LONGEST: Final = 2_000


async def write(site: Site, actor: Actor, target_id: int, text: str) -> None:
    """Nobody else ever sees it; empty takes it back. Raises NotFound, Problem."""
    text = text.strip()
    if len(text) > LONGEST:
        raise Problem(_("Shorten this to %(most)s characters.", most=LONGEST), field="comment")
    async with site.db.writing() as tx:
        await _there(tx, target_id)
        await person_notes.put(tx, actor.id, target_id, text)


async def endorse(site: Site, actor: Actor, target_id: int) -> None:
    """Shows somebody on the member's profile in apps. Raises NotFound, Problem for who is not followed."""
    async with site.db.writing() as tx:
        await _there(tx, target_id)
        tie = await follows.between(tx, actor.id, target_id)
        if tie is None or tie.state != ACCEPTED:
            raise Problem(_("You must be already following the person you want to endorse"))
        if await endorsements.count(tx, actor.id) >= endorsements.MOST:
            raise Problem(_("You recommend as many people as you can. Take one back first."))
        await endorsements.add(tx, actor.id, target_id, now=site.clock.now())
    site.pages.changed()


async def unendorse(site: Site, actor: Actor, target_id: int) -> None:
    """Nothing happens where there is nothing to take back."""
    async with site.db.writing() as tx:
        await endorsements.remove(tx, actor.id, target_id)
    site.pages.changed()


async def decline(site: Site, actor: Actor, target_id: int) -> None:
    """They are not suggested again. Raises NotFound."""
    async with site.db.writing() as tx:
        await _there(tx, target_id)
        await suggested.decline(tx, actor.id, target_id, now=site.clock.now())


async def _there(tx: Reading, target_id: int) -> Actor:
    found = await actors.by_id(tx, target_id)
    if found is None or found.deleted or found.kind == "Application":
        raise NotFound(_("There is nobody of that name here."))
    return found
