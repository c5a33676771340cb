"""What the filter and the moderators have decided, counted for everybody: `/transparency`, and the same as JSON.

Numbers from 1 to 4 are told as "fewer than 5", sums that would give them away are not told at all, and nobody is named.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from aiohttp import web

from fediart.actions.admission_policy import current_policy
from fediart.actions.judging import models_in_use
from fediart.actions.review_people import two_person_rule_rests
from fediart.admission.manifest import ModelError, load_manifest
from fediart.admission.policy import ArtistState, Policy
from fediart.admission.policy_words import in_sentences
from fediart.clock import moment
from fediart.language import _
from fediart.store import decisions, report_counts, reviews
from fediart.store.database import Reading
from fediart.store.decisions import Ended
from fediart.web import pages
from fediart.web.model_figures import ModelCard, model_card
from fediart.web.render import Page
from fediart.web.request import site_of
from fediart.web.review_words import CAUSES_SHORT, OUTCOMES, since

SMALL: Final = 5
MONTHS: Final = 12
_COLUMNS: Final = (
    ("published", {("publish", "", False)}),
    ("labelled", {("label", "assisted", False), ("label", "generated", False)}),
    ("held", {("hold", "", False)}),
    ("refused", {("refuse", "", False)}),
)
_BY_PEOPLE: Final = (
    ("published", {("publish", "", True), ("keep", "", True)}),
    ("labelled", {("label", "assisted", True), ("label", "generated", True)}),
    ("refused", {("refuse", "", True), ("withdraw", "", True)}),
)


@dataclass(frozen=True, slots=True)
class Month:
    """`filter` and `people` are counts by decision, None for fewer than 5 but not none."""

    name: str
    start: str
    filter: Mapping[str, int | None]
    people: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class OfCause:
    """How the cases of one cause ended."""

    cause: str
    words: str
    outcomes: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Appeals:
    """`rate` is the share overturned; None where telling it would give a small number away."""

    decided: int | None
    overturned: int | None
    rate: float | None


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted. `median_hours` is from the opening of a case to its decision, None for fewer than 5."""

    months: tuple[Month, ...]
    causes: tuple[OfCause, ...]
    appeals: Appeals
    median_hours: float | None
    open: int | None


@dataclass(frozen=True, slots=True)
class TransparencyPage(Page):
    template: ClassVar[str] = "transparency.html"
    counts: Counts
    median: str
    causes_by_outcome: tuple[tuple[str, tuple[tuple[str, int | None], ...]], ...]
    models: tuple[ModelCard, ...]
    policy: Policy
    sentences: tuple[str, ...]
    trusted: tuple[str, ...]
    two_rests: bool
    report: bool = False


async def show(request: web.Request) -> web.StreamResponse:
    site = site_of(request)
    async with site.db.reading() as tx:
        counts, policy = await count(tx, now=site.clock.now()), await current_policy(tx)
        models, alone = await _models(tx, request), await two_person_rule_rests(tx)
        report = await report_counts.is_public(tx)
    by_outcome = tuple(
        (one.words, tuple((OUTCOMES[word], number) for word, number in one.outcomes.items())) for one in counts.causes
    )
    page = TransparencyPage(
        title=_("What is decided here, and how"),
        counts=counts,
        median="" if counts.median_hours is None else since(0, int(counts.median_hours * 3_600_000)),
        causes_by_outcome=by_outcome,
        models=models if policy.detector else (),
        policy=policy,
        sentences=in_sentences(policy, ArtistState.NEW),
        trusted=_other(in_sentences(policy, ArtistState.TRUSTED), in_sentences(policy, ArtistState.NEW)),
        two_rests=alone,
        report=report,
    )
    return await pages.show(request, page)


def _other(sentences: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in sentences if one not in known)


