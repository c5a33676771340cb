"""ActivityPub for clients: what is posted to one's own outbox is done here, and comes to followers elsewhere."""

from __future__ import annotations

from typing import Any

from federation.audience import PUBLIC
from federation.media_types import ACTIVITY_JSON
from fediart.store import accounts
from tests.api.house import ALL, App, app_of
from tests.inbox.conftest import Meeting, meeting
from tests.site import Answer, make_artist

__all__ = ["Meeting", "meeting"]

OUTBOX = "/users/jane/outbox"


async def jane_app(meeting: Meeting, *scopes: str) -> App:
    async with meeting.site.db.reading() as tx:
        account = await accounts.by_actor(tx, meeting.jane.id)
    return await app_of(meeting.web, account, scopes or ALL)


async def send(app: App, activity: dict[str, Any], status: int = 201, **headers: str) -> Answer:
    answer = await app.post(OUTBOX, activity, headers={"Content-Type": ACTIVITY_JSON, **headers})
    assert answer.status == status, answer.text
    if status == 201:
        assert answer.location == answer.json["id"] and answer.headers["Content-Type"].startswith(ACTIVITY_JSON)
    return answer


def heard(meeting: Meeting, kind: str) -> list[dict[str, Any]]:
    return [one for one in meeting.bob.received if one["type"] == kind]


async def test_a_note_is_made_told_changed_and_deleted(meeting: Meeting) -> None:
    app, bob, jane = await jane_app(meeting), meeting.bob, meeting.jane
    await meeting.says(bob.follow(jane.uri))
    note = {
        "id": "https://elsewhere.example/1", "type": "Note", "published": "1999-01-01T00:00:00Z", "to": [PUBLIC],
        "cc": [jane.followers_uri], "contentMap": {"en": '<p>Hi <a href="https://art.example/x">there</a></p><p>Two</p>'},
        "summary": "fruit", "tag": [{"type": "Hashtag", "name": "#Ink"}],
    }  # fmt: skip
    made = (await send(app, note)).json
    assert made["type"] == "Create" and made["object"]["id"].startswith(f"{jane.uri}/posts/")
    await meeting.drain()
    (told,) = heard(meeting, "Create")
    assert told["id"] == made["id"] and told["object"]["published"] != note["published"]
    assert (told["object"]["summary"], told["object"]["contentMap"].keys()) == ("fruit", {"en"})
    assert told["object"]["content"].startswith('<p>Hi there (<a href="https://art.example/x"')
    assert [one["name"] for one in told["object"]["tag"]] == ["#ink"]
    uri = made["object"]["id"]
    await send(app, {"type": "Update", "object": {"id": uri, "type": "Note", "content": "Hello"}})
    changed = (await send(app, {"type": "Update", "object": {"id": uri, "type": "Note", "summary": None}})).json
    assert (changed["object"]["content"], changed["object"]["summary"]) == ("<p>Hello</p>", None)
    await send(app, {"type": "Delete", "object": uri})
    await meeting.drain()
    assert heard(meeting, "Update") and heard(meeting, "Delete")[0]["object"]["id"] == uri
    await send(app, {"type": "Delete", "object": uri}, 404)


async def test_likes_boosts_follows_and_blocks_are_done_and_undone(meeting: Meeting) -> None:
    app, bob, jane = await jane_app(meeting), meeting.bob, meeting.jane
    await meeting.says(bob.follow(jane.uri))
    note = bob.note("<p>Look</p>")
    for kind, about in (("Like", note["id"]), ("Announce", note["id"]), ("Follow", bob.actor_id)):
        made = (await send(app, {"type": kind, "actor": jane.uri, "object": about})).json
        assert (await send(app, {"type": kind, "object": {"id": about}})).json["id"] == made["id"], "it is done once"
        await meeting.drain()
        assert [one["id"] for one in heard(meeting, kind)] == [made["id"]]
        await send(app, {"type": "Undo", "object": made["id"]})
        await meeting.drain()
        assert heard(meeting, "Undo")[-1]["object"]["id"] == made["id"]
        await send(app, {"type": "Undo", "object": made["id"]}, 404)
        await send(app, {"type": kind, "object": about})
        await send(app, {"type": "Undo", "object": {"type": kind, "object": about}})
    blocked = (await send(app, {"type": "Block", "object": bob.actor_id})).json
    await meeting.drain()
    assert heard(meeting, "Block")[0]["id"] == blocked["id"]
    await send(app, {"type": "Undo", "object": blocked["id"]})
    assert await meeting.count("blocks", "1 = 1") == 0
    kim = (await make_artist(meeting.site, "kim"))[1]
    unsaid = (await send(app, {"type": "Block", "object": kim.uri})).json
    await send(app, {"type": "Undo", "object": unsaid["id"]})
    assert await meeting.count("blocks", "1 = 1") == 0


async def test_who_asks_to_follow_is_let_in_or_not(meeting: Meeting) -> None:
    app, bob, jane = await jane_app(meeting), meeting.bob, meeting.jane
    await send(app, {"type": "Update", "object": {"id": jane.uri, "type": "Person", "name": "Jane D.",
        "summary": "<p>Prints</p>", "manuallyApprovesFollowers": True}})  # fmt: skip
    asked = bob.follow(jane.uri)
    await meeting.says(asked)
    await send(app, {"type": "Accept", "object": asked})
    await meeting.drain()
    assert heard(meeting, "Accept")[0]["object"]["id"] == asked["id"]
    await send(app, {"type": "Reject", "object": asked["id"]})
    await meeting.drain()
    assert heard(meeting, "Reject")
    await send(app, {"type": "Accept", "object": asked["id"]}, 404)
    me = (await app.get("/api/v1/accounts/verify_credentials")).json
    assert (me["display_name"], me["source"]["note"], me["locked"]) == ("Jane D.", "Prints", True)
