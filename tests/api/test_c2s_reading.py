"""ActivityPub for clients: one's own inbox and outbox, and objects of other servers fetched by proxy."""

from __future__ import annotations

from typing import Any

from federation.audience import PUBLIC
from federation.media_types import ACTIVITY_JSON
from fediart.actions import brakes, domains, staff
from fediart.actions.brakes import LOOK_UPS
from fediart.clock import HandClock
from fediart.store.domain_rules import DomainRule
from tests.api.c2s import jane_app, send
from tests.api.house import App, app_of
from tests.inbox.conftest import Meeting, meeting
from tests.site import change_settings, make_artist

__all__ = ["Meeting", "meeting"]

INBOX = "/users/jane/inbox"
PROXY = "/api/activitypub/proxy"


async def everything(app: App, path: str) -> list[dict[str, Any]]:
    """All items of a collection, page by page."""
    found: list[dict[str, Any]] = []
    next_page: str | None = (await app.get(path)).json["first"]
    for _turn in range(20):
        if next_page is None:
            return found
        answer = await app.get(next_page.partition(path)[1] + next_page.partition(path)[2])
        assert answer.status == 200 and answer.headers["Content-Type"].startswith(ACTIVITY_JSON), answer.text
        found += answer.json["orderedItems"]
        next_page = answer.json.get("next")
    raise AssertionError("the pages do not end")


async def test_an_inbox_is_what_came_for_its_owner(meeting: Meeting) -> None:
    app, bob, jane = await jane_app(meeting), meeting.bob, meeting.jane
    await meeting.follow_bob()
    asked = bob.follow(jane.uri)
    await meeting.says(asked)
    mine = (await send(app, {"type": "Note", "content": "Hello", "to": [PUBLIC]})).json["object"]["id"]
    like, boost = bob.like(mine), bob.announce(mine)
    await meeting.says(like)
    await meeting.says(boost)
    image = {"type": "Image", "url": f"{bob.origin}/sea.png", "mediaType": "image/png", "name": "Sea"}
    note = bob.note("<p>A print</p>") | {"attachment": [image]}
    await meeting.says(bob.create(note))
    secret = bob.note("<p>psst</p>") | {"to": [jane.uri], "cc": []}
    secret["tag"] = [{"type": "Mention", "href": jane.uri, "name": "@jane"}]
    await meeting.says(bob.create(secret))
    found = await everything(app, INBOX)
    assert sorted((one["type"], one.get("id")) for one in found if "id" in one) == sorted(
        [("Follow", asked["id"]), ("Like", like["id"]), ("Announce", boost["id"])]
    )
    created = {one["object"]["id"]: one for one in found if one["type"] == "Create"}
    assert created.keys() == {note["id"], secret["id"]}, "neither one's own posts nor anything twice"
    assert created[note["id"]]["actor"] == bob.actor_id
    assert created[note["id"]]["object"]["attachment"][0]["name"] == "Sea"
    assert created[secret["id"]]["to"] == [jane.uri] and created[secret["id"]]["object"]["content"] == "<p>psst</p>"


async def test_an_inbox_has_pages_that_end(meeting: Meeting, clock: HandClock) -> None:
    app, bob, jane = await jane_app(meeting), meeting.bob, meeting.jane
    await meeting.follow_bob()
    sent = []
    for number in range(26):
        clock.move(1000)
        note = bob.note(f"<p>{number}</p>")
        if number % 2:
            note["tag"] = [{"type": "Mention", "href": jane.uri, "name": "@jane"}]
        sent.append(note["id"])
        assert await bob.deliver(f"{meeting.site.config.origin}/inbox", bob.create(note)) == 202
    await meeting.drain()
    found = [one["object"]["id"] for one in await everything(app, INBOX) if one["type"] == "Create"]
    assert set(found) == set(sent)
    first = (await app.get(f"{INBOX}?page=true")).json
    assert len(first["orderedItems"]) < len(sent) and first["orderedItems"][0]["object"]["id"] == sent[-1]


