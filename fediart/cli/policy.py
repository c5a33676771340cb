"""`fediart policy check URL|FILE`: reports every no-AI signal on a page, an object or an image file."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from federation.fetch import ACCEPT_ACTIVITY, Document, Fetcher, FetchError, Limits
from fediart.cli.terminal import say, say_json, table
from fediart.clock import SystemClock
from fediart.errors import Problem
from fediart.rights.auditor import Audit, audit
from fediart.rights.crawlers import read_crawlers
from fediart.rights.reading import read_body, read_response, read_robots, read_tdmrep
from fediart.rights.signal import Signal

MOST = 100 * 1024 * 1024
BROWSER = "text/html, image/*;q=0.9, */*;q=0.8"


def check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", metavar="URL|FILE", help="a page, an ActivityPub object, an image or a site file")
    parser.add_argument("--json", action="store_true", help="print one JSON object: signals, decision")


async def check(arguments: argparse.Namespace) -> int:
    found = await _audit(arguments.what)
    if arguments.json:
        say_json(found.as_json())
    else:
        _show(found)
    return 0


async def _audit(what: str) -> Audit:
    if urlsplit(what).scheme in ("http", "https"):
        return audit(await _of_url(what))
    path = Path(what)
    try:
        data = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        raise Problem(f"{what} cannot be read: {error.strerror}. Give a file, or an address with https://.") from error
    return audit(read_body(data, "application/activity+json" if path.suffix in (".json", ".jsonld") else ""))


async def _of_url(url: str) -> tuple[Signal, ...]:
    """What the address says to a browser and to another server, and what its site's files say about it.

    It is the command of somebody at this machine's own terminal, so it may look at loopback, too.
    """
    clock = SystemClock()
    limits = Limits(document_bytes=MOST)
    async with Fetcher(clock.now, "fediart policy check", allow_loopback=True, allow_http=True, limits=limits) as http:
        try:
            page = await http.get_document(url, {"*/*"}, accept=BROWSER)
        except FetchError as error:
            raise Problem(f"{url} could not be fetched: {error.reason}.") from error
        found = _read(page)
        if page.media_type == "text/html":
            found += await _as_activity(http, url)
        return found + await _site_files(http, url)


def _read(answer: Document) -> tuple[Signal, ...]:
    return read_response(answer.headers.items(), answer.body)


async def _as_activity(http: Fetcher, url: str) -> tuple[Signal, ...]:
    """The body alone: its headers say what the page's said."""
    try:
        answer = await http.get_document(url, {"*/*"}, accept=ACCEPT_ACTIVITY)
    except FetchError:
        return ()
    return read_body(answer.body, answer.media_type) if "json" in answer.media_type else ()


async def _site_files(http: Fetcher, url: str) -> tuple[Signal, ...]:
    path = urlsplit(url).path or "/"
    found: tuple[Signal, ...] = ()
    for place in ("/robots.txt", "/.well-known/tdmrep.json"):
        try:
            answer = await http.get_document(urljoin(url, place), {"*/*"}, accept="*/*")
        except FetchError:
            continue
        if place == "/robots.txt":
            found += read_robots(answer.body, path, read_crawlers())
        else:
            found += read_tdmrep(answer.body, path)
    return found


def _show(found: Audit) -> None:
    if not found.signals:
        say("No signal was found: nothing here says what AI may do.")
        return
    lines = [(signal.surface, signal.signal, signal.status, _short(signal.value)) for signal in found.signals]
    table(lines, ("SURFACE", "SIGNAL", "STATUS", "VALUE"))
    say()
    for axis, answer in found.decision.items():
        say(f"{axis}: {answer}")


def _short(value: str) -> str:
    return value if len(value) <= 80 else value[:77] + "..."
