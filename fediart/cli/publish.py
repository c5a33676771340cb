"""`fediart publish FILE...`: the web form's path from the shell, and the verdict as the exit status."""

from __future__ import annotations

import argparse
import asyncio
import shutil
from pathlib import Path
from typing import Any, Final

from fediart.actions.permissions import demand
from fediart.actions.publish import submit
from fediart.actions.submission import Details, Submission, Upload
from fediart.app import open_site
from fediart.cli.terminal import say, say_json
from fediart.config import load
from fediart.errors import Problem
from fediart.jobs.publishing import publish_now
from fediart.media.sealing import Kept
from fediart.rights.licences import LICENCES
from fediart.rights.model import DigitalSource, Preset
from fediart.site import Site
from fediart.store import accounts, actors, artworks, verdicts
from fediart.store.actors import Actor
from fediart.store.artworks import VISIBILITIES, Artwork

STATUS: Final = {"published": 0, "held": 3, "refused": 4}
_WORDS: Final = {
    "published": "Published",
    "held": "Held for a moderator",
    "refused": "Refused",
    "failed": "It could not be processed",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="the pictures, in their order")
    parser.add_argument("--as", dest="name", required=True, metavar="NAME", help="the artist's account, without @")
    parser.add_argument("--title", required=True, metavar="T")
    parser.add_argument("--alt", action="append", default=[], metavar="A", help="describes a picture; once per FILE")
    parser.add_argument("--description", default="", metavar="D")
    parser.add_argument("--medium", default="", metavar="M")
    parser.add_argument("--tools", default="", metavar="T")
    parser.add_argument("--tag", action="append", default=[], metavar="T", help="may be given several times")
    parser.add_argument("--series", default="", metavar="S", help="a series of the artist, or a new one")
    parser.add_argument(
        "--license", "--licence", dest="licence", default="all-rights-reserved", type=str.lower, metavar="L",
        choices=list(LICENCES), help=f"one of {', '.join(LICENCES)}; default: all-rights-reserved",
    )  # fmt: skip
    presets = [preset.value for preset in Preset]
    parser.add_argument("--ai-policy", default="", choices=presets, help="default: the artist's own")
    parser.add_argument("--visibility", default="public", choices=VISIBILITIES, help="default: public")
    parser.add_argument("--warning", default="", metavar="W", help="a content warning")
    parser.add_argument("--mature", action="store_true", help="nudity, violence or the like")
    parser.add_argument("--language", default="", metavar="L", help="of the words, such as en")
    parser.add_argument("--source-type", default="", choices=[one.value for one in DigitalSource], metavar="TYPE",
                        help="how it was made, as an IPTC digital source type such as digitalCreation")  # fmt: skip
    parser.add_argument("--credentials", default="", choices=[one.value for one in Kept],
                        help="how much of the files' Content Credentials is kept; default: trimmed")  # fmt: skip
    parser.add_argument("--attach", action="append", default=[], type=Path, metavar="FILE",
                        help="shows how it was made, such as layers or sketches; for moderators alone")  # fmt: skip
    parser.add_argument("--attach-note", default="", metavar="W", help="a word about the attached files")
    parser.add_argument("--json", action="store_true", help="print one JSON object: id, url, verdict, reasons")


async def run(arguments: argparse.Namespace) -> int:
    """0 published, 3 held, 4 refused; 1 an error."""
    async with open_site(load(arguments.config)) as site:
        return await publish_files(site, arguments)


async def publish_files(site: Site, arguments: argparse.Namespace) -> int:
    artist = await _artist(site, arguments.name)
    folder = site.storage.incoming()
    try:
        uploads = await asyncio.to_thread(_copied, arguments.files, arguments.alt, folder)
        attached = await asyncio.to_thread(_copied, arguments.attach, [], folder, "attached-")
        given = Submission(_details(arguments), uploads, evidence=attached, evidence_note=arguments.attach_note)
        artwork_id = await submit(site, artist, given)
    finally:
        site.storage.discard(folder)
    outcome = await publish_now(site, artwork_id)
    told = await _told(site, artist, artwork_id)
    if told["state"] not in STATUS:
        raise Problem(f"{_WORDS.get(told['state'], 'Not done yet')}: {outcome.why} See {told['url']}")
    if arguments.json:
        say_json({key: told[key] for key in ("id", "url", "verdict", "reasons")})
    else:
        say(f"{_WORDS[told['state']]} ({told['verdict']}): {told['url']}")
        for reason in told["reasons"]:
            say(f"  {reason}")
    return STATUS[told["state"]]


async def _artist(site: Site, name: str) -> Actor:
    async with site.db.reading() as tx:
        account = await accounts.by_name(tx, name.removeprefix("@"))
        artist = await actors.by_id(tx, account.actor_id) if account else None
    if account is None or artist is None:
        raise Problem(f"There is no account {name} here; `fediart account list` shows all.")
    demand(account, "publish")
    return artist


def _copied(files: list[Path], alts: list[str], folder: Path, begin: str = "") -> tuple[Upload, ...]:
    """Copies, since a submission takes its files over and the artist's own must stay where they are."""
    if len(alts) > len(files):
        raise Problem(f"There are {len(alts)} --alt for {len(files)} files; give at most one for each.")
    uploads = []
    for number, path in enumerate(files):
        copy = folder / f"{begin}{number}"
        try:
            shutil.copyfile(path, copy)
        except OSError as error:
            raise Problem(f"{path} cannot be read ({error.strerror}); check its path.") from None
        uploads.append(Upload(copy, path.name, alts[number] if number < len(alts) else ""))
    return tuple(uploads)


def _details(arguments: argparse.Namespace) -> Details:
    return Details(
        title=arguments.title,
        description=arguments.description,
        medium=arguments.medium,
        tools=arguments.tools,
        tags=tuple(arguments.tag),
        series=arguments.series,
        licence=arguments.licence,
        warning=arguments.warning,
        mature=arguments.mature,
        visibility=arguments.visibility,
        language=arguments.language,
        ai_policy=arguments.ai_policy,
        source_type=arguments.source_type,
        credentials=arguments.credentials,
    )


async def _told(site: Site, artist: Actor, artwork_id: int) -> dict[str, Any]:
    async with site.db.reading() as tx:
        work = await artworks.by_id(tx, artwork_id)
        history = await verdicts.of_artwork(tx, artwork_id)
    state = work.state if work else "deleted"
    whole = [row for row in history if row.picture_id is None]
    return {
        "id": str(artwork_id),
        "state": state,
        "url": site.config.origin + _path(work, artist, artwork_id),
        "verdict": whole[-1].decision if whole else "",
        "reasons": [reason["text"] for reason in whole[-1].reasons] if whole else [],
    }


def _path(work: Artwork | None, artist: Actor, artwork_id: int) -> str:
    public = work is not None and work.state == "published"
    return f"/@{artist.name}/{artwork_id}" if public else f"/works/{artwork_id}"
