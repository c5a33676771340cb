"""The floor: no policy permits what it refuses, whoever chose what; and a choice is kept while it does not hold."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from fediart.rights.model import AXES, POLICIES, Preset, held, resolve, within
from fediart.store.settings import InstanceSettings
from fediart.translate.rights import offered, policy_for

pytestmark = pytest.mark.one_engine

# Rows: the floor; columns: what was chosen; values: what holds. Written by hand, from the documentation.
HOLDS = """
                 no-ai            no-ai-no-search  no-training      ask-first        open
no-ai            no-ai            no-ai-no-search  no-ai            ask-first        no-ai
no-ai-no-search  no-ai-no-search  no-ai-no-search  no-ai-no-search  no-ai-no-search  no-ai-no-search
no-training      no-ai            no-ai-no-search  no-training      ask-first        no-training
ask-first        no-ai            no-ai-no-search  ask-first        ask-first        ask-first
open             no-ai            no-ai-no-search  no-training      ask-first        open
"""
TABLE = [line.split() for line in HOLDS.strip().splitlines()]


def permitted(preset: str) -> set[str]:
    return {axis for axis in AXES if getattr(POLICIES[Preset(preset)], axis)}


@pytest.mark.parametrize("line", TABLE[1:], ids=lambda line: line[0])
def test_what_holds_for_each_choice_under_each_floor(line: list[str]) -> None:
    floor, *holding = line
    for choice, expected in zip(TABLE[0], holding, strict=True):
        got = held(POLICIES[Preset(choice)], POLICIES[Preset(floor)])
        assert got.preset.value == expected
        assert permitted(expected) == permitted(choice) & permitted(floor), "what both permit, and no less"
        assert within(POLICIES[Preset(choice)], POLICIES[Preset(floor)]) is (permitted(choice) <= permitted(floor))


def test_every_combination_of_choices_and_floor_permits_what_the_last_choice_and_the_floor_permit() -> None:
    words = ("", *(preset.value for preset in Preset))
    for instance, artist, series, work, floor in product(words[1:], words, words, words, words[1:]):
        settings = InstanceSettings(ai_policy=instance, ai_policy_floor=floor)
        chosen = work or series or artist or instance
        got = policy_for(settings, artist, series, work)
        assert permitted(got.preset.value) == permitted(chosen) & permitted(floor)
        assert got.preset.value in (chosen, floor), "nobody's policy is one that nobody chose"


def test_a_choice_comes_back_when_the_floor_falls() -> None:
    assert resolve(Preset.NO_AI, Preset.OPEN, floor=Preset.NO_TRAINING).preset is Preset.NO_TRAINING
    assert resolve(Preset.NO_AI, Preset.OPEN).preset is Preset.OPEN


def test_a_floor_or_policy_this_version_does_not_know_decides_nothing() -> None:
    settings = InstanceSettings(ai_policy="of-a-later-version", ai_policy_floor="of-a-later-version")
    assert policy_for(settings).preset is Preset.NO_AI
    assert policy_for(settings, "open").preset is Preset.OPEN


def test_artists_are_offered_what_the_floor_allows() -> None:
    assert offered(InstanceSettings()) == tuple(preset.value for preset in Preset)
    assert offered(InstanceSettings(ai_policy_floor="ask-first")) == ("no-ai", "no-ai-no-search", "ask-first")
    assert offered(InstanceSettings(ai_policy_floor="no-ai-no-search", ai_policy_choices=("open", "no-ai"))) == ()


def test_the_document_has_the_same_table() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "ai-policy.md").read_text(encoding="utf-8")
    head, _, rest = text[text.index("| floor |") :].partition("\n|---|---|---|---|---|---|\n")
    names = re.findall(r"`([a-z-]+)`", head)
    lines = [re.findall(r"`([a-z-]+)`", line) for line in rest.split("\n\n")[0].splitlines()]
    table = {line[0]: dict(zip(names, line[1:], strict=True)) for line in lines}
    assert table == {floor: dict(zip(TABLE[0], holding, strict=True)) for floor, *holding in TABLE[1:]}
