"""`fediart admission queue|show|decide|export`: moderation from the shell, for admins of the machine."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from fediart.actions import decision_export
from fediart.actions.review import Choice, decide
from fediart.app import open_site
from fediart.cli.terminal import say, say_error, say_json, table
from fediart.clock import iso
from fediart.config import load
from fediart.errors import NotFound, Problem
from fediart.site import Site
from fediart.store import accounts, actors, artworks, reviews, verdicts
from fediart.store.accounts import Account
from fediart.store.database import Reading
from fediart.store.reviews import Review
from fediart.store.verdicts import VerdictRow
from fediart.web.decisions import since_day


def queue_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cause", choices=reviews.CAUSES, help="only cases of this cause")
    parser.add_argument("--json", action="store_true", help="print one JSON object per case")


async def queue(arguments: argparse.Namespace) -> int:
    """Lists what is open, what is due first first."""
    async with open_site(load(arguments.config)) as site, site.db.reading() as tx:
        found = [one for one in await reviews.queue(tx) if arguments.cause in (None, one.cause)]
        lines = [await _line(tx, one) for one in found]
    if arguments.json:
        for line in lines:
            say_json(line)
    elif lines:
        heads = ("id", "due", "cause", "state", "artist", "title")
        table([tuple(str(line[head]) for head in heads) for line in lines], heads)
    else:
        say("Nothing waits for a person.")
    return 0


async def _line(tx: Reading, case: Review) -> dict[str, str | int]:
    work = await artworks.by_id(tx, case.artwork_id)
    artist = await actors.by_id(tx, work.actor_id) if work else None
    return {
        "id": case.artwork_id,
        "due": iso(case.due),
        "cause": case.cause,
        "state": case.state,
        "artist": artist.name if artist else "",
        "title": work.title if work else "",
        "opened": iso(case.opened),
    }


def show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", type=int, metavar="ID", help="the work's number, as `fediart admission queue` lists it")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


async def show(arguments: argparse.Namespace) -> int:
    """Everything known of one work: its state, what was found, and every step so far."""
    async with open_site(load(arguments.config)) as site, site.db.reading() as tx:
        work = await artworks.by_id(tx, arguments.id)
        if work is None or work.state == "deleted":
            raise NotFound(f"There is no artwork {arguments.id}. `fediart admission queue` lists those that wait.")
        cases, history = await reviews.of_artwork(tx, work.id), await verdicts.of_artwork(tx, work.id)
        line = await _line(tx, cases[-1]) if cases else {"id": work.id, "title": work.title}
    shown = [row for row in history if row.decision != "vote" or not cases or cases[-1].closed]
    if arguments.json:
        say_json({**line, "work": work.state, "steps": [_step(row) for row in shown]})
        return 0
    say(f"{work.title or 'Untitled'} ({work.id}): {work.state}")
    if cases and not cases[-1].closed:
        say(f"{cases[-1].cause}, {cases[-1].state}, due {iso(cases[-1].due)}  {cases[-1].words}".rstrip())
    _tell(shown)
    return 0


def _tell(history: Sequence[VerdictRow]) -> None:
    for row in history:
        score = "" if row.score is None else f" score {row.score:.3f} by {row.model}"
        where = f" picture {row.sha256[:12]}" if row.picture_id else ""
        label = f" {row.label}" if row.label not in ("", "none") else ""
        say(f"{iso(row.created)}{where} {row.decision}{label}{score} {row.note}".rstrip())
        for one in row.evidence:
            say(f"    {one['grade']}: {one['claim']}, {one['where']}: {one['quote']}")
        for reason in row.reasons:
            say(f"    {reason['text']}")


def _step(row: VerdictRow) -> dict[str, object]:
    return {
        "time": iso(row.created),
        "step": row.decision,
        "label": row.label,
        "picture": row.sha256,
        "score": row.score,
        "model": row.model,
        "policy": row.policy_version,
        "evidence": [dict(one) for one in row.evidence],
        "reasons": [dict(one) for one in row.reasons],
        "words": row.note,
    }


def decide_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", type=int, metavar="ID", help="the work's number")
    parser.add_argument("choice", choices=[choice.value for choice in Choice], help="what becomes of it")
    parser.add_argument("--as", dest="name", required=True, metavar="NAME", help="the moderator who decides")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="for the artist, who reads it")


async def decide_one(arguments: argparse.Namespace) -> int:
    """Decides an open case in a moderator's name, by the same rules as in the browser."""
    async with open_site(load(arguments.config)) as site:
        by = await _moderator(site, arguments.name)
        if not arguments.reason.strip():
            raise Problem("Say why: the artist reads it.", field="reason")
        done = await decide(site, by, arguments.id, Choice(arguments.choice), arguments.reason)
    say("Decided, and the artist is told." if done else "Kept. Another moderator has to choose, too.")
    if done:
        say_error("what is to be published or sent is done by the running server, or by `fediart worker`")
    return 0


async def _moderator(site: Site, name: str) -> Account:
    async with site.db.reading() as tx:
        found = await accounts.by_name(tx, name.removeprefix("@"))
    if found is None:
        raise NotFound(f"There is no member called {name}. `fediart account list` lists them.")
    return found


def export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=decision_export.FORMATS, default="csv", help="default: csv")
    parser.add_argument("--since", default="", metavar="DAY", help="leave out what is older, as 2026-01-31")


async def export(arguments: argparse.Namespace) -> int:
    """Prints the trail of all decisions, the oldest first. It names nobody's e-mail address."""
    since = since_day(arguments.since)
    async with open_site(load(arguments.config)) as site:
        async for piece in decision_export.exported(site, arguments.format, since=since):
            print(piece, end="", flush=True)
    return 0
