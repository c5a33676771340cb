"""A home of artists that moderates, and a painter on another server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from fediart.store.accounts import Account
from fediart.store.actors import Actor
from tests.inbox.conftest import Meeting, meeting
from tests.site import Answer, Client, log_in, make_artist

__all__ = ["meeting"]


@dataclass
class House:
    """`meeting` has jane and bob; `owner` runs the instance and `web` is their browser."""

    meeting: Meeting
    owner: Account
    face: Actor
    web: Client

    @property
    def site(self):  # type: ignore[no-untyped-def]
        return self.meeting.site

    @property
    def bob(self):  # type: ignore[no-untyped-def]
        return self.meeting.bob

    async def send(self, path: str, fields: dict[str, object], *, page: str = "/settings/profile") -> Answer:
        return await self.web.post_form(path, fields, page=page)

    async def see(self, path: str) -> str:
        answer = await self.web.get(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        return answer.text

    async def browser(self, name: str) -> Client:
        other = self.web.fresh()
        await log_in(other, name)
        return other


@pytest.fixture
async def house(meeting: Meeting) -> AsyncIterator[House]:
    owner, face = await make_artist(meeting.site, "olga", role="owner")
    await log_in(meeting.web, "olga")
    yield House(meeting, owner, face, meeting.web)
