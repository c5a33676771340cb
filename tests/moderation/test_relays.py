"""Relays of both kinds: asked, answering, told of our works, naming others'; believed in nothing, and bounded."""

from __future__ import annotations

from typing import Any

import pytest

from federation import write
from federation.audience import PUBLIC
from federation.objects import Attachment
from fediart.actions import domains, outbox, relays
from fediart.actions.delete import delete
from fediart.clock import DAY, MINUTE
from fediart.errors import NotAllowed, Problem
from fediart.jobs import relayed
from fediart.store import come_by
from fediart.store.domain_rules import SILENCE, DomainRule, Moderation
from tests import seeds
from tests.moderation.conftest import House
from tests.remote import RemoteServer
from tests.site import make_artist


@pytest.fixture
async def relay(house: House):  # type: ignore[no-untyped-def]
    async with RemoteServer("relay", clock=house.site.clock.now) as one:
        one.publish_actor(type="Application")
        yield one


async def says(house: House, relay: RemoteServer, activity: dict[str, Any], **how: Any) -> int:
    status = await relay.deliver(f"{house.site.config.origin}/inbox", activity, **how)
    await house.meeting.drain()
    return status


async def subscribed(house: House, relay: RemoteServer, address: str) -> dict[str, Any]:
    """Subscribed to, and accepted; the Follow it got."""
    await relays.subscribe(house.site, house.owner, address)
    await house.meeting.drain()
    asked = [one for one in relay.received if one["type"] == "Follow"][-1]
    assert await says(house, relay, relay.accept(asked)) == 202
    return asked


async def state(house: House) -> str:
    return str((await house.meeting.row("relays", "1 = 1"))["state"])


def picture(server: RemoteServer, **more: Any) -> dict[str, Any]:
    """A post with a picture, which its server will only give later."""
    server.serve("/p.png", b"", status=503)
    image = Attachment(url=f"{server.origin}/p.png", type="Image", media_type="image/png")
    return server.note("<p>From afar</p>", attachments=(image,), **more)


async def test_a_relay_of_mastodons_kind(house: House, relay: RemoteServer) -> None:
    asked = await subscribed(house, relay, relay.inbox)
    assert asked["object"] == PUBLIC
    assert asked["actor"] == f"{house.site.config.origin}/actor"
    assert await state(house) == "accepted"
    relay.received.clear()
    work = await seeds.hang(house.site, house.meeting.jane, "Salt")
    async with house.site.db.writing() as tx:
        await outbox.artwork_published(tx, house.site, work.id)
    await house.meeting.drain()
    (create,) = relay.received
    assert (create["type"], create["actor"]) == ("Create", house.meeting.jane.uri)
    await delete(house.site, house.meeting.jane, work.id)
    await house.meeting.drain()
    assert [one["type"] for one in relay.received] == ["Create", "Delete"]
    # It passes on what bob said: signed by the relay, so never believed, and fetched from bob's server.
    note = picture(house.bob)
    assert await says(house, relay, house.bob.create(note | {"content": "<p>Forged</p>"})) == 202
    kept = await house.meeting.row("posts", "uri = :uri", uri=note["id"])
    assert "From afar" in kept["content"]
    await relays.leave(house.site, house.owner, (await house.meeting.row("relays", "1 = 1"))["id"])
    await house.meeting.drain()
    assert relay.received[-1]["type"] == "Undo"
    assert relay.received[-1]["object"]["id"] == asked["id"]
    assert await says(house, relay, house.bob.create(picture(house.bob))) == 403, "it is a stranger again"


