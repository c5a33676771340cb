"""Asks an ONNX model whether a picture looks generated. The one door to onnxruntime.

Any model with a manifest can be put in: see docs/detector.md. It looks at several squares of the picture, or at the
whole of it, and says "I cannot tell" about pictures that give it nothing to look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime

from fediart.admission.crops import Floats, Pixels, choose_places, cut, shrink, unfit
from fediart.admission.findings import Band, Crop, Score, Vote, band_at
from fediart.admission.manifest import MANIFEST, Manifest, ModelError, check_weights, load_manifest
from fediart.admission.onnx_reading import check_graph
from fediart.admission.voting import sigmoid
from fediart.media.resize import squared

UNLIKE: Final = "it is unlike everything the detector was trained on"
_LOGIT_LIMIT = 30.0
_TYPES: Final = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(uint8)": np.uint8}


@dataclass(frozen=True, slots=True)
class Detector:
    """A model ready to be asked. `kind` is the type its input takes, `fixed` the number of crops it insists on, or 0.

    `outputs` are the names asked for: the answer, and `folds` and `distance` where the graph has them.
    """

    manifest: Manifest
    session: onnxruntime.InferenceSession
    kind: Any
    fixed: int
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    """Per crop: the logit of "generated", and how far it is from the training data, where the model says so."""

    logits: Floats
    distances: Floats | None


def load_detector(folder: Path) -> Detector:
    """The checked model of a folder; ModelError says what is wrong. Loaded once per folder and manifest change."""
    try:
        changed = (folder / MANIFEST).stat().st_mtime_ns
    except OSError:
        changed = 0
    return _load(folder, changed)


@lru_cache(maxsize=4)
def _load(folder: Path, changed: int) -> Detector:
    manifest = load_manifest(folder)
    check_weights(manifest)
    check_graph(manifest.weights)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(
            str(manifest.weights), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # onnxruntime's errors share no public ancestor
        reason = str(error).strip().splitlines()[-1:] or ["no reason given"]
        raise ModelError(f"{manifest.weights} is no usable ONNX model ({reason[0][:200]}).") from None
    return _ready(manifest, session)


def _ready(manifest: Manifest, session: onnxruntime.InferenceSession) -> Detector:
    inputs, outputs = session.get_inputs(), [output.name for output in session.get_outputs()]
    if len(inputs) != 1 or inputs[0].type not in _TYPES or not outputs:
        taken = ", ".join(f"{one.name}: {one.type}" for one in inputs)
        raise ModelError(f"{manifest.weights} takes {taken or 'nothing'}; one picture of float32 or uint8 is given.")
    first = inputs[0].shape[0] if inputs[0].shape else 0
    further = tuple(name for name in ("folds", "distance") if name in outputs[1:])
    fixed = first if isinstance(first, int) and first > 0 else 0
    return Detector(manifest, session, _TYPES[inputs[0].type], fixed, (outputs[0], *further))


def judge_pixels(detector: Detector, pixels: Pixels, fold: int | None = None) -> Score:
    """The score of a decoded picture, 8-bit RGB of shape (height, width, 3), upright, native size.

    Abstains on pictures under 128 px, flat ones and pixel art, and on those the model finds too unlike its training.
    With `fold` only that fold's own head is heard. ModelError if the model answers out of shape.
    """
    manifest = detector.manifest
    why = unfit(pixels)
    if why:
        return _abstention(manifest, why)
    crops, places = _looked_at(manifest, pixels)
    answer = _ask_all(detector, crops, fold)
    if _is_far(manifest, answer):
        return _abstention(manifest, UNLIKE)
    per_crop = tuple(round(_probability(manifest, float(logit)), 4) for logit in answer.logits)
    probability = _probability(manifest, _pooled(answer.logits, manifest.pool))
    band = band_at(probability, manifest.thresholds)
    vote = Vote(
        manifest.label, probability, False, band, "" if manifest.thresholds else "its thresholds are unmeasured"
    )
    shown = tuple(Crop(*place, chance) for place, chance in zip(places, per_crop, strict=False))
    return Score(probability, False, "", per_crop, manifest.thresholds, shown, (vote,))


def _abstention(manifest: Manifest, why: str) -> Score:
    vote = Vote(manifest.label, None, True, Band.CANNOT_TELL, why)
    return Score(None, True, why, thresholds=manifest.thresholds, votes=(vote,))


def _looked_at(manifest: Manifest, pixels: Pixels) -> tuple[Pixels, Sequence[tuple[int, int, int]]]:
    """What the model is shown, and where it lies in the original: x, y, side. The whole picture lies nowhere."""
    if manifest.strategy == "whole":
        return squared(pixels, manifest.size, manifest.edge, manifest.resample, pressed=manifest.pressed)[None], ()
    seen = shrink(pixels, manifest.short_side)
    places = choose_places(seen, manifest.size, manifest.crops)
    scale, side = pixels.shape[0] / seen.shape[0], manifest.size
    shown = [(round(left * scale), round(top * scale), round(side * scale)) for top, left in places]
    return cut(seen, side, places), shown


def _is_far(manifest: Manifest, answer: _Answer) -> bool:
    if manifest.distance is None or answer.distances is None:
        return False
    return not float(answer.distances.mean()) <= manifest.distance


def _pooled(logits: Floats, pool: str) -> float:
    if pool == "top-half":
        return float(np.sort(logits)[len(logits) // 2 :].mean())
    return float(logits.mean())


def _ask_all(detector: Detector, crops: Pixels, fold: int | None) -> _Answer:
    at_once = detector.fixed or detector.manifest.batch
    answers = [_ask(detector, crops[at : at + at_once], fold) for at in range(0, len(crops), at_once)]
    far = [answer.distances for answer in answers if answer.distances is not None]
    return _Answer(np.concatenate([answer.logits for answer in answers]), np.concatenate(far) if far else None)


def _ask(detector: Detector, crops: Pixels, fold: int | None) -> _Answer:
    manifest, count = detector.manifest, len(crops)
    if detector.fixed > count:
        crops = np.concatenate([crops, np.repeat(crops[-1:], detector.fixed - count, axis=0)])
    name = detector.session.get_inputs()[0].name
    try:
        said = detector.session.run(list(detector.outputs), {name: _fed(detector, crops)})
    except Exception as error:  # as above
        raise ModelError(f"{manifest.label} cannot take crops as its manifest says ({str(error)[:200]}).") from None
    answers = {name: np.asarray(value, dtype=np.float32) for name, value in zip(detector.outputs, said, strict=True)}
    distances = answers.get("distance")
    if distances is not None and distances.size != len(crops):
        raise ModelError(
            f"{manifest.label} answered 'distance' with shape {distances.shape}, which is not one per crop."
        )
    logits = _logits(manifest, answers[detector.outputs[0]], len(crops))
    if fold is not None:
        logits = _of_fold(manifest, answers.get("folds"), len(crops), fold)
    return _Answer(logits[:count], None if distances is None else distances.reshape(-1)[:count])


def _fed(detector: Detector, crops: Pixels) -> Any:
    """The crops in the model's own order; a model that takes whole numbers gets the channel values as they are."""
    manifest = detector.manifest
    values: Any = crops[..., ::-1] if manifest.channels == "BGR" else crops
    if detector.kind is not np.uint8:
        mean = np.asarray(manifest.mean, np.float32)
        deviation = np.asarray(manifest.deviation, np.float32)
        values = ((values.astype(np.float32) / np.float32(manifest.divisor) - mean) / deviation).astype(detector.kind)
    return np.ascontiguousarray(values.transpose(0, 3, 1, 2) if manifest.layout == "NCHW" else values)


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
    return _bounded(-generated if manifest.inverted and not paired else generated)


def _of_fold(manifest: Manifest, answer: Floats | None, count: int, fold: int) -> Floats:
    if answer is None or answer.ndim != 2 or answer.shape[0] != count or not 0 <= fold < answer.shape[1]:
        raise ModelError(f"{manifest.label} has no head of fold {fold}: its graph needs an output 'folds'.")
    if not np.isfinite(answer).all():
        raise ModelError(f"{manifest.label} answered 'folds' with what is no number.")
    return _bounded(answer[:, fold])


def _bounded(values: Any) -> Floats:
    return np.clip(values, -_LOGIT_LIMIT, _LOGIT_LIMIT).astype(np.float32)  # type: ignore[no-any-return]


def _probability(manifest: Manifest, logit: float) -> float:
    return sigmoid(manifest.slope * logit + manifest.offset)
