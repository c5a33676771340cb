"""Publishing at a time of the artist's choice: the filter looks at once, the public waits."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fediart.actions.publish import queue
from fediart.clock import DAY
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import artworks, jobs, schedules, verdicts
from fediart.store.actors import Actor
from fediart.store.artworks import UNDER_WAY, Artwork
from fediart.store.database import Reading, Writing

JOB: Final = "publish-scheduled"
LATEST: Final = 366 * DAY
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?")
_CHANGEABLE = (*UNDER_WAY, "held", "previewed", "scheduled", "failed")


def zone_named(name: str) -> tzinfo:
    """`Asia/Jakarta`, `UTC` or an offset such as `+05:30`. Raises Problem for the field `zone`."""
    name = name.strip()
    if name in ("", "UTC", "Z"):
        return UTC
    if found := _OFFSET.fullmatch(name):
        sign, hours, minutes = found.groups()
        away = timedelta(hours=int(hours), minutes=int(minutes or 0))
        if away <= timedelta(hours=14):
            return timezone(away if sign == "+" else -away)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        words = _("Name the time zone as a city, such as Asia/Jakarta, or as an offset such as +07:00.")
        raise Problem(words, field="zone") from None


def moment_of(said: str, zone: str, *, now: int) -> int:
    """`2026-11-23T10:00` in that zone as milliseconds. Raises Problem for the fields `publish_at` and `zone`."""
    try:
        wall = datetime.fromisoformat(said.strip())
    except ValueError:
        raise Problem(_("Choose a day and a time, such as 2027-01-31T18:30."), field="publish_at") from None
    try:
        moment = int(wall.replace(tzinfo=wall.tzinfo or zone_named(zone)).timestamp() * 1000)
    except (OverflowError, ValueError, OSError):
        raise Problem(_("Choose a day within the next year."), field="publish_at") from None
    if moment <= now:
        raise Problem(_("That time has passed. Choose a later one, or publish at once."), field="publish_at")
    if moment > now + LATEST:
        raise Problem(_("Choose a day within the next year."), field="publish_at")
    return moment


def wall_time(moment: int, zone: str) -> str:
    """As the form field holds it; in UTC where the zone is not known any more."""
    try:
        known = zone_named(zone)
    except Problem:
        known = UTC
    return datetime.fromtimestamp(moment / 1000, known).strftime("%Y-%m-%dT%H:%M")


async def is_early(tx: Reading, site: Site, artwork_id: int) -> bool:
    """Whether the work has to wait for its time."""
    found = await schedules.of_artwork(tx, artwork_id)
    return found is not None and found.due > site.clock.now()


async def put_by(tx: Writing, site: Site, artwork: Artwork) -> bool:
    """A work that the filter let pass waits for its time. False where it is not in preparation any more."""
    if not await artworks.move(tx, artwork.id, to="scheduled", among=["preparing"], now=site.clock.now()):
        return False
    await schedules.note_judged(tx, artwork.id, artwork.digital_source_type)
    await _set_alarm(tx, site, artwork.id)
    return True


async def _set_alarm(tx: Writing, site: Site, artwork_id: int) -> None:
    found = await schedules.of_artwork(tx, artwork_id)
    if found is not None:
        await jobs.enqueue(
            tx, site.ids.new(), JOB, {"artwork": artwork_id}, now=site.clock.now(),
            due=max(found.due, site.clock.now()), once_key=f"{JOB}:{artwork_id}:{site.ids.new()}",
        )  # fmt: skip


async def reschedule(site: Site, artist: Actor, artwork_id: int, moment: int, zone: str) -> None:
    """Another time for a work that is not up yet; 0 for as soon as it may be. NotFound, Problem."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        artwork = await artworks.lock(tx, artwork_id, artist.id, now=now)
        if artwork is None:
            raise NotFound(_("There is no such artwork."))
        if artwork.state not in _CHANGEABLE:
            raise Problem(_("This artwork does not wait for a time."))
        await schedules.choose(tx, artwork_id, due=moment or now, zone=zone)
        if artwork.state == "scheduled":
            await _set_alarm(tx, site, artwork_id)
    site.bell.ring()


async def go_up(tx: Writing, site: Site, artwork_id: int) -> str:
    """The time has come: it goes on to the public, by the filter's word of now. Returns what was done, in words.

    What was declared anew meanwhile, or judged by rules that have changed, is judged anew; a person's word stands.
    """
    now = site.clock.now()
    await artworks.hold_still(tx, [artwork_id])
    artwork = await artworks.by_id(tx, artwork_id)
    found = await schedules.of_artwork(tx, artwork_id)
    if artwork is None or artwork.state != "scheduled" or found is None:
        return "it does not wait any more"
    if found.due > now:
        return "it was put off"
    people = any(row.account_id is not None for row in await verdicts.of_artwork(tx, artwork_id))
    stands = people and artwork.digital_source_type == found.source_type
    await artworks.move(tx, artwork_id, to="preparing" if stands else "submitted", among=["scheduled"], now=now)
    await queue(tx, site, artwork_id, again=True)
    return "its time has come"
