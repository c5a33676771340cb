"""Errors in the words that apps of Mastodon know (docs.joinmastodon.org/entities/Error)."""

from __future__ import annotations

from typing import Any, Final

from fediart.errors import NotFound, Problem, Problems, TooOften
from fediart.language import _

INVALID: Final = "The access token is invalid"
NOBODY: Final = "This method requires an authenticated user"
OUT_OF_SCOPE: Final = "This action is outside the authorized scopes"
UNCONFIRMED: Final = "Your login is missing a confirmed e-mail address"
DISABLED: Final = "Your login is currently disabled"
UNAPPROVED: Final = "Your login is currently pending approval"
NOT_FOUND: Final = "Record not found"
NOT_ALLOWED: Final = "This action is not allowed"
NEEDS_SECOND: Final = "This instance wants its staff to log in with a second step: set it up in the settings first"
TOO_MANY: Final = "Too many requests"


class Refused(Exception):
    """Ends a request with this status; `error` is for programs and, where it is a sentence of ours, for people."""

    def __init__(self, status: int, error: str, **more: Any) -> None:
        super().__init__(error)
        self.status = status
        self.body: dict[str, Any] = {"error": error, **more}


def no_token() -> Refused:
    return Refused(401, INVALID)


def of_problem(problem: Problem) -> Refused:
    """What an action raised, as its answer. Absent and forbidden look alike (advisory 105)."""
    if isinstance(problem, NotFound):
        return Refused(404, NOT_FOUND)
    if isinstance(problem, TooOften):
        return Refused(429, problem.message)
    if isinstance(problem, Problems) or problem.field:
        found = problem.found if isinstance(problem, Problems) else (problem,)
        return Refused(problem.status, _sentence(found), details=_details(found))
    return Refused(problem.status, problem.message)


def _sentence(found: tuple[Problem, ...]) -> str:
    said = list(dict.fromkeys(one.message for one in found))
    return _("Validation failed: %(problems)s", problems=" ".join(said))


def _details(found: tuple[Problem, ...]) -> dict[str, list[dict[str, str]]]:
    details: dict[str, list[dict[str, str]]] = {}
    for one in found:
        details.setdefault(one.field or "base", []).append({"error": "ERR_INVALID", "description": one.message})
    return details
