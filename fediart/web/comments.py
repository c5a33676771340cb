"""What is said below a work: branches that begin with an answer to it; long ones are folded, and many come in parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.web.showing import Remark

AT_FIRST = 20  # branches
UNFOLDED = 3  # answers in a branch


@dataclass(frozen=True, slots=True)
class Branch:
    """An answer to the work, and what was answered to that, near or far; `folded` where that is long."""

    first: Remark
    answers: tuple[Remark, ...]

    @property
    def folded(self) -> bool:
        return len(self.answers) > UNFOLDED


@dataclass(frozen=True, slots=True)
class Comments:
    """`count` is how many there are in all, `more` how many of them are not shown yet."""

    branches: tuple[Branch, ...] = ()
    count: int = 0
    more: int = 0


def comments_of(replies: Sequence[Remark], *, whole: bool) -> Comments:
    """From posts in the order of the thread, each with how deep it is. `whole`: all of them are shown."""
    found: list[list[Remark]] = []
    for one in replies:
        if one.depth == 0 or not found:
            found.append([])
        found[-1].append(one)
    shown = found if whole else found[:AT_FIRST]
    branches = tuple(Branch(branch[0], tuple(branch[1:])) for branch in shown)
    return Comments(branches, len(replies), len(replies) - sum(len(branch) for branch in shown))
