"""Direct messages, for apps: open talks. What a stranger asks waits on the pages, and among notification requests."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.api.call import Call, Paged
from fediart.api.entities.common import Empty
from fediart.api.entities.conversations import Conversation
from fediart.api.given import Older
from fediart.api.shown.accounts import accounts
from fediart.api.shown.statuses import statuses
from fediart.errors import NotFound
from fediart.store import talks
from fediart.store.database import Reading
from fediart.store.talks import NEWEST, OPEN, Talk


async def listed(call: Call, given: Older) -> Paged[Conversation]:
    """Lists the member's conversations, the one with the newest message first; cursors are ids of last messages."""
    me = call.actor.id
    async with call.site.db.reading() as tx:
        if given.min_id is not None:
            found = await talks.next_newer(tx, me, after=given.min_id, limit=given.limit)
        else:
            before, after = given.max_id or NEWEST, given.since_id or 0
            found = await talks.of_actor(tx, me, OPEN, before=before, after=after, limit=given.limit)
        items = await told(tx, call, found)
    if not found:
        return Paged(items)
    older = {"max_id": found[-1].newest} if len(found) >= given.limit else None
    return Paged(items, next=older, prev={"min_id": found[0].newest})


async def told(tx: Reading, call: Call, found: Sequence[Talk]) -> list[Conversation]:
    """In their order, as whose call it is has them."""
    everybody = {one.id: one for talk in found for one in talk.people}
    people = {one["id"]: one for one in await accounts(tx, call, list(everybody.values()))}
    said = {one["id"]: one for one in await statuses(tx, call, [talk.last for talk in found if talk.last])}
    return [
        {
            "id": str(talk.id),
            "unread": bool(talk.unread),
            "accounts": [people[str(one.id)] for one in talk.people if str(one.id) in people],
            "last_status": said.get(str(talk.newest)),
        }
        for talk in found
    ]


async def remove(call: Call) -> Empty:
    """Takes a conversation off the list until something new is said in it."""
    async with call.site.db.writing() as tx:
        if not await talks.put_away(tx, call.number(), call.actor.id):
            raise NotFound("Record not found")
    return {}


async def read(call: Call) -> Conversation:
    """Marks a conversation as read."""
    async with call.site.db.writing() as tx:
        await talks.mark_read(tx, call.number(), call.actor.id)
    return await _one(call)


async def unread(call: Call) -> Conversation:
    """Marks a conversation as unread again."""
    async with call.site.db.writing() as tx:
        await talks.mark_unread(tx, call.number(), call.actor.id)
    return await _one(call)


async def _one(call: Call) -> Conversation:
    async with call.site.db.reading() as tx:
        talk = await talks.by_id(tx, call.number(), call.actor.id)
        if talk is None:
            raise NotFound("Record not found")
        return (await told(tx, call, [talk]))[0]
