"""`fediart doctor`: looks at every part of an instance and says what to do about each finding."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import stat
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final, Literal

from federation.fetch import FetchError
from federation.keys import KeyProblem, public_pem_of
from federation.webfinger import lookup, parse_handle
from fediart.actions.judging import models_in_use
from fediart.admission.manifest import ModelError, check_weights, load_manifest
from fediart.app import open_site
from fediart.cli.doctor_backup import backup_findings
from fediart.cli.doctor_operation import operation_findings
from fediart.cli.doctor_policy import policy_findings
from fediart.cli.doctor_safety import safety_findings
from fediart.cli.doctor_storage import storage_findings
from fediart.cli.terminal import say, say_json
from fediart.clock import MINUTE, SystemClock
from fediart.config import Config, load
from fediart.errors import Problem, Problems
from fediart.resources import resource
from fediart.site import Site
from fediart.store import actors
from fediart.store.database import Database
from fediart.store.migrate import pending, unknown
from fediart.store.opening import open_database

State = Literal["ok", "warning", "error"]
LITTLE_SPACE = 2 << 30
_UNMEASURED: Final = "cannot tell, since its thresholds are not measured: works of new artists wait for a moderator"


@dataclass(frozen=True, slots=True)
class Finding:
    """`part` of the instance, its state, what was seen and, where it is not well, what to do."""

    part: str
    state: State
    seen: str
    do: str = ""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--online", action="store_true", help="also ask the instance at its public address")
    parser.add_argument("--json", action="store_true", help="print one JSON object per finding")


async def run(args: argparse.Namespace) -> int:
    """0 where nothing is broken, 1 where something is."""
    worst = 0
    async for finding in _findings(args.config, online=args.online):
        _show(finding, as_json=args.json)
        worst = max(worst, 1 if finding.state == "error" else 0)
    return worst


def _show(finding: Finding, *, as_json: bool) -> None:
    if as_json:
        say_json({"part": finding.part, "state": finding.state, "seen": finding.seen, "do": finding.do})
        return
    say(f"{finding.state:8}{finding.part}: {finding.seen}")
    if finding.do:
        say(f"        {finding.do}")


async def _findings(path: Path, *, online: bool) -> AsyncIterator[Finding]:
    try:
        config = load(path)
    except Problems as problems:
        for problem in problems.found:
            yield Finding("config", "error", problem.message, f"Edit {path}.")
        return
    except Problem as problem:
        yield Finding("config", "error", problem.message)
        return
    yield _config(config, path)
    yield _clock()
    yield await asyncio.to_thread(_storage, config)
    database = await _database(config)
    yield database
    if database.state == "error":
        return
    async with open_site(config) as site:
        yield await _keys(site)
        async for said in policy_findings(site):
            yield Finding(*said)
        async for said in operation_findings(site):
            yield Finding(*said)
        async for said in safety_findings(site):
            yield Finding(*said)
        for said in await backup_findings(site):
            yield Finding(*said)
        for finding in await _models(site):
            yield finding
        for place in await storage_findings(site):
            yield Finding(*place)
        if online:
            yield await _online(site)


def _config(config: Config, path: Path) -> Finding:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Finding("config", "warning", f"{path} can be read by others", f"It holds a secret: chmod 600 {path}")
    if config.instance.development:
        return Finding("config", "warning", "development mode is on", "Good for tests only; turn it off in public.")
    if not config.mail.host:
        return Finding("config", "warning", "no mail server is set", "Set mail.host, so that people can confirm.")
    return Finding("config", "ok", str(path))


def _clock() -> Finding:
    """A file's time comes from the kernel, as ours does; what can be wrong offline is the year."""
    now = SystemClock().now()
    if not 1_790_000_000_000 < now < 4_102_444_800_000:
        return Finding("clock", "error", f"the clock says {now} ms", "Set the machine's clock, and keep it with NTP.")
    return Finding("clock", "ok", "plausible")


