"""The small learnt part on top of the fixed measurements, fitted on bags of crops by the mean of their logits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True, slots=True)
class Settings:
    hidden: int = 48
    dropout: float = 0.5
    epochs: int = 30
    batch: int = 96
    rate: float = 1e-3
    decay: float = 0.05
    noise: float = 0.1


@dataclass(frozen=True, slots=True)
class Bags:
    """Rows of features grouped by picture: `start[i]:start[i + 1]` are the crops of bag i."""

    rows: Tensor
    start: np.ndarray
    label: np.ndarray
    weight: np.ndarray


class Head(nn.Module):
    """A linear model and a small network side by side on standardised measurements: (N, F) to N logits."""

    def __init__(self, mean: Tensor, deviation: Tensor, settings: Settings) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        size = mean.shape[0]
        self.linear = nn.Linear(size, 1)
        self.inner = nn.Linear(size, settings.hidden)
        self.outer = nn.Linear(settings.hidden, 1)
        self.dropout = settings.dropout
        nn.init.zeros_(self.linear.weight)

    def forward(self, rows: Tensor) -> Tensor:
        known = ((rows - self.mean) / self.deviation).clamp(-4, 4)
        hidden = functional.relu(self.inner(functional.dropout(known, self.dropout / 2, self.training)))
        hidden = functional.dropout(hidden, self.dropout, self.training)
        return (self.linear(known) + self.outer(hidden))[:, 0]


def fit(bags: Bags, settings: Settings, seed: int) -> Head:
    """A head fitted by weighted logistic loss on each bag's mean logit; the same seed gives the same head."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    head = Head(bags.rows.mean(0), bags.rows.std(0).clamp(min=1e-3), settings)
    steps = settings.epochs * (len(bags.label) // settings.batch + 1)
    optimiser = torch.optim.AdamW(head.parameters(), lr=settings.rate, weight_decay=settings.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.rate * 2, total_steps=steps)
    head.train()
    for _ in range(settings.epochs):
        order = rng.permutation(len(bags.label))
        for at in range(0, len(order), settings.batch):
            _step(head, bags, order[at : at + settings.batch], optimiser, settings)
            schedule.step()
    return head.eval()


def _step(head: Head, bags: Bags, chosen: np.ndarray, optimiser: torch.optim.Optimizer, settings: Settings) -> None:
    places = [np.arange(bags.start[i], bags.start[i + 1]) for i in chosen]
    counts = torch.tensor([len(each) for each in places])
    rows = bags.rows[np.concatenate(places)]
    rows = rows + settings.noise * head.deviation * torch.randn_like(rows)
    owner = torch.repeat_interleave(torch.arange(len(chosen)), counts)
    logits = torch.zeros(len(chosen)).index_add(0, owner, head(rows)) / counts
    target = torch.from_numpy(bags.label[chosen]).float()
    weight = torch.from_numpy(bags.weight[chosen]).float()
    loss = (functional.binary_cross_entropy_with_logits(logits, target, reduction="none") * weight).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
