"""Relays built by others, of Mastodon's kind and of LitePub's: subscribed to, used in both directions, and left."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import aiohttp
import pytest

from tests.interop.conftest import FOREIGN, Instance, Peer, enter, eventually, free_port
from tests.publish.works import human_jpeg
from tests.site import Client
from tests.tour.hands import press

EVERYONE = "https://www.w3.org/ns/activitystreams#Public"


class Relay:
    """The relay's server: one actor of each kind."""

    def __init__(self, origin: str, web: aiohttp.ClientSession) -> None:
        self.origin = origin
        self._web = web

    def actor(self, kind: str) -> str:
        return f"{self.origin}/users/{kind}"

    async def seen(self, kind: str) -> list[Any]:
        async with self._web.get(f"{self.origin}/_ctl/seen") as answer:
            return [one["value"] for one in json.loads(await answer.text()) if one["kind"] == kind]

    async def saw(self, kind: str, wanted: Callable[[Any], bool]) -> Any:
        found = await eventually(lambda: self.seen(kind), lambda all_: any(map(wanted, all_)), f"the relay's {kind}")
        return next(one for one in found if wanted(one))


@pytest.fixture(scope="module")
def relay_origin() -> Iterator[str]:
    node, port = shutil.which("node"), free_port()
    assert node is not None, "Node is missing: run `make test`, which installs it."
    program = [node, str(FOREIGN / "relay.mjs"), f"http://localhost:{port}", str(port)]
    process = subprocess.Popen(program, cwd=FOREIGN, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        assert b"listening" in process.stdout.readline(), "the relay did not start"
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture
async def relay(relay_origin: str, web: aiohttp.ClientSession) -> AsyncIterator[Relay]:
    made = Relay(relay_origin, web)
    yield made
    assert await made.seen("error") == []


async def command(instance: Instance, *words: str) -> str:
    """`fediart federation relay WORDS`, while the servers go on."""
    return await asyncio.to_thread(instance.command, "federation", "relay", *words)


async def subscribed(instance: Instance, address: str) -> None:
    await command(instance, "add", address)
    await eventually(lambda: command(instance, "list"), lambda said: "accepted" in said, "the relay's yes")


async def hang(browser: Client, title: str) -> str:
    """Publishes a work through the web form; the number of the work."""
    files = [("picture.jpg", human_jpeg(300, 200), "image/jpeg")]
    given = {"title": title, "files": files, "alt-1": "A picture"}
    sent = await press(browser, "/new", "Publish", given, follow=False)
    return sent.headers["Location"].rsplit("/", 1)[-1]


async def come_by(browser: Client, words: str) -> None:
    found = await eventually(lambda: browser.get("/elsewhere"), lambda page: words in page.text, f"{words!r}")
    assert "Only passed on" not in found.text


async def test_a_relay_of_mastodons_kind(instance: Instance, relay: Relay, bob: Peer, browser: Client) -> None:
    rosa, face = instance.artist("rosa"), f"{instance.origin}/actor"
    await enter(browser, "rosa")
    await bob.do("subscribe", what=relay.actor("mastodon"), text="mastodon")
    await bob.saw("Accept", lambda said: said["actor"] == relay.actor("mastodon"))
    address = f"{relay.actor('mastodon')}/inbox"
    await subscribed(instance, address)
    assert {"kind": "mastodon", "by": face} in await relay.seen("Follow")

    # A work of ours reaches Bob, who follows nobody here: his server verifies the artist's own proof.
    work = await hang(browser, "Over the relay")
    create = await bob.saw("Create", lambda said: "Over the relay" in said["object"]["content"])
    assert create["actor"] == rosa
    passed = await relay.saw("Create", lambda one: one["by"] == rosa)
    assert passed["to"] == [bob.actor]
    await press(browser, f"/works/{work}/delete", "Delete it")
    await bob.saw("Delete", lambda said: said["actor"] == rosa)

    # What Bob posts comes with a proof of his, or without: it is fetched from his own server both times.
    await bob.do("picture", text="A sun, proven")
    await come_by(browser, "A sun, proven")
    await bob.do("proofs", what="off")
    try:
        await bob.do("picture", text="A sun, unproven")
        await come_by(browser, "A sun, unproven")
    finally:
        await bob.do("proofs", what="on")

    # We leave: the relay hears it, and sends us nothing more.
    await command(instance, "remove", address)
    await relay.saw("Undo", lambda one: one == {"type": "Follow", "by": face, "of": EVERYONE})
    last = await bob.do("picture", text="A sun for others")
    assert (await relay.saw("Create", lambda one: one["object"] == last["id"]))["to"] == []


async def test_a_relay_of_litepubs_kind(instance: Instance, relay: Relay, bob: Peer, browser: Client) -> None:
    sara, face = instance.artist("sara"), f"{instance.origin}/actor"
    await enter(browser, "sara")
    address = relay.actor("litepub")
    await bob.do("subscribe", what=address, text="litepub")
    await bob.saw("Accept", lambda said: said["actor"] == address)
    await subscribed(instance, address)
    await relay.saw("Accept", lambda by: by == face)  # it has followed us, too

    # Bob hears of our work from the relay, and reads it here.
    note = f"{sara}/posts/{await hang(browser, 'Announced')}"
    said = await bob.saw("Announce", lambda one: one["object"] == note)
    assert said["actor"] == address
    assert "Announced" in (await bob.do("lookup", what=note))["content"]

    # What he announces to it is fetched from his own server.
    sun = await bob.do("picture", text="A sun, announced")
    await bob.do("announce", what=sun["id"])
    await come_by(browser, "A sun, announced")

    await command(instance, "remove", address)
    await relay.saw("Undo", lambda one: one == {"type": "Follow", "by": face, "of": address})
    last = await bob.do("picture", text="A sun for others")
    await bob.do("announce", what=last["id"])
    assert (await relay.saw("Announce", lambda one: one["object"] == last["id"]))["to"] == []
