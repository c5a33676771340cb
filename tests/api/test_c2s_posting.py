"""ActivityPub for clients: what is posted to one's own outbox is done here, and comes to followers elsewhere."""

from __future__ import annotations

from federation.audience import PUBLIC
from tests.api.c2s import heard, jane_app, send
from tests.inbox.conftest import Meeting, meeting
from tests.site import make_artist

__all__ = ["Meeting", "meeting"]


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


async def test_pins_replies_quotes_and_polls(meeting: Meeting) -> None:
    app, jane = await jane_app(meeting), meeting.jane
    everybody = {"to": "as:Public", "cc": [jane.followers_uri]}
    first = (await send(app, {"type": "Note", "content": "One", **everybody})).json["object"]["id"]
    for kind in ("Add", "Remove"):
        await send(app, {"type": kind, "object": first, "target": jane.featured_uri})
        assert await meeting.count("pins", "1 = 1") == (1 if kind == "Add" else 0)
    await send(app, {"type": "Add", "object": first, "target": jane.followers_uri}, 422)
    note = meeting.bob.note("<p>What do you think?</p>")
    reply = {
        "type": "Note",
        "content": "<p>Fine</p>",
        "inReplyTo": note["id"],
        "to": [PUBLIC],
        "cc": meeting.bob.actor_id,
    }
    assert (await send(app, reply)).json["object"]["inReplyTo"] == note["id"]
    await meeting.drain()
    assert heard(meeting, "Create")[0]["object"]["content"] == "<p>Fine</p>", "who is answered need not be named"
    quote = {"type": "Note", "content": "See", "quote": first, **everybody}
    assert (await send(app, quote)).json["object"]["quote"] == first
    asked = {"type": "Question", "content": "Which?", "oneOf": [{"name": "Ink"}, {"name": "Oil"}], **everybody}
    made = (await send(app, asked)).json["object"]
    assert [one["name"] for one in made["oneOf"]] == ["Ink", "Oil"]
    await send(app, {"type": "Question", "content": "Which?", "oneOf": [{"name": "Ink"}], **everybody}, 422)
    await send(app, {"type": "Update", "object": {**made, "content": "Which one?"}})
    assert await meeting.count("poll_options", "1 = 1") == 2


async def test_who_is_addressed_is_told_and_nobody_else(meeting: Meeting) -> None:
    app, bob, jane = await jane_app(meeting), meeting.bob, meeting.jane
    _account, kim = await make_artist(meeting.site, "kim")
    await meeting.says(bob.follow(jane.uri))
    secret = {"type": "Note", "content": "<p>Not for @kim, sorry</p>", "to": [bob.actor_id]}
    made = (await send(app, secret)).json
    assert (made["object"]["to"], made["object"]["cc"]) == ([bob.actor_id], [])
    assert await meeting.count("notifications", "actor_id = :id", id=kim.id) == 0
    closed = {"type": "Note", "content": "Hush @kim", "to": [jane.followers_uri]}
    refused = await send(app, closed, 422)
    assert "@kim" in refused.json["error"]
    asked = len(bob.requests)
    await send(app, {**closed, "content": f"Hush @somebody@{bob.host}"}, 422)
    assert len(bob.requests) == asked, "nobody is asked who that is"
    made = (await send(app, closed | {"cc": [kim.uri]})).json
    assert made["object"]["to"] == [jane.followers_uri] and made["object"]["cc"] == [kim.uri]
    uri = made["object"]["id"]
    await make_artist(meeting.site, "eve")
    await send(app, {"type": "Update", "object": {"id": uri, "type": "Note", "content": "Hush @kim @eve"}}, 422)
    await send(app, {"type": "Update", "to": PUBLIC, "object": {"id": uri, "type": "Note", "content": "Hush"}}, 422)
    note = bob.note("<p>Look</p>")
    answer = {"type": "Note", "content": "psst", "inReplyTo": note["id"], "to": [kim.uri]}
    assert bob.actor_id in (await send(app, answer, 422)).json["error"], "an answer is told to whom it answers"
    for hidden in ("bto", "bcc"):
        await send(app, {"type": "Note", "content": "x", "to": [PUBLIC], hidden: [bob.actor_id]}, 422)
        await send(app, {"type": "Like", "object": note["id"], hidden: [kim.uri]}, 422)
    for nobody in ([], ["https://127.0.0.1:1/nobody"], [kim.followers_uri]):
        await send(app, {"type": "Note", "content": "x", "to": nobody}, 422)
    open_note = {"type": "Note", "content": "Hello", "to": [PUBLIC], "cc": [bob.actor_id, jane.followers_uri]}
    made = (await send(app, open_note)).json
    assert made["object"]["tag"][0]["href"] == bob.actor_id and bob.actor_id in made["cc"]
    await meeting.drain()
    assert [one["object"]["id"] for one in heard(meeting, "Create")].count(made["object"]["id"]) == 1


async def test_a_profile_that_comes_back_whole_changes_where_it_differs(meeting: Meeting) -> None:
    app, jane = await jane_app(meeting), meeting.jane
    shop = {
        "type": "PropertyValue",
        "name": "Shop",
        "value": '<a href="https://shop.example/jane">shop.example/jane</a>',
    }
    await send(app, {"type": "Update", "object": {"id": jane.uri, "type": "Person", "attachment": [shop]}})
    whole = (await app.get("/users/jane", headers={"Accept": "application/activity+json"})).json
    assert len(whole["attachment"]) == 2, "the line about AI is the server's own"
    await send(app, {"type": "Update", "object": whole | {"summary": "<p>Prints</p><p>and paint</p>"}})
    me = (await app.get("/api/v1/accounts/verify_credentials")).json["source"]
    assert [(one["name"], one["value"]) for one in me["fields"]] == [("Shop", "https://shop.example/jane")]
    assert me["note"] == "Prints\n\nand paint"
