"""`fediart account second-factor-off`: for who has lost the phone and the recovery codes."""

from __future__ import annotations

import argparse

from fediart.actions.second_factor import take_off_by_shell
from fediart.app import open_site
from fediart.cli.terminal import say
from fediart.config import load


def off_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the account's name, without @")


async def off(arguments: argparse.Namespace) -> int:
    """They are told by mail. Make sure first that it is them who ask: this is what a thief would ask for."""
    async with open_site(load(arguments.config)) as site:
        await take_off_by_shell(site, arguments.name)
    say(f"@{arguments.name} logs in with the password alone.")
    return 0
