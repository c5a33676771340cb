"""The form of the admission policy: its fields read into the policy's JSON form, and a policy laid out for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.admission.findings import Band
from fediart.admission.policy import FORMAT, ArtistState, EvidenceRow

NUMBERS = ("answer_days", "decide_days", "appeal_days")
FLAGS = ("detector", "score_may_refuse", "two_persons")


def body_of(said: Mapping[str, str]) -> dict[str, Any]:
    """The fields as the policy's JSON form; what is wrong in it is found when it is read."""
    return {
        "format": FORMAT,
        "name": said.get("name") or "custom",
        "table": {
            state.value: {
                row.value: {band.value: said.get(field_of(state, row, band), "") for band in Band}
                for row in EvidenceRow
            }
            for state in ArtistState
        },
        "copies": said.get("copies", ""),
        "trust": {name: _number(said.get(f"trust.{name}", "")) for name in ("accepted_works", "vouches")},
        **{name: said.get(name) == "1" for name in FLAGS},
        **{name: _number(said.get(name, "")) for name in NUMBERS},
    }


def field_of(state: ArtistState, row: EvidenceRow, band: Band) -> str:
    """The name of a cell's field, which is also its place in the policy."""
    return f"table.{state.value}.{row.value}.{band.value}"


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 7 else text
