"""Voting by members, in polls from here and elsewhere: once, before the end, told to who asks and to nobody else.

What stands in the way is said in the words that apps of Mastodon know.
"""

from __future__ import annotations

from collections.abc import Sequence

from fediart.actions import outbox
from fediart.actions import poll as own_polls
from fediart.actions.like import seen_post
from fediart.actions.moved import demand_not_moved
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import polls
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.polls import Poll
from fediart.store.posts import Post
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
        if author.id == actor.id:
            raise Problem(_("You cannot vote in your own poll."), field="option")
        chosen = _checked(poll, places, now)
        if post.local:
            await own_polls.count_vote(tx, site, actor, post, poll, chosen)
        else:
            await _vote_elsewhere(tx, site, actor, author, post, poll, chosen)
    site.bell.ring()
    site.delivery_bell.ring()
    site.pages.changed()


async def _vote_elsewhere(
    tx: Writing, site: Site, actor: Actor, author: Actor, post: Post, poll: Poll, chosen: Sequence[int]
) -> None:
    await polls.vote(tx, poll, actor.id, chosen, now=site.clock.now())
    await own_polls.remind_of_end(tx, site, poll)
    for place in chosen:
        activity = vote_activity(actor, author, post, poll.options[place].name, site.ids.new())
        await outbox.send(tx, site, actor=actor, activity=activity, inboxes=[author.inbox], kind="Vote")


def _checked(poll: Poll, places: Sequence[int], now: int) -> list[int]:
    chosen = sorted(set(places))
    if poll.over(now):
        raise Problem(_("This poll has ended."), field="option")
    if poll.chosen:
        raise Problem(_("You have already voted on this poll."), field="option")
    if not chosen:
        raise Problem(_("Choose something first."), field="option")
    if len(chosen) > 1 and not poll.multiple:
        raise Problem(
            _("You have already voted on this poll with the first choice: only one is possible. Nothing was counted."),
            field="option",
        )
    if not 0 <= chosen[0] <= chosen[-1] < len(poll.options):
        raise Problem(_("The chosen vote option does not exist. Load the poll again, then vote."), field="option")
    return chosen
