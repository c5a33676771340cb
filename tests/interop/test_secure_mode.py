"""Two servers in secure mode, ours and one on Fedify: each proves who it is, and proofs are checked."""

from __future__ import annotations

import aiohttp

from tests.admission.made import encoded
from tests.copies.art import drawn
from tests.interop.conftest import Instance, Peer, enter
from tests.interop.test_fedify import publish
from tests.publish.works import human_jpeg
from tests.site import Client
from tests.tour.hands import press

ACCEPT = {"Accept": "application/activity+json"}


async def secured(instance: Instance, browser: Client) -> str:
    """The owner turns secure mode on; the actor of an artist with one follower to come."""
    name = "olga"
    instance.command(
        "account", "create", name, "--email", f"{name}@mail.example", "--role", "owner", "--password-stdin",
        given="correct horse battery",
    )  # fmt: skip
    await enter(browser, name)
    await press(browser, "/admin/settings", "Save settings", {"authorized_fetch": "1"})
    return f"{instance.origin}/users/{name}"


async def test_both_in_secure_mode(instance: Instance, bob: Peer, browser: Client, web: aiohttp.ClientSession) -> None:
    olga = await secured(instance, browser)
    await bob.do("secure", what="on")
    try:
        # Unsigned, nobody gets more than the keys from either.
        async with web.get(f"{olga}/outbox", headers=ACCEPT) as answer:
            assert answer.status == 401
        async with web.get(bob.actor, headers=ACCEPT) as answer:
            assert answer.status == 401
        assert "outbox" not in await bob.do("lookup", what=olga)

        # Signed, Bob reads the whole actor; his server signs in RFC 9421 or in draft-cavage as it likes.
        found = await bob.do("lookupSigned", what=olga)
        assert found["outbox"] == f"{olga}/outbox"

        # He follows: our server reads his actor by a request signed by our instance's actor.
        await bob.do("follow", what=olga)
        await bob.saw("Accept", lambda said: said["actor"] == olga)
        await bob.saw("asked", lambda who: who == f"{instance.origin}/actor")

        # What she publishes arrives, and its object is read again by a signed request, and by no other.
        note = await publish(browser, bob, "Behind a door", human_jpeg(300, 200))
        assert (await bob.do("lookupSigned", what=note["id"]))["id"] == note["id"]
        assert await bob.do("lookup", what=note["id"]) is None
    finally:
        await bob.do("secure", what="off")
        await press(browser, "/admin/settings", "Save settings", {"authorized_fetch": ""})


async def test_proofs_in_both_directions(instance: Instance, bob: Peer, browser: Client) -> None:
    """Fedify finds ours right and a changed one wrong; his were right, or his Follow had been refused (401)."""
    nora = instance.artist("nora")
    await bob.do("follow", what=nora)
    await bob.saw("Accept", lambda said: said["actor"] == nora)
    await enter(browser, "nora")
    await publish(browser, bob, "Proven", encoded(drawn(13), "JPEG"))
    for kind in ("Accept", "Create"):
        assert await bob.do("proof", what=kind) == {"proven": True}
        assert await bob.do("proof", what=kind, text="changed") == {"proven": False}
