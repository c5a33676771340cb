"""`fediart federation ...`: how other servers fare, from the shell."""

from __future__ import annotations

import argparse
from typing import Any

from fediart.actions.federation_status import SCHEMES, software, span, standing
from fediart.app import open_site
from fediart.cli.terminal import say, say_json, table
from fediart.clock import iso
from fediart.config import load
from fediart.errors import Problem
from fediart.site import Site
from fediart.store import host_lists, hosts
from fediart.store.host_lists import FILTERS, HostState
from fediart.store.hosts import HostError

MOST = 100_000


def status_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("host", nargs="?", default="", metavar="HOST", help="one server, with its last errors")
    parser.add_argument("--only", choices=FILTERS, default="all", help="default: all")
    parser.add_argument("--json", action="store_true", help="one JSON object per server")


async def status(arguments: argparse.Namespace) -> int:
    """Raises Problem where the named server is not known."""
    async with open_site(load(arguments.config)) as site:
        await show_status(site, arguments.host.lower(), only=arguments.only, as_json=arguments.json)
    return 0


async def show_status(site: Site, host: str, *, only: str, as_json: bool) -> None:
    """Prints one server with its last errors, or all of a sort."""
    now = site.clock.now()
    async with site.db.reading() as tx:
        if host:
            found = await host_lists.one(tx, host)
            if found is None:
                raise Problem(f"We have had nothing to do with {host}.")
            return _show_one(found, await hosts.errors_of(tx, host), now, as_json=as_json)
        listed = await host_lists.overview(tx, now=now, which=only, limit=MOST)
    if as_json:
        for one in listed:
            say_json(_json(one, now))
        return None
    heads = ("HOST", "STATE", "LAST SUCCESS", "WAITING", "NEXT TRY", "SOFTWARE", "SIGNATURE", "LAST ERROR")
    return table([_line(one, now) for one in listed], heads)


def _line(one: HostState, now: int) -> tuple[str, ...]:
    host = one.host
    return (
        host.host,
        standing(host, now).word,
        _when(host.last_success),
        str(one.waiting),
        _when(host.retry_at) if host.failures else "",
        software(host),
        SCHEMES.get(host.scheme, host.scheme),
        host.last_error,
    )


def _when(milliseconds: int) -> str:
    return iso(milliseconds) if milliseconds else "never"


def _json(one: HostState, now: int) -> dict[str, Any]:
    host = one.host
    return {
        "host": host.host,
        "state": standing(host, now).word,
        "failures": host.failures,
        "waiting": one.waiting,
        "down_since": iso(host.down_since) if host.failures else None,
        "next_try": iso(host.retry_at) if host.failures else None,
        "last_success": iso(host.last_success) if host.last_success else None,
        "last_failure": iso(host.last_failure) if host.last_failure else None,
        "last_heard": iso(host.heard) if host.heard else None,
        "last_error": host.last_error or None,
        "software": host.software or None,
        "version": host.version or None,
        "signature": host.scheme or None,
    }


def _show_one(one: HostState, errors: list[HostError], now: int, *, as_json: bool) -> None:
    host, seen = one.host, standing(one.host, now)
    if as_json:
        kept = [{"at": iso(error.happened), "inbox": error.inbox, "error": error.error} for error in errors]
        say_json({**_json(one, now), "errors": kept})
        return
    say(f"{host.host}: {seen.words}.")
    if host.failures:
        wait = host.retry_at - now
        say(f"next try      {_when(host.retry_at)} ({'in ' + span(wait) if wait > 0 else 'now'})")
    say(f"waiting       {one.waiting}")
    say(f"last success  {_when(host.last_success)}")
    say(f"last heard    {_when(host.heard)}")
    say(f"software      {software(host) or 'not known'}")
    say(f"signature     {SCHEMES.get(host.scheme, host.scheme) or 'not known'}")
    for error in errors:
        say(f"{iso(error.happened)}  {error.error}{'  ' + error.inbox if error.inbox else ''}")
