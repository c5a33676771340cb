"""Starts a PostgreSQL server for the tests: its own data folder, a free loopback port, nothing kept."""

from __future__ import annotations

import getpass
import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg

from fediart.resources import resource
from fediart.store.migrate import migrate
from fediart.store.postgres import open_postgres

_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "listen_addresses": "127.0.0.1",
    "autovacuum": "off",
}

# The tables that have ever held a row; it is never more than a few, and asking is quicker than emptying all of them.
_WRITTEN = """select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
    and relname <> 'migrations' and pg_relation_size(oid) > 0"""


def _programs() -> Path:
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    raise RuntimeError("PostgreSQL is missing: run `make test`, or install Debian's package postgresql.")


def _as_user() -> list[str]:
    """PostgreSQL refuses to run as root: there it runs as its own user."""
    return ["runuser", "-u", "postgres", "--"] if getpass.getuser() == "root" else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    def __init__(self, port: int) -> None:
        self.port = port
        self._names = itertools.count()
        self._template_ready = False
        self._free: list[str] = []

    def dsn(self, name: str) -> str:
        return f"postgresql://tests@127.0.0.1:{self.port}/{name}"

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[Cluster]:
        programs = _programs()
        folder = Path(tempfile.mkdtemp(prefix="fediart-postgres-"))
        if _as_user():
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
        data, port = folder / "data", _free_port()
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
        make = [programs / "initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        subprocess.run([*_as_user(), *make], check=True, **quiet)
        options = [part for key, value in _SETTINGS.items() for part in ("-c", f"{key}={value}")]
        run = [programs / "postgres", "-D", data, "-p", str(port), "-k", folder, *options]
        server = subprocess.Popen([*_as_user(), *map(str, run)], **quiet)
        try:
            _wait(programs, port)
            yield cls(port)
        finally:
            stop = [programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
            subprocess.run([*_as_user(), *stop], check=False, **quiet)
            server.wait(30)
            shutil.rmtree(folder, ignore_errors=True)

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[str]:
        """The address of an empty, migrated database. It is emptied afterwards and used again: far quicker than new."""
        name = self._free.pop() if self._free else await self._make()
        try:
            yield self.dsn(name)
        finally:
            await self._empty(name)

    @asynccontextmanager
    async def bare(self) -> AsyncIterator[str]:
        """The address of a database without any tables; gone afterwards."""
        name = f"bare_{os.getpid()}_{next(self._names)}"
        await self._command(f"create database {name}")
        try:
            yield self.dsn(name)
        finally:
            await self._command(f"drop database {name} with (force)")

    async def _make(self) -> str:
        await self._template()
        name = f"test_{os.getpid()}_{next(self._names)}"
        await self._command(f"create database {name} template migrated")
        return name

    async def _empty(self, name: str) -> None:
        """Every row but the names of the migrations goes; whoever is still connected is shown out."""
        connection = await asyncpg.connect(self.dsn(name))
        try:
            await connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
            tables = await connection.fetch(_WRITTEN)
            wiped = [f"delete from {row[0]}" for row in tables]
            await connection.execute("; ".join(["set session_replication_role = replica", *wiped]))
        finally:
            await connection.close()
        self._free.append(name)

    async def _template(self) -> None:
        if self._template_ready:
            return
        await self._command("create database migrated")
        database = await open_postgres(self.dsn("migrated"), size=1)
        await migrate(database, resource("migrations"), now=0)
        await database.close()
        self._template_ready = True

    async def _command(self, sql: str) -> None:
        connection = await asyncpg.connect(self.dsn("postgres"))
        try:
            await connection.execute(sql)
        finally:
            await connection.close()


def _wait(programs: Path, port: int) -> None:
    ask = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    latest = time.monotonic() + 60
    while time.monotonic() < latest:
        if subprocess.run(ask, check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start within a minute.")
