"""What a detector's maker has measured about it, in words: for moderators, artists and everybody who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from fediart.admission.manifest import Manifest
from fediart.language import N_

_WORDS = (
    (
        "auc",
        N_("How well it tells the two apart, from 0.5 (not at all) to 1 (always): area under the ROC curve"),
        False,
    ),
    ("false_alarms_at_1", N_("Hand-made pictures it suspects wrongly, at the mark “doubtful”"), True),
    ("found_at_1", N_("Generated pictures it finds, at the mark “doubtful”"), True),
    ("found_at_01", N_("Generated pictures it finds, at the mark “high”"), True),
    ("found_at_1_reduced", N_("The same, once pictures were made smaller and compressed"), True),
    ("auc_reduced", N_("Telling the two apart, once pictures were made smaller and compressed"), False),
    ("calibration_error", N_("How far its probabilities are off, on average"), True),
    ("human", N_("Hand-made pictures it was measured on"), None),
    ("generated", N_("Generated pictures it was measured on"), None),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure; `low` and `high` bound it in 95 of 100 cases, and are None where nobody has computed them."""

    key: str
    words: str
    value: float
    low: float | None
    high: float | None
    shown: str


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A detector that is in use. `note` says what the figures were measured on."""

    label: str
    licence: str
    note: str
    figures: tuple[Measured, ...]


def model_card(manifest: Manifest) -> ModelCard:
    found = tuple(
        figure for key, words, share in _WORDS if (figure := _figure(manifest.measured, key, words, share)) is not None
    )
    return ModelCard(manifest.label, manifest.licence, str(manifest.measured.get("note", "")), found)


def _figure(measured: Mapping[str, Any], key: str, words: str, share: bool | None) -> Measured | None:
    value = measured.get(key)
    if not _is_number(value):
        return None
    low, high = measured.get(f"{key}_low"), measured.get(f"{key}_high")
    if not _is_number(low) or not _is_number(high):
        low = high = None
    shown = _shown(value, share)
    if low is not None and high is not None:
        shown += f" ({_shown(low, share)} to {_shown(high, share)})"
    return Measured(key, words, value, low, high, shown)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: float, share: bool | None) -> str:
    if share is None:
        return f"{value:,.0f}"
    return f"{value * 100:.1f} %" if share else f"{value:.3f}"
