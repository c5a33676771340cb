"""Members quote: asked of the author elsewhere or here, shown once allowed, and taken out when it is no more."""

from __future__ import annotations

import html
from typing import Any

import pytest

from federation.audience import PUBLIC
from federation.objects import InteractionPolicy, Permission
from federation.quotes import Authorization, authorization
from fediart.actions import quote_answers
from fediart.actions.quote import quote
from fediart.errors import Problem
from fediart.store import posts, quotes
from fediart.store.posts import Post
from tests.interactions.conftest import Meeting, choosy, heard
from tests.remote import RemoteServer
from tests.site import log_in, make_artist

ACCEPT = {"Accept": "application/activity+json"}
FORMS = {"text": "See this", "visibility": "public"}


async def quotable(meeting: Meeting, *, manual: bool = False) -> Post:
    """A post of bob's that may be quoted."""
    await meeting.follow_bob()
    who = Permission((), (PUBLIC,)) if manual else Permission((PUBLIC,))
    note = meeting.bob.note("<p>A heron</p>", policy=InteractionPolicy(can_quote=who))
    await meeting.says(meeting.bob.create(note))
    async with meeting.site.db.reading() as tx:
        found = await posts.by_uri(tx, note["id"])
    assert found is not None
    return found


async def state_of(meeting: Meeting, post: Post) -> tuple[str, str]:
    async with meeting.site.db.reading() as tx:
        found = await quotes.of_post(tx, post.id)
    assert found is not None
    return found.state, found.approval


def stamp(meeting: Meeting, quoting: str, quoted: str, **changes: Any) -> str:
    """An authorization that bob's server serves."""
    url = f"{meeting.bob.origin}/stamps/{len(meeting.bob.documents)}"
    document = authorization(Authorization(url, meeting.bob.actor_id, quoting, quoted)) | changes
    meeting.bob.serve(url.removeprefix(meeting.bob.origin), document)
    return url


def yes(server: Any, asked: dict[str, Any], result: str) -> dict[str, Any]:
    about = {name: asked[name] for name in ("id", "type", "actor", "object")} | {
        "instrument": asked["instrument"]["id"]
    }
    return server.accept(about | {"actor": asked["actor"]}) | {"result": result}


async def asked_by_jane(meeting: Meeting, post: Post) -> tuple[Post, dict[str, Any]]:
    made = await quote(meeting.site, meeting.jane, post.id, "Look at this")
    await meeting.drain()
    return made, heard(meeting, "QuoteRequest")[-1]


async def note_of(meeting: Meeting, made: Post) -> dict[str, Any]:
    return (await meeting.web.get(f"/users/jane/posts/{made.id}", headers=ACCEPT)).json


async def test_the_author_elsewhere_is_asked_and_says_yes(meeting: Meeting) -> None:
    post = await quotable(meeting, manual=True)
    await log_in(meeting.web, "jane")
    form = (await meeting.web.get(f"/posts/{post.id}/quote")).text
    assert "Bob decides about every quote" in form and "A heron" in form
    answer = await meeting.web.post_form(f"/posts/{post.id}/quote", FORMS)
    page = answer.location
    await meeting.drain()
    [asked] = heard(meeting, "QuoteRequest")
    assert asked["object"] == post.uri and asked["instrument"]["quote"] == post.uri
    assert asked["instrument"]["type"] == "Note" and "@context" not in asked["instrument"]
    [create] = heard(meeting, "Create")
    assert create["object"]["quote"] == post.uri
    for early in ("quoteAuthorization", "quoteUri", "_misskey_quote"):
        assert early not in create["object"]
    assert "Waits for the quoted author" in (await meeting.web.get(page)).text

    given = stamp(meeting, asked["instrument"]["id"], post.uri)
    await meeting.says(yes(meeting.bob, asked, given))
    [update] = heard(meeting, "Update")
    assert update["object"]["quoteAuthorization"] == given
    assert update["object"]["quoteUri"] == update["object"]["_misskey_quote"] == post.uri
    shown = (await meeting.web.get(page)).text
    assert '<blockquote class="quote"' in shown and "A heron" in shown
    assert "lets you quote them" in (await meeting.web.get("/notifications")).text


