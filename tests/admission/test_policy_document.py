"""docs/admission-policy.md says what the code does: every preset, every row and column, and the file in full."""

from __future__ import annotations

from pathlib import Path

import pytest

from fediart.admission.findings import Band
from fediart.admission.policy import BALANCED, LIMITS, PRESET_WORDS, PRESETS, ArtistState, EvidenceRow, Policy
from fediart.admission.policy_toml import LONGEST, policy_from_toml, policy_to_toml
from fediart.admission.policy_words import ACTION_WORDS, BAND_WORDS, ROW_WORDS, differences, in_sentences

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "admission-policy.md"


def preset_table(policy: Policy, state: ArtistState) -> str:
    lines = ["| | " + " | ".join(f"`{band.value}`" for band in Band) + " |", "|---" * (len(Band) + 1) + "|"]
    for row in EvidenceRow:
        cells = " | ".join(policy.action(row, band, state).value for band in Band)
        lines.append(f"| `{row.value}` | {cells} |")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_stands_there_in_full(name: str) -> None:
    text = DOCUMENT.read_text()
    title, sentence = PRESET_WORDS[name]
    _, _, section = text.partition(f"### {title} (`{name}`)")
    section = section.partition("###")[0].partition("## Editing")[0]
    assert sentence in section
    for state in ArtistState:
        assert preset_table(PRESETS[name], state) in section


def test_the_file_stands_there_as_it_is_exported() -> None:
    _, _, rest = DOCUMENT.read_text().partition("```toml\n")
    shown = rest.partition("```")[0]
    assert shown == policy_to_toml(BALANCED) and policy_from_toml(shown) == BALANCED


def test_rows_columns_and_limits_are_named() -> None:
    text = DOCUMENT.read_text()
    assert all(f"| `{row.value}` | {words[1]} |" in text for row, words in ROW_WORDS.items())
    assert all(f"| `{band.value}` | {words[1]} |" in text for band, words in BAND_WORDS.items())
    assert all(f"`{action.value}`" in text for action in ACTION_WORDS)
    assert f"{LONGEST // 1024} KiB" in text
    assert "`accepted_works` {} to {}".format(*LIMITS["trust.accepted_works"]) in text
    assert "`vouches` {} to {}".format(*LIMITS["trust.vouches"]) in text


@pytest.mark.parametrize("name", PRESETS)
def test_files_come_back_as_they_went(name: str) -> None:
    policy = PRESETS[name]
    assert policy_from_toml(policy_to_toml(policy)) == policy
    assert policy_to_toml(policy_from_toml(policy_to_toml(policy))) == policy_to_toml(policy)


@pytest.mark.parametrize("name", PRESETS)
def test_a_policy_reads_as_one_sentence_for_each_row(name: str) -> None:
    for state in ArtistState:
        sentences = in_sentences(PRESETS[name], state)
        assert len(sentences) == len(EvidenceRow) and all(one.startswith("A picture") for one in sentences)
    assert differences(PRESETS[name], PRESETS[name]) == ()


def test_differences_say_what_is_and_what_was() -> None:
    found = differences(PRESETS["strict"], BALANCED)
    where = "Partly AI, a low score or no answer from the detector, new artists"
    assert f"{where}: label AI-assisted instead of hold." in found
    assert differences(BALANCED, PRESETS["off"])[-1] == "Ask the detector: no instead of yes."
