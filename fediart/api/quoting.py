"""Who quotes a post, and an artist's leave taken back (docs.joinmastodon.org/methods/statuses/#quotes)."""

from __future__ import annotations

from fediart.actions import quote_answers
from fediart.api.call import Call, Paged, number_from
from fediart.api.entities.statuses import Status
from fediart.api.given import Older
from fediart.api.shown.statuses import status, statuses
from fediart.api.turning import page, window
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import posts, quote_requests, reactors
from fediart.store.quotes import ALLOWED
from fediart.store.visibility import may_see


async def quotes(call: Call, given: Older) -> Paged[Status]:
    """Lists posts that quote this one with its author's leave, as far as one may see them."""
    asked_for, number = window(given), call.number()
    async with call.site.db.reading() as tx:
        post = await posts.by_id(tx, number)
        if post is None or not await may_see(tx, post, call.viewer_id):
            raise NotFound(_("Record not found"))
        found = await reactors.quoting(tx, number, asked_for)
        known = await posts.by_ids(tx, found)
        shown = await statuses(tx, call, [known[one] for one in asked_for.newest_first(found) if one in known])
    return page(shown, found, given)


async def revoke(call: Call) -> Status:
    """Takes leave back from a post that quotes one's own: it stands without it from now on."""
    number, quoting_id, me = call.number(), number_from(call.part("quoting_id")), call.actor
    async with call.site.db.reading() as tx:
        post, quoting = await posts.by_id(tx, number), await posts.by_id(tx, quoting_id)
        if post is None or quoting is None or post.actor_id != me.id or not await may_see(tx, quoting, me.id):
            raise NotFound(_("Record not found"))
        given = await quote_requests.of_quote(tx, post.id, quoting.uri)
    if given is None:
        raise NotFound(_("Record not found"))
    if given.state != ALLOWED:
        raise Problem(_("This quote is not allowed any more."))
    await quote_answers.revoke(call.site, me, given.id)
    async with call.site.db.reading() as tx:
        return await status(tx, call, quoting)
