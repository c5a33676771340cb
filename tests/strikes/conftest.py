"""A home with an owner, an admin, two moderators and a member, and a painter on another server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from fediart.site import Site
from fediart.store import strikes
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.strikes import Strike
from tests.inbox.conftest import Meeting, meeting
from tests.site import Client, log_in, mails, make_artist

__all__ = ["meeting"]


@dataclass
class House:
    """`accounts` and `faces` are by name: jane is a member, mia and mo moderate, ada is an admin, olga the owner."""

    meeting: Meeting
    accounts: dict[str, Account]
    faces: dict[str, Actor]

    @property
    def site(self) -> Site:
        return self.meeting.site

    @property
    def jane(self) -> Actor:
        return self.meeting.jane

    async def browser(self, name: str) -> Client:
        other = self.meeting.web.fresh()
        await log_in(other, name)
        return other

    async def strikes(self) -> list[Strike]:
        async with self.site.db.reading() as tx:
            return await strikes.of_actor(tx, self.jane.id)

    async def rows(self, sql: str) -> list[dict[str, Any]]:
        async with self.site.db.reading() as tx:
            return [dict(row) for row in await tx.all(sql)]

    def mails(self) -> list[dict[str, str]]:
        return mails(self.site).sent


@pytest.fixture
async def house(meeting: Meeting) -> AsyncIterator[House]:
    made, faces = {}, {}
    for name, role in (("mia", "moderator"), ("mo", "moderator"), ("ada", "admin"), ("olga", "owner")):
        made[name], faces[name] = await make_artist(meeting.site, name, role=role)
    yield House(meeting, made, faces)
