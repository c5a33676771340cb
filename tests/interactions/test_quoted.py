"""Others quote us: asked for, allowed at once or by the artist, refused, withdrawn; and who lies in asking."""

from __future__ import annotations

import html
from typing import Any

from fediart.actions import quote_answers
from fediart.store import blocks
from fediart.store.posts import Post
from tests.interactions.conftest import Meeting, choosy, heard, kinds
from tests.remote import RemoteServer
from tests.site import log_in, make_artist

ACCEPT = {"Accept": "application/activity+json"}


def request(server: Any, post: Post, instrument: Any, **more: Any) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/activitystreams", {"QuoteRequest": "https://w3id.org/fep/044f#QuoteRequest"}],
        "id": server.next_id(), "type": "QuoteRequest", "actor": server.actor_id, "object": post.uri,
        "instrument": instrument, **more,
    }  # fmt: skip


async def asks(meeting: Meeting, post: Post, content: str = "<p>Look at this</p>") -> dict[str, Any]:
    """Bob asks with his post inlined."""
    note = meeting.bob.note(content, quote=post.uri)
    await meeting.says(request(meeting.bob, post, note))
    return note


async def row(meeting: Meeting) -> Any:
    return await meeting.row("quote_requests", "author_id = :id", id=meeting.jane.id)


def path(meeting: Meeting, url: str) -> str:
    return url.removeprefix(meeting.web.origin)


async def test_at_once_where_the_policy_says_so(meeting: Meeting) -> None:
    post = await choosy(meeting, quote="everyone")
    note = await asks(meeting, post)
    [yes] = heard(meeting, "Accept")
    assert yes["actor"] == meeting.jane.uri and yes["object"]["type"] == "QuoteRequest"
    assert yes["object"]["instrument"] == note["id"] and yes["object"]["object"] == post.uri
    document = (await meeting.web.get(path(meeting, yes["result"]), headers=ACCEPT)).json
    context = document.pop("@context")
    assert context[1]["interactingObject"] == {"@id": "gts:interactingObject", "@type": "@id"}
    assert document == {
        "id": yes["result"], "type": "QuoteAuthorization", "attributedTo": meeting.jane.uri,
        "interactingObject": note["id"], "interactionTarget": post.uri,
    }  # fmt: skip
    assert await kinds(meeting) == ["quote"]


async def test_by_approval_the_artist_reads_it_and_decides(meeting: Meeting) -> None:
    post = await choosy(meeting, quote="approval")
    note = await asks(meeting, post, "<p>Lovely</p><script>alert(1)</script>")
    assert not heard(meeting, "Accept") and not heard(meeting, "Reject")
    assert await kinds(meeting) == ["quote-request"]
    number = (await row(meeting))["id"]
    address = f"/users/jane/quote-authorizations/{number}"
    assert (await meeting.web.get(address, headers=ACCEPT)).status == 404
    await log_in(meeting.web, "jane")
    assert "would like to quote" in (await meeting.web.get("/notifications")).text
    page = (await meeting.web.get("/quotes")).text
    assert "<p>Lovely</p>" in page and "alert(1)</script>" not in page and note["id"] in page
    answer = await meeting.web.post_form(f"/quotes/{number}/allow", page="/quotes")
    assert answer.location == "/quotes"
    await meeting.drain()
    [yes] = heard(meeting, "Accept")
    assert path(meeting, yes["result"]) == address
    assert (await meeting.web.get(address, headers=ACCEPT)).status == 200
    assert "Withdraw" in (await meeting.web.get("/quotes")).text
    again = await meeting.web.post_form(f"/quotes/{number}/refuse", page="/quotes")
    assert again.status == 422, "what is decided is decided"


async def test_the_artist_refuses_and_asking_again_changes_nothing(meeting: Meeting) -> None:
    post = await choosy(meeting, quote="approval")
    note = await asks(meeting, post)
    await quote_answers.refuse(meeting.site, meeting.jane, (await row(meeting))["id"])
    await meeting.drain()
    assert len(heard(meeting, "Reject")) == 1
    await meeting.says(request(meeting.bob, post, note))
    assert len(heard(meeting, "Reject")) == 2
    assert (await row(meeting))["state"] == "refused"


async def test_nobody_means_nobody(meeting: Meeting) -> None:
    post = await choosy(meeting, quote="nobody")
    note = await asks(meeting, post)
    [no] = heard(meeting, "Reject")
    assert no["object"]["instrument"] == note["id"] and "result" not in no
    assert await meeting.count("quote_requests") == 0 and await kinds(meeting) == []


async def test_a_quote_is_withdrawn(meeting: Meeting) -> None:
    post = await choosy(meeting, quote="everyone")
    await asks(meeting, post)
    number, address = (await row(meeting))["id"], heard(meeting, "Accept")[0]["result"]
    await log_in(meeting.web, "jane")
    await meeting.web.post_form(f"/quotes/{number}/revoke", page="/quotes")
    await meeting.drain()
    [gone] = heard(meeting, "Delete")
    assert gone["object"]["id"] == address and gone["actor"] == meeting.jane.uri
    answer = await meeting.web.get(path(meeting, address), headers=ACCEPT)
    assert answer.status == 410 and answer.json["formerType"] == "QuoteAuthorization"
    await asks(meeting, post)
    assert len(heard(meeting, "Accept")) == 2, "another post of his may still be allowed"


