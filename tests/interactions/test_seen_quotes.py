"""Quotes in posts of others: shown with what they quote where its author consents, a plain link in all other cases."""

from __future__ import annotations

import html
from collections.abc import AsyncIterator
from typing import Any

import pytest

from federation.objects import Attachment
from federation.quotes import Authorization, authorization
from fediart.store import blocks, posts, quotes
from fediart.store.quotes import Quote
from tests.interactions.conftest import Meeting, choosy, heard
from tests.interactions.test_quoted import request
from tests.remote import RemoteServer
from tests.site import log_in

CARD = '<blockquote class="quote"'


@pytest.fixture
async def carol(meeting: Meeting) -> AsyncIterator[RemoteServer]:
    """She is quoted."""
    async with RemoteServer("carol", clock=meeting.site.clock.now) as server:
        yield server


def stamp(server: RemoteServer, quoting: str, quoted: str, **changes: Any) -> str:
    url = f"{server.origin}/stamps/{len(server.documents)}"
    document = authorization(Authorization(url, server.actor_id, quoting, quoted)) | changes
    server.serve(url.removeprefix(server.origin), document)
    return url


async def says(meeting: Meeting, **fields: Any) -> dict[str, Any]:
    """Bob, whom jane follows, posts."""
    await meeting.follow_bob()
    note = meeting.bob.note(**fields)
    await meeting.says(meeting.bob.create(note))
    return note


async def quote_of(meeting: Meeting, uri: str) -> Quote:
    async with meeting.site.db.reading() as tx:
        post = await posts.by_uri(tx, uri)
        found = await quotes.of_post(tx, post.id) if post else None
    assert found is not None
    return found


async def page_of(meeting: Meeting, uri: str) -> str:
    found = await quote_of(meeting, uri)
    return html.unescape((await meeting.web.get(f"/posts/{found.post_id}")).text)


async def test_with_her_consent_her_post_is_shown(meeting: Meeting, carol: RemoteServer) -> None:
    picture = Attachment(f"{carol.origin}/a.png", "Image", "image/png", "A heron at dawn")
    hers = carol.note("<p>My heron</p>", attachments=(picture,))
    path = f"{meeting.bob.origin}/notes/quoting"
    given = stamp(carol, path, hers["id"])
    await says(meeting, path="/notes/quoting", quote=hers["id"], quote_authorization=given)
    assert (await quote_of(meeting, path)).state == "allowed"
    page = await page_of(meeting, path)
    assert CARD in page and "My heron" in page and "A heron at dawn" in page
    await log_in(meeting.web, "jane")
    assert CARD in (await meeting.web.get("/home")).text


@pytest.mark.parametrize("word", ["quoteUri", "quoteUrl", "_misskey_quote", "quote"])
async def test_without_consent_it_is_a_link(meeting: Meeting, carol: RemoteServer, word: str) -> None:
    hers = carol.note("<p>My heron</p>")
    await meeting.follow_bob()
    note = meeting.bob.note("<p>Ha</p>") | {word: hers["id"]}
    await meeting.says(meeting.bob.create(note))
    assert (await quote_of(meeting, note["id"])).state == "unconfirmed"
    page = await page_of(meeting, note["id"])
    assert CARD not in page and f'href="{hers["id"]}"' in page and "not confirmed" in page
    assert not carol.requests, "nothing is fetched that cannot be shown"


