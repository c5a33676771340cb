"""`fediart policy check URL|FILE`: reports every no-AI signal on a page, an object or an image file."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from urllib.parse import urlsplit

from fediart.cli.terminal import say, say_json, table
from fediart.errors import Problem
from fediart.rights.auditor import Audit, audit
from fediart.rights.reading import signals_of_file, signals_of_response
from federation.fetch import FetchError, Fetcher

MOST = 100 * 1024 * 1024


def check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", metavar="URL|FILE", help="a page, an ActivityPub object, an image or a site file")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


async def check(arguments: argparse.Namespace) -> int:
    """0 where a decision could be read, 1 where nothing was found to read."""
    found = await _audit(arguments.what)
    if arguments.json:
        say_json(found.as_json())
    else:
        _show(found)
    return 0


async def _audit(what: str) -> Audit:
    if urlsplit(what).scheme in ("http", "https"):
        return await _of_url(what)
    path = Path(what)
    try:
        data = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        raise Problem(f"{what} cannot be read: {error.strerror}. Give a file, or an address with https://.") from error
    return audit(signals_of_file(data, path.name))


async def _of_url(url: str) -> Audit:
    """An admin's own command may look at the machine it runs on, so loopback is allowed here."""
    async with Fetcher(allow_loopback=True, allow_http=True) as http:
        try:
            answer = await http.get_anything(url, max_bytes=MOST)
        except FetchError as error:
            raise Problem(f"{url} could not be fetched: {error}") from error
    return audit(signals_of_response(answer.headers, answer.body, answer.content_type))


def _show(found: Audit) -> None:
    if not found.signals:
        say("No signal was found: nothing here says what AI may do.")
        return
    table(
        [(signal.surface, signal.signal, signal.status, _short(signal.value)) for signal in found.signals],
        ("SURFACE", "SIGNAL", "STATUS", "VALUE"),
    )
    say()
    for axis, answer in found.decision.items():
        say(f"{axis}: {answer}")


def _short(value: str) -> str:
    return value if len(value) <= 80 else value[:77] + "..."