async def test_the_author_says_no(meeting: Meeting) -> None:
    post = await quotable(meeting)
    made, asked = await asked_by_jane(meeting, post)
    refusal = yes(meeting.bob, asked, "") | {"type": "Reject"}
    refusal.pop("result")
    await meeting.says(refusal)
    assert await state_of(meeting, made) == ("refused", "")
    note = await note_of(meeting, made)
    assert "quote" not in note and post.uri not in note["content"]
    await log_in(meeting.web, "jane")
    assert "has refused this quote" in (await meeting.web.get(f"/@jane/{made.id}")).text


async def test_an_authorization_that_lies_is_none(meeting: Meeting) -> None:
    """Advisories 31 and 32: its host, author, both posts and type are compared."""
    post = await quotable(meeting)
    made, asked = await asked_by_jane(meeting, post)
    mine = asked["instrument"]["id"]
    neighbour = f"{meeting.bob.origin}/users/nina"
    bad = [
        stamp(meeting, mine, f"{meeting.bob.origin}/notes/other"),
        stamp(meeting, f"{meeting.jane.uri}/posts/1", post.uri),
        stamp(meeting, mine, post.uri, attributedTo=neighbour),
        stamp(meeting, mine, post.uri, type="Note", content="no"),
        stamp(meeting, mine, post.uri, id=f"{meeting.bob.origin}/stamps/elsewhere"),
        f"{meeting.bob.origin}/stamps/nothing",
    ]
    for one in bad:
        await meeting.says(yes(meeting.bob, asked, one))
        assert (await meeting.outcome()).startswith("refused"), one
    async with RemoteServer("carol", clock=meeting.site.clock.now) as carol:
        url = f"{carol.origin}/stamp"
        carol.serve("/stamp", authorization(Authorization(url, meeting.bob.actor_id, mine, post.uri)))
        assert await meeting.says(yes(meeting.bob, asked, url)) == 403
        assert not carol.requests
    assert await state_of(meeting, made) == ("waiting", "")
    await meeting.says(yes(meeting.bob, asked, stamp(meeting, mine, post.uri)))
    assert (await state_of(meeting, made))[0] == "allowed"


async def test_a_third_party_neither_allows_refuses_nor_withdraws(meeting: Meeting) -> None:
    """Advisory 31: pre-emptive denial by somebody who was not asked."""
    post = await quotable(meeting)
    made, asked = await asked_by_jane(meeting, post)
    given = stamp(meeting, asked["instrument"]["id"], post.uri)
    about = {"id": asked["id"], "type": "QuoteRequest", "actor": asked["actor"], "object": post.uri,
             "instrument": asked["instrument"]["id"]}  # fmt: skip
    async with RemoteServer("eve", clock=meeting.site.clock.now) as eve:
        inbox = f"{meeting.web.origin}/inbox"
        for activity in (
            eve.accept(about) | {"type": "Reject"},
            eve.accept(about) | {"type": "Reject", "object": asked["id"]},
            eve.accept(about) | {"result": given},
            eve.delete(given),
        ):
            await eve.deliver(inbox, activity)
            await meeting.drain()
            assert await state_of(meeting, made) == ("waiting", "")
        mallory = await meeting.neighbour("mallory")
        denial = meeting.bob.accept(about) | {"type": "Reject", "object": asked["id"], "actor": mallory.actor_id}
        await mallory.says(denial | {"id": f"{mallory.actor_id}/activities/3"})
        assert await state_of(meeting, made) == ("waiting", "")
        await meeting.says(yes(meeting.bob, asked, given))
        assert await state_of(meeting, made) == ("allowed", given)
        await eve.deliver(inbox, eve.delete(given))
        await mallory.says(mallory.delete(given))
        await meeting.drain()
        assert await state_of(meeting, made) == ("allowed", given)


