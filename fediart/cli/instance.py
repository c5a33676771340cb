"""`fediart init`, `serve`, `worker` and `migrate`: an instance's life."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import signal
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from fediart import logs
from fediart.actions import certificates
from fediart.actions.restoring_database import sqlite_file
from fediart.actions.settings import set_up_code
from fediart.actions.to_postgres import move_over
from fediart.actions.upgrading import Upgraded, bring_up
from fediart.app import make_app, open_site, start_background
from fediart.cli import watching
from fediart.cli.owner import as_owner
from fediart.cli.terminal import say
from fediart.clock import SystemClock
from fediart.config import Config, example, load, parse
from fediart.errors import Problem
from fediart.jobs.heart import beating
from fediart.media.credential_library import installed
from fediart.site import Site
from fediart.store.opening import open_database
from fediart.store.settings import read_settings, save_settings
from fediart.web.malformed import dress_refusals


def init_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dir", type=Path, metavar="DIR", help="the folder to make: config.toml, database and files")
    parser.add_argument("--host", required=True, help="the host name in handles and addresses, such as art.example")
    parser.add_argument(
        "--development",
        action="store_true",
        help="the test mode: http, loopback peers, mail in the log, no e-mail confirmation, no sign-up limits",
    )


async def init(arguments: argparse.Namespace) -> int:
    """Writes a config with a secret of its own, makes the folders and the database."""
    folder: Path = arguments.dir
    path = folder / "config.toml"
    if path.exists():
        raise Problem(f"{path} exists already. Start it with `fediart serve -c {path}`, or name another folder.")
    text = _config_text(arguments.host.lower(), development=arguments.development)
    await asyncio.to_thread(_write, path, text)
    config = load(path)
    await _migrate(config)
    async with open_site(config) as site:  # makes the instance's own actor and the folders
        if config.instance.development:
            await _open_to_suites(site)
    say(f"Made {path}. Start the instance with: fediart serve -c {path}")
    return 0


async def _open_to_suites(site: Site) -> None:
    """Test suites sign up, and are nobody's to approve."""
    async with site.db.writing() as tx:
        await save_settings(tx, replace(await read_settings(tx), registrations="open"), now=site.clock.now())


def _config_text(host: str, *, development: bool) -> str:
    values: dict[str, dict[str, object]] = {
        "instance": {"host": host, "development": development},
        "secrets": {"key": secrets.token_urlsafe(48)},
    }
    _, _, port = host.partition(":")
    if development and port.isdigit():
        values["server"] = {"port": int(port)}
    parse(values, folder=Path())  # a wrong host is told before anything is written
    return example(values)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Problem(f"{path} cannot be written: {error.strerror}. Name a folder you may write to.") from error


def serve_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", metavar="ADDR", help="the address to listen on (default: server.listen)")
    parser.add_argument("--port", type=int, metavar="N", help="the port to listen on (default: server.port)")
    watching.arguments(parser)


async def serve(arguments: argparse.Namespace) -> int:
    """The web server, with the background work unless the config leaves that to `fediart worker`."""
    config = load(arguments.config)
    logs.set_up(config.log.form, config.log.level)
    await _migrate(config)
    stop = _stop_signal()
    async with AsyncExitStack() as parts:
        site = await parts.enter_async_context(open_site(config))
        if config.server.run_jobs:
            await parts.enter_async_context(start_background(site))
        app = make_app(site)
        await parts.enter_async_context(beating(site, web=True, jobs=config.server.run_jobs))
        await parts.enter_async_context(watching.watched(site, arguments, app))
        runner = web.AppRunner(app, access_log=None, handler_cancellation=False, shutdown_timeout=10)
        await runner.setup()
        dress_refusals(runner)
        parts.push_async_callback(runner.cleanup)
        await _listen(runner, arguments.host or config.server.listen, _port(arguments, config))
        say(await _greeting(site))
        if not installed():
            say("Published files get no Content Credentials: their library is optional, pip install 'fediart[c2pa]'.")
        await stop.wait()
    return 0


def _port(arguments: argparse.Namespace, config: Config) -> int:
    return config.server.port if arguments.port is None else int(arguments.port)


async def _listen(runner: web.AppRunner, address: str, port: int) -> None:
    try:
        await web.TCPSite(runner, address, port, backlog=512).start()
    except OSError as error:
        raise Problem(
            f"Cannot listen on {address}:{port}: {error.strerror}. Stop what uses it, or choose another with --port."
        ) from error


async def _greeting(site: Site) -> str:
    async with site.db.reading() as tx:
        settings = await read_settings(tx)
    origin = site.config.origin
    if settings.set_up:
        return f"{settings.name} is ready. Open {origin}/"
    if site.config.instance.development:
        return f"A new instance is ready to be set up. Open {origin}/welcome"
    return f"A new instance is ready to be set up. Open {origin}/welcome?code={set_up_code(site.config)}"


async def worker(arguments: argparse.Namespace) -> int:
    """The background work alone, beside one or more `fediart serve` with server.run_jobs turned off."""
    config = load(arguments.config)
    logs.set_up(config.log.form, config.log.level)
    await _migrate(config)
    stop = _stop_signal()
    async with AsyncExitStack() as parts:
        site = await parts.enter_async_context(open_site(config))
        await parts.enter_async_context(start_background(site))
        await parts.enter_async_context(beating(site, web=False, jobs=True))
        await parts.enter_async_context(watching.watched(site, arguments, None))
        say("Working. Stop with Ctrl-C.")
        await stop.wait()
    return 0


def migrate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to-postgres",
        default="",
        metavar="URL",
        help="move everything from SQLite into the empty PostgreSQL database at URL, and name it in the config",
    )


async def migrate_database(arguments: argparse.Namespace) -> int:
    """Brings the database to this version's schema; nothing happens where it is there already."""
    config = load(arguments.config)
    as_owner(config)
    applied = (await _migrate(config)).applied
    await asyncio.to_thread(certificates.ensure, config, now=SystemClock().now())
    say(f"Applied {', '.join(applied)}." if applied else "The database is up to date.")
    if arguments.to_postgres:
        await _to_postgres(config, arguments.to_postgres)
    return 0


async def _to_postgres(config: Config, url: str) -> None:
    moved = await move_over(config, url, _tell_table, now=SystemClock().now())
    say(f"Moved {moved.rows} rows in {moved.tables} tables, each compared. {config.path} names the new database.")
    if moved.mended:
        say(f"{moved.mended} rows held a NUL, which PostgreSQL cannot keep: it was left out.")
    say(f"The old one stays as it was; delete it when all is well: {sqlite_file(config.database_url)}")


async def _migrate(config: Config) -> Upgraded:
    try:
        db = await open_database(config.database_url)
    except Exception as error:
        raise Problem(f"The database {config.database.url} cannot be opened: {error}. See `fediart doctor`.") from error
    try:
        done = await bring_up(config, db, now=SystemClock().now())
    finally:
        await db.close()
    if done.backup is not None:
        say(f"Upgraded the database. The way back: fediart downgrade (to {done.backup.folder})")
    return done


def _tell_table(table: str, rows: int) -> None:
    if rows:
        say(f"  {table}: {rows}")


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
