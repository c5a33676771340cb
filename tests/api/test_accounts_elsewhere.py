"""People of other servers through an app: found on their own server, followed, told of, and parted from."""

from __future__ import annotations

from fediart.store import accounts
from tests.api.house import App, app_of
from tests.inbox.conftest import Meeting, meeting

__all__ = ["Meeting", "meeting"]


async def jane_app(meeting: Meeting) -> App:
    async with meeting.site.db.reading() as tx:
        account = await accounts.by_actor(tx, meeting.jane.id)
    return await app_of(meeting.web, account)


async def test_somebody_elsewhere_is_found_followed_and_told_of(meeting: Meeting) -> None:
    app, bob = await jane_app(meeting), meeting.bob
    handle = bob.handle.removeprefix("@")
    assert (await app.get(f"/api/v1/accounts/search?q={handle}")).json == [], "nobody is asked unless it is wanted"
    assert bob.requests == []
    (found,) = (await app.get(f"/api/v1/accounts/search?q={handle}&resolve=true")).json
    assert found["acct"] == handle and found["url"].startswith(bob.origin)
    assert (await app.get(f"/api/v1/accounts/lookup?acct={handle}")).json["id"] == found["id"]
    for inner in ("jane@169.254.169.254", "jane@10.0.0.1", "http://192.168.0.1/users/jane"):
        assert (await app.get("/api/v1/accounts/search", params={"q": inner, "resolve": "true"})).json == [], inner
    asked = (await app.post(f"/api/v1/accounts/{found['id']}/follow", {"notify": True})).json
    assert asked["requested"] and asked["notifying"]
    await meeting.drain()
    (follow,) = [one for one in bob.received if one["type"] == "Follow"]
    await meeting.says(bob.accept(follow))
    assert (await app.get(f"/api/v1/accounts/relationships?id[]={found['id']}")).json[0]["following"]
    note = bob.note("<p>A new print</p>")
    await meeting.says(bob.create(note))
    await meeting.says(bob.create(bob.note("<p>An answer</p>", in_reply_to=note["id"])))
    assert await meeting.count("notifications", "kind = 'status'") == 1, "answers are not told"
    await meeting.says(bob.create(note))
    assert await meeting.count("notifications", "kind = 'status'") == 1, "nor is anything told twice"


async def test_who_blocks_a_server_parts_from_everybody_there(meeting: Meeting) -> None:
    await meeting.follow_bob()
    app, bob = await jane_app(meeting), meeting.bob
    await meeting.says(bob.follow(meeting.jane.uri))
    them = await meeting.bob_here()
    assert (await app.post("/api/v1/domain_blocks", {"domain": bob.host})).status == 200
    tie = (await app.get(f"/api/v1/accounts/relationships?id={them.id}")).json[0]
    assert tie["domain_blocking"]
    await meeting.drain()
    tie = (await app.get(f"/api/v1/accounts/relationships?id={them.id}")).json[0]
    assert not tie["following"] and not tie["followed_by"]
    assert {"Undo", "Reject"} <= {one["type"] for one in bob.received}
    assert (await app.delete("/api/v1/domain_blocks", {"domain": bob.host})).status == 200
    assert not (await app.get(f"/api/v1/accounts/relationships?id={them.id}")).json[0]["domain_blocking"]


async def test_followers_servers_hear_of_tags_on_the_profile(meeting: Meeting) -> None:
    app, bob = await jane_app(meeting), meeting.bob
    await meeting.says(bob.follow(meeting.jane.uri))
    await app.post("/api/v1/featured_tags", {"name": "Ink"})
    await meeting.drain()
    (told,) = [one for one in bob.received if one["type"] == "Update"]
    assert told["object"]["featuredTags"] == f"{meeting.jane.uri}/featured-tags"
