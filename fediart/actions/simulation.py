"""What a policy would have made of the newest works, beside what was decided about them: nothing is changed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fediart.actions.judging import models_in_use
from fediart.actions.remembered import Remembered, models_of, remember
from fediart.admission.policy import Policy
from fediart.admission.verdict import ADVICE, Decision, Label, Verdict
from fediart.site import Site
from fediart.store import rejudging
from fediart.store.artworks import Artwork

LAST: Final = 500
MOST: Final = 5_000
OUTCOMES: Final = ("publish", "label-assisted", "label-generated", "hold", "refuse")
PUBLIC: Final = ("public", "unlisted")


@dataclass(frozen=True, slots=True)
class Changed:
    """A work about which the policy decides otherwise. `before` and `after` are OUTCOMES; `why` are the new grounds.

    `stands` is what holds now where that is not `before`: a moderator, or an appeal, has decided since. `shown` is
    False for works that are not for everybody: they are counted, and nothing else of them is told.
    """

    artwork_id: int
    title: str
    actor_id: int
    state: str
    before: str
    after: str
    why: Sequence[str]
    stands: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Simulation:
    """`before` and `after` count works by outcome. At `unmeasured` works no detector has looked."""

    works: int
    before: Mapping[str, int]
    after: Mapping[str, int]
    changed: Sequence[Changed]
    unmeasured: int


async def simulate(site: Site, policy: Policy, *, last: int = LAST) -> Simulation:
    """Tries the policy on the newest works on which a decision is in force, by what was measured when they came."""
    async with site.db.reading() as tx:
        folders = await models_in_use(tx, site.config)
    models = await models_of(folders)
    async with site.db.reading() as tx:
        works = await rejudging.last_judged(tx, limit=max(1, min(last, MOST)))
        found = await remember(tx, works, policy, models)
    return await asyncio.to_thread(compare, policy, found)


def compare(policy: Policy, works: Sequence[Remembered]) -> Simulation:
    """The same without the database."""
    before, after = Counter[str](), Counter[str]()
    changed = []
    for work in works:
        verdict = work.decide(policy)
        was, now = decided_before(work), outcome(verdict.decision.value, verdict.label.value)
        before[was] += 1
        after[now] += 1
        if was != now:
            changed.append(_changed(work, was, now, verdict))
    return Simulation(
        works=len(works),
        before={name: before[name] for name in OUTCOMES},
        after={name: after[name] for name in OUTCOMES},
        changed=tuple(changed),
        unmeasured=sum(any(not seen.model for seen in work.pictures) for work in works),
    )


def outcome(decision: str, label: str) -> str:
    """One of OUTCOMES."""
    if decision != Decision.LABEL:
        return decision
    return "label-assisted" if label == Label.ASSISTED else "label-generated"


def decided_before(work: Remembered) -> str:
    """What the machine decided, else what its state says."""
    if work.word is not None:
        return outcome(work.word.decision, work.word.label)
    return stands_now(work.artwork)


def stands_now(artwork: Artwork) -> str:
    """What holds for a work now, whoever decided that."""
    if artwork.state == "published":
        return outcome("label" if artwork.ai_label else "publish", artwork.ai_label)
    return "hold" if artwork.state == "held" else "refuse"


def _changed(work: Remembered, was: str, now: str, verdict: Verdict) -> Changed:
    artwork, stands = work.artwork, stands_now(work.artwork)
    return Changed(
        artwork_id=artwork.id,
        title=artwork.title,
        actor_id=artwork.actor_id,
        state=artwork.state,
        before=was,
        after=now,
        why=tuple(reason.text for reason in verdict.reasons if reason.code != ADVICE),
        stands="" if stands == was else stands,
        shown=artwork.visibility in PUBLIC,
    )
