"""The artist jane and the painter bob of another server, as in tests/inbox."""

from __future__ import annotations

from tests.inbox.conftest import meeting

__all__ = ["meeting"]
