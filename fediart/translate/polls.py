"""A poll of another server as our rows, one of ours as a document, and a vote of ours as its server counts it."""

from __future__ import annotations

from typing import Any

from federation import write
from federation.objects import Poll as PollDocument
from federation.objects import PollOption
from fediart.sanitize import plain
from fediart.store.actors import Actor
from fediart.store.polls import Option, Poll
from fediart.store.posts import Post

LONGEST_OPTION = 300
MOST_VOTES = 10**12  # nobody has so many; a column of 63 bits must not run over when one is added


def poll_row(poll: PollDocument, post_id: int, *, told: int) -> Poll:
    """`told` is when these tallies were (milliseconds). Where the voters are not told, the votes stand for them."""
    options = tuple(
        Option(_name(one.name) or f"Option {place}", _bounded(one.votes)) for place, one in enumerate(poll.options, 1)
    )
    votes = [one.votes for one in options]
    voters = (max(votes) if poll.multiple else sum(votes)) if poll.voters is None else _bounded(poll.voters)
    return Poll(
        post_id=post_id,
        options=options,
        multiple=poll.multiple,
        ends=_moment(poll.ends),
        closed=_moment(poll.closed),
        voters=_bounded(voters),
        counted=told,
    )


def choice_of(name: str) -> str:
    """The answer that a vote of another server names: it echoes what we sent, letter by letter."""
    return " ".join(name.split())


def poll_document(poll: Poll) -> PollDocument:
    """As others read it: how many, and never who."""
    return PollDocument(
        tuple(PollOption(one.name, one.votes) for one in poll.options),
        poll.multiple,
        poll.ends or None,
        poll.closed or None,
        poll.voters,
        poll.hidden,
    )


def _name(text: str) -> str:
    return plain(text).replace("\n", " ").strip()[:LONGEST_OPTION]


def _bounded(votes: int) -> int:
    return min(votes, MOST_VOTES)


def _moment(time: int | None) -> int:
    return max(time or 0, 0)


def vote_activity(actor: Actor, author: Actor, post: Post, name: str, number: int) -> dict[str, Any]:
    """A Create of a Note that has nothing but the option's name and the poll it answers, as Mastodon sends and counts.

    Both ids stand for something that cannot be asked for: a vote is told to the poll's author alone.
    """
    vote = {
        "id": f"{actor.uri}#votes/{number}",
        "type": "Note",
        "name": name,
        "attributedTo": actor.uri,
        "to": [author.uri],
        "inReplyTo": post.uri,
    }
    return write.create(f"{actor.uri}#votes/{number}/activity", actor.uri, vote)
