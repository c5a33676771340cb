"""`fediart account act|undo|strikes` and `fediart log`: decisions about members, and the log, from the shell."""

from __future__ import annotations

import argparse

from fediart.actions import person_deeds
from fediart.actions.person_deeds import DEEDS, UNDONE
from fediart.actions.strikes import NO_RULE, Cause
from fediart.app import open_site
from fediart.cli.terminal import say, say_json, table
from fediart.clock import iso
from fediart.config import load
from fediart.errors import NotFound
from fediart.site import Site
from fediart.store import accounts, admin_log, strikes
from fediart.store.admin_log import Wanted
from fediart.store.strikes import SUSPEND


def act_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the account's name, without @")
    parser.add_argument("deed", choices=DEEDS, help="what is done")
    parser.add_argument("--reason", default="", metavar="TEXT", help="why: they are told, and can appeal")
    parser.add_argument("--rule", type=int, default=0, metavar="N", help="the rule it is about, counted from 1")
    parser.add_argument("--no-mail", action="store_true", help="they hear of it here alone; of a suspension by mail")


async def act(arguments: argparse.Namespace) -> int:
    """A strike, as from the pages; appeals against it may be decided by every moderator."""
    cause = Cause(arguments.reason, arguments.rule - 1 if arguments.rule else NO_RULE, mail=not arguments.no_mail)
    async with open_site(load(arguments.config)) as site:
        made = await person_deeds.act(site, None, await _actor_id(site, arguments.name), arguments.deed, cause)
    say(f"@{arguments.name}: {arguments.deed}. The decision has the number {made.id if made else 0}.")
    return 0


def undo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the account's name, without @")
    parser.add_argument("deed", choices=UNDONE, nargs="?", default=SUSPEND, help="what is taken back")


async def undo(arguments: argparse.Namespace) -> int:
    async with open_site(load(arguments.config)) as site:
        await person_deeds.undo(site, None, await _actor_id(site, arguments.name), arguments.deed)
    say(f"@{arguments.name}: {arguments.deed} is taken back.")
    return 0


def strikes_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the account's name, without @")


async def list_strikes(arguments: argparse.Namespace) -> int:
    """The newest first."""
    async with open_site(load(arguments.config)) as site:
        actor_id = await _actor_id(site, arguments.name)
        async with site.db.reading() as tx:
            found = await strikes.of_actor(tx, actor_id)
            appeals = await strikes.appeals_of(tx, [one.id for one in found])
    lines = []
    for one in found:
        appeal = appeals.get(one.id)
        outcome = (appeal.outcome or "waits") if appeal else ""
        lines.append((str(one.id), iso(one.created), one.deed, one.state, outcome, one.reason))
    table(lines, ("ID", "WHEN", "DEED", "STATE", "APPEAL", "REASON"))
    return 0


def log_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", default="", metavar="NAME", help="of one moderator; `the shell` for the command line")
    parser.add_argument("--deed", default="", metavar="WORDS", help="of one kind, such as `limit account`")
    parser.add_argument("--json", action="store_true", help="one JSON object per line of the log")


async def show_log(arguments: argparse.Namespace) -> int:
    """The latest 200 lines, the newest first."""
    wanted = Wanted(by=arguments.by, action=arguments.deed)
    async with open_site(load(arguments.config)) as site, site.db.reading() as tx:
        found = await admin_log.latest(tx, limit=200, wanted=wanted)
    if arguments.json:
        for one in found:
            line = {"time": iso(one.created), "by": one.by, "deed": one.action, "subject": one.subject}
            say_json(line | {"words": one.detail})
        return 0
    table(
        [(iso(one.created), one.by or admin_log.SHELL, one.action, one.subject, one.detail) for one in found],
        ("WHEN", "BY", "DEED", "SUBJECT", "WORDS"),
    )
    return 0


async def _actor_id(site: Site, name: str) -> int:
    async with site.db.reading() as tx:
        account = await accounts.by_name(tx, name.removeprefix("@"))
    if account is None:
        raise NotFound(f"There is no account named {name} here.")
    return account.actor_id
