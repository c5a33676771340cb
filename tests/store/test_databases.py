"""The two databases keep the same promises."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fediart.resources import resource
from fediart.store.database import Conflict, Database, numbers
from fediart.store.migrate import migrate, migrations, pending, statements
from fediart.store.postgres import listed, numbered

INSERT = "insert into settings (key, value, changed) values (:key, :value, :changed)"


async def test_what_is_written_is_read_back(db: Database) -> None:
    async with db.writing() as tx:
        assert await tx.run(INSERT, key="a", value="é\n'", changed=1) == 1
        await tx.many(INSERT, [{"key": f"k{n}", "value": "v", "changed": n} for n in range(3)])
        await tx.batch([(INSERT, {"key": "b", "value": "w", "changed": 5})])
    async with db.reading() as tx:
        assert (await tx.one("select value from settings where key = :key", key="a"))["value"] == "é\n'"
        assert await tx.value("select count(*) from settings") == 5
        assert await tx.one("select * from settings where key = :key", key="none") is None
        rows = await tx.all("select key from settings where changed in (" + numbers([1, 5]) + ") order by key")
        assert [row["key"] for row in rows] == ["a", "b", "k1"]


async def test_a_failed_transaction_leaves_nothing(db: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.writing() as tx:
            await tx.run(INSERT, key="a", value="v", changed=1)
            raise ZeroDivisionError
    async with db.reading() as tx:
        assert await tx.value("select count(*) from settings") == 0


async def test_a_unique_rule_is_a_conflict(db: Database) -> None:
    async with db.writing() as tx:
        await tx.run(INSERT, key="a", value="v", changed=1)
    with pytest.raises(Conflict):
        async with db.writing() as tx:
            await tx.run(INSERT, key="a", value="w", changed=2)


async def test_writers_queue_and_none_is_lost(db: Database) -> None:
    async def add(n: int) -> None:
        async with db.writing() as tx:
            await tx.run(INSERT, key=str(n), value="v", changed=n)

    await asyncio.gather(*(add(n) for n in range(40)))
    async with db.reading() as tx:
        assert await tx.value("select count(*) from settings") == 40


async def test_migrating_again_changes_nothing(db: Database) -> None:
    assert await pending(db, resource("migrations")) == []
    assert await migrate(db, resource("migrations"), now=1) == []


def test_named_parameters_become_numbers_and_quoted_colons_stay() -> None:
    text, names = numbered("select ':no', x::text from t where a = :a and b = :b and c = :a")
    assert text == "select ':no', x::text from t where a = $1 and b = $2 and c = $1"
    assert names == ("a", "b")


def test_a_script_falls_into_its_statements() -> None:
    assert list(statements("-- words\ncreate table a (\n b text\n);\n\ndrop table a;")) == [
        "create table a (\n b text\n)",
        "drop table a",
    ]


def test_files_for_the_other_engine_are_left_out(tmp_path: Path) -> None:
    for name in ("0002_b.postgres.sql", "0002_b.sqlite.sql", "0001_a.sql"):
        (tmp_path / name).touch()
    assert [path.name for _, path in migrations(tmp_path, "sqlite")] == ["0001_a.sql", "0002_b.sqlite.sql"]


def test_numbers_in_a_statement_become_parameters_so_that_it_stays_the_same_one() -> None:
    sql = f"select 1 from posts where id in ({numbers([3, 4])}) and kind not in ({numbers([])}) and a in ('x', 'y')"
    text, lists = listed(sql)
    assert text == (
        "select 1 from posts where id = any (cast(:listed_0 as bigint[])) "
        "and kind <> all (cast(:listed_1 as bigint[])) and a in ('x', 'y')"
    )
    assert lists == {"listed_0": [3, 4], "listed_1": [-1]}
    assert listed(sql.replace("3, 4", "5"))[0] == text
