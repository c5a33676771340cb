"""A policy survives its JSON form, and a wrong one names the field to mend."""

from __future__ import annotations

import json

import pytest

from fediart.admission.policy import BALANCED, PRESETS, Action, PolicyError, policy_from_dict, policy_to_dict


@pytest.mark.parametrize("name", PRESETS)
def test_presets_survive_json(name: str) -> None:
    assert policy_from_dict(json.loads(json.dumps(policy_to_dict(PRESETS[name])))) == PRESETS[name]
    assert policy_from_dict(name) == PRESETS[name]


def test_presets_are_ordered_by_strictness() -> None:
    assert list(PRESETS) == ["strict", "balanced", "label-only", "off"]
    assert PRESETS["strict"].on_abstain is Action.HOLD
    assert PRESETS["balanced"].on_abstain is Action.PUBLISH
    assert PRESETS["label-only"].hold_score is None
    assert not PRESETS["off"].detector


def test_a_score_alone_refuses_in_no_preset() -> None:
    assert all(policy.refuse_score is None for policy in PRESETS.values())


def test_what_is_left_out_comes_from_balanced() -> None:
    policy = policy_from_dict({"name": "ours", "version": 4, "score": {"hold": 0.7}})
    assert (policy.name, policy.version, policy.hold_score) == ("ours", 4, 0.7)
    assert policy.declared == BALANCED.declared


WRONG = {
    "policy": [],
    "policy.colour": {"colour": 1},
    "name": {"name": " "},
    "version": {"version": 0},
    "detector": {"detector": "yes"},
    "on_abstain": {"on_abstain": "maybe"},
    "evidence": {"evidence": "none"},
    "evidence.rumour": {"evidence": {"rumour": {}}},
    "evidence.declared": {"evidence": {"declared": "refuse"}},
    "evidence.declared.human": {"evidence": {"declared": {"human": "publish"}}},
    "evidence.signed.generated": {"evidence": {"signed": {"generated": "burn"}}},
    "score.hold": {"score": {"hold": 1.5}},
    "score.refuse": {"score": {"refuse": "5%"}},
    "score.label": {"score": {"label": True}},
    "score.publish": {"score": {"publish": 0.1}},
}


@pytest.mark.parametrize("field, data", WRONG.items(), ids=WRONG)
def test_a_wrong_policy_names_the_field(field: str, data: object) -> None:
    with pytest.raises(PolicyError) as caught:
        policy_from_dict(data)
    assert caught.value.field == field
    assert str(caught.value).startswith(f"{field}: ")


def test_an_unknown_preset_lists_the_known_ones() -> None:
    with pytest.raises(PolicyError, match="strict, balanced, label-only, off"):
        policy_from_dict("gentle")
