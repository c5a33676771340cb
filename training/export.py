"""Writes the trained model as fediart loads it: one ONNX graph with every fold's head, and its manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training.data import COUNT, CROP, SHORT_SIDE
from training.eye import Eye
from training.graph import export, halve
from training.heads import CLIP, Distance, Head
from training.pretrained import pretrained

NAME = "texture"
VERSION = "1"


@dataclass(frozen=True, slots=True)
class Decision:
    """What turns a mean logit into a probability, and probabilities into bands."""

    slope: float
    offset: float
    thresholds: Mapping[str, float]
    distance: float


class Whole(nn.Module):
    """RGB crops in 0..1 to the mean logit of all heads, each head's logit, and the distance."""

    def __init__(self, heads: Sequence[Head], distance: Distance) -> None:
        super().__init__()
        self.eye = Eye(pretrained())
        # One matrix for all heads: clip(rows * scale + shift) . weight + bias, per head.
        self.register_buffer("scale", _stack([1 / head.deviation for head in heads]))
        self.register_buffer("shift", _stack([-head.mean / head.deviation for head in heads]))
        self.register_buffer("slopes", _stack([head.weight for head in heads]))
        self.register_buffer("bias", torch.tensor([head.bias for head in heads], dtype=torch.float32))
        self.register_buffer("far_mean", _tensor(distance.mean))
        self.register_buffer("far_deviation", _tensor(distance.deviation))
        self.register_buffer("directions", _tensor(distance.directions))
        self.rest = distance.rest

    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        rows = self.eye(crops)
        known = (rows[:, None, :] * self.scale + self.shift).clamp(-CLIP, CLIP)
        folds = (known * self.slopes).sum(2) + self.bias
        return folds.mean(1, keepdim=True), folds, self._distance(rows)

    def _distance(self, rows: Tensor) -> Tensor:
        known = ((rows - self.far_mean) / self.far_deviation).clamp(-CLIP, CLIP)
        along = torch.matmul(known, self.directions)
        return ((known * known).sum(1) - (along * along).sum(1)).clamp(min=0) / self.rest


def _tensor(values: np.ndarray) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32))


def _stack(rows: Sequence[np.ndarray]) -> Tensor:
    return _tensor(np.stack(rows))


def write_graph(out: Path, heads: Sequence[Head], distance: Distance) -> Path:
    """model.onnx in `out`. The eye's weights are halved, the heads' are not."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / "model.onnx"
    export(Whole(heads, distance).eval(), path, ["logits", "folds", "distance"])
    halve(path, keep=("scale", "shift", "slopes", "far_", "directions"))
    return path


def write_manifest(
    out: Path, decision: Decision, folds: Mapping[str, int], measured: Mapping[str, float | str]
) -> None:
    digest = hashlib.sha256((out / "model.onnx").read_bytes()).hexdigest()
    lines = [f'"{name}" = {number}' for name, number in sorted(folds.items())]
    figures = [f"{name} = {_toml(value)}" for name, value in measured.items()]
    (out / "manifest.toml").write_text(f"""# Written by training/train.py; docs/detector.md explains every entry.
name = "{NAME}"
version = "{VERSION}"
file = "model.onnx"
sha256 = "{digest}"
licence = "AGPL-3.0-or-later; eye from EfficientNet-Lite2 (Apache-2.0)"

[input]
size = {CROP}
layout = "NCHW"
channels = "RGB"
divisor = 255.0
mean = [0.0, 0.0, 0.0]
deviation = [1.0, 1.0, 1.0]

[crops]
count = {COUNT}
short_side = {SHORT_SIDE}
strategy = "texture"
pool = "mean"
batch = 1

[output]
meaning = "logit"

{_decided(decision)}

[measured]
{chr(10).join(figures)}

[folds]
{chr(10).join(lines)}
""")


def _decided(decision: Decision) -> str:
    return f"""[calibration]
kind = "platt"
slope = {decision.slope:.6f}
offset = {decision.offset:.6f}

[abstain]
distance = {decision.distance:.4f}

[thresholds]
"1%" = {decision.thresholds["1%"]}
"0.1%" = {decision.thresholds["0.1%"]}"""


def _toml(value: float | str) -> str:
    return f'"{value}"' if isinstance(value, str) else f"{value:.4f}"
