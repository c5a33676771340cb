"""Asks an ONNX model whether a picture's fine texture looks generated. The one door to onnxruntime.

Any model with a manifest can be put in: see docs/detector.md. It looks at several squares of the picture and says
"I cannot tell" about pictures that give it nothing to look at.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime

from fediart.admission.crops import Floats, Pixels, choose_places, cut, shrink, unfit
from fediart.admission.findings import Band, Crop, Score, Vote, band_at
from fediart.admission.manifest import MANIFEST, Manifest, ModelError, check_weights, load_manifest

_LOGIT_LIMIT = 30.0


@dataclass(frozen=True, slots=True)
class Detector:
    """A model ready to be asked."""

    manifest: Manifest
    session: onnxruntime.InferenceSession


def load_detector(folder: Path) -> Detector:
    """The checked model of a folder; ModelError says what is wrong. Loaded once per folder and manifest change."""
    try:
        changed = (folder / MANIFEST).stat().st_mtime_ns
    except OSError:
        changed = 0
    return _load(folder, changed)


@lru_cache(maxsize=2)
def _load(folder: Path, changed: int) -> Detector:
    manifest = load_manifest(folder)
    check_weights(manifest)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            str(manifest.weights), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # onnxruntime's errors share no public ancestor
        reason = str(error).strip().splitlines()[-1:] or ["no reason given"]
        raise ModelError(f"{manifest.weights} is no usable ONNX model ({reason[0][:200]}).") from None
    return Detector(manifest, session)


def judge_pixels(detector: Detector, pixels: Pixels) -> Score:
    """The score of a decoded picture, 8-bit RGB of shape (height, width, 3), upright, native size.

    Abstains on pictures under 128 px, flat ones and pixel art. ModelError if the model answers out of shape.
    """
    manifest = detector.manifest
    why = unfit(pixels)
    if why:
        vote = Vote(manifest.label, None, True, Band.CANNOT_TELL, why)
        return Score(None, True, why, thresholds=manifest.thresholds, votes=(vote,))
    seen = shrink(pixels, manifest.short_side)
    places = choose_places(seen, manifest.size, manifest.crops)
    crops = cut(seen, manifest.size, places)
    logits = np.concatenate(
        [_ask(detector, crops[at : at + manifest.batch]) for at in range(0, len(crops), manifest.batch)]
    )
    per_crop = tuple(round(_probability(manifest, float(logit)), 4) for logit in logits)
    probability = _probability(manifest, float(logits.mean()))
    vote = Vote(manifest.label, probability, False, band_at(probability, manifest.thresholds))
    shown = _in_original(places, per_crop, manifest.size, pixels.shape[0] / seen.shape[0])
    return Score(probability, False, "", per_crop, manifest.thresholds, shown, (vote,))


def _in_original(
    places: Sequence[tuple[int, int]], per_crop: Sequence[float], size: int, scale: float
) -> tuple[Crop, ...]:
    """Where the crops lie in the picture before it was reduced."""
    return tuple(
        Crop(round(left * scale), round(top * scale), round(size * scale), probability)
        for (top, left), probability in zip(places, per_crop, strict=True)
    )


def _ask(detector: Detector, crops: Pixels) -> Floats:
    manifest = detector.manifest
    ordered = crops[..., ::-1] if manifest.channels == "BGR" else crops
    mean = np.asarray(manifest.mean, np.float32)
    deviation = np.asarray(manifest.deviation, np.float32)
    values = (ordered.astype(np.float32) / np.float32(manifest.divisor) - mean) / deviation
    fed = values.transpose(0, 3, 1, 2) if manifest.layout == "NCHW" else values
    name = detector.session.get_inputs()[0].name
    try:
        answer = detector.session.run(None, {name: np.ascontiguousarray(fed)})[0]
    except Exception as error:  # as above
        raise ModelError(f"{manifest.label} cannot take crops as its manifest says ({str(error)[:200]}).") from None
    return _logits(manifest, np.asarray(answer, dtype=np.float32), len(crops))


def _logits(manifest: Manifest, answer: Floats, count: int) -> Floats:
    paired = manifest.meaning in ("two-logits", "softmax")
    if answer.size != count * (2 if paired else 1) or not np.isfinite(answer).all():
        raise ModelError(f"{manifest.label} answered with shape {answer.shape}, which is not {manifest.meaning!r}.")
    rows = answer.reshape(count, -1).astype(np.float64)
    generated = rows[:, manifest.generated_index if paired else 0]
    if manifest.meaning == "two-logits":
        generated = generated - rows[:, 1 - manifest.generated_index]
    if manifest.meaning in ("sigmoid", "softmax"):
        certain = np.clip(generated, 1e-9, 1 - 1e-9)
        generated = np.log(certain / (1 - certain))
    logits: Floats = np.clip(generated, -_LOGIT_LIMIT, _LOGIT_LIMIT).astype(np.float32)
    return logits


def _probability(manifest: Manifest, logit: float) -> float:
    turned = max(-60.0, min(60.0, manifest.slope * logit + manifest.offset))
    return 1.0 / (1.0 + math.exp(-turned))
