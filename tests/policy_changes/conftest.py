"""The artist jane, whose works are real files, and the painter bob of another server, who follows her."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.inbox.conftest import Meeting, meeting
from tests.site import change_settings

__all__ = ["meeting"]


@pytest.fixture
async def followed(meeting: Meeting) -> AsyncIterator[Meeting]:
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    await meeting.bob.heard("Accept")
    meeting.bob.received.clear()
    # Seals have tests of their own, and take their time.
    await change_settings(meeting.site, content_credentials=False)
    yield meeting
