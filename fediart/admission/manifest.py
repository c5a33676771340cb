"""The card that comes with a detector model: what to feed it, how to read its answer, how often it errs.

Loading one touches neither numpy nor onnxruntime, so the server can show it and `doctor` can check it.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from fediart.admission.entries import Entries, ModelError

__all__ = ["MANIFEST", "Manifest", "ModelError", "check_weights", "load_manifest"]

MANIFEST: Final = "manifest.toml"
STRATEGIES: Final = ("texture", "whole")
POOLS: Final = ("mean", "top-half")
RESAMPLINGS: Final = ("nearest", "lanczos", "bilinear", "bicubic", "box", "hamming")
_MEANINGS: Final = ("logit", "two-logits", "sigmoid", "softmax")
_MANIFEST_LIMIT: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """A detector as its maker describes it. Sizes in pixels; `short_side` 0 means native resolution.

    A channel value v (0 to 255) is fed as (v / divisor - mean) / deviation. The mean over the crops' logits z (over
    the higher half of them with `pool` "top-half") becomes the probability sigmoid(slope * z + offset).

    With `strategy` "whole" the picture itself is brought to `size`: its short side (both, if `pressed`) to `edge` and
    the centre cut out, or with `edge` 0 all of it pressed into the square. `distance` is the mean distance from the
    training data above which the model cannot tell. `folds` maps each source to the fold whose head never saw it.
    `thresholds` are empty where nobody has measured them. `inverted`: a single answer that speaks for "by a human".
    """

    folder: Path
    name: str
    version: str
    file: str
    sha256: str
    licence: str
    size: int
    layout: str
    channels: str
    divisor: float
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    crops: int
    short_side: int
    batch: int
    meaning: str
    generated_index: int
    slope: float
    offset: float
    thresholds: Mapping[str, float]
    measured: Mapping[str, Any]
    strategy: str = "texture"
    pool: str = "mean"
    edge: int = 0
    resample: str = "bilinear"
    pressed: bool = False
    inverted: bool = False
    distance: float | None = None
    folds: Mapping[str, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Name and version in one, as verdict rows keep it."""
        return f"{self.name} {self.version}"

    @property
    def weights(self) -> Path:
        return self.folder / self.file


def load_manifest(folder: Path) -> Manifest:
    """The manifest of a model folder; ModelError if it is missing or an entry is wrong."""
    path = folder / MANIFEST
    try:
        with path.open("rb") as file:
            data = tomllib.loads(file.read(_MANIFEST_LIMIT).decode())
    except FileNotFoundError:
        raise ModelError(f"{path} is missing; a model folder holds a {MANIFEST} and the ONNX file it names.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ModelError(f"{path} cannot be read ({error}); compare it with docs/detector.md.") from None
    return _manifest(folder, Entries(path, data))


def check_weights(manifest: Manifest) -> None:
    """ModelError unless the weights are there and are the very bytes the manifest was written for."""
    try:
        with manifest.weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise ModelError(
            f"{manifest.weights} is missing; copy the model file there or correct 'file' in the manifest."
        ) from None
    if found != manifest.sha256:
        raise ModelError(
            f"{manifest.weights} is not the file its manifest describes (sha256 {found[:12]}..., expected "
            f"{manifest.sha256[:12]}...); fetch the model again or correct 'sha256'."
        )


def _manifest(folder: Path, read: Entries) -> Manifest:
    slope, offset = _calibration(read)
    strategy = read.choice("crops.strategy", STRATEGIES, "texture")
    return Manifest(
        folder=folder,
        name=read.text("name"),
        version=read.text("version"),
        file=_plain_name(read),
        sha256=read.text("sha256").lower(),
        licence=read.text("licence"),
        size=read.whole("input.size", 16, 4096),
        layout=read.choice("input.layout", ("NCHW", "NHWC"), "NCHW"),
        channels=read.choice("input.channels", ("RGB", "BGR"), "RGB"),
        divisor=read.number("input.divisor", 255.0, above=0.0),
        mean=read.triple("input.mean", 0.0),
        deviation=read.triple("input.deviation", 1.0),
        crops=read.whole("crops.count", 1, 256, 1 if strategy == "whole" else None),
        short_side=read.whole("crops.short_side", 0, 8192, 0),
        batch=read.whole("crops.batch", 1, 256, 1),
        meaning=read.choice("output.meaning", _MEANINGS, None),
        generated_index=read.whole("output.generated_index", 0, 1, 1),
        slope=slope,
        offset=offset,
        thresholds=read.thresholds(),
        measured=read.table("measured"),
        strategy=strategy,
        pool=read.choice("crops.pool", POOLS, "mean"),
        edge=read.whole("crops.edge", 0, 8192, 0),
        resample=read.choice("crops.resample", RESAMPLINGS, "bilinear"),
        pressed=read.flag("crops.pressed"),
        inverted=read.flag("output.inverted"),
        distance=read.number("abstain.distance", None) if read.table("abstain") else None,
        folds=read.folds(),
    )


def _plain_name(read: Entries) -> str:
    name = read.text("file")
    if Path(name).name != name or name in (".", ".."):
        raise read.wrong("file", "must be the name of a file in the same folder")
    return name


def _calibration(read: Entries) -> tuple[float, float]:
    kind = read.choice("calibration.kind", ("platt", "temperature", "none"), "none")
    if kind == "platt":
        return read.number("calibration.slope", None, above=0.0), read.number("calibration.offset", None)
    if kind == "temperature":
        return 1.0 / read.number("calibration.temperature", None, above=0.0), 0.0
    return 1.0, 0.0
