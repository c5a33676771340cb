"""The artist jane here and the painter bob elsewhere, as in the inbox's tests."""

from tests.inbox.conftest import meeting

__all__ = ["meeting"]
