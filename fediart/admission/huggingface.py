"""Reads the folders that Hugging Face publishes image classifiers in, so that a detector found there can judge here.

config.json says which answer means what, preprocessor_config.json how a picture is fed; both as the library
`transformers` writes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from federation.lenient import BadObject, read_json
from fediart.admission.entries import ModelError
from fediart.admission.manifest import Manifest

CONFIG: Final = "config.json"
PREPROCESSOR: Final = "preprocessor_config.json"
WEIGHTS: Final = (
    "model.onnx",
    "onnx/model.onnx",
    "model_fp16.onnx",
    "onnx/model_fp16.onnx",
    "model_quantized.onnx",
    "onnx/model_quantized.onnx",
    "onnx/model_int8.onnx",
    "onnx/model_uint8.onnx",
)
_JSON_LIMIT: Final = 1 << 20
_GENERATED: Final = frozenset(
    ("ai", "fake", "artificial", "generated", "synthetic", "deepfake", "aigenerated", "aiart", "diffusion", "machine")
)
_HUMAN: Final = frozenset(("human", "hum", "real", "authentic", "natural", "genuine", "humanmade", "handmade"))
_NOT: Final = frozenset(("not", "non", "no"))
_RESAMPLINGS: Final = {0: "nearest", 1: "lanczos", 2: "bilinear", 3: "bicubic", 4: "box", 5: "hamming"}


@dataclass(frozen=True, slots=True)
class _Labels:
    meaning: str
    generated_index: int
    inverted: bool


def is_published_folder(folder: Path) -> bool:
    return (folder / CONFIG).is_file()


def weights_of(folder: Path, wanted: str = "") -> Path:
    """The ONNX file of a published folder: the named one, else the most exact there is. ModelError without any."""
    for name in (wanted,) if wanted else WEIGHTS:
        path = folder / name
        if path.is_file():
            return path
    raise ModelError(
        f"{folder} has no {wanted or 'model.onnx, nor one in its folder onnx'}; export it with"
        " `optimum-cli export onnx`, or name the file with --file."
    )


def manifest_from(folder: Path, *, name: str, file: str, sha256: str, generated_label: str = "") -> Manifest:
    """A manifest for a published folder, uncalibrated and unmeasured. ModelError says what is missing or unclear."""
    config, how = _json(folder / CONFIG), _json(folder / PREPROCESSOR)
    labels = _labels(folder, config, generated_label)
    fit = _fit(folder, how)
    rescaled = how.get("do_rescale", True)
    normalised = how.get("do_normalize", True)
    factor = _number(folder, how, "rescale_factor", 1 / 255) if rescaled else 1.0
    return Manifest(
        folder=folder, name=name, version="1", file=file, sha256=sha256, licence=_licence(folder),
        size=fit.side, layout="NCHW", channels="RGB", divisor=1.0 / factor,
        mean=_triple(folder, how, "image_mean", 0.5) if normalised else (0.0, 0.0, 0.0),
        deviation=_triple(folder, how, "image_std", 0.5) if normalised else (1.0, 1.0, 1.0),
        crops=1, short_side=0, batch=1, meaning=labels.meaning, generated_index=labels.generated_index,
        slope=1.0, offset=0.0, thresholds={}, measured={}, strategy="whole", edge=fit.edge,
        resample=_resample(folder, how), inverted=labels.inverted, pressed=fit.pressed,
    )  # fmt: skip


def _labels(folder: Path, config: Mapping[str, Any], chosen: str) -> _Labels:
    names = _names(config)
    if len(names) not in (1, 2):
        raise ModelError(
            f"{folder / CONFIG} names {len(names)} answers ({', '.join(names)[:200]}); a detector has one or two."
        )
    generated = _index(folder, names, chosen) if chosen else _clear(folder, names)
    if len(names) == 2:
        return _Labels("two-logits", generated, False)
    return _Labels("logit", 1, inverted=generated != 0)


def _names(config: Mapping[str, Any]) -> list[str]:
    """The names of the answers in their order, from id2label, else from label2id."""
    by_id = config.get("id2label")
    if not isinstance(by_id, dict):
        by_label = config.get("label2id")
        by_id = {str(place): name for name, place in by_label.items()} if isinstance(by_label, dict) else {}
    try:
        return [str(name) for _, name in sorted(by_id.items(), key=lambda item: int(item[0]))]
    except ValueError:
        return []


def _index(folder: Path, names: list[str], chosen: str) -> int:
    lower = [name.lower() for name in names]
    if chosen.lower() not in lower:
        raise ModelError(f"{folder / CONFIG} has no answer {chosen!r}; --generated-label is one of {', '.join(names)}.")
    return lower.index(chosen.lower())


def _clear(folder: Path, names: list[str]) -> int:
    """The place of "generated"; 1 for a single answer that means "human"."""
    said = [means_generated(name) for name in names]
    if said == [True] or said == [True, False]:
        return 0
    if said == [False] or said == [False, True]:
        return 1
    raise ModelError(
        f"{folder / CONFIG}: it is not clear which of the answers {', '.join(map(repr, names))} means that a picture"
        " was generated; say it with --generated-label NAME."
    )


def means_generated(label: str) -> bool | None:
    """What the name of an answer says: generated, human, or neither clearly (None)."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label)
    words = set(re.findall(r"[a-z]+", spaced.lower()))
    generated, human = bool(words & _GENERATED), bool(words & _HUMAN)
    if generated == human:
        return None
    return generated != bool(words & _NOT)


