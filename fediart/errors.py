"""Errors that are meant to be read by people: each is one sentence that names the fix."""

from __future__ import annotations


class Problem(Exception):
    """Something a person can put right. `field` names the form field it belongs to, when there is one."""

    status = 422

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFound(Problem):
    """Absent, or not for the eyes of who asks: the two are never told apart (advisory 105)."""

    status = 404


class Gone(Problem):
    """It was here for everyone to see, and is deleted."""

    status = 410


class NotAllowed(Problem):
    status = 403


class Held(Problem):
    """It was taken, and waits for a moderator: nothing need be sent again."""

    status = 409


class TooOften(Problem):
    """A limit on tries was reached. `retry_after` is in seconds."""

    status = 429

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Problems(Problem):
    """Several problems at once, so that a form or a config file is mended in one go."""

    def __init__(self, found: list[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in found))
        self.found = tuple(found)
