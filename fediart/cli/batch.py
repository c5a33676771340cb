"""Many files, judged side by side in worker processes: nothing that a file does stops the others."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from fediart.admission.judgement import Judgement, judge_unknown
from fediart.admission.policy import Policy
from fediart.cli.listing import Listed
from fediart.media.errors import WorkFailed
from fediart.media.facts import Limits
from fediart.media.pool import Pool

_AHEAD: Final = 64  # files taken on before the first of them is told: one slow file does not make the others wait


@dataclass(frozen=True, slots=True)
class Rules:
    """By what files are judged: policy, model folders, trusted certificates, and how large a file may be."""

    policy: Policy
    models: tuple[Path, ...]
    anchors: str
    limits: Limits


@dataclass(slots=True)
class Tally:
    """What became of the files so far."""

    verdicts: Counter[str] = field(default_factory=Counter)
    failed: int = 0

    def add(self, found: Judgement) -> None:
        if found.verdict is None:
            self.failed += 1
        else:
            self.verdicts[found.verdict.decision.value] += 1

    @property
    def files(self) -> int:
        return self.failed + self.verdicts.total()


async def judged(pool: Pool, files: Iterable[Listed], rules: Rules) -> AsyncIterator[Judgement]:
    """One judgement per file, in their order. A worker that a file brings down takes only that file along."""
    waiting: deque[asyncio.Task[Judgement]] = deque()
    try:
        for one in files:
            waiting.append(asyncio.create_task(_one(pool, one, rules)))
            if len(waiting) >= _AHEAD:
                yield await waiting.popleft()
        while waiting:
            yield await waiting.popleft()
    finally:
        for task in waiting:
            task.cancel()


async def _one(pool: Pool, listed: Listed, rules: Rules) -> Judgement:
    if listed.problem:
        return _not_judged(listed, listed.problem)
    try:
        return await judge_unknown(pool, listed.path, rules.policy, rules.models, rules.anchors, rules.limits)
    except WorkFailed as error:
        return _not_judged(listed, f"It could not be judged: {error.reason}.")
    except OSError as error:
        return _not_judged(listed, f"No worker process could be started ({error.strerror or error}); free some memory.")


def _not_judged(listed: Listed, problem: str) -> Judgement:
    return Judgement(str(listed.path), "", None, True, (), None, None, problem)
