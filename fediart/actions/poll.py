"""Polls of members: what may be asked, the votes that come in, and the end of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fediart.actions import outbox
from fediart.clock import DAY, MINUTE
from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import blocks, jobs, notifications, polls, posts
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.jobs import enqueuing
from fediart.store.polls import Option, Poll, Statement
from fediart.store.posts import Post
from fediart.store.visibility import may_see

LEAST_OPTIONS: Final = 2
MOST_OPTIONS: Final = 8
LONGEST_OPTION: Final = 100
SHORTEST: Final = 5 * MINUTE
LONGEST: Final = 31 * DAY
ENDS: Final = "poll-ends"
TELL: Final = "poll-tallies"
TOLD_EACH: Final = 3 * MINUTE  # how often others hear how the votes stand


@dataclass(frozen=True, slots=True)
class Asking:
    """What a member asks. `lasts` is in milliseconds; `hidden`: the tallies are told at the end."""

    options: tuple[str, ...]
    lasts: int
    multiple: bool = False
    hidden: bool = False


def checked(asking: Asking) -> Asking:
    """Tidied up. Raises Problem at `poll` in words that name the fix."""
    options = tuple(" ".join(one.split()) for one in asking.options)
    options = tuple(one for one in options if one)
    if not LEAST_OPTIONS <= len(options) <= MOST_OPTIONS:
        words = _("A poll has from %(least)s to %(most)s answers.", least=LEAST_OPTIONS, most=MOST_OPTIONS)
        raise Problem(words, field="poll")
    if any(len(one) > LONGEST_OPTION for one in options):
        raise Problem(_("An answer of a poll has at most %(most)s characters.", most=LONGEST_OPTION), field="poll")
    if len({one.casefold() for one in options}) < len(options):
        raise Problem(_("Two answers of the poll are the same. Change one of them."), field="poll")
    if not SHORTEST <= asking.lasts <= LONGEST:
        raise Problem(_("A poll lasts from five minutes to a month."), field="poll")
    return Asking(options, asking.lasts, asking.multiple, asking.hidden)


def keeping(site: Site, post_id: int, asking: Asking) -> list[Statement]:
    """The statements for a checked poll of a post that is new, with the job for its end."""
    poll = row_of(post_id, asking, site.clock.now())
    return [*polls.inserting(poll), _alarm(site, poll)]


def row_of(post_id: int, asking: Asking, now: int) -> Poll:
    options = tuple(Option(one, 0) for one in asking.options)
    return Poll(post_id, options, asking.multiple, now + asking.lasts, 0, 0, now, hidden=asking.hidden)


def _alarm(site: Site, poll: Poll) -> Statement:
    return enqueuing(
        site.ids.new(), ENDS, {"post": poll.post_id}, now=site.clock.now(), due=poll.ends,
        once_key=f"{ENDS}:{poll.post_id}:{poll.ends}",
    )  # fmt: skip


async def changed(tx: Writing, site: Site, post_id: int, asking: Asking | None) -> bool:
    """An edit asks this now: where it is not what was asked before, votes are void, as other servers have it.

    Whoever sends the same answers again keeps votes and end. True where something is asked anew.
    """
    known = (await polls.of_posts(tx, [post_id])).get(post_id)
    if asking is None or known is None:
        return False
    asked_before = (tuple(one.name for one in known.options), known.multiple)
    if (asking.options, asking.multiple) == asked_before:
        return False
    if known.over(site.clock.now()):
        raise Problem(_("This poll has ended. Ask anew in another post."), field="poll")
    fresh = row_of(post_id, asking, site.clock.now())
    await polls.ask_anew(tx, fresh)
    await tx.batch([_alarm(site, fresh)])
    return True


async def count_vote(tx: Writing, site: Site, voter: Actor, post: Post, poll: Poll, chosen: Sequence[int]) -> None:
    """Keeps a vote in a poll of ours and tells others in a while. `polls.hold` it and check before."""
    await polls.vote(tx, poll, voter.id, chosen, now=site.clock.now())
    await tell_later(tx, site, post.id)


async def tell_later(tx: Writing, site: Site, post_id: int) -> None:
    """Other servers hear how the votes stand, at most once in three minutes. Ring `site.bell` after the commit."""
    now = site.clock.now()
    turn = now // TOLD_EACH + 1
    await jobs.enqueue(
        tx, site.ids.new(), TELL, {"post": post_id}, now=now, due=turn * TOLD_EACH, once_key=f"{TELL}:{post_id}:{turn}"
    )


async def remind_of_end(tx: Writing, site: Site, poll: Poll) -> None:
    """Who voted here in a poll of elsewhere hears of its end, too."""
    if poll.ends > site.clock.now():
        await tx.batch([_alarm(site, poll)])


async def vote_from_elsewhere(tx: Writing, site: Site, sender: Actor, poll_uri: str, name: str) -> str:
    """Counts a vote that came in, once. Returns why not in words for admins; empty where it counts."""
    post = await posts.by_uri(tx, poll_uri)
    if post is None or not post.local or post.deleted:
        return "there is no such poll here"
    if not await may_see(tx, post, sender.id) or await blocks.between(tx, post.actor_id, sender.id):
        return "the poll is not for the sender"
    await polls.hold(tx, post.id)
    poll = (await polls.of_posts(tx, [post.id], viewer=sender.id)).get(post.id)
    if poll is None:
        return "there is no such poll here"
    if poll.over(site.clock.now()):
        return "the poll has ended"
    places = [place for place, one in enumerate(poll.options) if one.name == name]
    if not places:
        return "there is no such answer in the poll"
    if places[0] in poll.chosen or (poll.chosen and not poll.multiple):
        return "the sender has voted already"
    await count_vote(tx, site, sender, post, poll, places)
    return ""


async def over(tx: Writing, site: Site, post_id: int) -> str:
    """The end of a poll: who asked and who voted here is told, and others get the last tallies. Twice is no more
    than once. Returns what was done, in words; ring both bells after the commit."""
    now = site.clock.now()
    await polls.hold(tx, post_id)
    poll = (await polls.of_posts(tx, [post_id])).get(post_id)
    post = await posts.by_id(tx, post_id)
    if poll is None or post is None or post.deleted:
        return "it is gone"
    if poll.ends > now:
        return "it was put off"
    if post.local and not await polls.end(tx, post_id, now=now):
        return "it was told already"
    people = {*await polls.voters_here(tx, post_id), *([post.actor_id] if post.local else [])}
    for one in sorted(people):
        await notifications.notify(tx, site.ids, one, "poll", from_id=post.actor_id, post_id=post_id, now=now)
    if post.local:
        await outbox.post_changed(tx, site, post)
    return f"{len(people)} people were told"


async def tell_tallies(tx: Writing, site: Site, post_id: int) -> str:
    """Other servers are told how the votes stand. Returns what was done, in words."""
    post = await posts.by_id(tx, post_id)
    poll = (await polls.of_posts(tx, [post_id])).get(post_id)
    if post is None or poll is None or not post.local or post.deleted or poll.closed:
        return "there is nothing to tell any more"
    await outbox.post_changed(tx, site, post)
    return "told"
