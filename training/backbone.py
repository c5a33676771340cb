"""EfficientNet-Lite without its classifying end, pre-trained on photographs and frozen: what its layers see.

The architecture is written down here; the weights come from a pinned, hashed package (see `training/pretrained.py`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

# Repeats, kernel, stride, expansion and channels of each stage at width and depth 1.
_STAGES = ((1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192),
           (1, 3, 1, 6, 320))  # fmt: skip
_STEM = 32


def _channels(base: int, width: float) -> int:
    """Channels at another width: the nearest multiple of eight that loses no tenth."""
    wanted = base * width
    rounded = max(8, int(wanted + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * wanted else rounded


class _Conv(nn.Module):
    """A convolution, padded as TensorFlow does, with its normalisation folded in."""

    def __init__(self, before: int, after: int, kernel: int, stride: int, groups: int = 1) -> None:
        super().__init__()
        self.kernel, self.stride, self.groups = kernel, stride, groups
        self.weight = nn.Parameter(torch.zeros(after, before // groups, kernel, kernel), requires_grad=False)
        self.bias = nn.Parameter(torch.zeros(after), requires_grad=False)

    def forward(self, maps: Tensor) -> Tensor:
        total = self.kernel - self.stride if self.stride > 1 else self.kernel - 1
        low = total // 2
        high = total - low
        if low == high:
            return functional.conv2d(maps, self.weight, self.bias, self.stride, low, groups=self.groups)
        padded = functional.pad(maps, (low, high, low, high))
        return functional.conv2d(padded, self.weight, self.bias, self.stride, groups=self.groups)

    def take(self, weight: Tensor, norm: Mapping[str, Tensor]) -> None:
        scale = norm["weight"] / torch.sqrt(norm["running_var"] + 1e-3)
        self.weight.copy_(weight * scale[:, None, None, None])
        self.bias.copy_(norm["bias"] - norm["running_mean"] * scale)


class _Block(nn.Module):
    def __init__(self, before: int, after: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        inner = before * expansion
        self.expand = _Conv(before, inner, 1, 1) if expansion > 1 else None
        self.depthwise = _Conv(inner, inner, kernel, stride, inner)
        self.project = _Conv(inner, after, 1, 1)
        self.skip = stride == 1 and before == after

    def forward(self, maps: Tensor) -> Tensor:
        inner = maps if self.expand is None else functional.relu6(self.expand(maps))
        found = self.project(functional.relu6(self.depthwise(inner)))
        return found + maps if self.skip else found


class Backbone(nn.Module):
    """(N, 3, S, S) crops in 0..1 to the maps at the end of each of seven stages; the classifying end is left out."""

    def __init__(self, width: float = 1.0, depth: float = 1.0) -> None:
        super().__init__()
        self.stem = _Conv(3, _STEM, 3, 2)
        self.blocks = nn.ModuleList()
        self.ends: list[int] = []
        self.channels: list[int] = []
        before = _STEM
        for place, (repeats, kernel, stride, expansion, base) in enumerate(_STAGES):
            after = _channels(base, width)
            edge = place in (0, len(_STAGES) - 1)
            for again in range(repeats if edge else math.ceil(repeats * depth)):
                self.blocks.append(_Block(before, after, kernel, 1 if again else stride, expansion))
                before = after
            self.ends.append(len(self.blocks) - 1)
            self.channels.append(after)

    def take(self, state: Mapping[str, Tensor]) -> None:
        """Fills in published weights, each normalisation folded into its convolution."""
        with torch.no_grad():
            _take(self.stem, state, "_conv_stem", "_bn0")
            for number, block in enumerate(self.blocks):
                own = f"_blocks.{number}."
                if block.expand is not None:
                    _take(block.expand, state, own + "_expand_conv", own + "_bn0")
                _take(block.depthwise, state, own + "_depthwise_conv", own + "_bn1")
                _take(block.project, state, own + "_project_conv", own + "_bn2")

    def forward(self, crops: Tensor) -> list[Tensor]:
        maps = functional.relu6(self.stem(crops * 2 - 1))
        found = []
        for number, block in enumerate(self.blocks):
            maps = block(maps)
            if number in self.ends:
                found.append(maps)
        return found


def _take(conv: _Conv, state: Mapping[str, Tensor], weight: str, norm: str) -> None:
    parts = {name: state[f"{norm}.{name}"] for name in ("weight", "bias", "running_mean", "running_var")}
    conv.take(state[f"{weight}.weight"], parts)
