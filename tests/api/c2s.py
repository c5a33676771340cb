"""A client of ActivityPub in jane's hand, and what bob's server has heard of it."""

from __future__ import annotations

from typing import Any

from federation.media_types import ACTIVITY_JSON
from fediart.store import accounts
from tests.api.house import ALL, App, app_of
from tests.inbox.conftest import Meeting
from tests.site import Answer

OUTBOX = "/users/jane/outbox"


async def jane_app(meeting: Meeting, *scopes: str) -> App:
    async with meeting.site.db.reading() as tx:
        account = await accounts.by_actor(tx, meeting.jane.id)
    return await app_of(meeting.web, account, scopes or ALL)


async def send(app: App, activity: dict[str, Any], status: int = 201, **headers: str) -> Answer:
    """Posts it to jane's outbox; 201 names it in Location."""
    answer = await app.post(OUTBOX, activity, headers={"Content-Type": ACTIVITY_JSON, **headers})
    assert answer.status == status, answer.text
    if status == 201:
        assert answer.location == answer.json["id"] and answer.headers["Content-Type"].startswith(ACTIVITY_JSON)
    return answer


def heard(meeting: Meeting, kind: str) -> list[dict[str, Any]]:
    return [one for one in meeting.bob.received if one["type"] == kind]
