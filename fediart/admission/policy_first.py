"""Reads policies as they were written before there was a table: actions by evidence, and thresholds of the score.

Such bodies stay in the history of every instance that is older than the table. The measured rates "1%" and "0.1%"
became the bands; a probability that an admin had typed is read as the nearest band that is no milder.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fediart.admission.findings import Band
from fediart.admission.policy_fields import read_action, read_table
from fediart.admission.policy_table import Action, ArtistState, Cell, EvidenceRow, PolicyError, strictest

FIRST_KEYS: Final = frozenset(("evidence", "score", "on_abstain"))
"""A body with one of these is of the first form."""

_GRADES: Final = ("proven", "signed", "declared", "watermark")
_CLAIMS: Final = {"generated": "refuse", "assisted": "label-assisted", "unknown": "hold"}
_SCORES: Final = {
    "label": (Action.LABEL_GENERATED, None),
    "hold": (Action.HOLD, "1%"),
    "refuse": (Action.REFUSE, None),
}
_BANDS_FROM: Final = {"1%": (Band.DOUBTFUL, Band.HIGH), "0.1%": (Band.HIGH,)}


def first_cells(body: Mapping[str, Any]) -> dict[Cell, Action]:
    """The table that a body of the first form amounts to; new and trusted artists are alike in it."""
    rows, bands = _rows(read_table("evidence", body.get("evidence", {}), _GRADES)), _bands(body)
    return {
        (row, band, state): strictest((by_mark, by_score))
        for row, by_mark in rows.items()
        for band, by_score in bands.items()
        for state in ArtistState
    }


def refuses_by_score(body: Mapping[str, Any]) -> bool:
    """Whether the admin had set a score that refuses."""
    score = body.get("score")
    return isinstance(score, Mapping) and score.get("refuse") is not None


def _rows(evidence: Mapping[str, Any]) -> dict[EvidenceRow, Action]:
    said = {grade: read_table(f"evidence.{grade}", evidence.get(grade, {}), tuple(_CLAIMS)) for grade in _GRADES}

    def found(grade: str, claim: str) -> Action:
        return read_action(f"evidence.{grade}.{claim}", said[grade].get(claim, _CLAIMS[claim]))

    rows = {EvidenceRow(grade): found(grade, "generated") for grade in _GRADES}
    rows[EvidenceRow.ASSISTED] = strictest(found(grade, "assisted") for grade in _GRADES)
    rows[EvidenceRow.UNCLEAR] = strictest(found(grade, "unknown") for grade in _GRADES)
    rows[EvidenceRow.NONE] = Action.PUBLISH
    return rows


def _bands(body: Mapping[str, Any]) -> dict[Band, Action]:
    score = read_table("score", body.get("score", {}), tuple(_SCORES))
    bands = dict.fromkeys(Band, Action.PUBLISH)
    for name, (action, default) in _SCORES.items():
        for band in _reached(f"score.{name}", score.get(name, default)):
            bands[band] = strictest((bands[band], action))
    bands[Band.CANNOT_TELL] = read_action("on_abstain", body.get("on_abstain", "publish"))
    return bands


def _reached(field: str, threshold: object) -> tuple[Band, ...]:
    if threshold is None:
        return ()
    if isinstance(threshold, str) and threshold in _BANDS_FROM:
        return _BANDS_FROM[threshold]
    if isinstance(threshold, (int, float)) and not isinstance(threshold, bool) and 0 < threshold <= 1:
        return _BANDS_FROM["0.1%" if field == "score.refuse" else "1%"]
    raise PolicyError(field, "must be a probability above 0 and up to 1, '1%' or '0.1%' (the model's own), or null")
