"""An instance's admission policy: what to do for each grade of evidence and for each height of the score.

Policies travel as JSON (settings page, verdict rows, pool workers); `policy_from_dict` names the wrong field.
Presets are starting points for an admin, `balanced` the default of a new instance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from fediart.admission.findings import Grade
from fediart.errors import Problem


class Action(StrEnum):
    """What may be done with a picture, mildest first; the order is the order of strictness."""

    PUBLISH = "publish"
    LABEL_ASSISTED = "label-assisted"
    LABEL_GENERATED = "label-generated"
    HOLD = "hold"
    REFUSE = "refuse"


STRICTNESS = {action: rank for rank, action in enumerate(Action)}
MEASURED_RATES = ("1%", "0.1%")
ACTED_UPON = (Grade.PROVEN, Grade.SIGNED, Grade.DECLARED, Grade.WATERMARK)

Threshold = float | str | None
"""A probability, or a false alarm rate the model has measured ("1%", "0.1%"), or None for never."""


class PolicyError(Problem):
    """A policy that cannot be used; `field` names the wrong entry, the message says what it may hold."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}", field=field)


@dataclass(frozen=True, slots=True)
class ClaimActions:
    """What to do when evidence of one grade claims this. A human claim never changes anything."""

    generated: Action
    assisted: Action
    unknown: Action


@dataclass(frozen=True, slots=True)
class Policy:
    """Thresholds and actions of an instance. `version` is kept with every verdict; each edit raises it."""

    name: str
    version: int
    proven: ClaimActions
    signed: ClaimActions
    declared: ClaimActions
    watermark: ClaimActions
    label_score: Threshold
    hold_score: Threshold
    refuse_score: Threshold
    on_abstain: Action
    detector: bool = True

    def actions_for(self, grade: Grade) -> ClaimActions | None:
        """The actions for a grade of evidence; None for a grade that is never acted upon."""
        return getattr(self, grade.value) if grade in ACTED_UPON else None


_REFUSED = ClaimActions(generated=Action.REFUSE, assisted=Action.LABEL_ASSISTED, unknown=Action.HOLD)
_LABELLED = ClaimActions(generated=Action.LABEL_GENERATED, assisted=Action.LABEL_ASSISTED, unknown=Action.PUBLISH)
_IGNORED = ClaimActions(generated=Action.PUBLISH, assisted=Action.PUBLISH, unknown=Action.PUBLISH)
_STRICT = ClaimActions(generated=Action.REFUSE, assisted=Action.HOLD, unknown=Action.HOLD)


def _preset(name: str, actions: ClaimActions, **scores: Threshold) -> Policy:
    return Policy(
        name=name,
        version=1,
        proven=actions,
        signed=actions,
        declared=actions,
        watermark=actions,
        label_score=scores.get("label"),
        hold_score=scores.get("hold"),
        refuse_score=None,
        on_abstain=Action.PUBLISH,
    )


BALANCED = _preset("balanced", _REFUSED, hold="1%")
STRICT = replace(_preset("strict", _STRICT, hold="1%"), on_abstain=Action.HOLD)
LABEL_ONLY = _preset("label-only", _LABELLED, label="0.1%")
OFF = replace(_preset("off", _IGNORED), detector=False)
PRESETS: Mapping[str, Policy] = {policy.name: policy for policy in (STRICT, BALANCED, LABEL_ONLY, OFF)}


def policy_to_dict(policy: Policy) -> dict[str, object]:
    """The JSON form, readable by `policy_from_dict`."""
    grades = {
        grade.value: {claim: getattr(actions, claim).value for claim in ("generated", "assisted", "unknown")}
        for grade in ACTED_UPON
        if (actions := policy.actions_for(grade)) is not None
    }
    return {
        "name": policy.name,
        "version": policy.version,
        "evidence": grades,
        "score": {"label": policy.label_score, "hold": policy.hold_score, "refuse": policy.refuse_score},
        "on_abstain": policy.on_abstain.value,
        "detector": policy.detector,
    }


def policy_from_dict(data: object) -> Policy:
    """A policy from its JSON form; raises PolicyError naming the field. Missing parts come from `balanced`.

    A bare preset name is accepted where a whole policy is expected.
    """
    if isinstance(data, str):
        if data not in PRESETS:
            raise PolicyError("policy", f"no preset {data!r}; use one of {', '.join(PRESETS)}")
        return PRESETS[data]
    fields = _table("policy", data, ("name", "version", "evidence", "score", "on_abstain", "detector"))
    evidence = _table("evidence", fields.get("evidence", {}), tuple(grade.value for grade in ACTED_UPON))
    score = _table("score", fields.get("score", {}), ("label", "hold", "refuse"))
    return Policy(
        name=_name(fields.get("name", "custom")),
        version=_version(fields.get("version", 1)),
        proven=_claim_actions("proven", evidence, BALANCED.proven),
        signed=_claim_actions("signed", evidence, BALANCED.signed),
        declared=_claim_actions("declared", evidence, BALANCED.declared),
        watermark=_claim_actions("watermark", evidence, BALANCED.watermark),
        label_score=_threshold("score.label", score.get("label", BALANCED.label_score)),
        hold_score=_threshold("score.hold", score.get("hold", BALANCED.hold_score)),
        refuse_score=_threshold("score.refuse", score.get("refuse", BALANCED.refuse_score)),
        on_abstain=_action("on_abstain", fields.get("on_abstain", BALANCED.on_abstain)),
        detector=_flag("detector", fields.get("detector", True)),
    )


def _table(field: str, value: object, known: tuple[str, ...]) -> dict[str, object]:
    if not isinstance(value, dict):
        raise PolicyError(field, "must be a table of names and values")
    for key in value:
        if key not in known:
            raise PolicyError(f"{field}.{key}", f"is not known; use one of {', '.join(known)}")
    return value


def _name(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 60:
        raise PolicyError("name", "must be a text of 1 to 60 characters")
    return value


def _version(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise PolicyError("version", "must be a whole number of at least 1")
    return value


def _flag(field: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise PolicyError(field, "must be true or false")
    return value


def _action(field: str, value: object) -> Action:
    if not isinstance(value, str) or value not in tuple(Action):
        raise PolicyError(field, f"must be one of {', '.join(Action)}")
    return Action(value)


def _claim_actions(grade: str, evidence: dict[str, object], default: ClaimActions) -> ClaimActions:
    table = _table(f"evidence.{grade}", evidence.get(grade, {}), ("generated", "assisted", "unknown"))
    return ClaimActions(
        generated=_action(f"evidence.{grade}.generated", table.get("generated", default.generated)),
        assisted=_action(f"evidence.{grade}.assisted", table.get("assisted", default.assisted)),
        unknown=_action(f"evidence.{grade}.unknown", table.get("unknown", default.unknown)),
    )


def _threshold(field: str, value: object) -> Threshold:
    if value is None or value in MEASURED_RATES:
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= 1:
        return float(value)
    rates = " or ".join(repr(rate) for rate in MEASURED_RATES)
    raise PolicyError(field, f"must be a probability above 0 and up to 1, {rates} (the model's own), or null")