async def test_a_relay_of_litepubs_kind(house: House, relay: RemoteServer) -> None:
    asked = await subscribed(house, relay, relay.actor_id)
    assert asked["object"] == relay.actor_id
    await says(house, relay, relay.follow(f"{house.site.config.origin}/actor"))
    assert [one["type"] for one in relay.received] == ["Follow", "Accept"], "it may follow back"
    relay.received.clear()
    work = await seeds.hang(house.site, house.meeting.jane, "Salt")
    async with house.site.db.writing() as tx:
        await outbox.artwork_published(tx, house.site, work.id)
    await house.meeting.drain()
    (told,) = relay.received
    assert (told["type"], told["actor"]) == ("Announce", f"{house.site.config.origin}/actor")
    assert told["object"] == f"{house.meeting.jane.uri}/posts/{work.id}"
    await delete(house.site, house.meeting.jane, work.id)
    await house.meeting.drain()
    assert relay.received[-1]["type"] == "Delete"
    note = picture(house.bob)
    await says(house, relay, relay.announce(note["id"]))
    kept = await house.meeting.row("posts", "uri = :uri", uri=note["id"])
    assert "From afar" in kept["content"]
    assert await house.meeting.count("boosts") == 0, "a relay is nobody's taste"
    assert await house.meeting.count("notifications") == 0
    page = await house.see("/elsewhere")
    assert "From afar" in page
    assert (await house.web.fresh().get("/elsewhere")).status == 303, "for members"


async def test_a_refusal_is_shown_and_others_cannot_answer_for_it(house: House, relay: RemoteServer) -> None:
    await relays.subscribe(house.site, house.owner, relay.inbox)
    await house.meeting.drain()
    (asked,) = relay.received
    assert await house.meeting.says(house.bob.accept(asked)) == 202
    assert await state(house) == "pending", "bob is not the relay"
    assert await says(house, relay, relay.accept(asked), how="foreign-key") == 401
    await says(house, relay, write.reject(relay.next_id(), relay.actor_id, asked))
    assert await state(house) == "rejected"
    assert "Refused" in await house.see("/admin/federation/relays")
    note = picture(house.bob)
    await says(house, relay, relay.announce(note["id"]))
    assert await house.meeting.count("posts") == 0, "what it names is nothing to us"


async def test_only_public_works_of_artists_who_may_be_discovered_go_to_relays(
    house: House, relay: RemoteServer
) -> None:
    await subscribed(house, relay, relay.inbox)
    relay.received.clear()
    shy = await seeds.change_actor(house.site, house.meeting.jane, discoverable=0)
    _, kim = await make_artist(house.site, "kim")
    quiet = [await seeds.hang(house.site, shy, "Hidden"), await seeds.hang(house.site, kim, "Q", visibility="unlisted"),
             await seeds.hang(house.site, kim, "F", visibility="followers")]  # fmt: skip
    async with house.site.db.writing() as tx:
        for work in quiet:
            await outbox.artwork_published(tx, house.site, work.id)
    await house.meeting.drain()
    assert not relay.received


async def test_a_relay_cannot_flood_and_brings_only_what_is_wanted(house: House, relay: RemoteServer) -> None:
    await subscribed(house, relay, relay.actor_id)
    await domains.choose(house.site, house.owner, Moderation(relay_per_minute=3))
    unwanted = [
        house.bob.note("<p>Words alone</p>"),
        picture(house.bob, to=(f"{house.bob.actor_id}/followers",), cc=()),
        picture(house.bob, in_reply_to="https://x.example/1"),
    ]
    for note in unwanted:
        await says(house, relay, relay.announce(note["id"]))
    assert await house.meeting.count("posts") == 0
    house.site.clock.move(MINUTE)
    notes = [picture(house.bob) for _ in range(5)]
    for note in notes:
        await says(house, relay, relay.announce(note["id"]))
    assert await house.meeting.count("posts") == 3
    assert await house.meeting.outcome() == "ignored: the relay names more than 3 posts a minute"
    house.site.clock.move(MINUTE)
    await says(house, relay, relay.announce(notes[-1]["id"]))
    await says(house, relay, relay.announce(notes[-1]["id"]))
    assert await house.meeting.count("posts") == 4
    row = await house.meeting.row("relays", "1 = 1")
    assert (row["received"], row["kept"]) == (7, 4)
    await domains.choose(house.site, house.owner, Moderation(relay_pictures_only=False))
    house.site.clock.move(MINUTE)
    await says(house, relay, relay.announce(house.bob.note("<p>More words</p>")["id"]))
    assert await house.meeting.count("posts") == 5


