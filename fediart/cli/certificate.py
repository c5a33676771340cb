"""`fediart rights certificate`: the certificate that seals public files, shown and renewed."""

from __future__ import annotations

import argparse
import asyncio

from fediart.actions.certificates import Status, status
from fediart.actions.seal_settings import renew_certificate
from fediart.app import open_site
from fediart.cli.terminal import say, say_json
from fediart.clock import SystemClock, iso
from fediart.config import load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--renew", action="store_true", help="make a new one and seal every public file anew")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


async def run(arguments: argparse.Namespace) -> int:
    """0 where files can be sealed with it, 1 where not."""
    config = load(arguments.config)
    if arguments.renew:
        async with open_site(config) as site:
            await renew_certificate(site, None)
    now = await asyncio.to_thread(status, config, now=SystemClock().now())
    if arguments.json:
        say_json(_as_json(now))
    else:
        _show(now)
    if arguments.renew and not arguments.json:
        say("Every public file is sealed anew, by whatever does the background work.")
    return 0 if now.ready else 1


def _as_json(now: Status) -> dict[str, object]:
    return {
        "certificate": str(now.files.certificate),
        "own": now.files.own,
        "installed": now.installed,
        "problem": now.problem,
        "warning": now.warning,
        "subject": now.about.subject if now.about else "",
        "issuer": now.about.issuer if now.about else "",
        "begins": iso(now.about.begins) if now.about else "",
        "ends": iso(now.about.ends) if now.about else "",
        "fingerprint": now.fingerprint,
    }


def _show(now: Status) -> None:
    say(f"Certificate: {now.files.certificate}")
    if now.about is not None:
        say(f"Signer:      {now.about.subject}, issued by {now.about.issuer}")
        say(f"Valid:       {iso(now.about.begins)} to {iso(now.about.ends)}")
        say(f"SHA-256:     {now.about.fingerprint}")
    if now.files.own:
        say(f"Root:        {now.files.root} (for readers that shall trust it)")
    for words in (now.problem, now.warning):
        if words:
            say(words)
    if not now.installed:
        say("The library is not installed, so nothing is sealed: pip install 'fediart[c2pa]'.")
