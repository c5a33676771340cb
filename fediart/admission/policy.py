"""An instance's admission policy and its JSON form: settings page, TOML, verdict rows and pool workers speak it.

`policy_from_dict` names the field that is wrong and what it may hold. `balanced` is the default of a new instance.
"""

from __future__ import annotations

from typing import Any, Final

from fediart.admission.findings import Band
from fediart.admission.policy_fields import (
    LIMITS,
    read_action,
    read_flag,
    read_name,
    read_number,
    read_table,
    read_version,
)
from fediart.admission.policy_first import FIRST_KEYS, first_cells, refuses_by_score
from fediart.admission.policy_table import (
    STRICTNESS,
    Action,
    ArtistState,
    Cell,
    EvidenceRow,
    Policy,
    PolicyError,
    Trust,
    row_of,
    rows_of,
    strictest,
)
from fediart.admission.presets import BALANCED, LABEL_ONLY, OFF, PRESET_WORDS, PRESETS, STRICT

__all__ = [
    "BALANCED",
    "FORMAT",
    "LABEL_ONLY",
    "LIMITS",
    "OFF",
    "PRESETS",
    "PRESET_WORDS",
    "STRICT",
    "STRICTNESS",
    "Action",
    "ArtistState",
    "Cell",
    "EvidenceRow",
    "Policy",
    "PolicyError",
    "Trust",
    "policy_from_dict",
    "policy_to_dict",
    "row_of",
    "rows_of",
    "strictest",
]

FORMAT: Final = 2
"""The form's own number; bodies of the first form carry none."""

_FIELDS: Final = (
    "format", "name", "version", "table", "detector", "score_may_refuse", "copies", "trust", "two_persons",
    "answer_days", "decide_days", "appeal_days",
)  # fmt: skip
_FIRST_FIELDS: Final = ("name", "version", "evidence", "score", "on_abstain", "detector")
_NEVER_REFUSED: Final = (Band.LOW, Band.CANNOT_TELL)


def policy_to_dict(policy: Policy) -> dict[str, Any]:
    """The JSON form, readable by `policy_from_dict`."""
    return {
        "format": FORMAT,
        "name": policy.name,
        "version": policy.version,
        "table": {
            state.value: {
                row.value: {band.value: policy.action(row, band, state).value for band in Band} for row in EvidenceRow
            }
            for state in ArtistState
        },
        "detector": policy.detector,
        "score_may_refuse": policy.score_may_refuse,
        "copies": policy.copies.value,
        "trust": {"accepted_works": policy.trust.accepted_works, "vouches": policy.trust.vouches},
        "two_persons": policy.two_persons,
        "answer_days": policy.answer_days,
        "decide_days": policy.decide_days,
        "appeal_days": policy.appeal_days,
    }


def policy_from_dict(data: object) -> Policy:
    """A policy from its JSON form; raises PolicyError naming the field. Missing parts come from `balanced`.

    A bare preset name is accepted where a whole policy is expected, and so is the first form, from before the table.
    """
    if isinstance(data, str):
        if data not in PRESETS:
            raise PolicyError("policy", f"no preset {data!r}; use one of {', '.join(PRESETS)}")
        return PRESETS[data]
    if isinstance(data, dict) and (FIRST_KEYS & data.keys()):
        return _checked(_first(read_table("policy", data, _FIRST_FIELDS)))
    return _checked(_second(read_table("policy", data, _FIELDS)))


def _first(fields: dict[str, Any]) -> Policy:
    return Policy(
        name=read_name(fields.get("name", "custom")),
        version=read_version(fields.get("version", 1)),
        cells=first_cells(fields),
        detector=read_flag("detector", fields.get("detector", True)),
        score_may_refuse=refuses_by_score(fields),
    )


def _second(fields: dict[str, Any]) -> Policy:
    if fields.get("format", FORMAT) != FORMAT:
        raise PolicyError("format", f"must be {FORMAT}: this fediart reads no other form")
    trust = read_table("trust", fields.get("trust", {}), ("accepted_works", "vouches"))
    return Policy(
        name=read_name(fields.get("name", "custom")),
        version=read_version(fields.get("version", 1)),
        cells=_cells(read_table("table", fields.get("table", {}), tuple(ArtistState))),
        detector=read_flag("detector", fields.get("detector", BALANCED.detector)),
        score_may_refuse=read_flag("score_may_refuse", fields.get("score_may_refuse", BALANCED.score_may_refuse)),
        copies=read_action("copies", fields.get("copies", BALANCED.copies)),
        trust=Trust(
            read_number("trust.accepted_works", trust.get("accepted_works", BALANCED.trust.accepted_works)),
            read_number("trust.vouches", trust.get("vouches", BALANCED.trust.vouches)),
        ),
        two_persons=read_flag("two_persons", fields.get("two_persons", BALANCED.two_persons)),
        answer_days=read_number("answer_days", fields.get("answer_days", BALANCED.answer_days)),
        decide_days=read_number("decide_days", fields.get("decide_days", BALANCED.decide_days)),
        appeal_days=read_number("appeal_days", fields.get("appeal_days", BALANCED.appeal_days)),
    )


def _cells(said: dict[str, Any]) -> dict[Cell, Action]:
    """Every cell, in the order of the table. What is left out for an artist state comes from `balanced`."""
    cells: dict[Cell, Action] = {}
    for state in ArtistState:
        rows = read_table(f"table.{state.value}", said.get(state, {}), tuple(EvidenceRow))
        for row in EvidenceRow:
            place = f"table.{state.value}.{row.value}"
            bands = read_table(place, rows.get(row, {}), tuple(Band))
            for band in Band:
                default = BALANCED.action(row, band, state)
                cells[row, band, state] = read_action(f"{place}.{band.value}", bands.get(band, default))
    return cells


def _checked(policy: Policy) -> Policy:
    """What no policy may say: milder to trusted artists about a proof, or refusing where nothing speaks."""
    for band in Band:
        new, trusted = (policy.action(EvidenceRow.PROVEN, band, state) for state in ArtistState)
        if STRICTNESS[trusted] < STRICTNESS[new]:
            raise PolicyError(
                f"table.trusted.proven.{band.value}", f"must be at least as strict as for new artists ({new.value})"
            )
    for (row, band, state), action in policy.cells.items():
        if row is EvidenceRow.NONE and action is Action.REFUSE:
            _check_refusal(policy, band, f"table.{state.value}.none.{band.value}")
    return policy


def _check_refusal(policy: Policy, band: Band, field: str) -> None:
    if band in _NEVER_REFUSED:
        raise PolicyError(field, "nothing speaks against such a picture, so it cannot be refused; use hold")
    if not policy.score_may_refuse:
        raise PolicyError(
            field, "a score alone would refuse here: use hold, or set score_may_refuse = true if you really want that"
        )