async def test_a_relay_gives_no_way_round_the_rules(house: House, relay: RemoteServer) -> None:
    await subscribed(house, relay, relay.actor_id)
    await domains.set_rule(house.site, house.owner, DomainRule(house.bob.host, SILENCE))
    await says(house, relay, relay.announce(picture(house.bob)["id"]))
    await domains.set_rule(house.site, house.owner, DomainRule(house.bob.host))
    house.bob.requests.clear()
    await says(house, relay, relay.announce(picture(house.bob)["id"]))
    own = await seeds.hang(house.site, house.meeting.jane, "Salt", visibility="followers")
    await says(house, relay, relay.announce(f"{house.meeting.jane.uri}/posts/{own.id}"))
    assert not house.bob.requests
    assert await house.meeting.count("posts", "local = 0") == 0
    await domains.set_rule(house.site, house.owner, DomainRule(relay.host))
    with pytest.raises(Problem):
        await relays.subscribe(house.site, house.owner, relay.inbox)


async def test_what_came_by_a_relay_is_on_tag_pages_of_members_and_goes_after_a_month(
    house: House, relay: RemoteServer
) -> None:
    await subscribed(house, relay, relay.actor_id)
    tag = {"tag": [{"type": "Hashtag", "name": "#Linocut", "href": f"{house.bob.origin}/tags/linocut"}]}
    notes = [picture(house.bob, path=f"/notes/t{number}") | tag for number in range(2)]
    for note in notes:
        house.bob.serve(note["id"].removeprefix(house.bob.origin), note)
        await says(house, relay, relay.announce(note["id"]))
    assert "From afar" in await house.see("/tags/linocut")
    assert "From afar" not in (await house.web.fresh().get("/tags/linocut")).text
    liked = await house.meeting.row("posts", "uri = :uri", uri=notes[0]["id"])
    await house.send(f"/posts/{liked['id']}/like", {})
    house.site.clock.move(31 * DAY)
    assert await relayed.thin_out(house.site) == 1
    async with house.site.db.reading() as tx:
        assert [one.post.id for one in await come_by.newest(tx, viewer=house.face.id)] == [liked["id"]]


async def test_silenced_and_blocked_people_are_not_come_by(house: House) -> None:
    bob = await house.meeting.meet(house.bob)
    post = await seeds.say(house.site, bob, "<p>A picture</p>")
    await seeds.remote_picture(house.site, post, kept=True)

    async def seen(viewer: int) -> bool:
        async with house.site.db.reading() as tx:
            return bool(await come_by.newest(tx, viewer=viewer))

    assert await seen(house.face.id)
    await domains.set_rule(house.site, house.owner, DomainRule(house.bob.host, SILENCE))
    assert not await seen(house.face.id)
    await house.meeting.follow_bob()
    assert await seen(house.meeting.jane.id), "who follows them sees it"
    await domains.remove_rule(house.site, house.owner, house.bob.host)
    async with house.site.db.writing() as tx:
        await tx.run("insert into blocks (actor_id, target_id, created) values (:a, :b, 0)", a=house.face.id, b=bob.id)
    assert not await seen(house.face.id)


async def test_the_page_subscribes_limits_and_leaves_and_only_admins_may(house: House, relay: RemoteServer) -> None:
    path = "/admin/federation/relays"
    assert (await house.send(path, {"address": "not an address"})).status == 422
    assert (await house.send(path, {"address": f"{relay.origin}/nobody"})).status == 422
    assert (await house.send(path, {"address": relay.inbox})).status == 303
    assert (await house.send(path, {"address": relay.inbox})).status == 422
    assert "Waits for its answer" in await house.see(path)
    assert (await house.send(f"{path}/limits", {"relay_per_minute": "0"})).status == 422
    await house.send(f"{path}/limits", {"relay_per_minute": "7"})
    settings = (await domains.rules_of(house.site)).settings
    assert (settings.relay_per_minute, settings.relay_pictures_only) == (7, False)
    number = (await house.meeting.row("relays", "1 = 1"))["id"]
    assert (await house.send(f"{path}/{number}/leave", {})).status == 303
    assert "No relays" in await house.see(path)
    moderator, _ = await make_artist(house.site, "mo", role="moderator")
    with pytest.raises(NotAllowed):
        await relays.subscribe(house.site, moderator, relay.inbox)
