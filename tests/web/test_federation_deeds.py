"""What members do across servers, through the forms of the pages."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from federation.objects import Attachment
from fediart.actions import find, resolve
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import actors, remote_media
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.posts import Post
from tests.remote import RemoteServer
from tests.seeds import hang
from tests.site import Client, drain, log_in, make_artist, running_site, served


@dataclass
class Visit:
    site: Site
    web: Client
    jane: Actor
    bob: RemoteServer

    async def value(self, sql: str, **params: Any) -> Any:
        async with self.site.db.reading() as tx:
            return await tx.value(sql, **params)

    async def send(self, path: str, fields: dict[str, str] | None = None) -> Any:
        answer = await self.web.post_form(path, fields or {}, page="/settings/profile")
        await drain(self.site)
        return answer

    async def types(self) -> list[str]:
        return [one["type"] for one in self.bob.received]

    async def his_post(self, **fields: Any) -> Post:
        found = await find.anything(self.site, self.bob.note(**fields)["id"], viewer_id=self.jane.id)
        assert isinstance(found, Post)
        return found


@pytest.fixture
async def visit(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Visit]:
    async with (
        running_site(db, tmp_path, clock) as site,
        served(site) as client,
        RemoteServer("bob", clock=clock.now) as bob,
    ):
        _, jane = await make_artist(site, "jane", role="admin")
        await log_in(client, "jane")
        yield Visit(site, client, jane, bob)


async def test_someone_elsewhere_is_found_followed_and_unfollowed(visit: Visit) -> None:
    found = await visit.web.get(f"/search?q={visit.bob.handle}")
    assert found.location == f"/{visit.bob.handle}"
    assert (await visit.send(f"/{visit.bob.handle}/follow")).location == f"/{visit.bob.handle}"
    assert await visit.types() == ["Follow"]
    await visit.send(f"/{visit.bob.handle}/follow")
    assert await visit.types() == ["Follow"], "asked once"
    await visit.send(f"/{visit.bob.handle}/unfollow")
    assert await visit.types() == ["Follow", "Undo"]


async def test_a_neighbour_is_followed_at_once(visit: Visit) -> None:
    _, mara = await make_artist(visit.site, "mara")
    await visit.send("/@mara/follow")
    assert await visit.value("select state from follows") == "accepted"
    assert await visit.value("select count(*) from notifications where actor_id = :id", id=mara.id) == 1
    assert (await visit.send("/@jane/follow")).status == 422


async def test_likes_and_boosts_travel_and_are_taken_back(visit: Visit) -> None:
    post = await visit.his_post()
    await visit.send(f"/posts/{post.id}/like")
    await visit.send(f"/posts/{post.id}/like")
    await visit.send(f"/posts/{post.id}/unlike")
    await visit.send(f"/posts/{post.id}/boost")
    answer = await visit.send(f"/posts/{post.id}/unboost", {"back": "https://evil.example/"})
    assert answer.location == "/", "a form cannot send people elsewhere"
    assert await visit.types() == ["Like", "Undo", "Announce", "Undo"]
    assert visit.bob.received[1]["object"]["id"] == visit.bob.received[0]["id"]
    assert visit.bob.received[3]["object"]["type"] == "Announce"


async def test_a_reply_reaches_who_is_answered_and_can_be_deleted(visit: Visit) -> None:
    post = await visit.his_post()
    answer = await visit.send(f"/posts/{post.id}/reply", {"text": "Lovely #ink!\n\n<b>"})
    assert answer.status == 303
    (create,) = [one for one in visit.bob.received if one["type"] == "Create"]
    note = create["object"]
    assert note["inReplyTo"] == post.uri
    assert note["content"].endswith("<p>&lt;b&gt;</p>")
    assert [tag["href"] for tag in note["tag"] if tag["type"] == "Mention"] == [visit.bob.actor_id]
    reply_id = int(note["id"].rpartition("/")[2])
    _, mara = await make_artist(visit.site, "mara")
    other = visit.web.fresh()
    await log_in(other, "mara")
    assert (await other.post_form(f"/posts/{reply_id}/delete", page="/settings/profile")).status == 404
    await visit.send(f"/posts/{reply_id}/delete")
    assert (await visit.types())[-1] == "Delete"
    assert await visit.value("select deleted from posts where id = :id", id=reply_id) > 0
    assert mara.id


async def test_a_reply_is_never_more_open_than_what_it_answers(visit: Visit) -> None:
    work = await hang(visit.site, visit.jane, "For friends", visibility="followers")
    await visit.send(f"/posts/{work.id}/reply", {"text": "Thanks", "visibility": "public"})
    assert await visit.value("select visibility from posts where kind = 'reply'") == "followers"
    for text in ("", "x" * 5001):
        assert (await visit.send(f"/posts/{work.id}/reply", {"text": text})).status == 422


async def test_what_one_may_not_see_one_cannot_touch(visit: Visit) -> None:
    _, mara = await make_artist(visit.site, "mara")
    work = await hang(visit.site, mara, "Secret", visibility="direct")
    for deed in ("like", "boost", "reply"):
        assert (await visit.send(f"/posts/{work.id}/{deed}", {"text": "x"})).status == 404
    assert await visit.value("select count(*) from likes") == 0


async def test_blocking_ends_follows_and_is_told_last(visit: Visit) -> None:
    inbox = f"{visit.site.config.origin}/inbox"
    await visit.bob.deliver(inbox, visit.bob.follow(visit.jane.uri))
    await drain(visit.site)
    await visit.send(f"/{visit.bob.handle}/follow")
    await visit.send(f"/{visit.bob.handle}/block")
    assert (await visit.types())[-3:] in (["Undo", "Reject", "Block"], ["Reject", "Undo", "Block"])
    assert await visit.value("select count(*) from follows") == 0
    assert "bob" in (await visit.web.get("/settings/blocks")).text
    bob_id = await visit.value("select id from actors where name = 'bob'")
    await visit.send(f"/actors/{bob_id}/unblock")
    assert await visit.value("select count(*) from blocks") == 0


async def test_requests_are_answered_on_their_page(visit: Visit) -> None:
    async with visit.site.db.writing() as tx:
        await tx.run("update actors set approves_follows = 1 where id = :id", id=visit.jane.id)
    await visit.bob.deliver(f"{visit.site.config.origin}/inbox", visit.bob.follow(visit.jane.uri))
    await drain(visit.site)
    page = await visit.web.get("/follow-requests")
    assert visit.bob.handle in page.text
    follow_id = await visit.value("select id from follows")
    await visit.send(f"/follow-requests/{follow_id}/approve")
    assert await visit.types() == ["Accept"]
    assert visit.bob.handle not in (await visit.web.get("/follow-requests")).text


async def test_pictures_of_others_are_copied_made_small_and_served_from_here(visit: Visit) -> None:
    await visit.bob.deliver(f"{visit.site.config.origin}/inbox", visit.bob.follow(visit.jane.uri))
    buffer = io.BytesIO()
    Image.new("RGB", (2000, 1000), "teal").save(buffer, "PNG")
    url = visit.bob.serve("/1.png", buffer.getvalue(), kind="image/png")
    broken = visit.bob.serve("/2.png", b"<svg/>", kind="image/png")
    page = visit.bob.serve("/3.png", b"<html>", kind="text/html")
    files = tuple(Attachment(one, media_type="image/png", alt="Teal") for one in (url, broken, page))
    post = await visit.his_post(attachments=files)
    await drain(visit.site)
    async with visit.site.db.reading() as tx:
        media = (await remote_media.of_posts(tx, [post.id]))[post.id]
    assert [one.state for one in media] == ["kept", "failed", "failed"]
    assert (media[0].width, media[0].height) == (1440, 720)
    answer = await visit.web.get(media[0].path)
    assert answer.status == 200 and answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Content-Usage"].startswith("train-ai=n")
    assert b"XMP " in answer.body and b"DMI-PROHIBITED" in answer.body
    assert Image.open(io.BytesIO(answer.body)).size == (1440, 720)
    assert (await visit.web.get(f"/remote-media/{media[1].id}.webp")).status == 404


async def test_a_handle_taken_over_by_a_new_address_passes_on(visit: Visit) -> None:
    """A server that was set up anew has forgotten its old actors; the handle follows the newer address."""
    await visit.web.get(f"/search?q={visit.bob.handle}")
    old = await visit.value("select id from actors where name = 'bob'")
    document = visit.bob.documents[f"/users/{visit.bob.name}"][1]
    renamed = {
        key: value.replace("/users/bob", "/people/bob") if isinstance(value, str) else value
        for key, value in document.items()
    }
    renamed["publicKey"] = {
        name: value.replace("/users/bob", "/people/bob") for name, value in document["publicKey"].items()
    }
    visit.bob.serve("/people/bob", renamed)
    found = await resolve.remote_actor(visit.site, renamed["id"], resolve.budget_of(visit.site))
    assert found is not None and found.handle == visit.bob.handle
    async with visit.site.db.reading() as tx:
        before = await actors.by_id(tx, old)
    assert before is not None and before.deleted
