"""What an edit of a published work has changed, noted in the edit's own transaction, as other servers show edits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fediart.language import N_
from fediart.site import Site
from fediart.store import history
from fediart.store.artworks import Artwork
from fediart.store.database import Writing
from fediart.store.history import Change, WorkEdit
from fediart.store.pictures import Picture

NAMES: Final = {
    "title": N_("Title"),
    "description": N_("Description"),
    "medium": N_("Medium"),
    "tools": N_("Tools"),
    "tags": N_("Tags"),
    "licence": N_("Licence"),
    "warning": N_("Content warning"),
    "mature": N_("Marked as mature"),
    "language": N_("Language"),
    "ai_policy": N_("AI policy"),
    "alt": N_("Descriptions of the pictures"),
    "order": N_("Order of the pictures"),
    "focal": N_("Focal points"),
    "pictures": N_("Pictures"),
}
"""What can be changed, as people call it."""
_WORDS: Final = ("title", "description", "medium", "tools", "licence", "warning", "language", "ai_policy")


async def note_edit(tx: Writing, site: Site, artwork_id: int, changes: Sequence[Change]) -> None:
    """Keeps what was changed; nothing where nothing was."""
    if changes:
        await history.add(tx, WorkEdit(site.ids.new(), artwork_id, tuple(changes), site.clock.now()))


def differences(before: Artwork, after: Artwork, known: Sequence[Picture], arranged: Sequence[Picture]) -> list[Change]:
    """What everybody can see of an edit: words, tags, and how the pictures stand and are described."""
    found = [
        Change(name, getattr(before, name), getattr(after, name))
        for name in _WORDS
        if getattr(before, name) != getattr(after, name)
    ]
    if before.tags != after.tags:
        found.append(Change("tags", ", ".join(before.tags), ", ".join(after.tags)))
    if before.mature != after.mature:
        found.append(Change("mature", str(before.mature), str(after.mature)))
    return [*found, *_of_pictures(known, arranged)]


def _of_pictures(known: Sequence[Picture], arranged: Sequence[Picture]) -> list[Change]:
    was, found = {one.id: one for one in known}, list[Change]()
    if [one.id for one in known] != [one.id for one in arranged]:
        found.append(Change("order", "", ""))
    found += [
        Change("alt", was[one.id].alt, one.alt) for one in arranged if one.id in was and was[one.id].alt != one.alt
    ]
    if any((was[one.id].focal_x, was[one.id].focal_y) != (one.focal_x, one.focal_y) for one in arranged):
        found.append(Change("focal", "", ""))
    return found