async def test_boxes_are_their_owners_alone(meeting: Meeting) -> None:
    app, web = await jane_app(meeting), meeting.web
    kim = await app_of(web, (await make_artist(meeting.site, "kim"))[0])
    hidden = {"type": "Note", "content": "Hush", "to": [meeting.jane.followers_uri]}
    uri = (await send(app, hidden)).json["object"]["id"]
    assert [one["object"]["id"] for one in await everything(app, "/users/jane/outbox")] == [uri]
    for path in (INBOX, "/users/jane/outbox"):
        assert (await kim.get(f"{path}?page=true")).status == 404
        narrow = await jane_app(meeting, "write", "read:search")
        assert (await narrow.get(f"{path}?page=true")).status == 403
        assert (await App(web, "no-such-token").get(f"{path}?page=true")).status == 401
    assert (await App(web).get(INBOX)).status == 401
    seen = await web.get("/users/jane/outbox?page=true", headers={"Accept": ACTIVITY_JSON})
    assert (seen.status, seen.json["orderedItems"]) == (200, [])
    assert (await web.get("/users/jane/outbox")).status == 302
    assert "private" in (await app.get("/users/jane/outbox?page=true")).headers["Cache-Control"]
    note = uri.removeprefix(web.origin)
    for one, status in ((app, 200), (kim, 404), (App(web, "no-such-token"), 404), (narrow, 404)):
        answer = await one.get(note, headers={"Accept": ACTIVITY_JSON})
        assert (answer.status, "no-store" in answer.headers["Cache-Control"]) == (status, True)
    await change_settings(meeting.site, authorized_fetch=True)
    assert (await web.get("/users/jane/outbox", headers={"Accept": ACTIVITY_JSON})).status == 401
    assert (await app.get("/users/jane/outbox?page=true")).status == 200
    asked = await web.request("OPTIONS", "/users/jane/outbox", headers={"Origin": "https://app.example"})
    assert (asked.status, asked.headers["Access-Control-Allow-Origin"]) == (204, "*")


async def test_a_proxy_fetches_as_the_member(meeting: Meeting) -> None:
    app, bob = await jane_app(meeting), meeting.bob
    note = bob.note("<p>For followers</p>", to=[f"{bob.actor_id}/followers"])
    answer = await app.post(PROXY, data={"id": note["id"]})
    assert answer.status == 200 and answer.json == note
    assert (
        answer.headers["Content-Type"].startswith(ACTIVITY_JSON)
        and answer.headers["Cache-Control"] == "private, no-store"
    )
    path = note["id"].removeprefix(bob.origin)
    ((_method, _path, headers),) = [one for one in bob.requests if one[1] == path]
    assert meeting.jane.public_key_id in str(headers)
    bob.serve("/huge", {"id": f"{bob.origin}/huge", "type": "Note", "content": "x" * 3_000_000})
    bob.serve("/deep", b'{"id": "%s/deep", "a":' % bob.origin.encode() + b"[" * 50_000)
    bob.serve("/page", b"<html>", kind="text/html")
    bob.serve("/other", {"id": f"{bob.origin}/other", "type": "Note", "attributedTo": "https://evil.example/users/eve"})
    bob.serve("/back", f"{meeting.jane.uri}/posts/1", status=302)
    for bad in ("huge", "deep", "page", "other", "back"):
        assert (await app.post(PROXY, data={"id": f"{bob.origin}/{bad}"})).status in (404, 422), bad
    assert (await app.post(PROXY, {"id": f"{bob.origin}/nothing"})).status == 404
    big = {"id": f"{bob.origin}/big", "type": "Note", "attributedTo": bob.actor_id, "likes": 10**30}
    bob.serve("/big", big)
    assert (await app.post(PROXY, {"id": big["id"]})).json["likes"] == 10**30


async def test_a_proxy_leads_nowhere_inside(meeting: Meeting) -> None:
    app, bob = await jane_app(meeting), meeting.bob
    hidden = {"type": "Note", "content": "Hush", "to": [meeting.jane.followers_uri]}
    own = (await send(app, hidden)).json["object"]["id"]
    inside = (
        "http://169.254.169.254/latest/meta-data", "http://10.0.0.1/", "http://[fd00::1]/", "file:///etc/passwd",
        "http://192.168.0.1/a", "http://0x7f000001/", "https://user@art.example/", own, own.upper(), "", "x" * 3000,
    )  # fmt: skip
    for url in inside:
        assert (await app.post(PROXY, {"id": url})).status == 422, url
    note = bob.note("<p>x</p>")
    await meeting.meet(bob)
    await domains.set_rule(meeting.site, None, DomainRule(bob.host))
    asked = len(bob.requests)
    assert (await app.post(PROXY, {"id": note["id"]})).status == 422
    assert len(bob.requests) == asked


async def test_a_proxy_is_no_gun(meeting: Meeting) -> None:
    app, bob = await jane_app(meeting), meeting.bob
    assert (await app.post(PROXY, {"id": f"{bob.origin}/nothing"})).status == 404
    async with meeting.site.db.writing() as tx:
        for _turn in range(LOOK_UPS.most - 1):
            assert await brakes.take(tx, LOOK_UPS, str(meeting.jane.id), now=meeting.site.clock.now())
    asked = len(bob.requests)
    assert (await app.post(PROXY, {"id": f"{bob.origin}/nothing"})).status == 429
    assert len(bob.requests) == asked
    narrow = await jane_app(meeting, "write", "read:statuses")
    assert (await narrow.post(PROXY, {"id": bob.actor_id})).status == 403
    await staff.suspend(meeting.site, None, "jane")
    assert (await app.post(PROXY, {"id": bob.actor_id})).status == 401