async def test_forged_consent_is_none(meeting: Meeting, carol: RemoteServer) -> None:
    """Advisories 31, 32: an authorization on another host, for another post, by another, of another type."""
    hers, other = carol.note("<p>My heron</p>"), carol.note("<p>Another</p>")
    here = meeting.bob.origin
    forged = authorization(Authorization(f"{here}/stamp", carol.actor_id, f"{here}/notes/0", hers["id"]))
    meeting.bob.serve("/stamp", forged)
    bad = [
        f"{here}/stamp",
        stamp(carol, f"{here}/notes/1", other["id"]),
        stamp(carol, f"{here}/notes/somebody-else", hers["id"]),
        stamp(carol, f"{here}/notes/3", hers["id"], attributedTo=f"{carol.origin}/users/nina"),
        stamp(carol, f"{here}/notes/4", hers["id"], type="Note"),
        stamp(carol, f"{here}/notes/5", hers["id"], id=f"{carol.origin}/stamps/other"),
        f"{carol.origin}/nothing",
    ]
    for number, one in enumerate(bad):
        await says(meeting, path=f"/notes/{number}", quote=hers["id"], quote_authorization=one)
        assert (await quote_of(meeting, f"{here}/notes/{number}")).state == "unconfirmed", one
        assert CARD not in await page_of(meeting, f"{here}/notes/{number}")


async def test_consent_does_not_move_to_another_post(meeting: Meeting, carol: RemoteServer) -> None:
    """An approved quote is edited to quote something else with the same authorization."""
    hers, other = carol.note("<p>My heron</p>"), carol.note("<p>My diary</p>")
    uri = f"{meeting.bob.origin}/notes/q"
    given = stamp(carol, uri, hers["id"])
    await says(meeting, path="/notes/q", quote=hers["id"], quote_authorization=given)
    changed = meeting.bob.note(path="/notes/q", quote=other["id"], quote_authorization=given)
    await meeting.says(meeting.bob.update(changed))
    assert (await quote_of(meeting, uri)).state == "unconfirmed"
    page = await page_of(meeting, uri)
    assert CARD not in page and "My diary" not in page
    await meeting.says(meeting.bob.update(meeting.bob.note(path="/notes/q")))
    assert await meeting.count("quotes", "quoted_uri = :uri", uri=other["id"]) == 0


async def test_she_withdraws_it_and_nobody_else_does(meeting: Meeting, carol: RemoteServer) -> None:
    hers = carol.note("<p>My heron</p>")
    uri, inbox = f"{meeting.bob.origin}/notes/q", f"{meeting.web.origin}/inbox"
    given = stamp(carol, uri, hers["id"])
    await says(meeting, path="/notes/q", quote=hers["id"], quote_authorization=given)
    await meeting.says(meeting.bob.delete(given))
    assert (await quote_of(meeting, uri)).state == "allowed"
    await carol.deliver(inbox, carol.delete(given))
    await meeting.drain()
    assert (await quote_of(meeting, uri)).state == "revoked"
    assert CARD not in await page_of(meeting, uri)


async def test_one_quote_deep_and_no_deeper(meeting: Meeting, carol: RemoteServer) -> None:
    """Advisory 49: what is quoted by what is quoted is not fetched."""
    async with RemoteServer("dora", clock=meeting.site.clock.now) as dora:
        deepest = dora.note("<p>Deepest</p>")
        middle = carol.note("<p>Middle</p>", path="/notes/middle", quote=deepest["id"],
                            quote_authorization=stamp(dora, f"{carol.origin}/notes/middle", deepest["id"]))  # fmt: skip
        uri = f"{meeting.bob.origin}/notes/q"
        given = stamp(carol, uri, middle["id"])
        await says(meeting, path="/notes/q", quote=middle["id"], quote_authorization=given)
        page = await page_of(meeting, uri)
        assert "Middle" in page and "Deepest" not in page
        assert not dora.requests


async def test_a_quote_of_oneself_is_shown(meeting: Meeting) -> None:
    before = meeting.bob.note("<p>Yesterday</p>")
    note = await says(meeting, content="<p>Today</p>", quote=before["id"])
    assert (await quote_of(meeting, note["id"])).state == "allowed"
    assert "Yesterday" in await page_of(meeting, note["id"])


async def test_a_quote_of_itself_is_nothing(meeting: Meeting) -> None:
    uri = f"{meeting.bob.origin}/notes/q"
    await says(meeting, path="/notes/q", quote=uri)
    assert await meeting.count("quotes") == 0


