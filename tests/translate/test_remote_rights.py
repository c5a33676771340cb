"""Others' policies joined with ours: the stricter holds."""

from __future__ import annotations

import json

import pytest

from fediart.rights.model import POLICIES, Preset
from fediart.rights.wishes import held_to
from fediart.translate.incoming import rights_of
from fediart.translate.remote_rights import meaning_of

OPEN = {"contentSignal": "search=yes, ai-input=yes, ai-train=yes", "contentUsage": "train-ai=y, search=y"}


@pytest.mark.parametrize(
    ("remote", "local", "expected"),
    [
        ({}, Preset.OPEN, Preset.NO_AI),
        ({}, Preset.NO_AI_NO_SEARCH, Preset.NO_AI_NO_SEARCH),
        (OPEN, Preset.OPEN, Preset.OPEN),
        (OPEN, Preset.NO_AI, Preset.NO_AI),
        ({"contentSignal": "ai-train=no, ai-input=yes, search=yes"}, Preset.OPEN, Preset.NO_TRAINING),
        ({"xRobotsTag": ["noai", "noimageai"]}, Preset.OPEN, Preset.NO_AI),
        ({"searchableBy": []}, Preset.NO_AI, Preset.NO_AI_NO_SEARCH),
        ({"indexable": False}, Preset.OPEN, Preset.NO_AI_NO_SEARCH),
        ({"tdmReservation": 1}, Preset.NO_TRAINING, Preset.NO_TRAINING),
        (OPEN | {"dataMining": "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"}, Preset.OPEN, Preset.NO_AI_NO_SEARCH),
    ],
)
def test_the_stricter_holds(remote: dict[str, object], local: Preset, expected: Preset) -> None:
    assert held_to(meaning_of(json.dumps(remote)), POLICIES[local]).preset is expected


def test_only_plain_and_short_terms_are_kept() -> None:
    said = {
        "license": "https://a.example/l", "contentUsage": {"x": 1}, "name": "n", "xRobotsTag": ["noai"] * 40,
        "usageInfo": "x" * 5000, "tdmReservation": 1,
    }  # fmt: skip
    kept = json.loads(rights_of(said))
    assert kept == {"license": "https://a.example/l", "tdmReservation": 1}
