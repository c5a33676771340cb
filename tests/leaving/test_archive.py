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
from fediart.store import actor_keys, import_items
from fediart.store import imports as import_rows
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.sqlite import open_sqlite
from tests.leaving.furnished import compared, furnish, untouched
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


async def _world(site: Site, tmp_path: Path, clock: HandClock, jane: Actor) -> tuple[int, list[bytes]]:
    _, amy = await make_artist(site, "amy")
    bob = await stranger(site, "bob")
    work, pictures = await furnish(site, tmp_path, jane, clock)
    assert await untouched(site, jane) == []
    await follow(site, bob, jane)
    await follow(site, jane, amy)
    await say(site, jane, f"<p>{SECRET}</p>", mentions=[amy], visibility="direct")
    async with site.db.writing() as tx:
        await tx.run("insert into blocks (actor_id, target_id, created) values (:a, :b, 1)", a=jane.id, b=bob.id)
        await tx.run("insert into blocks (actor_id, target_id, created) values (:a, :b, 1)", a=amy.id, b=jane.id)
        await tx.run("insert into person_notes (actor_id, target_id, text) values (:a, :b, 'odd')", a=amy.id, b=jane.id)
    return work, pictures


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


@pytest.mark.parametrize("db", ["postgres"], indirect=True)  # tests/gallery_stories tells it on SQLite, in a browser
async def test_the_archive_holds_everything_and_another_fediart_takes_it(
    db: Database, tmp_path: Path, clock: HandClock, migrated: Path
) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        account, jane = await make_artist(site, "jane")
        work, pictures = await _world(site, tmp_path, clock, jane)
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
        assert outbox["totalItems"] == 6 and SECRET in json.dumps(outbox)
        assert _json(packed, "followers.json") == ["bob@elsewhere.example"]
        assert f"amy@{site.config.instance.host}" in packed.read("lists/following_accounts.csv").decode()
        assert packed.read("lists/blocked_accounts.csv").decode() == "bob@elsewhere.example\n"
        text = "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist() if ".json" in name)
        assert "odd" not in text and "password" not in text and "PRIVATE KEY" not in text

        shutil.copyfile(migrated, tmp_path / "second.db")
        other_db = await open_sqlite(tmp_path / "second.db")
        try:
            async with running_site(other_db, tmp_path / "elsewhere", clock) as there, served(there):
                await _brought_in(there, packed, tmp_path, await compared(site, account, jane))
        finally:
            await other_db.close()

        clock.move(8 * DAY + HOUR)
        await tidy(site, {})
        assert "account.zip" not in (await client.get("/settings/leaving")).text


async def _brought_in(there: Site, packed: zipfile.ZipFile, tmp_path: Path, wanted: dict[str, Any]) -> None:
    account, artist = await make_artist(there, "jane")
    bare = await compared(there, account, artist)
    path = tmp_path / "sent.zip"
    assert packed.fp is not None
    packed.fp.seek(0)
    path.write_bytes(packed.fp.read())
    number = await imports.begin(there, artist, "fediart", [(path, "jane.zip")])
    await drain(there)
    async with there.db.reading() as tx:
        made, items = await import_rows.by_id(tx, number), await import_items.page(tx, number, limit=100)
    assert made is not None and made.options["origin"]["state"] == "genuine" and len(made.words.split("\n")) == 3
    assert [one.kind for one in items if not one.chosen] == []
    await imports.start(there, artist, number)
    await drain(there)
    async with there.db.reading() as tx:
        failed = [one.kind for one in await import_items.in_state(tx, number, "failed", limit=9)]
        told = await tx.value("select count(*) from outgoing where kind = 'Create'")
        known = await tx.value("select count(*) from follows where follower_id = :id", id=artist.id)
        judged = await tx.value("select count(*) from verdicts where decision = 'publish'")
    came = await compared(there, account, artist)
    for part, said in wanted.items():
        assert came[part] == said, part
    assert failed == ["block"] and told == 0 and judged > 0 and known == 1
    async with there.db.writing() as tx:  # it was killed between doing these and noting it: they come once
        again = await tx.run(
            """update import_items set state = 'waiting' where import_id = :id and state = 'done'
            and kind in ('setting', 'offer', 'rule', 'portfolio', 'series', 'note')""",
            id=number,
        )
        await tx.run("update imports set state = 'running' where id = :id", id=number)
        await imports.wake(tx, there, number)
    await drain(there)
    assert again > 20 and await compared(there, account, artist) == came
    await imports.undo(there, artist, number)
    await drain(there)
    assert await compared(there, account, artist) == bare
