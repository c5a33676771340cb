"""Everything of an account as one file: whole, signed, its owner's alone; and another fediart brings its works in."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from federation.keys import PublicKey
from federation.proofs import verify
from fediart.actions import imports
from fediart.clock import DAY, HOUR, HandClock
from fediart.jobs.tidy import tidy
from fediart.site import Site
from fediart.store import actor_keys, artworks
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.sqlite import open_sqlite
from tests.publish import works
from tests.seeds import follow, say, stranger
from tests.site import Client, drain, log_in, make_artist, running_site, served

SECRET = "a message between two"


class Keys:
    """The keys of one actor, as their own server would give them."""

    def __init__(self, site: Site, actor: Actor) -> None:
        self.site, self.actor = site, actor

    async def find(self, key_id: str, *, fresh: bool) -> PublicKey | None:
        async with self.site.db.reading() as tx:
            known = await actor_keys.of_actor(tx, self.actor.id)
        return next((PublicKey(one.id, self.actor.uri, one.public_key) for one in known if one.id == key_id), None)


async def _world(site: Site, tmp_path: Path, clock: HandClock) -> tuple[Actor, int, list[bytes]]:
    _, jane = await make_artist(site, "jane")
    _, amy = await make_artist(site, "amy")
    bob = await stranger(site, "bob")
    pictures = [works.human_png(), works.human_png(seed=2)]
    work = await works.publish_one(
        site, tmp_path, jane, *pictures, alts=("A heron", "Its nest"), series="Shore", year="2019"
    )
    clock.move(HOUR)
    await works.publish_one(site, tmp_path, jane, works.human_png(seed=3), visibility="followers", title="For few")
    await follow(site, bob, jane)
    await follow(site, jane, amy)
    await say(site, jane, f"<p>{SECRET}</p>", mentions=[amy], visibility="direct")
    async with site.db.writing() as tx:
        await tx.run("insert into blocks (actor_id, target_id, created) values (:a, :b, 1)", a=jane.id, b=bob.id)
        await tx.run("insert into blocks (actor_id, target_id, created) values (:a, :b, 1)", a=amy.id, b=jane.id)
        await tx.run("insert into person_notes (actor_id, target_id, text) values (:a, :b, 'odd')", a=amy.id, b=jane.id)
    return jane, work, pictures


async def _fetched(client: Client, site: Site) -> bytes:
    asked = await client.post_form("/settings/leaving/export", page="/settings/leaving")
    assert asked.status == 303
    await drain(site)
    page = (await client.get("/settings/leaving")).text
    path = next(part for part in page.split('"') if part.endswith("/account.zip"))
    answer = await client.get(path)
    assert answer.status == 200 and "jane-" in answer.headers["Content-Disposition"]
    assert "private" in answer.headers["Cache-Control"] or "no-store" in answer.headers["Cache-Control"]
    for other in ("amy", ""):
        stranger_ = client.fresh()
        if other:
            await log_in(stranger_, other)
        assert (await stranger_.get(path)).status in (404, 303)
    return answer.body


def _json(packed: zipfile.ZipFile, name: str) -> Any:
    return json.loads(packed.read(name))


@pytest.mark.one_engine  # test_erasure.py gathers it on both
async def test_the_archive_holds_everything_and_another_fediart_takes_it(
    db: Database, tmp_path: Path, clock: HandClock, migrated: Path
) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        jane, work, pictures = await _world(site, tmp_path, clock)
        clock.move(DAY)
        await log_in(client, "jane")
        packed = zipfile.ZipFile(io.BytesIO(await _fetched(client, site)))
        manifest = _json(packed, "manifest.json")
        assert manifest["missing"] == []
        assert {one["path"] for one in manifest["files"]} | {"manifest.json"} == set(packed.namelist())
        for one in manifest["files"]:
            assert hashlib.sha256(packed.read(one["path"])).hexdigest() == one["sha256"]
        signer = await verify(manifest, Keys(site, jane), clock.now())
        assert signer.actor_id == jane.uri == manifest["attributedTo"]
        assert [packed.read(f"originals/{work}/{place:02}.png") for place in (1, 2)] == pictures
        assert any(name.startswith(f"renditions/{work}/") for name in packed.namelist())
        outbox = _json(packed, "outbox.json")
        assert outbox["totalItems"] == 3 and SECRET in json.dumps(outbox)
        assert _json(packed, "followers.json") == ["bob@elsewhere.example"]
        assert "amy@localhost" in packed.read("lists/following_accounts.csv").decode()
        assert packed.read("lists/blocked_accounts.csv").decode() == "bob@elsewhere.example\n"
        text = "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist() if ".json" in name)
        assert "odd" not in text and "password" not in text and "PRIVATE KEY" not in text

        shutil.copyfile(migrated, tmp_path / "second.db")
        other_db = await open_sqlite(tmp_path / "second.db")
        try:
            async with running_site(other_db, tmp_path / "elsewhere", clock) as there, served(there):
                await _brought_in(there, packed, tmp_path)
        finally:
            await other_db.close()

        clock.move(8 * DAY + HOUR)
        await tidy(site, {})
        assert "account.zip" not in (await client.get("/settings/leaving")).text


async def _brought_in(there: Site, packed: zipfile.ZipFile, tmp_path: Path) -> None:
    _, artist = await make_artist(there, "jane")
    path = tmp_path / "sent.zip"
    assert packed.fp is not None
    packed.fp.seek(0)
    path.write_bytes(packed.fp.read())
    number = await imports.begin(there, artist, "fediart", [(path, "jane.zip")])
    await drain(there)
    await imports.start(there, artist, number)
    await drain(there)
    async with there.db.reading() as tx:
        found = await artworks.of_artist(tx, artist.id)
        shown = {one.title: one for one in found}
        rows = await tx.all("select artwork_id, alt, sha256 from pictures order by artwork_id, position")
        series = await tx.value("select title from series where actor_id = :id", id=artist.id)
        told = await tx.value("select count(*) from outgoing where kind <> 'Follow'")
        known = await tx.value("select count(*) from follows where follower_id = :id", id=artist.id)
        judged = await tx.value("select count(*) from verdicts where decision = 'publish'")
    heron, few = shown[works.TITLE], shown["For few"]
    assert (heron.state, heron.tags, few.visibility, series) == ("published", ("ink", "Birds"), "followers", "Shore")
    assert heron.published < few.published < there.clock.now() - DAY + HOUR
    assert [row["alt"] for row in rows if row["artwork_id"] == heron.id] == ["A heron", "Its nest"]
    assert told == 0 and judged > 0 and known == 1
