"""What can go wrong with an image or a worker; each message is a sentence for people that names the fix."""

from __future__ import annotations


class BadImage(Exception):
    """The file cannot be accepted as an image; `str()` says why and what to do, fit for an artist to read."""

    @property
    def reason(self) -> str:
        return str(self)


class BadKey(Exception):
    """A storage key that this server never made (advisory 71: no path ever comes from outside)."""


class WorkFailed(Exception):
    """A task in a worker process died, took too long or raised something undeclared; `detail` is for the log."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return self.reason


class StorageAway(Exception):
    """Storage does not answer, or refuses: what needs a file is tried again later. `str()` is for the log."""


class Damaged(StorageAway):
    """What storage has under a name is not what the name says: only a backup helps."""
