"""Every kind of import and the function that reads it: the whole list on one screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from fediart.language import N_
from fediart.translate.imports import instagram, manifest, mastodon, own_archive, pixelfed, tables
from fediart.translate.imports.archive import Archive
from fediart.translate.imports.found import Found


@dataclass(frozen=True, slots=True)
class Kind:
    """`read` finds everything there is; `name` is where it comes from; `accept` what a form's file field takes.

    `guide` leads to the part of docs/moving-in.md that says how to ask for the data there.
    """

    id: str
    name: str
    about: str
    read: Callable[[Archive], Found]
    accept: str = ".zip,application/zip"
    guide: str = ""


KINDS: Final[Mapping[str, Kind]] = {
    kind.id: kind
    for kind in (
        Kind(
            "fediart",
            N_("Another fediart"),
            N_("The archive of an account there: works, portfolio, profile, settings, posts and your lists."),
            own_archive.read,
            guide="fediart",
        ),
        Kind(
            "instagram",
            N_("Instagram"),
            N_("The download of your information, as JSON or as HTML. If it came in parts, choose all of them."),
            instagram.read,
            guide="instagram",
        ),
        Kind(
            "folder",
            N_("A folder of pictures"),
            N_("From DeviantArt, ArtStation, Cara or your own disk: pictures in a ZIP, with a table about them."),
            manifest.read,
            guide="folder",
        ),
        Kind(
            "mastodon",
            N_("Mastodon"),
            N_("The archive of your account: posts with pictures, bookmarks, and your lists where you add them."),
            mastodon.read,
            accept=".zip,.gz,.csv,application/zip,application/gzip,text/csv",
            guide="mastodon",
        ),
        Kind(
            "pixelfed",
            N_("Pixelfed"),
            N_("Your statuses, whose pictures are fetched from there, and lists of people."),
            pixelfed.read,
            accept=".json,.zip,application/json,application/zip",
            guide="pixelfed",
        ),
        Kind(
            "lists",
            N_("Lists of people"),
            N_("Follows, blocks, mutes, lists, bookmarks and blocked servers as CSV, from Mastodon and most others."),
            tables.read,
            accept=".csv,.json,.zip,text/csv",
            guide="lists",
        ),
    )
}
