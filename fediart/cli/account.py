"""`fediart account ...` and `fediart token ...`: people, roles, passwords and API tokens from the shell."""

from __future__ import annotations

import argparse
import asyncio
import re
import sys

from fediart.actions.accounts import create_account
from fediart.actions.passwords import reset_password
from fediart.actions.staff import set_role, suspend, unsuspend
from fediart.actions.tokens import USUAL, create_token
from fediart.actions.trust import set_trust
from fediart.app import open_site
from fediart.cli.terminal import say, say_json, table
from fediart.clock import iso
from fediart.config import load
from fediart.errors import Problem
from fediart.store import accounts
from fediart.store.accounts import ROLES
from fediart.store.database import Row


def _name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the account's name, without @")


def create_arguments(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("--email", required=True, metavar="E", help="the address mail goes to")
    parser.add_argument("--password-stdin", action="store_true", required=True, help="read the password from stdin")
    parser.add_argument("--role", choices=ROLES, default="artist", help="default: artist")


async def create(arguments: argparse.Namespace) -> int:
    """Usable at once. The first account made here also ends the set-up in the browser."""
    password = await _password()
    async with open_site(load(arguments.config)) as site:
        account = await create_account(site, arguments.name, arguments.email, password, role=arguments.role)
        say(f"Made the account @{arguments.name} ({account.role}): {site.config.origin}/@{arguments.name}")
    return 0


async def _password() -> str:
    """The first line of stdin. A terminal would show it, so there it is asked for otherwise."""
    if sys.stdin.isatty():
        raise Problem('The password is read from stdin: printf %s "$PASSWORD" | fediart account ... --password-stdin')
    line: str = await asyncio.to_thread(sys.stdin.readline)
    return line.rstrip("\r\n")


def list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object per account")


async def list_all(arguments: argparse.Namespace) -> int:
    async with open_site(load(arguments.config)) as site, site.db.reading() as tx:
        rows = await accounts.everyone(tx)
    if arguments.json:
        for row in rows:
            say_json({"name": row["name"], "email": row["email"], "role": row["role"], "state": _state(row)})
        return 0
    lines = [(row["name"], row["email"], row["role"], _state(row), iso(row["created"])) for row in rows]
    table(lines, ("NAME", "EMAIL", "ROLE", "STATE", "CREATED"))
    return 0


def _state(row: Row) -> str:
    if row["suspended"]:
        return "suspended"
    if row["frozen"]:
        return "frozen"
    if not row["confirmed"]:
        return "unconfirmed"
    return "active" if row["approved"] else "waiting for approval"


def role_arguments(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("role", choices=ROLES, help="the new role")


async def role(arguments: argparse.Namespace) -> int:
    async with open_site(load(arguments.config)) as site:
        await set_role(site, None, arguments.name, arguments.role)
    say(f"@{arguments.name} is now {arguments.role}.")
    return 0


def reset_arguments(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("--password-stdin", action="store_true", required=True, help="read the password from stdin")


async def reset(arguments: argparse.Namespace) -> int:
    """A new password; whoever was logged in with the old one is not any more (advisory 96)."""
    password = await _password()
    async with open_site(load(arguments.config)) as site:
        await reset_password(site, arguments.name, password)
    say(f"@{arguments.name} has a new password, and all sessions have ended.")
    return 0


def suspend_arguments(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("--undo", action="store_true", help="lift the suspension")
    parser.add_argument("--note", default="", metavar="TEXT", help="what the person is told by mail")


async def suspend_one(arguments: argparse.Namespace) -> int:
    async with open_site(load(arguments.config)) as site:
        if arguments.undo:
            await unsuspend(site, None, arguments.name)
        else:
            await suspend(site, None, arguments.name, note=arguments.note)
    say(f"@{arguments.name} is {'no longer ' if arguments.undo else ''}suspended.")
    return 0


def trust_arguments(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why; the artist and moderators can read it")


async def trust(arguments: argparse.Namespace) -> int:
    """Where the detector is in doubt, the doubt counts for this artist; what a file proves is never outweighed."""
    return await _set_trust(arguments, "trusted", "is trusted")


async def distrust(arguments: argparse.Namespace) -> int:
    return await _set_trust(arguments, "distrusted", "is not trusted, whatever they have earned")


async def _set_trust(arguments: argparse.Namespace, word: str, said: str) -> int:
    async with open_site(load(arguments.config)) as site:
        await set_trust(site, None, arguments.name, word, arguments.reason)
    say(f"@{arguments.name.removeprefix('@')} {said}.")
    return 0


def token_arguments(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    parser.add_argument(
        "--scopes", default=" ".join(USUAL), metavar="WORDS", help="what it may do; default: %(default)s"
    )
    parser.add_argument("--token", default="", metavar="SECRET", help="a token of your choice; in test mode alone")
    parser.add_argument("--label", default="command line", metavar="TEXT", help="how it is named in the settings")


async def token(arguments: argparse.Namespace) -> int:
    """Prints the token alone on stdout, once: only its hash is kept."""
    async with open_site(load(arguments.config)) as site:
        wanted = re.split(r"[\s,]+", arguments.scopes)
        secret = await create_token(site, arguments.name, wanted, label=arguments.label, given=arguments.token)
    say(secret)
    return 0
