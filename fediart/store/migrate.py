"""Brings a database to the newest schema: SQL files in order, each applied once and in one transaction."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path

from fediart.store.database import Database, Writing


def migrations(folder: Path, engine: str) -> list[tuple[str, Path]]:
    """`(name, file)` in order; `0002_x.sqlite.sql` is only for that engine, `0002_x.sql` for both."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        name, *only = path.name.removesuffix(".sql").split(".")
        if not only or only == [engine]:
            found.append((name, path))
    return found


def statements(script: str) -> Iterator[str]:
    """The statements of a script: they end with a semicolon at the end of a line; `--` lines are comments."""
    lines: list[str] = []
    for line in script.splitlines():
        if line.strip().startswith("--") or not line.strip():
            continue
        lines.append(line)
        if line.rstrip().endswith(";"):
            yield "\n".join(lines).rstrip().removesuffix(";")
            lines = []
    if lines:
        yield "\n".join(lines)


async def migrate(db: Database, folder: Path, *, now: int) -> list[str]:
    """Applies what is missing and returns the names applied. Safe to run twice, and at every start."""
    async with db.writing() as tx:
        await tx.run("create table if not exists migrations (name text primary key, applied bigint not null)")
        done = {row["name"] for row in await tx.all("select name from migrations")}
    fresh = [item for item in migrations(folder, db.engine) if item[0] not in done]
    for name, path in fresh:
        async with db.writing() as tx:
            await _apply(tx, path)
            await tx.run("insert into migrations (name, applied) values (:name, :now)", name=name, now=now)
    return [name for name, _ in fresh]


async def applied(db: Database) -> list[str]:
    """The names of what was applied, in order; none for a new database."""
    async with db.reading() as tx:
        try:
            return sorted(row["name"] for row in await tx.all("select name from migrations"))
        except Exception:  # a new database has no such table yet
            return []


async def pending(db: Database, folder: Path) -> list[str]:
    """The names `migrate` would apply."""
    done = set(await applied(db))
    return [name for name, _ in migrations(folder, db.engine) if name not in done]


async def unknown(db: Database, folder: Path) -> list[str]:
    """What a newer version has applied, of which this one knows nothing."""
    known = {name for name, _ in migrations(folder, db.engine)}
    return [name for name in await applied(db) if name not in known]


async def build(tx: Writing, folder: Path, names: Container[str], *, now: int) -> None:
    """Makes the tables of an empty database as they were after these migrations, within the caller's transaction."""
    await tx.run("create table migrations (name text primary key, applied bigint not null)")
    for name, path in migrations(folder, tx.engine):
        if name in names:
            await _apply(tx, path)
            await tx.run("insert into migrations (name, applied) values (:name, :now)", name=name, now=now)


async def _apply(tx: Writing, path: Path) -> None:
    for statement in statements(path.read_text(encoding="utf-8")):
        await tx.run(statement)