async def test_the_author_withdraws_it(meeting: Meeting) -> None:
    post = await quotable(meeting)
    made, asked = await asked_by_jane(meeting, post)
    given = stamp(meeting, asked["instrument"]["id"], post.uri)
    await meeting.says(yes(meeting.bob, asked, given))
    await meeting.says(meeting.bob.delete(given))
    assert (await state_of(meeting, made))[0] == "revoked"
    note = await note_of(meeting, made)
    assert not {"quote", "quoteAuthorization", "quoteUri"} & set(note)
    assert len(heard(meeting, "Update")) == 2
    page = html.unescape((await meeting.web.get(f"/@jane/{made.id}")).text)
    assert "has withdrawn this quote" in page and "A heron" not in page


async def test_members_quote_each_other_by_the_same_policy(meeting: Meeting) -> None:
    _, tom = await make_artist(meeting.site, "tom")
    at_once = await choosy(meeting, quote="everyone")
    made = await quote(meeting.site, tom, at_once.id, "Lovely")
    note = (await meeting.web.get(f"/users/tom/posts/{made.id}", headers=ACCEPT)).json
    given = (await meeting.web.get(note["quoteAuthorization"].removeprefix(meeting.web.origin), headers=ACCEPT)).json
    assert (given["interactingObject"], given["interactionTarget"]) == (made.uri, at_once.uri)
    assert given["attributedTo"] == meeting.jane.uri

    asked = await quote(meeting.site, tom, (await choosy(meeting, quote="approval")).id, "May I?")
    assert await state_of(meeting, asked) == ("waiting", "")
    number = (await meeting.row("quote_requests", "state = 'waiting'"))["id"]
    await quote_answers.allow(meeting.site, meeting.jane, number)
    assert (await state_of(meeting, asked))[0] == "allowed"
    page = (await meeting.web.get(f"/@tom/{asked.id}")).text
    assert '<blockquote class="quote"' in page
    await quote_answers.revoke(meeting.site, meeting.jane, number)
    assert (await state_of(meeting, asked))[0] == "revoked"
    assert '<blockquote class="quote"' not in (await meeting.web.get(f"/@tom/{asked.id}")).text


async def test_a_quote_of_oneself_needs_nobody(meeting: Meeting) -> None:
    post = await choosy(meeting, quote="nobody")
    made = await quote(meeting.site, meeting.jane, post.id, "As I said")
    assert (await state_of(meeting, made))[0] == "allowed"
    await log_in(meeting.web, "jane")
    assert "Nobody is waiting" in (await meeting.web.get("/quotes")).text


async def test_the_post_is_in_the_timelines_and_can_be_deleted(meeting: Meeting) -> None:
    post = await choosy(meeting, quote="everyone")
    _, tom = await make_artist(meeting.site, "tom")
    made = await quote(meeting.site, tom, post.id, "Lovely heron", visibility="unlisted")
    assert "Lovely heron" in (await meeting.web.get("/@tom/timeline")).text
    await log_in(meeting.web, "tom")
    assert "Lovely heron" in (await meeting.web.get("/home")).text
    answer = await meeting.web.post_form(f"/posts/{made.id}/delete", page=f"/@tom/{made.id}")
    assert answer.location == "/@tom/timeline"
    assert await meeting.count("quotes") == 0
    assert "Lovely heron" not in (await meeting.web.get("/@tom/timeline")).text


async def test_words_are_asked_for(meeting: Meeting) -> None:
    post = await choosy(meeting, quote="everyone")
    for wrong in ({"text": "  "}, {"text": "x" * 5001}, {"text": "x", "visibility": "direct"}):
        with pytest.raises(Problem):
            await quote(meeting.site, meeting.jane, post.id, **wrong)
    await log_in(meeting.web, "jane")
    answer = await meeting.web.post_form(f"/posts/{post.id}/quote", {"text": " ", "visibility": "public"})
    assert answer.status == 422 and "Say something about it" in answer.text
