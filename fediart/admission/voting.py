"""Several models, one opinion: the mean of their calibrated logits, and every vote kept."""

from __future__ import annotations

import math
from collections.abc import Sequence

from fediart.admission.findings import Band, Score

_CERTAIN = 1e-9


def together(scores: Sequence[Score]) -> Score:
    """The score of all models as one; a single one stays as it is.

    Where more than half abstain, nobody can tell; otherwise those that can decide. The band is the middle one (see
    `findings.band_of`): a probability of several has no measured false alarm rate of its own. Beside models whose
    thresholds were measured, the votes of others are shown and do not count.
    """
    if len(scores) == 1:
        return scores[0]
    votes = tuple(vote for score in scores for vote in score.votes)
    able = [score for score in scores if score.probability is not None and not score.abstained]
    if 2 * len(able) < len(scores) or not able:
        whys = dict.fromkeys(score.why for score in scores if score.why)
        return Score(None, True, "; ".join(whys), votes=votes)
    able = [score for score in able if score.band is not Band.CANNOT_TELL] or able
    crops = tuple(crop for score in able for crop in score.crops)
    mean = sum(logit(score.probability or 0.0) for score in able) / len(able)
    return Score(sigmoid(mean), False, "", tuple(crop.probability for crop in crops), {}, crops, votes)


def logit(probability: float) -> float:
    """The inverse of `sigmoid`, cut so that certainty stays finite."""
    certain = min(max(probability, _CERTAIN), 1.0 - _CERTAIN)
    return math.log(certain / (1.0 - certain))


def sigmoid(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, value))))
