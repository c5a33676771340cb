"""Quotes with consent between us and a server on Fedify: asked, read, answered, checked and withdrawn, both ways."""

from __future__ import annotations

from typing import Any

import aiohttp

from tests.interop.conftest import Instance, Peer, enter, eventually
from tests.interop.test_fedify import as_dict, publish
from tests.publish.works import human_jpeg
from tests.site import Client
from tests.tour.hands import press, words

ACCEPT = {"Accept": "application/activity+json"}


async def test_bob_asks_and_the_artist_allows_and_withdraws(
    instance: Instance, bob: Peer, browser: Client, web: aiohttp.ClientSession
) -> None:
    frida = instance.artist("frida")
    await enter(browser, "frida")
    await bob.do("follow", what=frida)
    await bob.saw("Accept", lambda said: said["actor"] == frida)
    note = await publish(browser, bob, "Bittern in the reeds", human_jpeg(400, 300))
    found = await bob.do("lookup", what=note["id"])
    assert found["interactionPolicy"]["canQuote"]["manualApproval"] == ["https://www.w3.org/ns/activitystreams#Public"]

    quoting = await bob.do("askToQuote", what=note["id"], text="Look how still it stands")
    page = await eventually(
        lambda: browser.get("/quotes"), lambda answer: "Look how still it stands" in answer.text, "his request"
    )
    assert "Bob" in words(page)
    await press(browser, "/quotes", "Allow")
    accept = await bob.saw("Accept", lambda said: said["actor"] == frida and "result" in said)
    assert as_dict(accept["object"])["type"] == "QuoteRequest"
    stamp = await bob.do("lookup", what=accept["result"])
    assert stamp["type"] == "QuoteAuthorization" and stamp["attributedTo"] == frida
    assert (stamp["interactingObject"], stamp["interactionTarget"]) == (quoting["id"], note["id"])

    await press(browser, "/quotes", "Withdraw")
    await bob.saw("Delete", lambda said: accept["result"] in (said["object"], as_dict(said["object"]).get("id")))
    async with web.get(accept["result"], headers=ACCEPT) as answer:
        assert answer.status == 410


async def test_the_artist_asks_and_bob_allows_and_withdraws(instance: Instance, bob: Peer, browser: Client) -> None:
    greta = instance.artist("greta")
    await enter(browser, "greta")
    said = await bob.do("quotable", text="Nobody paints reeds like this")
    found = await browser.get(f"/search?q={said['id']}", follow=True)
    sent = await press(browser, f"{found.path}/quote", "Post", {"text": "He means me"}, follow=False)
    assert sent.status == 303, words(sent)

    asked = await bob.saw("QuoteRequest", lambda one: one["actor"] == greta)
    assert as_dict(asked["instrument"])["quote"] == asked["object"] == said["id"]
    assert "Waits for the quoted author" in words(await browser.get(sent.location))
    given = await bob.do("allowQuote", what=said["id"])
    shown = await eventually(
        lambda: browser.get(sent.location), lambda answer: "Nobody paints reeds" in answer.text, "the quoted post"
    )
    assert '<blockquote class="quote"' in shown.text

    async def document() -> Any:
        return (await browser.get(sent.location, headers=ACCEPT)).json

    assert (await document())["quoteAuthorization"] == given["id"]
    await bob.do("withdrawQuote", what=said["id"])
    await eventually(document, lambda note: "quote" not in note, "the withdrawal")
