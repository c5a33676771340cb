"""The card that comes with a detector model: what to feed it, how to read its answer, how often it errs.

Loading one touches neither numpy nor onnxruntime, so the server can show it and `doctor` can check it.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fediart.errors import Problem

MANIFEST: Final = "manifest.toml"
_MEANINGS: Final = ("logit", "two-logits", "sigmoid", "softmax")
_MANIFEST_LIMIT: Final = 1 << 20


class ModelError(Problem):
    """A model folder that cannot be used; the message names the file, the entry and the fix."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A detector as its maker describes it. Sizes in pixels; `short_side` 0 means native resolution.

    A channel value v (0 to 255) is fed as (v / divisor - mean) / deviation. The mean over the crops' logits z
    becomes the probability sigmoid(slope * z + offset).
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
    return _manifest(folder, _Reader(path, data))


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


def _manifest(folder: Path, read: _Reader) -> Manifest:
    slope, offset = _calibration(read)
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
        crops=read.whole("crops.count", 1, 256),
        short_side=read.whole("crops.short_side", 0, 8192, 0),
        batch=read.whole("crops.batch", 1, 256, 1),
        meaning=read.choice("output.meaning", _MEANINGS, None),
        generated_index=read.whole("output.generated_index", 0, 1, 1),
        slope=slope,
        offset=offset,
        thresholds=read.thresholds(),
        measured=read.table("measured"),
    )


def _plain_name(read: _Reader) -> str:
    name = read.text("file")
    if Path(name).name != name or name in (".", ".."):
        raise read.wrong("file", "must be the name of a file in the same folder")
    return name


def _calibration(read: _Reader) -> tuple[float, float]:
    kind = read.choice("calibration.kind", ("platt", "temperature", "none"), "none")
    if kind == "platt":
        return read.number("calibration.slope", None, above=0.0), read.number("calibration.offset", None)
    if kind == "temperature":
        return 1.0 / read.number("calibration.temperature", None, above=0.0), 0.0
    return 1.0, 0.0


class _Reader:
    """Takes typed entries out of parsed TOML; every complaint names the file and the entry."""

    def __init__(self, path: Path, data: Mapping[str, Any]) -> None:
        self._path = path
        self._data = data

    def wrong(self, entry: str, problem: str) -> ModelError:
        return ModelError(f"{self._path}: '{entry}' {problem}.", field=entry)

    def _get(self, entry: str) -> Any:
        value: Any = self._data
        for part in entry.split("."):
            if not isinstance(value, dict):
                return None
            value = value.get(part)
        return value

    def text(self, entry: str) -> str:
        value = self._get(entry)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(entry, "must be a text")
        return value.strip()

    def choice(self, entry: str, allowed: tuple[str, ...], default: str | None) -> str:
        value = self._get(entry)
        if value is None and default is not None:
            return default
        if value not in allowed:
            raise self.wrong(entry, f"must be one of {', '.join(allowed)}")
        return str(value)

    def whole(self, entry: str, low: int, high: int, default: int | None = None) -> int:
        value = self._get(entry)
        if value is None and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.wrong(entry, f"must be a whole number from {low} to {high}")
        return value

    def number(self, entry: str, default: float | None, *, above: float | None = None) -> float:
        value = self._get(entry)
        if value is None and default is not None:
            return default
        if not isinstance(value, (int, float)) or isinstance(value, bool) or (above is not None and value <= above):
            raise self.wrong(entry, "must be a number" + (f" above {above:g}" if above is not None else ""))
        return float(value)

    def triple(self, entry: str, default: float) -> tuple[float, ...]:
        value = self._get(entry)
        if value is None:
            return (default,) * 3
        numbers = isinstance(value, list) and all(isinstance(each, (int, float)) for each in value)
        if not numbers or len(value) != 3 or (entry.endswith("deviation") and not all(value)):
            raise self.wrong(entry, "must be three numbers, none of them zero for a deviation")
        return tuple(float(each) for each in value)

    def table(self, entry: str) -> Mapping[str, Any]:
        value = self._get(entry)
        return value if isinstance(value, dict) else {}

    def thresholds(self) -> Mapping[str, float]:
        found = self.table("thresholds")
        for rate in ("1%", "0.1%"):
            value = found.get(rate)
            if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 < value <= 1:
                raise self.wrong(f"thresholds.{rate}", "must be the probability reached at that false alarm rate")
        return {rate: float(value) for rate, value in found.items() if isinstance(value, (int, float))}
