"""How a piece of background work ended. Every end has a name, is kept on the row and is shown to admins."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Done:
    """It was carried out, or had been already."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """It is none of our business: nobody here follows, nothing here is meant."""

    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It must not be done: not theirs to do, or against a rule."""

    why: str


@dataclass(frozen=True, slots=True)
class Later:
    """It could not be done now. `after` is in milliseconds from now."""

    after: int
    why: str


@dataclass(frozen=True, slots=True)
class Failed:
    """It was tried as often as is sensible, and an admin should look."""

    why: str


Outcome = Done | Ignored | Refused | Later | Failed


def said(outcome: Outcome) -> str:
    """`refused: not the author`, as kept on the row."""
    name = type(outcome).__name__.lower()
    return f"{name}: {outcome.why}" if outcome.why else name
