"""What an artist's own pages say of works in the making: drafts, times to come, new pictures on their way."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.actions.drafts import MOST_DRAFTS
from fediart.actions.scheduling import wall_time
from fediart.store import artworks, drafts, revisions, schedules
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.web.showing import SHOWN_BY_BROWSERS


@dataclass(frozen=True, slots=True)
class Waiting:
    """`publish_at` is the wall's time in `zone`, as the form's field holds it; `due` the moment in milliseconds."""

    publish_at: str
    zone: str
    due: int


@dataclass(frozen=True, slots=True)
class Making:
    """`revises` is the path of the work that these are new pictures for, or empty; `waiting` its time to come."""

    revises: str = ""
    waiting: Waiting | None = None


NOTHING = Making()


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in the list of works; `src` is empty where it has no picture that browsers show."""

    id: int
    name: str
    src: str
    changed: int


async def making_of(tx: Reading, artist: Actor, work: Artwork) -> Making:
    """What is still to come of a work."""
    revision, chosen = await revisions.by_id(tx, work.id), await schedules.of_artwork(tx, work.id)
    waiting = None
    if chosen is not None and work.state != "published":
        waiting = Waiting(wall_time(chosen.due, chosen.zone), chosen.zone, chosen.due)
    return Making(f"/@{artist.name}/{revision.artwork_id}" if revision else "", waiting)


async def revised_path(tx: Reading, artist: Actor, artwork_id: int) -> str:
    """Where the work hangs whose new pictures these were; empty where they were none, or it is not theirs."""
    revision = await revisions.by_id(tx, artwork_id)
    work = await artworks.owned(tx, revision.artwork_id, artist.id) if revision and revision.ended else None
    return f"/@{artist.name}/{work.id}" if work is not None and work.state == "published" else ""


async def draft_lines(tx: Reading, artist: Actor) -> tuple[DraftLine, ...]:
    """All drafts, the newest first."""
    found = await drafts.of_actor(tx, artist.id, limit=MOST_DRAFTS)
    first = await drafts.first_files(tx, [one.id for one in found])
    lines = []
    for one in found:
        file = first.get(one.id)
        shown = file is not None and file.media_type in SHOWN_BY_BROWSERS
        src = f"/drafts/{one.id}/files/{file.id}" if file is not None and shown else ""
        lines.append(DraftLine(one.id, one.title, src, one.changed))
    return tuple(lines)
