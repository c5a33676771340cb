"""ActivityPub for clients, attacked: others' outboxes, names and posts; narrow tokens; bodies out of shape; replays."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import pytest

from federation.audience import PUBLIC
from federation.media_types import ACTIVITY_JSON
from fediart.api.allowance import Allowances, Standing, Window
from fediart.api.endpoint import DELETIONS
from fediart.clock import MINUTE
from tests.api.c2s import OUTBOX, heard, jane_app, send
from tests.api.house import App, app_of
from tests.inbox.conftest import Meeting, meeting
from tests.site import make_artist

__all__ = ["Meeting", "meeting"]

NOTE = {"type": "Note", "content": "Hello", "to": [PUBLIC]}


async def test_an_outbox_is_its_owners(meeting: Meeting) -> None:
    app, web = await jane_app(meeting), meeting.web
    await make_artist(meeting.site, "kim")
    for path in ("/users/kim/outbox", "/users/nobody/outbox", "/users/jane%2F..%2Fkim/outbox"):
        assert (await app.post(path, NOTE)).status == 404, path
    assert (await App(web).post(OUTBOX, NOTE)).status == 401
    assert (await App(web, "guessed").post(OUTBOX, NOTE)).status == 401
    assert (await (await app_of(web, None)).post(OUTBOX, NOTE)).status == 422
    assert await meeting.count("posts", "1 = 1") == 0


async def test_each_activity_needs_its_own_scope(meeting: Meeting) -> None:
    me = meeting.jane
    uri = (await send(await jane_app(meeting), NOTE)).json["object"]["id"]
    wanted: dict[str, list[dict[str, Any]]] = {
        "write:statuses": [NOTE, {"type": "Announce", "object": uri}, {"type": "Delete", "object": uri},
                           {"type": "Update", "object": {"id": uri, "type": "Note", "content": "x"}}],
        "write:favourites": [{"type": "Like", "object": uri}],
        "write:follows": [{"type": kind, "object": me.uri} for kind in ("Follow", "Accept", "Reject")],
        "write:blocks": [{"type": "Block", "object": me.uri}],
        "write:accounts": [{"type": "Add", "object": uri, "target": me.featured_uri},
                           {"type": "Remove", "object": uri, "target": me.featured_uri},
                           {"type": "Update", "object": {"id": me.uri, "type": "Person", "name": "x"}}],
    }  # fmt: skip
    liked = (await send(await jane_app(meeting), {"type": "Like", "object": uri})).json["id"]
    wanted["write:favourites"].append({"type": "Undo", "object": liked})
    for scope, activities in wanted.items():
        app = await jane_app(meeting, *(one for one in wanted if one != scope))
        for activity in activities:
            await send(app, activity, 403)
    reading = await jane_app(meeting, "read", "write:media")
    await send(reading, NOTE, 403)
    assert await meeting.count("posts", "deleted = 0") == 1 and await meeting.count("likes", "1 = 1") == 1


async def test_nobody_speaks_for_somebody_else(meeting: Meeting) -> None:
    app, bob = await jane_app(meeting), meeting.bob
    account, kim = await make_artist(meeting.site, "kim")
    hers = await app_of(meeting.web, account)
    made = (await hers.post("/users/kim/outbox", NOTE, headers={"Content-Type": ACTIVITY_JSON})).json
    theirs, liked = made["object"]["id"], bob.note("<p>x</p>")["id"]
    like = (await hers.post("/users/kim/outbox", {"type": "Like", "object": liked})).json["id"]
    for forged in ({"actor": kim.uri}, {"attributedTo": kim.uri}, {"actor": {"id": bob.actor_id}}, {"actor": 5}):
        await send(app, {**NOTE, **forged}, 422)
        await send(app, {"type": "Create", "object": NOTE, **forged}, 422)
    await send(app, {"type": "Create", "object": {**NOTE, "attributedTo": [bob.actor_id]}}, 422)
    me = meeting.jane.uri
    forged_ids = (f"{theirs}?", f"{me}/posts/{2**63}", f"{me}/posts/1/../2", "https://evil.example/users/jane/posts/1")
    others: list[Any] = [theirs, liked, kim.uri, *forged_ids, None, ["x"], {"id": {}}]
    for uri in others:
        await send(app, {"type": "Delete", "object": uri}, 404)
        await send(app, {"type": "Update", "object": {"id": uri, "type": "Note", "content": "x"}}, 404)
        assert (
            await app.post(OUTBOX, {"type": "Add", "object": uri, "target": meeting.jane.featured_uri})
        ).status == 404
    await send(app, {"type": "Update", "object": {"id": kim.uri, "type": "Person", "name": "x"}}, 422)
    await send(app, {"type": "Delete", "object": meeting.jane.uri}, 422)
    for undone in (
        like,
        {"type": "Like", "actor": kim.uri, "object": liked},
        {"type": "Like", "object": liked},
        made["id"],
    ):
        await send(app, {"type": "Undo", "object": undone}, 404)
    assert await meeting.count("likes", "1 = 1") == 1 and await meeting.count("posts", "deleted > 0") == 0


async def test_what_may_not_be_seen_is_not_there(meeting: Meeting) -> None:
    app = await jane_app(meeting)
    account, kim = await make_artist(meeting.site, "kim")
    hers = await app_of(meeting.web, account)
    secret = (await hers.post("/users/kim/outbox", {**NOTE, "to": [kim.followers_uri]})).json["object"]["id"]
    for kind in ("Like", "Announce"):
        await send(app, {"type": kind, "object": secret}, 404)
    await send(app, {**NOTE, "inReplyTo": secret}, 404)
    await send(app, {**NOTE, "quote": secret}, 404)
    own = (await send(app, {**NOTE, "to": [meeting.jane.followers_uri]})).json["object"]["id"]
    await send(app, {"type": "Announce", "object": own}, 403)
    await send(app, {"type": "Announce", "object": own, "to": [meeting.jane.followers_uri]}, 422)
    for inside in ("http://169.254.169.254/latest", "http://10.0.0.1/users/x", "http://[fd00::1]/x"):
        for kind in ("Like", "Follow", "Block"):
            await send(app, {"type": kind, "object": inside}, 422)


async def test_bodies_out_of_shape(meeting: Meeting) -> None:
    app = await jane_app(meeting)
    deep = b'{"type":"Create","object":' * 200 + b"{}" + b"}" * 200
    cases = [
        (b"[]", 400), (b"{", 400), (b"\xff\xfe", 400), (b"[" * 100_000, 400), (b"{" + b" " * 1_100_000 + b"}", 413),
        (deep, 422), (b'{"type":"Note","content":"a\\u0000b","to":"as:Public"}', 422), (b"{}", 422),
        (b'{"type":"Note","content":"\\ud800","to":"as:Public"}', 422), (b'{"type":"Create","object":NaN}', 422),
        (b'{"type":"Note","to":"as:Public"}', 422), (b'{"type":"Note","content":7,"to":"as:Public"}', 422),
        (b'{"type":"Travel","object":"https://art.example/1"}', 422), (b'{"type":["Create","Like"],"object":[]}', 422),
        (b'{"type":"Create","object":"https://art.example/1","to":"as:Public"}', 422), (b'{"type":"Undo"}', 404),
        (b'{"type":"Video","content":"x","to":"as:Public"}', 422), (b'{"type":"Like","object":{"id":5}}', 422),
        (b'{"type":"Note","content":"x","to":"as:Public","attachment":[{}]}', 422),
        (b'{"type":"Note","content":"x","to":[1,{"id":2},null]}', 422),
        (b'{"type":"Question","content":"x","to":"as:Public","oneOf":[1,{"name":5}]}', 201),
        (b'{"items":[' + b"1," * 25_000 + b"1]}", 422),
    ]  # fmt: skip
    for body, status in cases:
        answer = await app.post(OUTBOX, data=io.BytesIO(body), headers={"Content-Type": ACTIVITY_JSON})
        assert answer.status == status, (body[:80], answer.text)
        assert status == 201 or answer.json["error"]
    for kind in ("application/json", 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'):
        unknown = await app.post(OUTBOX, data=b'{"type":"Travel","object":"x"}', headers={"Content-Type": kind})
        assert "Create, Update, Delete" in unknown.json["error"]


async def test_a_form_is_no_activity(meeting: Meeting) -> None:
    """What a form on another site can send is not taken, token or not."""
    app = await jane_app(meeting)
    assert (await app.post(OUTBOX, data={"type": "Note", "content": "x", "to": PUBLIC})).status == 400
    assert (await meeting.web.post(OUTBOX, data={"type": "Note"})).status == 401


async def test_markup_is_never_more_than_text(meeting: Meeting) -> None:
    app = await jane_app(meeting)
    await meeting.says(meeting.bob.follow(meeting.jane.uri))
    evil = "<script>alert(1)</script><p onclick=x>Hi <a href='javascript:alert(1)'>click</a><img src=x onerror=x()></p>"
    made = (await send(app, {**NOTE, "content": evil, "summary": "<b>cw</b>"})).json["object"]
    assert made["content"] == "<p>Hi click</p>" and made["summary"] == "cw"
    shown = (await send(app, {**NOTE, "content": "&lt;script&gt;", "mediaType": "text/html"})).json["object"]
    assert shown["content"] == "<p>&lt;script&gt;</p>"
    lines = (await send(app, {**NOTE, "content": "One\n\nTwo &amp; three"})).json["object"]
    assert lines["content"] == "<p>One</p><p>Two &amp; three</p>"
    typed = {**NOTE, "content": "<p>other</p>", "source": {"content": "<b>as typed</b>", "mediaType": "text/plain"}}
    assert (await send(app, typed)).json["object"]["content"] == "<p>&lt;b&gt;as typed&lt;/b&gt;</p>"
    wide = {**NOTE, "content": "<pre>" + " " * 80_000 + "x</pre>" + "<a>" * 4_000}
    assert (await send(app, wide)).json["object"]["content"] == "<p>x</p>"
    profile = {"id": meeting.jane.uri, "type": "Person", "name": "<i>Jane</i>", "summary": "<script>x</script>Prints"}
    actor = (await send(app, {"type": "Update", "object": profile})).json["object"]
    assert (actor["name"], "script" in actor["summary"]) == ("Jane", False)
    await meeting.drain()
    assert "script>alert" not in str(heard(meeting, "Create"))


async def test_what_is_sent_again_is_done_once(meeting: Meeting) -> None:
    app = await jane_app(meeting)
    key: dict[str, Any] = {"Idempotency-Key": "one"}
    first, second = await asyncio.gather(send(app, NOTE, **key), send(app, NOTE, **key))
    assert first.location == second.location and await meeting.count("posts", "1 = 1") == 1
    assert (await send(app, NOTE, **key)).headers["Content-Type"].startswith(ACTIVITY_JSON)
    await send(app, {**NOTE, "content": "Another"}, 422, **key)
    for odd in (10**30, "\ud800"):
        await send(app, {**NOTE, "odd": odd, "to": []}, 422, **key | {"Idempotency-Key": "two"})
    named = {**NOTE, "id": first.json["object"]["id"]}
    assert (await send(app, named)).json["object"]["id"] != named["id"], "a client's own id counts for nothing"


async def test_deletions_are_counted_with_those_of_every_app(meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    """In development the window is far too wide to fill: here it is made as narrow as one of an instance."""
    narrow = {DELETIONS: Window(2, 30 * MINUTE)}
    real = Allowances.count

    def count(self: Allowances, tally: str, who: str, *, person: bool, now: int) -> Standing:
        self._free, self._windows = False, self._windows | narrow
        return real(self, tally, who, person=person, now=now)

    monkeypatch.setattr(Allowances, "count", count)
    app = await jane_app(meeting)
    uri = (await send(app, NOTE)).json["object"]["id"]
    await send(app, {"type": "Announce", "object": uri})
    await send(app, {"type": "Undo", "object": {"type": "Announce", "object": uri}})
    other = (await send(app, NOTE)).json["object"]["id"]
    await send(app, {"type": "Delete", "object": other})
    await send(app, {"type": "Delete", "object": uri}, 429)
    assert (await app.delete(f"/api/v1/statuses/{uri.rpartition('/')[2]}")).status == 429
