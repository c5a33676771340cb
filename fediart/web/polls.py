"""A poll as pages show it: what can be chosen, and how much of the whole each choice has."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.store.polls import Poll


@dataclass(frozen=True, slots=True)
class ShownOption:
    """`percent` is of all who voted, from 0 to 100; `chosen` by the viewer."""

    name: str
    votes: int
    percent: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShownPoll:
    """`ends` is when nobody can vote any more, 0 for never; `voted` whether the viewer has. `hidden`: how many chose
    what is shown when it has ended."""

    options: tuple[ShownOption, ...]
    multiple: bool
    ends: int
    voters: int
    voted: bool
    hidden: bool = False


def shown_poll(poll: Poll) -> ShownPoll:
    votes = sum(one.votes for one in poll.options)
    whole = max(poll.voters, 1) if poll.multiple else max(votes, 1)
    ends = [end for end in (poll.ends, poll.closed) if end > 0]
    return ShownPoll(
        options=tuple(
            ShownOption(one.name, one.votes, min(round(100 * one.votes / whole), 100), place in poll.chosen)
            for place, one in enumerate(poll.options)
        ),
        multiple=poll.multiple,
        ends=min(ends, default=0),
        voters=poll.voters or (0 if poll.multiple else votes),
        voted=bool(poll.chosen),
        hidden=poll.hidden and not poll.closed,
    )
