"""`fediart federation block|unblock|allow|mode|list|import|export|relay`: rules for other servers, from the shell."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from fediart.actions import domain_csv, domain_lists, domains, relays
from fediart.actions.domain_names import shown_domain
from fediart.app import open_site
from fediart.cli.terminal import say, say_error, say_json, table
from fediart.clock import iso
from fediart.config import load
from fediart.errors import NotFound
from fediart.site import Site
from fediart.store import domain_lists as proposals
from fediart.store import domain_rules
from fediart.store import relays as relay_rows
from fediart.store.domain_rules import ALLOW_LIST, BLOCK_LIST, SEVERITIES, SUSPEND, DomainRule


def unblock_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("domain", metavar="DOMAIN", help="the domain, which stands for everything below it, too")


def block_arguments(parser: argparse.ArgumentParser) -> None:
    unblock_arguments(parser)
    parser.add_argument("--severity", choices=SEVERITIES, default=SUSPEND, help="default: suspend")
    parser.add_argument("--reject-media", action="store_true", help="take no images from there")
    parser.add_argument("--reject-reports", action="store_true", help="take no reports from there")
    parser.add_argument("--mark-sensitive", action="store_true", help="show its posts behind the warning")
    parser.add_argument("--public-comment", default="", metavar="TEXT", help="for those who may read the list")
    parser.add_argument("--comment", default="", metavar="TEXT", help="for moderators")
    parser.add_argument("--obfuscate", action="store_true", help="star out the name in the public list")


async def block(arguments: argparse.Namespace) -> int:
    """Makes or changes a rule."""
    wanted = DomainRule(
        arguments.domain,
        arguments.severity,
        reject_media=arguments.reject_media,
        reject_reports=arguments.reject_reports,
        mark_sensitive=arguments.mark_sensitive,
        comment=arguments.comment,
        public_comment=arguments.public_comment,
        obfuscate=arguments.obfuscate,
    )
    async with open_site(load(arguments.config)) as site:
        rule = await domains.set_rule(site, None, wanted)
    say(f"{shown_domain(rule.domain)}: {domains.in_words(rule)}.")
    return 0


async def unblock(arguments: argparse.Namespace) -> int:
    """Takes a rule back; follows that it ended are restored."""
    async with open_site(load(arguments.config)) as site:
        domain = await domains.remove_rule(site, None, arguments.domain)
    say(f"There is no rule for {domain} any more.")
    return 0


def allow_arguments(parser: argparse.ArgumentParser) -> None:
    unblock_arguments(parser)
    parser.add_argument("--remove", action="store_true", help="take it off the allow-list")
    parser.add_argument("--comment", default="", metavar="TEXT", help="for moderators")


async def allow(arguments: argparse.Namespace) -> int:
    async with open_site(load(arguments.config)) as site:
        if arguments.remove:
            domain = await domains.disallow(site, None, arguments.domain)
        else:
            domain = await domains.allow(site, None, arguments.domain, comment=arguments.comment)
    say(f"{domain} is {'no longer' if arguments.remove else 'now'} on the allow-list.")
    return 0


def mode_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "mode", choices=(BLOCK_LIST, ALLOW_LIST), help="talk to all but the suspended, or to the listed only"
    )


async def mode(arguments: argparse.Namespace) -> int:
    async with open_site(load(arguments.config)) as site:
        await domains.set_mode(site, None, arguments.mode)
    say(f"This instance keeps to its {arguments.mode}-list.")
    return 0


def list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object per domain")


async def list_all(arguments: argparse.Namespace) -> int:
    async with open_site(load(arguments.config)) as site, site.db.reading() as tx:
        rules = await domain_rules.read_rules(tx)
    lines = [(one.domain, domains.in_words(one), one.public_comment, one.comment) for one in rules.by_domain.values()]
    lines += [(domain, "allowed", "", "") for domain in sorted(rules.allowed)]
    if arguments.json:
        for domain, words, public_comment, comment in lines:
            say_json({"domain": domain, "rule": words, "public_comment": public_comment, "comment": comment})
        return 0
    say(f"This instance keeps to its {rules.settings.mode}-list.")
    table(lines, ("DOMAIN", "RULE", "PUBLIC COMMENT", "COMMENT"))
    return 0


def import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="Mastodon's CSV, or one domain per line; - for stdin")
    parser.add_argument("--apply", action="store_true", help="apply what ends no follows; without it, only show")
    parser.add_argument("--sever", action="store_true", help="with --apply: also what ends follows")


async def import_file(arguments: argparse.Namespace) -> int:
    """Shows what would change, and applies it only when told to. Exit status 1 where a line is wrong."""
    text = await asyncio.to_thread(_text, arguments.file)
    async with open_site(load(arguments.config)) as site:
        asked = await domain_lists.import_file(site, None, text)
        for one in asked.wrong:
            say_error(f"line {one.line}: {one.why}")
        await _show_proposals(site)
        if arguments.apply:
            done, left = await domain_lists.accept_harmless(site, None, list_id=proposals.FILE)
            if arguments.sever and left:
                async with site.db.reading() as tx:
                    rest = [one.id for one in await proposals.open_proposals(tx) if one.list_id == proposals.FILE]
                done, left = done + await domain_lists.accept(site, None, rest), 0
            say(f"{done} applied, {left} left: look at each under Administration, Federation, Lists.")
    return 1 if asked.wrong else 0


def _text(path: str) -> str:
    return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8", errors="replace")


async def _show_proposals(site: Site) -> None:
    async with site.db.reading() as tx:
        found = await domain_lists.weighed(tx, await proposals.open_proposals(tx))
    lines = [
        (one.proposal.change, one.proposal.rule.domain, domains.in_words(one.proposal.rule),
         domains.in_words(one.before) if one.before else "", str(one.severs))
        for one in found
    ]  # fmt: skip
    table(lines, ("CHANGE", "DOMAIN", "TO", "NOW", "FOLLOWS IT ENDS"))


async def export(arguments: argparse.Namespace) -> int:
    """Prints Mastodon's CSV."""
    async with open_site(load(arguments.config)) as site, site.db.reading() as tx:
        say(domain_csv.written(await domain_rules.all_rules(tx)).rstrip("\n"))
    return 0


def relay_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", metavar="ADDRESS", help="the relay's inbox (https://…/inbox) or its actor")


def relay_add_arguments(parser: argparse.ArgumentParser) -> None:
    relay_arguments(parser)
    parser.add_argument("--style", choices=relays.STYLES, default="", help="default: as the address tells")


async def relay_add(arguments: argparse.Namespace) -> int:
    async with open_site(load(arguments.config)) as site:
        made = await relays.subscribe(site, None, arguments.address, style=arguments.style)
    say(f"{made.address} is asked, in {made.style}'s way.")
    return 0


async def relay_remove(arguments: argparse.Namespace) -> int:
    async with open_site(load(arguments.config)) as site:
        async with site.db.reading() as tx:
            found = next((one for one in await relay_rows.everyone(tx) if one.address == arguments.address), None)
        if found is None:
            raise NotFound(f"There is no relay {arguments.address}; `fediart federation relay list` shows them.")
        await relays.leave(site, None, found.id)
    say(f"{found.address} is left.")
    return 0


async def relay_list(arguments: argparse.Namespace) -> int:
    async with open_site(load(arguments.config)) as site, site.db.reading() as tx:
        found = await relay_rows.everyone(tx)
    lines = [(one.address, one.style, one.state, str(one.received), str(one.kept), iso(one.created)) for one in found]
    table(lines, ("ADDRESS", "STYLE", "STATE", "NAMED", "KEPT", "SINCE"))
    return 0
