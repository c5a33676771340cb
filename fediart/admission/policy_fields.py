"""Readers for the single values of a policy: each gives what it read, or a PolicyError that says what it may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fediart.admission.policy_table import Action, PolicyError

LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "trust.accepted_works": (0, 1000),
    "trust.vouches": (0, 100),
    "answer_days": (1, 365),
    "decide_days": (1, 365),
    "appeal_days": (1, 365),
}
"""The smallest and the largest value of each number."""


def read_table(field: str, value: object, known: tuple[str, ...]) -> dict[str, Any]:
    """A table with no other keys than the known ones."""
    if not isinstance(value, dict):
        raise PolicyError(field, "must be a table of names and values")
    for key in value:
        if key not in known:
            place = str(key)[:80] if field == "policy" else f"{field}.{str(key)[:80]}"
            raise PolicyError(place, f"is not known; use one of {', '.join(known)}")
    return value


def read_name(value: object) -> str:
    """A name in one line."""
    if not isinstance(value, str) or not value.strip() or len(value) > 60 or not value.isprintable():
        raise PolicyError("name", "must be a text of 1 to 60 characters in one line")
    return value.strip()


def read_version(value: object) -> int:
    """The number of a version."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value < 2**31:
        raise PolicyError("version", "must be a whole number of at least 1")
    return value


def read_number(field: str, value: object) -> int:
    """A whole number within the LIMITS of its field."""
    least, most = LIMITS[field]
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise PolicyError(field, f"must be a whole number from {least} to {most}")
    return value


def read_flag(field: str, value: object) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        raise PolicyError(field, "must be true or false")
    return value


def read_action(field: str, value: object) -> Action:
    """One of the five actions."""
    if not isinstance(value, str) or value not in tuple(Action):
        raise PolicyError(field, f"must be one of {', '.join(Action)}")
    return Action(value)
