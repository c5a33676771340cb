"""A real `fediart serve` that kills itself, by SIGKILL, before or after one certain step: a process of `forks`.

Its arguments: SWITCH MINUTES CONFIG

The file SWITCH names the point it dies at, one of POINTS or LATER, and may be written while the server runs; without
one it lives. The server's clock goes MINUTES ahead, as if it had been off for so long. Nothing of the product is
replaced: the step itself runs as it is.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Literal

from fediart import cli
from fediart.clock import MINUTE, SystemClock


@dataclass(frozen=True, slots=True)
class Point:
    """Where to die: at the `time`-th call of `module:name` whose arguments please `when`."""

    module: str
    name: str
    side: Literal["before", "after"]
    time: int = 1
    when: Callable[..., bool] = lambda *_, **__: True


def _kept_in(area: str) -> Callable[..., bool]:
    return lambda _storage, _temp, where, *_: where == area


_STORAGE = "fediart.media.storage:FolderStorage"
_PUBLISHING = "fediart.jobs.publishing"

POINTS: dict[str, Point] = {
    "after an attachment is kept": Point(_STORAGE, "keep", "after", when=_kept_in("attachments")),
    "after the original is kept": Point(_STORAGE, "keep", "after", when=_kept_in("originals")),
    "after the submission is written": Point("fediart.web.publish", "submit", "after"),
    "after judging": Point("fediart.jobs.checking", "judge_here", "after"),
    "after the verdict is written": Point(_PUBLISHING, "check", "after"),
    "after the renditions are drawn": Point("fediart.media.studio", "prepare", "after"),
    "after the first file is kept": Point(_STORAGE, "keep", "after", when=_kept_in("public")),
    "after the last file is kept": Point(_STORAGE, "keep", "after", 5, when=_kept_in("public")),
    "before the publishing transaction": Point(_PUBLISHING, "_publish", "before"),
    "before the publishing transaction is committed": Point(_PUBLISHING, "_publish", "after"),
    "after the publishing transaction": Point(_PUBLISHING, "_prepare", "after"),
    "before the delivery": Point("fediart.jobs.deliver", "deliver", "before"),
    "after the delivery, before its row is marked": Point("fediart.jobs.deliver", "deliver", "after"),
}

# Not on the way from upload to delivery, but later: each in the midst of its transaction.
LATER: dict[str, Point] = {
    "when the time for an appeal has ended": Point("fediart.jobs.review_limits", "_end", "after"),
    "when a work is judged again": Point("fediart.actions.rescan", "carry_out", "after"),
    "when the files of a seventh work say a new policy": Point("fediart.actions.embedding", "_put", "after", 33),
    "when the second work of an import was sent in": Point("fediart.actions.import_works", "submit", "after", 2),
    "when others are told of a third work's policy": Point("fediart.actions.outbox", "words_changed", "after", 3),
}


def arm(name: str, point: Point, switch: Path) -> None:
    """Wraps the step, which is a coroutine function of a module or of a class in it. Calls count once it is meant."""
    module, _, owner = point.module.partition(":")
    holder: Any = importlib.import_module(module)
    holder = getattr(holder, owner) if owner else holder
    step, calls = getattr(holder, point.name), 0

    @wraps(step)
    async def dying(*given: Any, **named: Any) -> Any:
        nonlocal calls
        meant = switch.is_file() and switch.read_text() == name and point.when(*given, **named)
        calls += meant
        now = meant and calls == point.time
        if now and point.side == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = await step(*given, **named)
        if now:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(holder, point.name, dying)


def go_ahead(minutes: int) -> None:
    """The clock of this process, which every part asks, is ahead by so much."""
    true = SystemClock.now
    SystemClock.now = lambda clock: true(clock) + minutes * MINUTE  # type: ignore[method-assign]


def main() -> int:
    switch, minutes, config = sys.argv[1:]
    for name, point in (POINTS | LATER).items():
        arm(name, point, Path(switch))
    go_ahead(int(minutes))
    return cli.main(["serve", "-c", config])
