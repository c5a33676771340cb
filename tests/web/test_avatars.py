"""Avatars are served as such, with the artist's policy; no other file can be fetched through their address."""

from __future__ import annotations

from pathlib import Path

from demo.art import draw
from fediart.actions.profile import choose_policy, set_picture
from fediart.clock import HandClock
from fediart.store import actors
from fediart.store.database import Database
from tests.site import log_in, make_artist, running_site, served


async def test_an_avatar_is_public_and_says_its_artists_policy(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, actor = await make_artist(site, "jane")
        actor = await choose_policy(site, actor, "no-ai-no-search")
        folder = site.storage.incoming()
        actor = await set_picture(site, actor, "avatar", draw("weave", (500, 400), 3, folder / "face.png"))
        name = actor.avatar.rpartition("/")[2]
        answer = await client.get(f"/avatars/{name}")
        assert answer.status == 200
        assert answer.headers["Content-Type"] in ("image/jpeg", "image/png")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Usage"] == "train-ai=n, search=n"
        assert b"DMI-PROHIBITED" in answer.body
        assert f"/avatars/{name}" in (await client.get("/@jane")).text


async def test_other_files_are_not_reached_through_it(db: Database, tmp_path: Path, clock: HandClock) -> None:
    """Advisory 71: a key is looked up, never a path taken from the address."""
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        await make_artist(site, "jane")
        folder = site.storage.incoming()
        kept = await site.storage.keep(draw("weave", (64, 64), 3, folder / "other.png"), "public", "png")
        assert (await client.get(f"/avatars/{kept.sha256}.png")).status == 404
        assert (await client.get("/avatars/..%2F..%2Fconfig.toml")).status == 404


async def test_a_suspended_artists_avatar_is_gone(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, actor = await make_artist(site, "jane")
        folder = site.storage.incoming()
        actor = await set_picture(site, actor, "avatar", draw("weave", (300, 300), 3, folder / "face.png"))
        async with site.db.writing() as tx:
            await tx.run("update actors set suspended = 1 where id = :id", id=actor.id)
            assert (await actors.by_id(tx, actor.id)) is not None
        assert (await client.get(f"/avatars/{actor.avatar.rpartition('/')[2]}")).status == 404


async def test_an_id_beyond_the_database_is_nobodys(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        await make_artist(site, "jane")
        await log_in(client, "jane")
        assert (await client.get("/remote-media/9999999999999999999.webp")).status == 404
        answer = await client.post_form("/posts/9999999999999999999/like", {"back": "/"}, page="/settings/profile")
        assert answer.status == 404
