"""What was measured, to rows and back: a policy decides about a row as it would about the file itself."""

from __future__ import annotations

from fediart.admission.findings import Crop, Finding, Score, finding_from, vote_from
from fediart.admission.judgement import Judgement
from fediart.store.measurements import Measurement


def measurement_of(found: Judgement, *, now: int) -> Measurement:
    """The row of a file that could be read; `now` in ms."""
    score = found.score or Score(None, True)
    return Measurement(
        sha256=found.sha256,
        model=found.model or "",
        probability=score.probability,
        band=score.band.value,
        abstained=int(score.abstained),
        why=score.why,
        crops=tuple((crop.x, crop.y, crop.side, round(crop.probability, 4)) for crop in score.crops),
        width=found.width,
        height=found.height,
        votes=tuple(vote.as_json() for vote in score.votes),
        evidence=tuple(item.as_json() for item in found.evidence),
        created=now,
    )


def findings_of(row: Measurement) -> tuple[Finding, ...]:
    return tuple(finding_from(item) for item in row.evidence)


def score_of(row: Measurement) -> Score | None:
    """The score as it was, its band included; None where no detector was asked."""
    if not row.model:
        return None
    crops = tuple(Crop(*crop) for crop in row.crops)
    per_crop = tuple(crop.probability for crop in crops)
    votes = tuple(vote_from(vote) for vote in row.votes)
    return Score(row.probability, bool(row.abstained), row.why, per_crop, {}, crops, votes)
