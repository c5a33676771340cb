"""Voting in polls of other servers: once, before the end, told to the poll's author and to nobody else."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.actions import outbox
from fediart.actions.like import seen_post
from fediart.actions.moved import demand_not_moved
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import polls
from fediart.store.actors import Actor
from fediart.store.polls import Poll
from fediart.translate.polls import vote_activity


async def vote(site: Site, actor: Actor, post_id: int, places: Sequence[int]) -> None:
    """`places` are those of the chosen options. Raises NotFound; Problem with what stands in the way."""
    demand_not_moved(actor)
    now = site.clock.now()
    async with site.db.writing() as tx:
        post, author = await seen_post(tx, actor, post_id)
        await polls.hold(tx, post.id)
        poll = (await polls.of_posts(tx, [post.id], viewer=actor.id)).get(post.id)
        if poll is None:
            raise NotFound(_("There is no poll in this post."))
        chosen = _checked(poll, places, now)
        await polls.vote(tx, poll, actor.id, chosen, now=now)
        for place in chosen:
            activity = vote_activity(actor, author, post, poll.options[place].name, site.ids.new())
            await outbox.send(tx, site, actor=actor, activity=activity, inboxes=[author.inbox], kind="Vote")
    site.delivery_bell.ring()
    site.pages.changed()


def _checked(poll: Poll, places: Sequence[int], now: int) -> list[int]:
    chosen = sorted(set(places))
    if poll.over(now):
        raise Problem(_("This poll has ended."), field="option")
    if poll.chosen:
        raise Problem(_("You have voted in this poll already."), field="option")
    if not chosen:
        raise Problem(_("Choose something first."), field="option")
    if len(chosen) > 1 and not poll.multiple:
        raise Problem(_("Only one thing can be chosen in this poll."), field="option")
    if not 0 <= chosen[0] <= chosen[-1] < len(poll.options):
        raise Problem(_("That is not among what can be chosen. Load the page again, then vote."), field="option")
    return chosen
