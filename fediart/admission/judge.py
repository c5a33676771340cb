"""Judges one file from its original bytes: evidence, detector, verdict. Runs in a worker process or the CLI."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fediart.admission.credentials import credential_findings
from fediart.admission.detector import judge_pixels, load_detector
from fediart.admission.evidence import read_evidence
from fediart.admission.findings import Finding, Score
from fediart.admission.judgement import Judgement
from fediart.admission.manifest import ModelError
from fediart.admission.policy import Policy, policy_from_dict
from fediart.admission.sources import carries_c2pa
from fediart.admission.verdict import Decision, Label, Reason, Verdict, combine, decide
from fediart.media import images
from fediart.media.errors import BadImage
from fediart.media.facts import MEDIA_TYPES, Limits
from fediart.media.metadata import read_metadata

_KEEPS_LOWEST_BITS = ("PNG", "WEBP", "TIFF")


def judge_file(
    path: Path, policy: object, model: Path | None, anchors: str = "", limits: Limits | None = None
) -> Judgement:
    """The judgement on one file; a broken file or model is told in `error`, never raised.

    `policy` is its JSON form (PolicyError if wrong), `model` a model folder or None for no detector, `anchors` the
    PEM certificates whose Content Credentials are proof (only with the optional c2pa library), `limits` those of the
    instance.
    """
    rules = policy_from_dict(policy)
    digest = ""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        evidence = _evidence(path, anchors, limits)
        pixels = images.pixels(path, limits)
    except BadImage as error:
        return _unreadable(path, digest, error.reason)
    except OSError as error:
        return _unreadable(path, digest, f"The file cannot be read ({error.strerror or error}); check its path.")
    if not rules.detector or model is None:
        return _judgement(path, digest, rules, evidence, None, None)
    try:
        detector = load_detector(model)
        score = judge_pixels(detector, pixels)
    except ModelError as error:
        return _held(path, digest, rules, evidence, error.message)
    return _judgement(path, digest, rules, evidence, score, detector.manifest.label)


def _evidence(path: Path, anchors: str, limits: Limits | None) -> tuple[Finding, ...]:
    metadata = read_metadata(path)
    lossless = metadata.format in _KEEPS_LOWEST_BITS
    media_type = MEDIA_TYPES[metadata.format]
    credentials = credential_findings(path, media_type, anchors) if carries_c2pa(metadata) else None
    return read_evidence(metadata, images.stored_pixels(path, limits) if lossless else None, credentials)


def _judgement(
    path: Path, digest: str, rules: Policy, evidence: tuple[Finding, ...], score: Score | None, model: str | None
) -> Judgement:
    return Judgement(
        path=str(path),
        sha256=digest,
        probability=score.probability if score else None,
        abstained=score is None or score.abstained,
        evidence=evidence,
        verdict=decide(rules, evidence, score),
        model=model,
        error=None,
    )


def _held(path: Path, digest: str, rules: Policy, evidence: tuple[Finding, ...], problem: str) -> Judgement:
    """A detector that fails must not wave pictures through: a moderator decides meanwhile."""
    failed = Reason("detector-failed", "The detector could not be asked; the instance's admins can see why.")
    held = Verdict(Decision.HOLD, Label.NONE, (failed,))
    verdict = combine((decide(rules, evidence, None), held))
    return Judgement(str(path), digest, None, True, evidence, verdict, None, problem)


def _unreadable(path: Path, digest: str, problem: str) -> Judgement:
    return Judgement(str(path), digest, None, True, (), None, None, problem)
