"""Whose turn it is while many works wait to be looked at: an artist's place among them, and when no more are taken.

What is taken is published or told why, so it is better to take no more than can be done in a while.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fediart.actions.publish import lane
from fediart.clock import MINUTE
from fediart.errors import TooOften
from fediart.figures import TURNED_AWAY
from fediart.language import _, ngettext
from fediart.site import Site
from fediart.store import works_waiting
from fediart.store.artworks import UNDER_WAY, Artwork
from fediart.store.database import Reading

_GUESS: Final = 3_000  # milliseconds for each work, where none was done lately
_LONGEST: Final = 60 * MINUTE


@dataclass(frozen=True, slots=True)
class Turn:
    """`number` is the work's own place from 1 on; `minutes` until it is looked at, 0: less than one."""

    number: int
    minutes: int

    @property
    def words(self) -> str:
        """The place and the time in a sentence, for the artist."""
        if not self.minutes:
            return _("It is number %(number)s in the line: less than a minute.", number=self.number)
        return ngettext(
            "It is number %(number)s in the line: about a minute.",
            "It is number %(number)s in the line: about %(count)s minutes.",
            self.minutes,
            number=self.number,
        )


async def turn_of(tx: Reading, site: Site, work: Artwork) -> Turn | None:
    """Where a work stands that is on its way; None where it is being looked at, or waits for nobody here."""
    if work.state not in UNDER_WAY:
        return None
    place = await works_waiting.place_of(tx, lane(work.id), now=site.clock.now())
    if place is None or place.ahead < site.config.media.workers + 1:  # so many are done side by side (jobs/worker.py)
        return None
    return Turn(place.ahead + 1, place.ahead * (place.each or _GUESS) // MINUTE)


async def demand_turn(site: Site) -> None:
    """Before a new work is taken. Raises TooOften while as many wait as the config says."""
    most = site.config.media.most_waiting
    async with site.db.reading() as tx:
        waiting = await works_waiting.many(tx)
        if waiting < most:
            return
        each = await works_waiting.each(tx, since=site.clock.now() - 15 * MINUTE) or _GUESS
    site.figures.count(TURNED_AWAY, 'reason="works waiting"')
    wait = min(_LONGEST, max(MINUTE, (waiting - most + most // 10) * each))
    minutes = -(-wait // MINUTE)
    raise TooOften(
        ngettext(
            "Many works are waiting to be looked at. Try again in about a minute.",
            "Many works are waiting to be looked at. Try again in about %(count)s minutes.",
            minutes,
        ),
        retry_after=wait // 1000,
    )