async def test_a_quote_of_ours_is_shown_only_with_our_own_word(meeting: Meeting) -> None:
    post = await choosy(meeting, quote="everyone")
    uri = f"{meeting.bob.origin}/notes/q"
    await says(
        meeting, path="/notes/q", quote=post.uri, quote_authorization=f"{meeting.jane.uri}/quote-authorizations/1"
    )
    assert (await quote_of(meeting, uri)).state == "unconfirmed"
    note = meeting.bob.note(path="/notes/r", quote=post.uri)
    await meeting.says(request(meeting.bob, post, note))
    given = heard(meeting, "Accept")[-1]["result"]
    await meeting.says(meeting.bob.create(meeting.bob.note(path="/notes/r", quote=post.uri, quote_authorization=given)))
    assert (await quote_of(meeting, f"{meeting.bob.origin}/notes/r")).state == "allowed"
    await meeting.says(meeting.bob.create(meeting.bob.note(path="/notes/s", quote=post.uri, quote_authorization=given)))
    assert (await quote_of(meeting, f"{meeting.bob.origin}/notes/s")).state == "unconfirmed"


async def test_who_is_blocked_is_not_seen_in_a_quote_either(meeting: Meeting, carol: RemoteServer) -> None:
    hers = carol.note("<p>My heron</p>")
    uri = f"{meeting.bob.origin}/notes/q"
    given = stamp(carol, uri, hers["id"])
    await says(meeting, path="/notes/q", quote=hers["id"], quote_authorization=given)
    known = await meeting.meet(carol)
    await log_in(meeting.web, "jane")
    assert CARD in await page_of(meeting, uri)
    for one, other in ((meeting.jane.id, known.id), (known.id, meeting.jane.id)):
        async with meeting.site.db.writing() as tx:
            await blocks.block(tx, one, other, now=1)
        assert CARD not in await page_of(meeting, uri)
        async with meeting.site.db.writing() as tx:
            await blocks.unblock(tx, one, other)


async def test_a_private_post_is_not_shown_through_a_quote(meeting: Meeting, carol: RemoteServer) -> None:
    hers = carol.note("<p>Secret</p>", to=(f"{carol.actor_id}/followers",), cc=())
    uri = f"{meeting.bob.origin}/notes/q"
    given = stamp(carol, uri, hers["id"])
    await says(meeting, path="/notes/q", quote=hers["id"], quote_authorization=given)
    assert (await quote_of(meeting, uri)).state == "unconfirmed"
    assert "Secret" not in await page_of(meeting, uri)


async def test_a_server_that_is_down_is_asked_again(meeting: Meeting, carol: RemoteServer) -> None:
    hers = carol.note("<p>My heron</p>")
    uri = f"{meeting.bob.origin}/notes/q"
    given = stamp(carol, uri, hers["id"])
    body = carol.documents[given.removeprefix(carol.origin)]
    carol.serve(given.removeprefix(carol.origin), {"error": "busy"}, status=503)
    await says(meeting, path="/notes/q", quote=hers["id"], quote_authorization=given)
    assert (await quote_of(meeting, uri)).state == "unchecked"
    carol.documents[given.removeprefix(carol.origin)] = body
    meeting.site.clock.move(11 * 60 * 1000)
    await meeting.drain()
    assert (await quote_of(meeting, uri)).state == "allowed"


async def test_a_server_that_stays_down_has_not_consented(meeting: Meeting, carol: RemoteServer) -> None:
    hers = carol.note("<p>My heron</p>")
    uri = f"{meeting.bob.origin}/notes/q"
    given = stamp(carol, uri, hers["id"])
    carol.serve(given.removeprefix(carol.origin), {"error": "busy"}, status=503)
    await says(meeting, path="/notes/q", quote=hers["id"], quote_authorization=given)
    meeting.site.clock.move(25 * 3600 * 1000)
    await meeting.drain()
    assert (await quote_of(meeting, uri)).state == "unconfirmed"
