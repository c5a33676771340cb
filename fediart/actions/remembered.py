"""Works as they were measured when they came in, with what was decided about them: to be judged again by a policy.

What was published before measurements were kept is known by its verdicts: evidence and score, without the crops.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fediart.actions.trust import artist_state
from fediart.admission.findings import Band, Score, band_at, finding_from
from fediart.admission.manifest import ModelError, load_manifest
from fediart.admission.measured import findings_of, score_of
from fediart.admission.policy import ArtistState, Policy
from fediart.admission.review import UNREADABLE
from fediart.admission.verdict import Reason, Verdict
from fediart.admission.whole import COPY, NOT_ACCEPTED, Known, Seen, decide_work
from fediart.store import measurements, rejudging
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.measurements import Measurement
from fediart.store.rejudging import PictureKey
from fediart.store.verdicts import VerdictRow, newest_by_picture
from fediart.translate.rights import source_of

DECISIONS: Final = ("publish", "label", "hold", "refuse")
"""Words of verdict rows by which the machine decides about a whole work."""
STANDING: Final = ("publish", "label", "keep", "refuse", "withdraw")
"""Words of verdict rows by which a person decides about one."""

Thresholds = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Models:
    """Detectors: the label under which their measurements are kept, and each one's measured thresholds."""

    folders: tuple[Path, ...]
    label: str
    thresholds: Thresholds


@dataclass(frozen=True, slots=True)
class Remembered:
    """`word` is what the machine last decided about the whole work; `by_person` whether a person decided after all."""

    artwork: Artwork
    keys: Sequence[PictureKey]
    pictures: Sequence[Seen]
    known: Known
    state: ArtistState
    word: VerdictRow | None
    by_person: bool

    def decide(self, policy: Policy) -> Verdict:
        """What the policy makes of it."""
        return decide_work(policy, self.pictures, self.known, self.state)


async def models_of(folders: Sequence[Path]) -> Models:
    """Reads the cards of detectors; one that cannot be read measures nothing, and `fediart doctor` says why."""
    return await asyncio.to_thread(_models, tuple(folders))


def _models(folders: tuple[Path, ...]) -> Models:
    labels, thresholds = [], {}
    for folder in folders:
        try:
            manifest = load_manifest(folder)
        except ModelError:
            continue
        labels.append(manifest.label)
        thresholds[manifest.label] = manifest.thresholds
    return Models(folders, " + ".join(labels), thresholds)


async def remember(
    tx: Reading, works: Sequence[Artwork], policy: Policy, models: Models, *, only_measured: bool = False
) -> list[Remembered]:
    """In the order given. `only_measured`: what these models have not seen gets no `Seen`, and is to be measured."""
    ids = [work.id for work in works]
    keys, histories = await rejudging.pictures_of(tx, ids), await rejudging.words_on(tx, ids)
    hashes = {key.sha256 for found in keys.values() for key in found}
    rows = {} if only_measured else await measurements.newest(tx, hashes)
    rows |= await measurements.of_model(tx, hashes, models.label)
    states = {who: await artist_state(tx, who, policy) for who in {work.actor_id for work in works}}
    found = []
    for work in works:
        own, history = keys.get(work.id, []), histories.get(work.id, [])
        said = {} if only_measured else newest_by_picture(history)
        seen = (_seen(key, rows.get(key.sha256), said.get(key.id), models.thresholds) for key in own)
        found.append(
            Remembered(
                artwork=work,
                keys=own,
                pictures=tuple(one for one in seen if one is not None),
                known=_known(work, history),
                state=states[work.actor_id],
                word=_machine_word(history),
                by_person=any(row.account_id is not None and row.decision in STANDING for row in history),
            )
        )
    return found


def _known(work: Artwork, history: Sequence[VerdictRow]) -> Known:
    word = _machine_word(history)
    reasons = {one["code"]: Reason(one["code"], one["text"]) for one in word.reasons} if word else {}
    refused = reasons.get(UNREADABLE) or reasons.get(NOT_ACCEPTED)
    return Known(source_of(work.digital_source_type), reasons.get(COPY), refused)


def _machine_word(history: Sequence[VerdictRow]) -> VerdictRow | None:
    words = (row for row in history if row.picture_id is None and row.account_id is None and row.decision in DECISIONS)
    return max(words, key=lambda row: row.id, default=None)


def _seen(key: PictureKey, row: Measurement | None, said: VerdictRow | None, thresholds: Thresholds) -> Seen | None:
    if row is not None:
        band = Band(row.band) if row.model else None
        return Seen(key.id, key.sha256, findings_of(row), score_of(row), band, row.model)
    if said is None:
        return None
    evidence = tuple(finding_from(one) for one in said.evidence)
    score = Score(said.score, bool(said.abstained)) if said.model else None
    return Seen(key.id, key.sha256, evidence, score, _band(said, thresholds), said.model)


def _band(said: VerdictRow, thresholds: Thresholds) -> Band | None:
    """Of a score that was kept without its band: by its model's thresholds, else by whether it counted then."""
    if said.abstained or said.score is None:
        return Band.CANNOT_TELL if said.model else None
    if said.model in thresholds:
        return band_at(said.score, thresholds[said.model])
    counted = any(one["code"] == "detector-score" for one in said.reasons)
    return Band.DOUBTFUL if counted else Band.LOW
