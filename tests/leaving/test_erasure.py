"""A deletion reaches everybody who knew the account, is confirmed by receipts, and leaves nothing behind."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fediart.actions import account_deletion
from fediart.actions.account_documents import contents
from fediart.actions.accounts import Taken, create_account
from fediart.clock import DAY, HOUR, HandClock
from fediart.site import Site
from fediart.store import departures, erasing
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests.leaving.filling import MARK, Person, fill, left, schema, tables
from tests.publish import works
from tests.remote import RemoteServer
from tests.seeds import say, stranger
from tests.site import drain, mails, make_artist, running_site, served


def test_every_table_says_what_becomes_of_its_rows() -> None:
    declared, there = set(erasing.TABLES), {*tables(), "migrations"}
    assert there - declared == set(), "say in fediart/store/erasing*.py what becomes of these when somebody is erased"
    assert declared - there == set()


def test_no_statement_walks_through_a_whole_table() -> None:
    texts = [sql for one in (*erasing.AT_ONCE, *erasing.AT_LAST) for sql in one.sql]
    for sql in texts:
        names = dict.fromkeys(re.findall(r":(actor|account|now)\b", sql), 1)
        for *_, step in schema().execute(f"explain query plan {sql}", names).fetchall():
            assert not step.startswith("SCAN") or "USING" in step, f"{sql}\n{step}"


async def _world(site: Site, tmp_path: Path) -> tuple[Account, Actor, int, Person]:
    """An artist with a real work, and words about them here and there."""
    account, artist = await make_artist(site, "zwiebeline", reason=MARK)
    other, neighbour = await make_artist(site, "amy")
    assert other
    work = await works.publish_one(site, tmp_path, artist, works.human_png())
    async with site.db.writing() as tx:
        await tx.run("update artworks set title = :m, description = :m where id = :id", m=MARK, id=work)
        await tx.run("update actors set display_name = :m, bio = :m where id = :id", m=MARK, id=artist.id)
        now = site.clock.now()
        await tx.run(
            """insert into admin_log (id, account_id, action, subject, detail, created)
            values (1, null, 'suspend account', '@zwiebeline', 'wrote to @amy', :now),
            (2, null, 'suspend account', '@zwiebeline2', 'another', :now)""",
            now=now,
        )
        await tx.run("insert into tries (key, count, since) values ('mail account:zwiebeline', 1, :now)", now=now)
    who = await stranger(site, "carl")
    async with site.db.reading() as tx:
        post = await tx.one("select * from posts where id = :id", id=work)
    assert post is not None
    await say(site, who, "Well seen.", reply_to_id=work, thread_id=work, reply_to_uri=post["uri"])
    await _words_of_others(site, artist, neighbour, who, work)
    ids = {"actors": artist.id, "accounts": account.id, "artworks": work, "posts": work}
    return account, artist, work, Person(ids, neighbour.id, [await _file(site, number) for number in range(60)])


async def _words_of_others(site: Site, artist: Actor, neighbour: Actor, who: Actor, work: int) -> None:
    """News, settings, imports and quotes of others that name the artist by words alone."""
    handle = f"@zwiebeline@{site.config.instance.host}"
    quoting = await say(site, who, "See this.")
    mine = {"me": neighbour.id, "now": site.clock.now()}
    rows: list[tuple[str, dict[str, Any]]] = [
        ("insert into notifications (id, actor_id, kind, text, created) values (3, :me, 'report', :said, :now)",
         {**mine, "said": f"About {handle}"}),
        ("insert into viewer_choices (actor_id, body) values (:me, :said)",
         {"me": neighbour.id, "said": json.dumps({"exempt": ["@zwiebeline", "@zoe"]})}),
        ("""insert into imports (id, actor_id, kind, state, created, changed, expires)
            values (4, :me, 'lists', 'done', :now, :now, :now)""", mine),
        ("""insert into import_items (id, import_id, actor_id, position, kind, state, chosen, source, body)
            values (5, 4, :me, 0, 'follow', 'done', 1, :said, :body)""",
         {"me": neighbour.id, "said": f"follow:{handle[1:]}",
          "body": json.dumps({"name": handle[1:], "made": {"id": artist.id}})}),
        ("""insert into quotes (post_id, quoted_uri, quoted_id, state, created)
            values (:post, :uri, :work, 'allowed', :now)""",
         {"post": quoting.id, "uri": f"{artist.uri}/posts/{work}", "work": work, "now": site.clock.now()}),
    ]  # fmt: skip
    async with site.db.writing() as tx:
        for sql, values in rows:
            await tx.run(sql, **values)


async def _file(site: Site, number: int) -> str:
    folder = site.storage.incoming()
    (folder / "one").write_text(f"{MARK} {number}")
    kept = await site.storage.keep(folder / "one", "attachments", "bin")
    site.storage.discard(folder)
    return kept.key


_THEIRS = re.compile(rf"{MARK}|zwiebeline(?!2)", re.IGNORECASE)


async def test_nothing_is_left(
    db: Database, tmp_path: Path, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "fediart")
    async with (
        running_site(db, tmp_path, clock) as site,
        served(site) as client,
        RemoteServer("bob", clock=clock.now) as bob,
        RemoteServer("eve", clock=clock.now) as eve,
    ):
        account, artist, work, person = await _world(site, tmp_path)
        for server in (bob, eve):
            assert await server.deliver(f"{artist.uri}/inbox", server.follow(artist.uri)) == 202
        await drain(site)
        assert await left(db, _THEIRS)
        assert _files(site)
        gathered = await contents(site, account, artist)
        assert MARK in gathered.texts["works.json"] and bob.host in gathered.texts["followers.json"]
        caplog.clear()

        await account_deletion.begin(site, account.id, by=account)
        assert await fill(db, person) > 100
        for key in person.keys:
            await site.storage.delete(key)
        clock.move(7 * DAY)
        eve.answer_next(503, times=50)
        await drain(site)
        (heard,) = await bob.heard("Delete")
        assert heard["object"] == heard["actor"] == artist.uri
        assert _files(site) == set()
        here = await left(db, _THEIRS)
        waits = {
            "notifications",
            "viewer_choices",
            "import_items",
            "actors",
            "actor_keys",
            "outgoing",
            "deliveries",
            "jobs",
            "departures",
            "admin_log",
            "tries",
        }
        assert {table: text for table, text in here.items() if table not in waits} == {}
        one = await _departure(site, account)
        async with db.reading() as tx:
            assert departures.count(await departures.arrivals(tx, one)) == departures.Counts(3, 1, 2, ())

        async with db.writing() as tx:  # a process that was killed before it could say so: another one erases again
            await departures.save(tx, replace(one, erased=0))
        clock.move(DAY + HOUR)
        await drain(site)
        assert (await _departure(site, account)).erased
        last = mails(site).sent[-1]
        assert last["to"] == "zwiebeline@mail.example" and "3 other servers knew you" in last["text"]
        assert "2 could not be reached yet" in last["text"]
        assert not (await _departure(site, account)).mail

        for _ in range(4):
            clock.move(8 * DAY)
            await drain(site)
        one = await _departure(site, account)
        assert one.state == departures.OVER
        assert await left(db, _THEIRS) == {}
        async with db.reading() as tx:
            counts = departures.count(await departures.arrivals(tx, one))
            other = await tx.one("select body from viewer_choices where actor_id = :id", id=person.other)
            tie = await tx.one("select body from import_items where id = 5")
            kept = await tx.all("select id, subject, detail from admin_log order by id")
        assert (counts.all, counts.confirmed, counts.unreachable) == (3, 1, (eve.host, "elsewhere.example"))
        assert [row["subject"] for row in kept][:2] == ["", "@zwiebeline2"]
        assert other is not None and json.loads(other["body"])["exempt"] == ["@zoe"]
        assert tie is not None and json.loads(tie["body"]) == {"made": {"id": artist.id}}
        said = [one.getMessage() for one in caplog.records if _THEIRS.search(one.getMessage())]
        assert said == []

        for path in ("/users/zwiebeline", f"/users/zwiebeline/posts/{work}"):
            answer = await client.get(path, headers={"Accept": "application/activity+json"})
            assert (answer.status, answer.json["type"]) == (410, "Tombstone")
        assert (await client.get("/@zwiebeline")).status == 410
        for who in (f"acct:zwiebeline@{site.config.instance.host}", artist.uri):
            assert (await client.get(f"/.well-known/webfinger?resource={who}")).status == 410
        with pytest.raises(Taken, match="has this name"):
            await create_account(site, "Zwiebeline", "new@mail.example", "a long new password")


def _files(site: Site) -> set[str]:
    folder = Path(site.config.folder, site.config.storage.folder)
    areas = [folder / area for area in ("originals", "public", "attachments", "incoming")]
    return {str(path) for area in areas for path in area.rglob("*") if path.is_file()}


async def _departure(site: Site, account: Account) -> departures.Departure:
    async with site.db.reading() as tx:
        found = await departures.of_account(tx, account.id)
    assert found is not None
    return found
