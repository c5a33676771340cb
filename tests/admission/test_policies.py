"""A policy survives its JSON form, a wrong one names the field to mend, and what was saved before the table is read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fediart.admission.findings import Band, Claim, Grade, finding
from fediart.admission.policy import (
    BALANCED,
    PRESET_WORDS,
    PRESETS,
    STRICTNESS,
    Action,
    ArtistState,
    EvidenceRow,
    Policy,
    PolicyError,
    policy_from_dict,
    policy_to_dict,
    row_of,
)

NEW, TRUSTED = ArtistState.NEW, ArtistState.TRUSTED
GENERATED_ROWS = (EvidenceRow.PROVEN, EvidenceRow.SIGNED, EvidenceRow.DECLARED, EvidenceRow.WATERMARK)


def by_score(policy: Policy, state: ArtistState = NEW) -> list[str]:
    return [policy.action(EvidenceRow.NONE, band, state).value for band in Band]


@pytest.mark.parametrize("name", PRESETS)
def test_presets_survive_json(name: str) -> None:
    assert policy_from_dict(json.loads(json.dumps(policy_to_dict(PRESETS[name])))) == PRESETS[name]
    assert policy_from_dict(name) == PRESETS[name]


def test_presets_are_ordered_by_strictness_and_each_says_what_it_means() -> None:
    assert list(PRESETS) == ["strict", "balanced", "label-only", "off"] == list(PRESET_WORDS)
    assert by_score(PRESETS["strict"]) == ["publish", "hold", "hold", "hold"]
    assert by_score(PRESETS["balanced"]) == ["publish", "hold", "hold", "hold"]
    assert by_score(PRESETS["balanced"], TRUSTED) == ["publish", "publish", "hold", "publish"]
    assert by_score(PRESETS["label-only"]) == ["publish", "publish", "label-generated", "publish"]
    assert set(PRESETS["off"].cells.values()) == {Action.PUBLISH} and not PRESETS["off"].detector


@pytest.mark.parametrize("name", PRESETS)
def test_a_score_alone_refuses_in_no_preset(name: str) -> None:
    for state in ArtistState:
        assert "refuse" not in by_score(PRESETS[name], state)
    assert not PRESETS[name].score_may_refuse


@pytest.mark.parametrize("name", PRESETS)
def test_trust_is_never_worth_less_than_none_and_nothing_against_a_proof(name: str) -> None:
    for row in EvidenceRow:
        for band in Band:
            new, trusted = (PRESETS[name].action(row, band, state) for state in (NEW, TRUSTED))
            assert STRICTNESS[trusted] <= STRICTNESS[new]
            assert row is not EvidenceRow.PROVEN or trusted is new


def test_strict_refuses_generated_evidence_of_any_grade_and_for_everybody() -> None:
    cells = PRESETS["strict"].cells
    assert {action for (row, _, _), action in cells.items() if row in GENERATED_ROWS} == {Action.REFUSE}


def test_what_is_left_out_comes_from_balanced() -> None:
    policy = policy_from_dict({"name": "ours", "version": 4, "table": {"new": {"none": {"high": "publish"}}}})
    assert (policy.name, policy.version) == ("ours", 4)
    assert by_score(policy) == ["publish", "hold", "publish", "hold"]
    changed = {cell for cell in policy.cells if policy.cells[cell] != BALANCED.cells[cell]}
    assert changed == {(EvidenceRow.NONE, Band.HIGH, NEW)}
    assert (policy.copies, policy.trust, policy.answer_days) == (BALANCED.copies, BALANCED.trust, BALANCED.answer_days)


def table(state: str, row: str, **bands: str) -> dict[str, Any]:
    return {"table": {state: {row: bands}}}


WRONG = {
    "policy": [],
    "colour": {"colour": 1},
    "name": {"name": " "},
    "version": {"version": 0},
    "format": {"format": 3},
    "detector": {"detector": "yes"},
    "score_may_refuse": {"score_may_refuse": 1},
    "copies": {"copies": "burn"},
    "trust": {"trust": 3},
    "trust.friends": {"trust": {"friends": 3}},
    "trust.vouches": {"trust": {"vouches": -1}},
    "trust.accepted_works": {"trust": {"accepted_works": True}},
    "two_persons": {"two_persons": "no"},
    "answer_days": {"answer_days": 0},
    "decide_days": {"decide_days": 1.5},
    "appeal_days": {"appeal_days": 366},
    "table": {"table": "none"},
    "table.famous": {"table": {"famous": {}}},
    "table.new.rumour": {"table": {"new": {"rumour": {}}}},
    "table.new.declared": {"table": {"new": {"declared": "refuse"}}},
    "table.new.declared.huge": table("new", "declared", huge="hold"),
    "table.trusted.signed.low": table("trusted", "signed", low="burn"),
    "table.trusted.proven.low": table("trusted", "proven", low="hold"),
    "table.new.none.high": table("new", "none", high="refuse"),
    "table.new.none.cannot-tell": table("new", "none", **{"cannot-tell": "refuse"}) | {"score_may_refuse": True},
    "table.trusted.none.low": table("trusted", "none", low="refuse") | {"score_may_refuse": True},
}


@pytest.mark.parametrize("field, data", WRONG.items(), ids=WRONG)
def test_a_wrong_policy_names_the_field(field: str, data: object) -> None:
    with pytest.raises(PolicyError) as caught:
        policy_from_dict(data)
    assert caught.value.field == field
    assert str(caught.value).startswith(f"{field}: ")


def test_an_admin_may_let_a_score_refuse_only_in_so_many_words() -> None:
    policy = policy_from_dict(table("new", "none", high="refuse") | {"score_may_refuse": True})
    assert by_score(policy) == ["publish", "hold", "refuse", "hold"]


def test_an_unknown_preset_lists_the_known_ones() -> None:
    with pytest.raises(PolicyError, match="strict, balanced, label-only, off"):
        policy_from_dict("gentle")


def test_findings_have_rows_and_hints_and_human_claims_have_none() -> None:
    def row(grade: Grade, claim: Claim) -> str | None:
        return row_of(finding(grade, claim, "mark", "here", "so"))

    assert [row(grade, Claim.GENERATED) for grade in Grade] == ["proven", "signed", "declared", "watermark", None]
    assert {row(grade, Claim.ASSISTED) for grade in Grade if grade is not Grade.NONE} == {"assisted"}
    assert {row(grade, Claim.UNKNOWN) for grade in Grade if grade is not Grade.NONE} == {"unclear"}
    assert {row(grade, Claim.HUMAN) for grade in Grade} == {None}


# What instances saved before there was a table.

FIRST_BALANCED = {
    "name": "balanced",
    "version": 3,
    "evidence": {
        grade: {"generated": "refuse", "assisted": "label-assisted", "unknown": "hold"}
        for grade in ("proven", "signed", "declared", "watermark")
    },
    "score": {"label": None, "hold": "1%", "refuse": None},
    "on_abstain": "publish",
    "detector": True,
}


def test_the_first_form_of_balanced_publishes_what_nobody_can_judge_and_is_else_balanced_for_new_artists() -> None:
    policy = policy_from_dict(FIRST_BALANCED)
    assert (policy.name, policy.version, policy.detector) == ("balanced", 3, True)
    assert by_score(policy) == by_score(policy, TRUSTED) == ["publish", "hold", "hold", "publish"]
    marked = [cell for cell in policy.cells if cell[0] is not EvidenceRow.NONE]
    assert all(policy.cells[row, band, state] == BALANCED.cells[row, band, NEW] for row, band, state in marked)


def test_thresholds_of_the_first_form_become_bands() -> None:
    def read(**score: object) -> list[str]:
        return by_score(policy_from_dict({"score": score, "on_abstain": "hold"}))

    assert read(hold="0.1%") == ["publish", "publish", "hold", "hold"]
    assert read(label="0.1%", hold=None) == ["publish", "publish", "label-generated", "hold"]
    assert read(label=0.5, hold=0.7) == ["publish", "hold", "hold", "hold"]
    assert read(refuse=0.99) == ["publish", "hold", "refuse", "hold"]


FIRST_WRONG = {
    "on_abstain": {"on_abstain": "maybe"},
    "evidence": {"evidence": "none"},
    "evidence.rumour": {"evidence": {"rumour": {}}},
    "evidence.declared.human": {"evidence": {"declared": {"human": "publish"}}},
    "evidence.signed.generated": {"evidence": {"signed": {"generated": "burn"}}},
    "score.hold": {"score": {"hold": 1.5}},
    "score.label": {"score": {"label": True}},
    "score.publish": {"score": {"publish": 0.1}},
    "table": {"score": {}, "table": {}},
}


@pytest.mark.parametrize("field, data", FIRST_WRONG.items(), ids=FIRST_WRONG)
def test_a_wrong_policy_of_the_first_form_names_the_field(field: str, data: object) -> None:
    with pytest.raises(PolicyError) as caught:
        policy_from_dict(data)
    assert caught.value.field == field
