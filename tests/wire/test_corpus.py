"""Every real payload is read, kept and shown by a running instance, and the table in docs/ says what is shown."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from federation.audience import PUBLIC
from federation.fetched import Unsuitable
from federation.lenient import BadObject
from federation.objects import Actor as ActorDocument
from federation.objects import Note
from federation.rules import Forbidden
from fediart.actions import keep
from fediart.actions.resolve import keep_actor
from fediart.clock import HandClock
from fediart.store import actors
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests.site import Client, running_site, served
from tests.wire.corpus import inside, payloads, read
from tests.wire.table import DOCUMENT, page, with_public

pytestmark = pytest.mark.shared

# A message of ActivityPub's other half, from a client to its server: it has no actor yet.
UNREADABLE = {"rebased/activitypub-client-post-activity.json"}
# A pattern with `{{DOMAIN}}` in the place of a host.
NOWHERE = {
    "rebased/mastodon/application_actor.json", "rebased/webfinger/masto-user.json",
    "rebased/webfinger/pleroma-user.json",
}  # fmt: skip


@dataclass
class House:
    """An instance and a browser."""

    client: Client

    async def person(self, document: ActorDocument) -> Actor:
        async with self.client.site.db.writing() as tx:
            known = await actors.by_uri(tx, document.id)
            return known or await keep_actor(tx, self.client.site, document)

    async def post_path(self, note: Note) -> str:
        """Kept as the inbox keeps it, for everyone to see."""
        author = await self.person(ActorDocument(note.attributed_to, f"{note.attributed_to}/inbox"))
        kept = await keep.keep_note(self.client.site, with_public(note, PUBLIC), author)
        assert kept is not None
        return f"/posts/{kept.id}"


@pytest.fixture
async def house(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[House]:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        yield House(client)


def test_every_payload_is_read(shared: Path) -> None:
    found = list(payloads(shared / "wire"))
    assert len(found) == 317
    unread = []
    for one in found:
        try:
            read(one.raw)
        except BadObject:
            unread.append(one.path)
    assert set(unread) == UNREADABLE


def test_the_table_says_what_is_shown(shared: Path) -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == page(payloads(shared / "wire")), "run python -m tests.wire"


async def test_every_post_and_person_has_a_page(house: House, shared: Path) -> None:
    """Each is kept through the functions of the inbox, and its page is asked for like by any visitor."""
    people, paths, nowhere = 0, set(), set()
    for one in payloads(shared / "wire"):
        if one.path in UNREADABLE:
            continue
        found = inside(read(one.raw))
        try:
            if isinstance(found, Note):
                paths.add(await house.post_path(found))
            elif isinstance(found, ActorDocument):
                actor = await house.person(found)
                answer = await house.client.get(f"/{actor.handle}")
                assert answer.status == 200, one.path
                people += 1
        except (Forbidden, Unsuitable):
            nowhere.add(one.path)
    assert nowhere == NOWHERE
    for path in sorted(paths):
        answer = await house.client.get(path)
        assert answer.status == 200, path
        assert "post-focus" in answer.text
    assert people > 70
    assert len(paths) > 80
