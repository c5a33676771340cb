"""Chapter six. Whoever speaks to the inbox must be who they say, and may speak only for themselves."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from federation.signatures import Scheme
from tests.remote import HOWS, RemoteServer
from tests.site import Client, drain
from tests.tour.hands import has_button, press
from tests.tour.places import Place, publish, says

# Who is believed does not hang on where the rows are; tests/inbox and the chapters beside this one run on both.
pytestmark = pytest.mark.one_engine

TABLES = (
    "actors", "posts", "follows", "likes", "boosts", "notifications", "mentions", "post_tags", "remote_media", "jobs",
    "outgoing", "deliveries", "artworks", "renditions",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    """Jane's artwork hangs; Bob, elsewhere, has answered it; Mallory, elsewhere, follows her and seems harmless."""

    place: Place
    jane: Client
    page: str
    bob: RemoteServer
    mallory: RemoteServer
    bobs_note: dict[str, Any]

    @property
    def inbox(self) -> str:
        return f"{self.place.origin}/inbox"

    async def note_id(self) -> str:
        return str((await self.place.document(self.page))["id"])

    async def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables that a message could change."""
        return {
            table: sorted(tuple(row.values()) for row in map(dict, await self.place.rows(f"select * from {table}")))
            for table in TABLES
        }

    async def is_refused(self, speaker: RemoteServer, activity: dict[str, Any], *statuses: int, **how: Any) -> None:
        """The answer is one of these, and no row has come, gone or changed."""
        before = await self.everything()
        assert await speaker.deliver(self.inbox, activity, **how) in statuses
        await drain(self.place.site)
        assert await self.everything() == before


@pytest.fixture
async def scene(place: Place) -> AsyncIterator[Scene]:
    clock = place.site.clock.now
    jane = await place.member("jane")
    page = await publish(place, jane, "Low sun")
    async with RemoteServer("bob", clock=clock) as bob, RemoteServer("mallory", clock=clock) as mallory:
        above = (await place.document(page))["id"]
        note = bob.note("<p>I know that sun.</p>", in_reply_to=above, cc=(f"{place.origin}/users/jane",))
        assert await bob.deliver(f"{place.origin}/inbox", bob.create(note)) == 202
        await drain(place.site)
        says(await place.visitor.get(page), "I know that sun.")
        assert await mallory.deliver(f"{place.origin}/inbox", mallory.follow(f"{place.origin}/users/jane")) == 202
        await drain(place.site)
        yield Scene(place, jane, page, bob, mallory, note)


async def test_who_speaks_truly_is_heard(scene: Scene) -> None:
    """So that all that follows is refused for its lie, and for nothing else."""
    assert await scene.bob.deliver(scene.inbox, scene.bob.like(await scene.note_id())) == 202
    await drain(scene.place.site)
    assert len(await scene.place.rows("select id from likes")) == 1


async def test_a_signature_that_does_not_hold_is_no_signature(scene: Scene) -> None:
    """Not there, a day old, over other bytes, by another key, for another host, without the body: in both schemes."""
    like = scene.bob.like(await scene.note_id())
    for scheme in Scheme:
        for how in HOWS[1:]:
            await scene.is_refused(scene.bob, like, 401, how=how, scheme=scheme)


async def test_a_key_of_ones_own_does_not_speak_for_another(scene: Scene) -> None:
    # When Mallory signs truly, but in Bob's name
    like = scene.mallory.like(await scene.note_id()) | {"actor": scene.bob.actor_id}
    await scene.is_refused(scene.mallory, like, 401, 403)


async def test_nobody_deletes_what_another_wrote(scene: Scene) -> None:
    await scene.is_refused(scene.mallory, scene.mallory.delete(scene.bobs_note["id"]), 401, 403)
    await scene.is_refused(scene.mallory, scene.mallory.delete(await scene.note_id()), 401, 403)
    says(await scene.place.visitor.get(scene.page), "I know that sun.")


async def test_nobody_changes_what_another_wrote(scene: Scene) -> None:
    forged = scene.bobs_note | {"content": "<p>I hate that sun.</p>", "updated": "2030-01-01T00:00:00Z"}
    await scene.is_refused(scene.mallory, scene.mallory.update(forged), 401, 403)
    says(await scene.place.visitor.get(scene.page), "I know that sun.")


async def test_nobody_puts_words_into_anothers_mouth(scene: Scene) -> None:
    note = scene.bob.note("<p>Buy my paint!</p>", in_reply_to=await scene.note_id())
    await scene.is_refused(scene.mallory, scene.mallory.create(note), 401, 403)

    theirs = scene.mallory.note("<p>Buy my paint!</p>", in_reply_to=await scene.note_id())
    misattributed = theirs | {"attributedTo": scene.bob.actor_id}
    await scene.is_refused(scene.mallory, scene.mallory.create(misattributed), 401, 403)


async def test_nobody_takes_back_what_another_did(scene: Scene) -> None:
    like = scene.bob.like(await scene.note_id())
    assert await scene.bob.deliver(scene.inbox, like) == 202
    await drain(scene.place.site)
    await scene.is_refused(scene.mallory, scene.mallory.undo(like), 401, 403)
    assert len(await scene.place.rows("select id from likes")) == 1


async def test_nobody_changes_who_another_is(scene: Scene) -> None:
    profile = scene.bob.publish_actor() | {"name": "Bob the Fool"}
    await scene.is_refused(scene.mallory, scene.mallory.update(profile), 401, 403)


async def test_nobody_accepts_in_anothers_name(scene: Scene) -> None:
    # Given that Jane has asked to follow Bob
    found = await scene.jane.get(f"/search?q={scene.bob.handle}", follow=True)
    await press(scene.jane, found.path, "Follow")
    await drain(scene.place.site)
    [follow] = await scene.bob.heard("Follow")

    # When Mallory accepts it
    await scene.mallory.deliver(scene.inbox, scene.mallory.accept(follow))
    await drain(scene.place.site)

    # Then she still waits for Bob
    assert has_button(await scene.jane.get(found.path), "Asked to follow")


async def test_a_liar_who_was_never_heard_of_stays_unheard_of(scene: Scene) -> None:
    """Not even who signed is written down, before it is clear that they may say what they say."""
    async with RemoteServer("trudy", clock=scene.place.site.clock.now) as trudy:
        like = trudy.like(await scene.note_id())
        for how in HOWS[1:]:
            await scene.is_refused(trudy, like, 401, how=how)
        await scene.is_refused(trudy, trudy.update(scene.bobs_note), 403)
        await scene.is_refused(trudy, trudy.create(scene.bobs_note), 403)
        # A Delete of somebody who was never heard of concerns nobody: it is passed over in silence.
        await scene.is_refused(trudy, trudy.delete(scene.bobs_note["id"]), 202)

        # Until they say something true
        assert await trudy.deliver(scene.inbox, like) == 202
        await drain(scene.place.site)
        assert len(await scene.place.rows("select id from likes")) == 1


async def test_what_is_no_message_is_turned_away_at_the_door(scene: Scene) -> None:
    before = await scene.everything()
    too_long = b'{"a": "' + b"x" * 1_100_000 + b'"}'
    for body, status in ((b"{", 400), (b"[]", 400), (b"null", 400), (too_long, 413)):
        async with scene.place.visitor.session.post(scene.inbox, data=io.BytesIO(body)) as answer:
            assert answer.status == status
    assert await scene.everything() == before
