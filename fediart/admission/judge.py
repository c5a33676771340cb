"""Measures one file from its original bytes: evidence and detectors, in one decoding. Runs in a worker process."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fediart.admission.containers import carries_c2pa
from fediart.admission.credentials import credential_findings
from fediart.admission.detector import judge_pixels, load_detector
from fediart.admission.evidence import read_evidence
from fediart.admission.findings import Finding, Score
from fediart.admission.judgement import Judgement
from fediart.admission.manifest import ModelError
from fediart.admission.printing import fingerprint
from fediart.admission.voting import together
from fediart.media import images
from fediart.media.errors import BadImage
from fediart.media.facts import MEDIA_TYPES, Limits
from fediart.media.images import Pixels, Views
from fediart.media.metadata import read_metadata


def judge_file(path: Path, models: Sequence[Path] = (), anchors: str = "", limits: Limits | None = None) -> Judgement:
    """What a file measures; a broken file or model is told in `error`, never raised. Deciding is left to a policy.

    `models` are folders, several of which vote, none for no detector; `anchors` the PEM certificates whose Content
    Credentials are proof (only with the optional c2pa library), `limits` those of the instance.
    """
    digest = ""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        seen = images.views(path, limits)
        evidence = _evidence(path, seen, anchors)
    except BadImage as error:
        return _unreadable(path, digest, error.reason)
    except OSError as error:
        return _unreadable(path, digest, f"The file cannot be read ({error.strerror or error}); check its path.")
    asked = _ask(models, seen.shown)
    return Judgement(
        path=str(path),
        sha256=digest,
        probability=asked.score.probability if asked.score else None,
        abstained=asked.score is None or asked.score.abstained,
        evidence=evidence,
        verdict=None,
        model=asked.label or None,
        error=asked.problem or None,
        score=asked.score,
        width=seen.shown.shape[1],
        height=seen.shown.shape[0],
        fingerprint=fingerprint(seen.shown),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """`problem` where a model could not be asked; `label` names those that could."""

    score: Score | None
    label: str
    problem: str


def _evidence(path: Path, seen: Views, anchors: str) -> tuple[Finding, ...]:
    metadata = read_metadata(path)
    media_type = MEDIA_TYPES[metadata.format]
    credentials = None
    if carries_c2pa(metadata):
        credentials = credential_findings(path, media_type, anchors, metadata.spans.get(("jumbf", 0)))
    return read_evidence(metadata, seen.stored, credentials, seen.shown)


def _ask(models: Sequence[Path], pixels: Pixels) -> _Asked:
    scores: list[Score] = []
    problems: list[str] = []
    for folder in models:
        try:
            scores.append(judge_pixels(load_detector(folder), pixels))
        except ModelError as error:
            problems.append(error.message)
    label = " + ".join(vote.model for score in scores for vote in score.votes)
    return _Asked(together(scores) if scores else None, label, " ".join(problems))


def _unreadable(path: Path, digest: str, problem: str) -> Judgement:
    return Judgement(str(path), digest, None, True, (), None, None, problem)