def _storage(config: Config) -> Finding:
    try:
        config.files.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=config.files) as probe:
            probe.write(b"fediart")
    except OSError as error:
        do = f"Make {config.files} writable for this user ({os.getuid()})."
        return Finding("storage", "error", f"{config.files}: {error.strerror}", do)
    free = shutil.disk_usage(config.files).free
    if free < LITTLE_SPACE:
        return Finding("storage", "warning", f"{free >> 20} MiB are free", "Make room before uploads fail.")
    return Finding("storage", "ok", f"{config.files}, {free >> 30} GiB free")


async def _database(config: Config) -> Finding:
    try:
        db = await open_database(config.database_url)
    except Exception as error:
        return Finding("database", "error", f"cannot be opened: {error}", "Check database.url and that it runs.")
    try:
        return await _opened(db)
    finally:
        await db.close()


async def _opened(db: Database) -> Finding:
    missing = await pending(db, resource("migrations"))
    if missing:
        return Finding("database", "error", f"lacks {', '.join(missing)}", "Run `fediart upgrade`.")
    if newer := await unknown(db, resource("migrations")):
        do = "Install the newer fediart again, or go back with `fediart downgrade`."
        return Finding("database", "error", f"was changed by a newer version ({newer[-1]})", do)
    if db.engine == "sqlite":
        async with db.reading() as tx:
            said = await tx.value("pragma quick_check")
        if said != "ok":
            return Finding("database", "error", f"is damaged: {said}", "Restore the newest backup.")
    return Finding("database", "ok", db.engine)


async def _keys(site: Site) -> Finding:
    async with site.db.reading() as tx:
        own = await actors.by_uri(tx, f"{site.config.origin}/actor")
    if own is None:
        return Finding("keys", "error", "the instance has no actor", "Run `fediart serve` once.")
    try:
        if public_pem_of(own.private_key) != own.public_key:
            return Finding("keys", "error", "the instance's two keys do not match", "Restore the newest backup.")
    except KeyProblem as error:
        return Finding("keys", "error", f"the instance's key cannot be read: {error}", "Restore the newest backup.")
    return Finding("keys", "ok", own.public_key_id)


async def _models(site: Site) -> list[Finding]:
    """Each detector in use: its manifest, its weights against their checksum, whether its error rates are known."""
    async with site.db.reading() as tx:
        folders = await models_in_use(tx, site.config)
    if not folders:
        do = "Choose one with `fediart model use NAME`, or set admission.model; evidence still counts."
        return [Finding("detector", "warning", "no detector is set", do)]
    return [await asyncio.to_thread(_model, folder) for folder in folders]


def _model(folder: Path) -> Finding:
    try:
        manifest = load_manifest(folder)
        check_weights(manifest)
    except (ModelError, OSError) as error:
        do = "Choose another with `fediart model use NAME`, set admission.model to 'texture', or mend its folder."
        return Finding("detector", "error", str(error), do)
    if not manifest.thresholds:
        do = f"Measure it on your own pictures: `fediart model test FOLDER --model {folder} --write-thresholds`."
        return Finding("detector", "warning", f"{manifest.label} {_UNMEASURED}", do)
    return Finding("detector", "ok", manifest.label)


async def _online(site: Site) -> Finding:
    """The instance as others see it: TLS, webfinger, and the clock against its own Date header."""
    host = site.config.instance.host
    handle = parse_handle(f"@{host.partition(':')[0]}@{host}")
    scheme = "http" if site.config.instance.development else "https"
    try:
        uri = await lookup(site.http, handle, scheme=scheme)
        answer = await site.http.get_document(f"{site.config.origin}/robots.txt", {"*/*"})
    except FetchError as error:
        do = f"Point {host} to this machine, with TLS and a proxy to {site.config.server.listen}."
        return Finding("online", "error", f"{host}: {error.reason}", do)
    if uri != f"{site.config.origin}/actor":
        return Finding("online", "error", f"webfinger answers {uri}", "Another server answers at this host name.")
    sent = answer.headers.get("Date", "")
    skew = abs(parsedate_to_datetime(sent).timestamp() * 1000 - SystemClock().now()) if sent else 0
    if skew > 5 * MINUTE:
        return Finding("online", "error", f"clocks differ by {skew / MINUTE:.0f} minutes", "Keep both with NTP.")
    return Finding("online", "ok", f"{host} answers with webfinger and TLS")
