"""Polls: looked at and voted in (docs.joinmastodon.org/methods/polls). A poll's id is its post's."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fediart.actions.vote import vote
from fediart.api.call import Call
from fediart.api.entities.polls import Poll
from fediart.api.given import asked
from fediart.api.shown.polls import poll
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import emojis, eyes, polls, posts
from fediart.store.actors import by_id as actor_by_id
from fediart.store.database import Reading
from fediart.store.visibility import may_see


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen."""

    choices: tuple[int, ...] = asked("The places of the answers, from 0.", required=True, most=100)


async def show(call: Call) -> Poll:
    """Shows a poll of a post that one may see."""
    async with call.site.db.reading() as tx:
        return await _shown(tx, call, call.number())


async def send(call: Call, given: Choices) -> Poll:
    """Votes, once."""
    number = call.number()
    await vote(call.site, call.actor, number, given.choices)
    async with call.site.db.reading() as tx:
        return await _shown(tx, call, number)


async def _shown(tx: Reading, call: Call, number: int) -> Poll:
    post = await posts.by_id(tx, number)
    known = (await polls.of_posts(tx, [number])).get(number) if post else None
    if post is None or known is None or not await may_see(tx, post, call.viewer_id):
        raise NotFound(_("Record not found"))
    author = await actor_by_id(tx, post.actor_id)
    host = author.host if author else ""
    drawn = (await emojis.used_in(tx, [(host, one.name) for one in known.options])).get(host, {})
    used = {code: drawn[code] for one in known.options for code in emojis.CODE.findall(one.name) if code in drawn}
    viewer = call.viewer_id
    mine = (await eyes.votes(tx, [number], viewer)).get(number, ()) if viewer else ()
    return poll(
        call.site.config.origin,
        replace(known, chosen=mine),
        now=call.now,
        drawn=used,
        voter=viewer is not None,
        own=post.actor_id == viewer,
    )
