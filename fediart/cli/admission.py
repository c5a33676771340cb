"""`fediart admission policy ...` and `simulate`: the policy as a file, its versions, and what it would have decided."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from fediart.actions.admission_policy import current_policy, policy_of, save_policy
from fediart.actions.simulation import LAST, MOST, Changed, Simulation, simulate
from fediart.admission.policy import PRESETS, ArtistState, Policy, policy_to_dict
from fediart.admission.policy_toml import LONGEST, policy_from_toml, policy_to_toml
from fediart.admission.policy_words import STATE_WORDS, differences, in_sentences
from fediart.app import open_site
from fediart.cli.terminal import say, say_json, table
from fediart.clock import iso
from fediart.config import load
from fediart.errors import NotFound, Problem
from fediart.site import Site
from fediart.store import admission_policies

ALL = 100_000


def version_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--version", type=int, default=0, metavar="N", help="default: the one in force")
    parser.add_argument("--json", action="store_true", help="print the policy's JSON form")


def export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--version", type=int, default=0, metavar="N", help="default: the one in force")


def import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE|PRESET", help="a TOML file, - for standard input, or a preset's name")
    parser.add_argument("--apply", action="store_true", help="put it in force (default: say what would change)")


def history_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object per version")


def simulate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE|PRESET", help="a TOML file, - for standard input, or a preset's name")
    parser.add_argument("--last", type=int, default=LAST, metavar="N", help=f"works, at most {MOST} (default: {LAST})")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


async def show(arguments: argparse.Namespace) -> int:
    """The policy in sentences, for people."""
    async with open_site(load(arguments.config)) as site:
        policy = await _version(site, arguments.version)
    if arguments.json:
        say_json(policy_to_dict(policy))
        return 0
    say(f"Version {policy.version}, “{policy.name}”")
    for state in ArtistState:
        say(f"\n{STATE_WORDS[state][0]}")
        for sentence in in_sentences(policy, state):
            say(f"  {sentence}")
    return 0


async def export(arguments: argparse.Namespace) -> int:
    async with open_site(load(arguments.config)) as site:
        policy = await _version(site, arguments.version)
    say(policy_to_toml(policy).rstrip("\n"))
    return 0


async def import_file(arguments: argparse.Namespace) -> int:
    """Says what would change, and puts it in force only when told to. Raises PolicyError for the wrong field."""
    policy = await read_policy(arguments.file)
    async with open_site(load(arguments.config)) as site:
        async with site.db.reading() as tx:
            now = await current_policy(tx)
        changes = differences(now, policy)
        for change in changes:
            say(change)
        if not arguments.apply:
            say("Nothing is changed: add --apply to put it in force." if changes else "Nothing would change.")
            return 0
        saved = await save_policy(site, None, policy_to_dict(policy), seen_version=now.version)
    say(f"Version {saved.version} is in force for all new submissions.")
    return 0


async def history(arguments: argparse.Namespace) -> int:
    async with open_site(load(arguments.config)) as site, site.db.reading() as tx:
        saved = await admission_policies.history(tx, limit=ALL)
    if arguments.json:
        for one in saved:
            say_json({"version": one.version, "saved": iso(one.created), "account": one.account_id, "policy": one.body})
        return 0
    rows = [(str(one.version), iso(one.created), str(one.body.get("name", ""))) for one in saved]
    if rows:
        table(rows, ("VERSION", "SAVED", "NAME"))
    else:
        say("Version 1 is the default, balanced. Nobody has changed it yet.")
    return 0


async def try_out(arguments: argparse.Namespace) -> int:
    """What a policy would have made of the newest works. Changes nothing."""
    if not 1 <= arguments.last <= MOST:
        raise Problem(f"--last must be a number from 1 to {MOST}.")
    policy = await read_policy(arguments.file)
    async with open_site(load(arguments.config)) as site:
        found = await simulate(site, policy, last=arguments.last)
    if arguments.json:
        say_json(_json(found))
    else:
        _show(found)
    return 0


async def read_policy(source: str) -> Policy:
    """A preset by its name, or the policy in a TOML file. Raises PolicyError, Problem."""
    if source in PRESETS:
        return PRESETS[source]
    return policy_from_toml(await asyncio.to_thread(_text, source))


def _text(source: str) -> str:
    if source == "-":
        return sys.stdin.read(LONGEST + 1)
    try:
        with Path(source).open("rb") as file:
            return file.read(LONGEST + 1).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        names = ", ".join(PRESETS)
        raise Problem(f"{source} cannot be read ({error}). Give a TOML file in UTF-8, or a preset: {names}.") from error


async def _version(site: Site, number: int) -> Policy:
    async with site.db.reading() as tx:
        if not number:
            return await current_policy(tx)
        found = await policy_of(tx, number) if 0 < number < 2**31 else None
    if found is None:
        raise NotFound(f"There is no version {number}; see `fediart admission policy history`.")
    return found


def _title(one: Changed) -> str:
    """Works that are not for everybody are counted, and not named."""
    return one.title if one.shown else ""


def _json(found: Simulation) -> dict[str, object]:
    changed = [
        {"artwork": one.artwork_id, "title": _title(one), "before": one.before, "after": one.after,
         "stands": one.stands or one.before, "why": list(one.why)}
        for one in found.changed
    ]  # fmt: skip
    return {
        "works": found.works,
        "before": dict(found.before),
        "after": dict(found.after),
        "unmeasured": found.unmeasured,
        "changed": changed,
    }


def _show(found: Simulation) -> None:
    say(f"Of the last {found.works} works:")
    counts = [(name, str(found.before[name]), str(found.after[name])) for name in found.before]
    table(counts, ("", "DECIDED", "WOULD BE"))
    if found.unmeasured:
        say(f"{found.unmeasured} of them no detector has looked at: they count as “low”.")
    if found.changed:
        say(f"\n{len(found.changed)} would be decided otherwise:")
        table(
            [(str(one.artwork_id), one.before, one.after, _title(one)[:50]) for one in found.changed],
            ("WORK", "DECIDED", "WOULD BE", "TITLE"),
        )
