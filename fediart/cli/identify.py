"""`fediart rights identify FILE`: which work, and whose, a picture is, by what this instance has hidden in it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from fediart.actions.identify import Identified, Work, identify
from fediart.app import open_site
from fediart.cli.terminal import say, say_json
from fediart.config import load
from fediart.errors import Problem
from fediart.site import Site

EXIT_WORDS = "Exit status: 0 an identifier was found, 3 none was, 1 an error."
_NOTHING = (
    "No identifier of this instance was found. That proves nothing: most pictures never had one, and cropping, drawing "
    "over it or strong filters destroy it."
)
_UNALIKE = (
    "But it does not look like it, as far as could be told. An identifier can be carried from one picture into "
    "another: compare the two."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a picture, however often it was saved or scaled")
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object: number, mirrored, resembles, work, alike"
    )


async def run(given: argparse.Namespace) -> int:
    if not given.file.is_file():
        raise Problem(f"There is no file {given.file}; check the path.")
    async with open_site(load(given.config)) as site:
        return await tell(site, given.file, as_json=given.json)


async def tell(site: Site, file: Path, *, as_json: bool) -> int:
    """Says what is found in a file, and returns the exit status."""
    found = await identify(site, file, everything=True)
    if as_json:
        say_json(_as_json(site, found))
    else:
        _show(site, found)
    return 0 if found.number is not None else 3


def _show(site: Site, found: Identified) -> None:
    if found.number is None:
        say(_NOTHING)
    elif found.work is None:
        say(f"It carries the identifier {found.number}, whose work was deleted here.")
    else:
        say(f"It is {_words(site, found.work)}{', mirrored' if found.mirrored else ''}.")
        if not found.resembles:
            say(_UNALIKE)
    for work, certain in found.alike:
        say(f"{'By its looks it is a copy of' if certain else 'It has something in common with'} {_words(site, work)}.")


def _words(site: Site, work: Work) -> str:
    artwork, artist = work.artwork, work.artist
    state = "" if artwork.state == "published" else f" ({artwork.state})"
    return f"“{artwork.title}” by @{artist.name}{state}: {_url(site, work)}"


def _url(site: Site, work: Work) -> str:
    return f"{site.config.origin}/@{work.artist.name}/{work.artwork.id}"


def _as_json(site: Site, found: Identified) -> dict[str, Any]:
    return {
        "number": str(found.number) if found.number is not None else None,
        "mirrored": found.mirrored,
        "resembles": found.resembles,
        "work": _work(site, found.work) if found.work else None,
        "alike": [_work(site, work) | {"certain": certain} for work, certain in found.alike],
    }


def _work(site: Site, work: Work) -> dict[str, Any]:
    return {
        "id": str(work.artwork.id),
        "title": work.artwork.title,
        "artist": work.artist.name,
        "state": work.artwork.state,
        "url": _url(site, work),
    }
