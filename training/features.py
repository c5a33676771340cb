"""Fixed measurements of a crop's fine texture as a small torch graph: residuals, their neighbours, spectra.

Generators leave their decoder's traces in what a high-pass filter keeps. Nothing here is learnt, so few pictures
suffice to learn the small head on top; all operations export to plain ONNX.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

SIZE = 128
_LAGS = (
    (0, 1), (1, 0), (1, 1), (1, -1), (0, 2), (2, 0), (2, 2), (0, 3), (3, 0), (0, 4), (4, 0), (4, 4), (0, 8), (8, 0),
    (8, 8),
)  # fmt: skip
_PAIR_BINS = (-2.0, -1.0, 0.0, 1.0, 2.0)
_RINGS = 40


def _dct(size: int) -> Tensor:
    place = torch.arange(size, dtype=torch.float64)
    table = torch.cos(math.pi / size * (place[None, :] + 0.5) * place[:, None]) * math.sqrt(2 / size)
    table[0] /= math.sqrt(2)
    return table.float()


def _ring_table() -> Tensor:
    """Averages DCT power into rings of equal frequency, and the two axes apart (upsampling shows there)."""
    place = torch.arange(SIZE, dtype=torch.float32)
    radius = torch.sqrt(place[:, None] ** 2 + place[None, :] ** 2)
    ring = torch.clamp((radius / (SIZE * 1.2) * _RINGS).long(), max=_RINGS - 1)
    table = functional.one_hot(ring.flatten(), _RINGS).float()
    band = torch.clamp((place / SIZE * 20).long(), max=19)
    axis = (place < 4).float()
    across = functional.one_hot(band, 20).float()[None, :, :] * axis[:, None, None]
    down = functional.one_hot(band, 20).float()[:, None, :] * axis[None, :, None]
    whole = torch.cat([table, across.reshape(-1, 20), down.reshape(-1, 20)], dim=1)
    whole[0] = 0
    return whole / whole.sum(0, keepdim=True).clamp(min=1)


def _residuals(planes: Tensor) -> Tensor:
    """Six high-pass filters, three planes each, by plain differences: first and second order, cross and square."""
    across = planes[:, :, :, 1:] - planes[:, :, :, :-1]
    down = planes[:, :, 1:] - planes[:, :, :-1]
    across2 = across[:, :, :, 1:] - across[:, :, :, :-1]
    down2 = down[:, :, 1:] - down[:, :, :-1]
    cross = across[:, :, 1:] - across[:, :, :-1]
    square = across2[:, :, 2:] - 2 * across2[:, :, 1:-1] + across2[:, :, :-2]
    side = SIZE - 2
    same = [each[:, :, :side, :side] for each in (across, down, across2, down2, cross)]
    return torch.cat([*same, square], dim=1)


class Texture(nn.Module):
    """(N, 3, 128, 128) RGB crops in 0..1 to (N, F) measurements."""

    def __init__(self) -> None:
        super().__init__()
        colour = torch.tensor([[0.299, 0.587, 0.114], [-0.1687, -0.3313, 0.5], [0.5, -0.4187, -0.0813]])
        self.register_buffer("colour", (colour * 255).reshape(3, 3, 1, 1))
        self.register_buffer("dct", _dct(SIZE))
        self.register_buffer("block", _dct(8))
        self.register_buffer("rings", _ring_table())

    def forward(self, crops: Tensor) -> Tensor:
        planes = functional.conv2d(crops, self.colour)  # N, 3, H, W: Y, Cb, Cr in byte units
        residuals = _residuals(planes)
        parts = [
            self._moments(residuals),
            self._correlations(residuals[:, 15:18]),
            self._colours(crops * 255),
            self._pairs(residuals),
            self._spectrum(planes),
            self._blocks(planes),
        ]
        return torch.cat(parts, dim=1)

    def _moments(self, residuals: Tensor) -> Tensor:
        """Size and shape of each residual's distribution, and how much of it lies near zero.

        `relu(level - size)` at three levels spans the same space as a soft histogram and costs less.
        """
        size = residuals.abs().flatten(2)
        middle = size.mean(2, keepdim=True)
        square = size * size
        power = square.mean(2)
        fourth = (square * square).mean(2)
        low = middle[:, :, 0]
        parts = [
            torch.log(low + 0.05),
            torch.log(power + 0.05) - 2 * torch.log(low + 0.05),
            torch.log(fourth + 0.05) - 2 * torch.log(power + 0.05),
        ]
        parts += [functional.relu(level - size).mean(2) / level for level in (1.0, 2.5, 5.0)]
        relative = size / middle.clamp(min=0.2)
        parts += [functional.relu(level - relative).mean(2) / level for level in (0.5, 1.2, 2.5)]
        return torch.cat(parts, dim=1)

    def _correlations(self, maps: Tensor) -> Tensor:
        """How a high-pass residual repeats at small distances; decoders upsample by 2, 4 and 8."""
        side = SIZE - 2 - 8
        middle = maps.clamp(-20, 20)
        power = (middle**2).mean((2, 3)).clamp(min=0.05)
        core = middle[:, :, 0:side, 8 : 8 + side - 8]
        found = []
        for down, across in _LAGS:
            moved = middle[:, :, down : down + side, 8 + across : 8 + across + side - 8]
            found.append((core * moved).mean((2, 3)) / power)
        return torch.cat(found, dim=1)

    def _colours(self, crops: Tensor) -> Tensor:
        """How red, green and blue residuals go together: cameras and brushes differ from decoders."""
        found = []
        across = crops[:, :, :, 1:] - crops[:, :, :, :-1]
        for maps in (across, crops[:, :, 1:] - crops[:, :, :-1], across[:, :, 1:] - across[:, :, :-1]):
            cut = maps.clamp(-40, 40).flatten(2)
            spread = (cut * cut).mean(2).clamp(min=0.05).sqrt()
            for one, other in ((0, 1), (0, 2), (1, 2)):
                together = (cut[:, one] * cut[:, other]).mean(1)
                found.append(together / (spread[:, one] * spread[:, other]))
                found.append(torch.log(spread[:, one]) - torch.log(spread[:, other]))
        return torch.stack(found, dim=1)

    def _pairs(self, residuals: Tensor) -> Tensor:
        """Joint soft histograms of neighbouring differences (after the SPAM and SRM steganalysis features)."""
        maps = (residuals[:, :6] / 1.5).clamp(-2, 2)
        members = torch.stack([functional.relu(1 - (maps - level).abs()) for level in _PAIR_BINS], dim=2)
        found = []
        for along in (3, 4):
            near = members.narrow(along, 0, SIZE - 3).flatten(3)
            far = members.narrow(along, 1, SIZE - 3).flatten(3)
            joint = torch.matmul(near, far.transpose(2, 3)) / near.shape[3]
            both = joint + joint.flip((2, 3))
            found.append(torch.sqrt(both.flatten(2)[:, :, :13] + 1e-4).flatten(1))
        return torch.cat(found, dim=1)

    def _spectrum(self, planes: Tensor) -> Tensor:
        centred = planes - planes.mean((2, 3), keepdim=True)
        power = torch.matmul(torch.matmul(self.dct, centred), self.dct.transpose(0, 1)) ** 2
        level = torch.log(power.flatten(2) + 0.5)
        rings = torch.matmul(level, self.rings)
        return (rings - rings.mean(2, keepdim=True)).flatten(1)

    def _blocks(self, planes: Tensor) -> Tensor:
        """Log size of each coefficient of 8 x 8 blocks, brightness only."""
        cells = planes[:, 0].reshape(-1, 16, 8, 16, 8).permute(0, 1, 3, 2, 4)
        turned = torch.matmul(torch.matmul(self.block, cells), self.block.transpose(0, 1))
        level = torch.log(turned.abs().mean((1, 2)) + 0.2).flatten(1)
        return level - level.mean(1, keepdim=True)