async def document(request: web.Request) -> web.StreamResponse:
    """`/transparency.json`: null stands for a number from 1 to 4, or for one that would give such a number away."""
    site = site_of(request)
    async with site.db.reading() as tx:
        counts, policy = await count(tx, now=site.clock.now()), await current_policy(tx)
        models = await _models(tx, request)
    said: dict[str, Any] = {
        **asdict(counts),
        "models": [asdict(one) for one in models] if policy.detector else [],
        "policy": {
            "name": policy.name, "version": policy.version, "two_persons": policy.two_persons,
            "answer_days": policy.answer_days, "decide_days": policy.decide_days, "appeal_days": policy.appeal_days,
            "new_artists": in_sentences(policy, ArtistState.NEW),
            "trusted_artists": in_sentences(policy, ArtistState.TRUSTED),
        },
    }  # fmt: skip
    return web.json_response(said, headers={"Access-Control-Allow-Origin": "*"})


async def _models(tx: Reading, request: web.Request) -> tuple[ModelCard, ...]:
    found = []
    for folder in await models_in_use(tx, site_of(request).config):
        try:
            found.append(model_card(await asyncio.to_thread(load_manifest, folder)))
        except ModelError:
            continue  # `fediart doctor` says why
    return tuple(found)


async def count(tx: Reading, *, now: int) -> Counts:
    """Everything that is told in numbers, of this month and the eleven before."""
    starts = month_starts(now)
    months = tuple([await _month(tx, start, end) for start, end in zip(starts, [*starts[1:], now + 1], strict=True)])
    ended = await decisions.ended(tx, since=starts[0])
    median = await decisions.median_time(tx, since=starts[0])
    enough = sum(one.cases for one in ended) >= SMALL
    return Counts(
        months=tuple(month for month in reversed(months) if _happened(month)),
        causes=_causes(ended),
        appeals=_appeals(ended),
        median_hours=round(median / 3_600_000, 1) if median is not None and enough else None,
        open=told(await reviews.count_open(tx)),
    )


def _happened(month: Month) -> bool:
    """Anything but nothing: what is too small to be told has happened, too."""
    return any(number != 0 for number in (*month.filter.values(), *month.people.values()))


def month_starts(now: int) -> list[int]:
    """The first moments of the last twelve months, this one included, the oldest first; in milliseconds, UTC."""
    at = moment(now)
    number = at.year * 12 + at.month - 1
    firsts = [datetime(one // 12, one % 12 + 1, 1, tzinfo=UTC) for one in range(number - MONTHS + 1, number + 1)]
    return [int(first.timestamp() * 1000) for first in firsts]


async def _month(tx: Reading, start: int, end: int) -> Month:
    found = await decisions.counted(tx, since=start, until=end)
    at = moment(start)
    return Month(f"{at:%B %Y}", f"{at:%Y-%m}", _summed(found, _COLUMNS), _summed(found, _BY_PEOPLE))


def _summed(
    found: Mapping[tuple[str, str, bool], int], columns: Iterable[tuple[str, set[tuple[str, str, bool]]]]
) -> dict[str, int | None]:
    return {name: told(sum(found.get(key, 0) for key in keys)) for name, keys in columns}


def told(number: int) -> int | None:
    """A number as everybody may read it: None for 1 to 4, which could be about somebody one knows."""
    return None if 0 < number < SMALL else number


def _causes(ended: Iterable[Ended]) -> tuple[OfCause, ...]:
    sums: dict[str, Counter[str]] = {}
    for one in ended:
        if one.outcome in OUTCOMES and one.cause in CAUSES_SHORT:
            sums.setdefault(one.cause, Counter())[one.outcome] += one.cases
    return tuple(
        OfCause(cause, words, {outcome: told(sums[cause][outcome]) for outcome in OUTCOMES if sums[cause][outcome]})
        for cause, words in CAUSES_SHORT.items()
        if cause in sums
    )


def _appeals(ended: Iterable[Ended]) -> Appeals:
    appeals = [one for one in ended if one.cause == "appeal"]
    decided = sum(one.cases for one in appeals)
    won = sum(one.cases for one in appeals if one.overturned)
    clear = decided >= SMALL and told(won) is not None and told(decided - won) is not None
    return Appeals(told(decided), told(won), round(won / decided, 3) if clear else None)