@dataclass(frozen=True, slots=True)
class _Fit:
    """`side` of the square that is fed; what the picture is brought to before its centre is cut out (0: nothing is
    cut), and whether that presses it into a square or keeps its shape."""

    side: int
    edge: int
    pressed: bool


def _fit(folder: Path, how: Mapping[str, Any]) -> _Fit:
    where = folder / PREPROCESSOR
    size = how.get("size", 224)
    side = _square(where, "size", size)
    by_edge = not isinstance(size, dict) or "shortest_edge" in size
    if by_edge and "crop_pct" in how:
        return _Fit(side, round(side / _number(folder, how, "crop_pct", 0.875)) if side < 384 else 0, False)
    if not how.get("do_center_crop"):
        return _Fit(side, 0, False)
    return _Fit(_square(where, "crop_size", how.get("crop_size", size)), side, not by_edge)


def _square(where: Path, entry: str, value: Any) -> int:
    """One side, from 224, {"height": 224, "width": 224} or {"shortest_edge": 256}."""
    if isinstance(value, dict):
        sides = {value[key] for key in ("shortest_edge", "height", "width") if key in value}
        value = sides.pop() if len(sides) == 1 else None
    if not isinstance(value, int) or isinstance(value, bool) or not 16 <= value <= 4096:
        raise ModelError(f"{where}: '{entry}' must be one side or equal ones, from 16 to 4096 pixels.")
    return value


def _resample(folder: Path, how: Mapping[str, Any]) -> str:
    value = how.get("resample", 2)
    if value not in _RESAMPLINGS:
        raise ModelError(f"{folder / PREPROCESSOR}: 'resample' {value!r} is unknown; it is a number from 0 to 5.")
    return _RESAMPLINGS[value]


def _number(folder: Path, how: Mapping[str, Any], entry: str, default: float) -> float:
    value = how.get(entry, default)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or value <= 0:
        raise ModelError(f"{folder / PREPROCESSOR}: '{entry}' must be a number above 0.")
    return float(value)


def _triple(folder: Path, how: Mapping[str, Any], entry: str, default: float) -> tuple[float, ...]:
    value = how.get(entry, [default] * 3)
    if isinstance(value, (int, float)):
        value = [value] * 3
    if not isinstance(value, list) or len(value) != 3 or not all(isinstance(each, (int, float)) for each in value):
        raise ModelError(f"{folder / PREPROCESSOR}: '{entry}' must be three numbers.")
    if entry == "image_std" and not all(value):
        raise ModelError(f"{folder / PREPROCESSOR}: 'image_std' must not be zero.")
    return tuple(float(each) for each in value)


def _licence(folder: Path) -> str:
    """From the head of the model card."""
    try:
        card = (folder / "README.md").read_text(encoding="utf-8", errors="replace")[:10_000]
    except OSError:
        return "unknown"
    found = re.search(r"^licen[cs]e:\s*([A-Za-z0-9.+-]{1,50})\s*$", card, re.MULTILINE)
    return found.group(1) if found else "unknown"


def _json(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            return read_json(file.read(_JSON_LIMIT))
    except FileNotFoundError:
        raise ModelError(f"{path} is missing; a published model has a {CONFIG} and a {PREPROCESSOR}.") from None
    except (OSError, BadObject) as error:
        raise ModelError(f"{path} cannot be read ({error}); download it again.") from None
