"""`fediart rights changes`: what was changed of AI policies, by whom, and how far the works have come."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from fediart.app import open_site
from fediart.cli.terminal import say, say_json, table
from fediart.clock import moment
from fediart.config import load
from fediart.errors import Problem
from fediart.site import Site
from fediart.store import accounts, policy_changes
from fediart.store.policy_changes import Listed
from fediart.web.policy_changes import shown_change


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--artist", metavar="NAME", help="only changes for this artist's works")
    parser.add_argument("--limit", type=int, default=30, metavar="N", help="how many, the newest (default: 30)")
    parser.add_argument("--json", action="store_true", help="print one JSON object per line")


async def run(given: argparse.Namespace) -> int:
    async with open_site(load(given.config)) as site:
        return await show(site, given)


async def show(site: Site, given: argparse.Namespace) -> int:
    """The newest last, so that what is under way stands above the prompt."""
    if given.limit < 1:
        raise Problem("Give --limit a number of changes, at least 1.")
    async with site.db.reading() as tx:
        artist = await accounts.by_name(tx, given.artist.removeprefix("@")) if given.artist else None
        if given.artist and artist is None:
            raise Problem(f"There is no artist {given.artist} here.")
        found = await policy_changes.newest(tx, actor_id=artist.actor_id if artist else None, limit=given.limit)
    found.reverse()
    if given.json:
        for one in found:
            say_json(asdict(one.change) | {"by": one.by, "artist": one.artist})
    elif found:
        table([_line(one) for one in found], ("when", "who", "what", "from", "to", "state", "files", "told"))
    else:
        say("No AI policy has been changed yet.")
    return 0


def _line(one: Listed) -> tuple[str, ...]:
    shown = shown_change(one)
    failed = f", {shown.failed} tried again" if shown.failed else ""
    when = moment(shown.when).strftime("%Y-%m-%d %H:%M")
    who = shown.by or "the shell"
    state = f"{shown.state}, {shown.percent} %" if shown.running else shown.state
    return when, who, shown.about, shown.was, shown.became, state, (shown.files or "0") + failed, shown.told or "0"
