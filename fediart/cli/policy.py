"""`fediart policy check URL|FILE`: everything a page, an object or a picture says about AI, wherever it is."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from federation.addresses import literal, may_connect
from federation.fetch import Fetcher, Limits
from fediart import __version__
from fediart.actions.policy_check import check_file, check_url, stays_out
from fediart.actions.visit import MOST_BYTES, Visit
from fediart.cli.terminal import say, say_json, table
from fediart.clock import SystemClock
from fediart.errors import Problem
from fediart.rights.crawlers import read_crawlers
from fediart.rights.report import Place, Report
from fediart.rights.urls import web_address

EXIT = {"": 0, "missing": 3, "contradictory": 4}
EXIT_WORDS = (
    "Exit status: 0 all that is expected is there and agrees, 3 something is missing or out of reach, 4 something "
    "contradicts or cannot be read, 1 an error."
)


def check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", metavar="URL|FILE", help="a page, an ActivityPub object, an image, a feed, a site file")
    parser.add_argument("--json", action="store_true", help="print one JSON object: decision, places, advice")


async def check(arguments: argparse.Namespace) -> int:
    found = await _report(arguments.what)
    if arguments.json:
        say_json(found.as_json())
    else:
        show(found)
    return EXIT[found.worst]


async def _report(what: str) -> Report:
    if what.lower().startswith(("http://", "https://")):
        return await _of_url(what)
    try:
        data = await asyncio.to_thread(Path(what).read_bytes)
    except OSError as error:
        raise Problem(f"{what} cannot be read: {error.strerror}. Give a file, or an address with https://.") from error
    return await asyncio.to_thread(check_file, what, data, read_crawlers())


async def _of_url(url: str) -> Report:
    """Whoever sits at this machine's own terminal may look at a server on it; a page elsewhere may not lead there."""
    limits = Limits(document_bytes=MOST_BYTES)
    agent = f"fediart/{__version__} policy check"
    async with Fetcher(SystemClock().now, agent, allow_loopback=_is_here(url), allow_http=True, limits=limits) as http:
        return await check_url(Visit(http, read_crawlers(), stays_out(url)), url)


def _is_here(url: str) -> bool:
    parts = web_address(url)
    host = parts.hostname or "" if parts else ""
    address = literal(host)
    return host == "localhost" or bool(address and may_connect(address, True) and not may_connect(address, False))


def show(found: Report) -> None:
    """The report as text: places, what is wrong, what to do, and what it all comes to."""
    for place in found.places:
        _show(place)
    for sentence in found.advice:
        say(f"* {sentence}")
    if found.advice:
        say()
    if not any(place.signals for place in found.places):
        say("No signal was found: nothing here says what AI may do.")
    for axis, answer in found.decision.items():
        say(f"{axis}: {answer}")


def _show(place: Place) -> None:
    say(f"{place.name}  {place.url}" + ("  (speaks for more than this)" if place.apart else ""))
    if place.problem:
        say(f"  not read: {place.problem}")
    lines = [(f"  {one.surface}", one.signal, one.status, _short(one.value)) for one in place.signals]
    if lines:
        table(lines, ("  SURFACE", "SIGNAL", "STATUS", "VALUE"))
    say()


def _short(value: str) -> str:
    return value if len(value) <= 80 else value[:77] + "..."
