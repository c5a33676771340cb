"""Every SQL statement is prepared on both databases, and none of them walks through a whole growing table."""

from __future__ import annotations

import ast
import importlib
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from fediart.resources import resource
from fediart.store.migrate import migrate, migrations, statements
from fediart.store.postgres import numbered, open_postgres
from tests.postgres import Cluster

ROOT = Path(__file__).resolve().parents[2]
TABLES = re.compile(r"\b(from|into|set)\b", re.IGNORECASE)
VERBS = re.compile(r"^\s*(select|insert|update|delete|with)\b", re.IGNORECASE)

# Small by nature, or read whole on purpose by rare commands.
MAY_BE_WALKED = {
    "settings", "migrations", "domain_blocks", "domain_allows", "domain_lists", "relays",
    "admission_policies", "hosts", "invitations", "accounts", "json_each", "stream_listeners",
}  # fmt: skip


def _modules() -> list[Path]:
    return [path for path in sorted(ROOT.glob("fediart/**/*.py")) if "store/migrate" not in str(path)]


class _Any:
    """Stands for the engine of an unknown database in a statement's f-string."""

    engine = "sqlite"


def _text_of(node: ast.expr, names: dict[str, Any]) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        elif isinstance(part, ast.FormattedValue):
            parts.append(_value_of(part.value, names))
    return "".join(parts)


def _value_of(node: ast.expr, names: dict[str, Any]) -> str:
    source = ast.unparse(node)
    if source.startswith("numbers("):
        return "1, 2"
    return str(eval(compile(ast.Expression(node), "statement", "eval"), names))


def _statements() -> Iterator[tuple[str, str]]:
    for path in _modules():
        text = path.read_text(encoding="utf-8")
        if not re.search(r"\b(select|insert into|update|delete from)\b", text):
            continue
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        names = {**vars(module), "db": _Any, "tx": _Any}
        for node in _texts(ast.parse(text)):
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            found = _try(node, names, where)
            if (
                found
                and "{" not in found
                and VERBS.match(found)
                and re.search(r"\b(from|into|set)\b", found, re.IGNORECASE)
            ):
                yield where, found


def _texts(node: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """Whole strings, not the pieces of formatted ones; no docstrings."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute) and child.func.attr == "format":
            continue  # put together at run time
        if isinstance(child, ast.Constant | ast.JoinedStr):
            yield child
        elif not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
            yield from _texts(child)


def _try(node: ast.expr, names: dict[str, Any], where: str) -> str | None:
    literal = "".join(str(p.value) for p in getattr(node, "values", []) if isinstance(p, ast.Constant))
    if isinstance(node, ast.JoinedStr) and not VERBS.match(literal):
        return None
    try:
        return _text_of(node, names)
    except NameError:
        COMPOSED.append(where)
        return None


# Put together from local names: seen only when they run, which the tests of their modules do on both databases.
COMPOSED: list[str] = []
ALL = sorted({(where, sql) for where, sql in _statements()})


@pytest.fixture(scope="module")
def sqlite() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    for _, path in migrations(resource("migrations"), "sqlite"):
        for statement in statements(path.read_text(encoding="utf-8")):
            connection.execute(statement)
    connection.execute("create table migrations (name text primary key, applied bigint not null)")
    yield connection
    connection.close()


def test_there_are_statements() -> None:
    assert len(ALL) > 30
    assert len(COMPOSED) < len(ALL) / 3, f"too many statements cannot be read off the code: {COMPOSED}"


def test_sqlite_prepares_every_one_and_uses_an_index(sqlite: sqlite3.Connection) -> None:
    for where, sql in ALL:
        _walks_nowhere(sqlite, where, sql)


def _walks_nowhere(sqlite: sqlite3.Connection, where: str, sql: str) -> None:
    names = set(re.findall(r":([a-z_][a-z0-9_]*)", sql))
    try:
        plan = sqlite.execute("explain query plan " + sql, dict.fromkeys(names, 1)).fetchall()
    except sqlite3.Error as error:
        pytest.fail(f"{where}: {error}\n{sql}")
    for *_, step in plan:
        walked = re.match(r"SCAN (\w+)(?! USING)(?:$| )", step)
        if walked and " USING " not in step:
            table = _table(walked.group(1), sql)
            known = sqlite.execute("select 1 from sqlite_master where name = ?", [table]).fetchone()
            assert table in MAY_BE_WALKED or not known, f"{where} walks through {table}: {step}\n{sql}"


def _table(alias: str, sql: str) -> str:
    named = re.search(rf"\b(?:from|join)\s+(\w+)\s+(?:as\s+)?{alias}\b", sql, re.IGNORECASE)
    return named.group(1) if named else alias


async def test_postgres_prepares_every_one(postgres: Cluster) -> None:
    async with postgres.fresh() as dsn:
        database = await open_postgres(dsn, size=1)
        await migrate(database, resource("migrations"), now=0)
        await database.close()
        connection = await asyncpg.connect(dsn)
        for where, sql in ALL:
            try:
                await connection.prepare(numbered(sql)[0])
            except asyncpg.PostgresError as error:
                pytest.fail(f"{where}: {error}\n{sql}")
        await connection.close()


async def test_both_databases_have_the_same_tables_and_columns(postgres: Cluster, sqlite: sqlite3.Connection) -> None:
    # `found_...` are SQLite's full-text indexes; on PostgreSQL they are indexes of the tables themselves.
    tables = [
        row[0]
        for row in sqlite.execute(
            "select name from sqlite_master where type = 'table' and name not like 'found\\_%' escape '\\'"
        )
    ]
    ours = {(table, row[1]) for table in tables for row in sqlite.execute(f"pragma table_info({table})")}
    async with postgres.fresh() as dsn:
        connection = await asyncpg.connect(dsn)
        rows = await connection.fetch(
            """select table_name, column_name from information_schema.columns
            where table_schema = 'public' and is_generated = 'NEVER'"""  # the others are there for an index
        )
        await connection.close()
    assert {(row[0], row[1]) for row in rows} == ours