async def test_a_request_by_id_is_fetched_and_must_name_our_post(meeting: Meeting) -> None:
    post = await choosy(meeting, quote="everyone")
    await meeting.says(request(meeting.bob, post, meeting.bob.note(quote=post.uri)["id"]))
    assert len(heard(meeting, "Accept")) == 1
    other = meeting.bob.note("<p>I quote nothing</p>")
    await meeting.says(request(meeting.bob, post, other["id"]))
    assert (await meeting.outcome()).startswith("refused: the post that is to quote ours")
    await meeting.says(request(meeting.bob, post, f"{meeting.bob.origin}/nothing"))
    assert (await meeting.outcome()).startswith("refused")
    assert await meeting.count("quote_requests") == 1


async def test_nobody_asks_with_the_post_of_another(meeting: Meeting) -> None:
    """Advisory 31: the one who asks must have written what quotes."""
    post = await choosy(meeting, quote="everyone")
    async with RemoteServer("carol", clock=meeting.site.clock.now) as carol:
        theirs = carol.note(quote=post.uri)
        status = await meeting.says(request(meeting.bob, post, theirs))
        assert status == 403
        status = await meeting.says(request(meeting.bob, post, theirs["id"]))
        assert status == 403 and not carol.requests
    neighbour = await meeting.neighbour("nina")
    note = meeting.bob.note(quote=post.uri)
    asked = request(meeting.bob, post, note["id"]) | {
        "actor": neighbour.actor_id, "id": f"{neighbour.actor_id}/activities/7"}  # fmt: skip
    await neighbour.says(asked)
    assert (await meeting.outcome()).startswith("refused: the post that is to quote ours is not the sender's")
    assert await meeting.count("quote_requests") == 0 and not heard(meeting, "Accept")


async def test_who_may_not_see_or_is_blocked_may_not_ask(meeting: Meeting) -> None:
    hidden = await choosy(meeting, visibility="followers", quote="everyone")
    await asks(meeting, hidden)
    assert (await meeting.outcome()) == "ignored: no post of ours is meant"
    open_ = await choosy(meeting, quote="everyone")
    bob = await meeting.meet(meeting.bob)
    async with meeting.site.db.writing() as tx:
        await blocks.block(tx, meeting.jane.id, bob.id, now=1)
    await asks(meeting, open_)
    assert (await meeting.outcome()) == "ignored: no post of ours is meant"
    assert not heard(meeting, "Accept") and not heard(meeting, "Reject")


async def test_the_request_is_taken_back_by_who_asked_only(meeting: Meeting) -> None:
    post = await choosy(meeting, quote="approval")
    asked = request(meeting.bob, post, meeting.bob.note(quote=post.uri))
    await meeting.says(asked)
    mallory = await meeting.neighbour("mallory")
    await mallory.says(mallory.undo_id(asked["id"]))
    assert await meeting.count("quote_requests") == 1
    await meeting.says(meeting.bob.undo(asked) | {"object": asked["id"]})
    assert await meeting.count("quote_requests") == 0 and await kinds(meeting) == []


async def test_a_quoting_post_that_is_deleted_is_listed_no_more(meeting: Meeting) -> None:
    post = await choosy(meeting, quote="everyone")
    note = await asks(meeting, post)
    mallory = await meeting.neighbour("mallory")
    await mallory.says(mallory.delete(note["id"]))
    assert await meeting.count("quote_requests") == 1
    await meeting.says(meeting.bob.delete(note["id"]))
    assert await meeting.count("quote_requests") == 0


async def test_another_artist_cannot_answer(meeting: Meeting) -> None:
    post = await choosy(meeting, quote="approval")
    await asks(meeting, post)
    number = (await row(meeting))["id"]
    await make_artist(meeting.site, "tom")
    await log_in(meeting.web, "tom")
    for deed in ("allow", "refuse", "revoke"):
        assert (await meeting.web.post_form(f"/quotes/{number}/{deed}", page="/quotes")).status == 404
    assert "Nobody is waiting" in html.unescape((await meeting.web.get("/quotes")).text)
    assert (await meeting.web.get(f"/users/tom/quote-authorizations/{number}", headers=ACCEPT)).status == 404


async def test_nobody_fills_the_artists_page(meeting: Meeting) -> None:
    post = await choosy(meeting, quote="approval")
    for _ in range(12):
        await asks(meeting, post)
    assert await meeting.count("quote_requests", "state = 'waiting'") == 10
    assert len(heard(meeting, "Reject")) == 2
    bob = await meeting.meet(meeting.bob)
    async with meeting.site.db.writing() as tx:
        await blocks.block(tx, meeting.jane.id, bob.id, now=1)
    await log_in(meeting.web, "jane")
    assert "Nobody is waiting" in (await meeting.web.get("/quotes")).text
