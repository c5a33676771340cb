"""What a member chooses for a whole import, and what a single work of it says: what is told of the one wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from fediart.actions.account_settings import typed, words_of
from fediart.actions.submission import (
    LONGEST,
    MOST_TAGS,
    Details,
    checked,
    checked_alt,
    consent_problems,
    tidy_tags,
)
from fediart.errors import Problem, Problems
from fediart.language import _, day
from fediart.media.sealing import Kept
from fediart.rights.licences import LICENCES
from fediart.store.actors import Actor
from fediart.store.artworks import VISIBILITIES
from fediart.store.consent import Choice
from fediart.store.database import Reading
from fediart.store.settings import InstanceSettings, read_settings
from fediart.translate.camera import PARTS
from fediart.translate.rights import offered

FOR_ALL: Final = (
    "visibility",
    "licence",
    "ai_policy",
    "series",
    "language",
    "portfolio",
    "mature",
    "process",
    "alts",
    "mode",
)
"""What can be chosen for all of an import; `alts` is `caption` where the words of a work describe those of its pictures
that have no description; `mode` is `overwrite` where what does not stand in its lists is to end."""
OVERWRITE: Final = "overwrite"
ORIGIN: Final = "origin"
"""What was found out about the archive's signature (actions/import_origin.py): nobody chooses it."""
_OF_WORK: Final = {one.name for one in fields(Details)} - {"consent", "camera", "credentials"}


async def checked_choices(tx: Reading, artist: Actor, options: Mapping[str, Any]) -> dict[str, Any]:
    """The choices that can be kept. Raises Problems that name every wrong field."""
    kept = {name: value for name, value in options.items() if name in FOR_ALL}
    said = {name: value for name, value in kept.items() if name in _OF_WORK}
    checked(Details(**{"title": "-", **said}), await read_settings(tx))
    return kept


def details_of(body: Mapping[str, Any], options: Mapping[str, Any], settings: InstanceSettings, when: int) -> Details:
    """What the work is to say. Words from elsewhere that are too long are cut; what cannot hold here is left out."""
    said = {name: value for name, value in options.items() if name in _OF_WORK}
    said |= {name: value for name, value in body.items() if name in _OF_WORK and value not in ("", None)}
    for name, most in LONGEST.items():
        if isinstance(said.get(name), str):
            said[name] = said[name][:most]
    if said.get("licence") not in LICENCES:
        said.pop("licence", None)
    if said.get("visibility") not in VISIBILITIES:
        said.pop("visibility", None)
    if said.get("ai_policy") not in offered(settings):
        said.pop("ai_policy", None)
    said |= _shown(body)
    tags = [str(one) for one in said.pop("tags", ())]
    title = str(said.pop("title", "")) or untitled(when)
    return Details(title=title, tags=tidy_tags(tuple(tags))[:MOST_TAGS], **said)


def _shown(body: Mapping[str, Any]) -> dict[str, Any]:
    """Who may do what with it, and what of its files' own data is shown: as far as it can be here."""
    found: dict[str, Any] = {}
    consent = typed(Choice, body["consent"]) if "consent" in body else None
    if consent is not None and not consent_problems(consent):
        found["consent"] = consent
    if "camera" in body:
        found["camera"] = tuple(one for one in words_of(body["camera"]) if one in PARTS)
    if body.get("credentials") in set(Kept):
        found["credentials"] = body["credentials"]
    return found


def untitled(when: int) -> str:
    """The title of a work that has none."""
    return _("Untitled, %(day)s", day=day(when)) if when else _("Untitled")


def alts_of(body: Mapping[str, Any], options: Mapping[str, Any], details: Details) -> tuple[str, ...]:
    """The descriptions of the work's pictures, in their order."""
    words = ""
    if options.get("alts") == "caption":
        words = details.description or details.title
    return tuple((str(one.get("alt", "")) or words)[: LONGEST["alt"]] for one in body.get("pictures", ()))


def problems_of(
    body: Mapping[str, Any], options: Mapping[str, Any], settings: InstanceSettings, when: int
) -> Sequence[Problem]:
    """What keeps a work from coming as it is now."""
    try:
        details = checked(details_of(body, options, settings, when), settings)
        checked_alt(alts_of(body, options, details), settings)
    except Problems as problems:
        return problems.found
    return ()
