"""What of a crop is measured: the texture statistics of a frozen, pre-trained network's stages.

Means and deviations of each channel, and how channels go together (Gram matrices of a fixed random projection):
what a texture is to such a network. Nothing here is learnt from our pictures, and the place of nothing is kept.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.backbone import Backbone

PROJECTED = 40
_GRAM_STAGES = 4
_PROJECTION_SEED = 0


class Eye(nn.Module):
    """(N, 3, S, S) crops in 0..1 to (N, F) measurements."""

    def __init__(self, backbone: Backbone) -> None:
        super().__init__()
        self.backbone = backbone
        generator = torch.Generator().manual_seed(_PROJECTION_SEED)
        self.projections = nn.ParameterList()
        self.triangles: list[Tensor] = []
        for channels in backbone.channels[:_GRAM_STAGES]:
            kept = min(channels, PROJECTED)
            turned = torch.linalg.qr(torch.randn(channels, channels, generator=generator))[0]
            self.projections.append(nn.Parameter(turned[:, :kept].T.contiguous(), requires_grad=False))
            rows, columns = torch.triu_indices(kept, kept)
            self.triangles.append(rows * kept + columns)

    def forward(self, crops: Tensor) -> Tensor:
        found: list[Tensor] = []
        for number, maps in enumerate(self.backbone(crops)):
            flat = maps.flatten(2)
            mean = flat.mean(2, keepdim=True)
            centred = flat - mean
            power = centred.square().mean(2)
            found += [mean[:, :, 0], torch.sqrt(power + 1e-6)]
            if number < _GRAM_STAGES:
                scaled = centred / torch.sqrt(power.mean(1)[:, None, None] + 1e-6)
                found.append(self._together(number, scaled))
        return torch.cat(found, dim=1)

    def _together(self, number: int, maps: Tensor) -> Tensor:
        """The upper half of the projected channels' Gram matrix, its size pulled in by a signed root."""
        seen = torch.matmul(self.projections[number], maps)
        gram = torch.matmul(seen, seen.transpose(1, 2)) / maps.shape[2]
        half = gram.flatten(1)[:, self.triangles[number]]
        return torch.sign(half) * torch.sqrt(half.abs() + 1e-4)
