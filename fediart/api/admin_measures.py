"""What was counted of this server, day by day (docs.joinmastodon.org/methods/admin/measures and dimensions).

Only what the rows say anyway is counted: nothing is written down of who looks at what.
"""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fediart import __version__
from fediart.api.call import Call
from fediart.api.entities.admin import AdminDimension, AdminMeasure
from fediart.api.given import asked
from fediart.clock import DAY
from fediart.errors import Problem
from fediart.ids import first_of
from fediart.language import _
from fediart.store import admin_people

_LONGEST = 366  # days


@dataclass(frozen=True, slots=True)
class Wanted:
    keys: tuple[str, ...] = asked("Which: new_users, opened_reports, resolved_reports.", required=True, most=30)
    start_at: str = asked("The first day.", required=True, most=40)
    end_at: str = asked("The last day.", required=True, most=40)


@dataclass(frozen=True, slots=True)
class WantedKinds:
    keys: tuple[str, ...] = asked("Which: software_versions.", required=True, most=30)
    start_at: str = asked("The first day.", default="", most=40)
    end_at: str = asked("The last day.", default="", most=40)
    limit: int = asked("How many of each.", default=10, least=1, most=100, clamped=True)


async def measures(call: Call, given: Wanted) -> list[AdminMeasure]:
    """Counts sign-ups and reports by day. Keys that are not counted here are left out."""
    first, last = _day(given.start_at, "start_at"), _day(given.end_at, "end_at") + DAY
    if not 0 < last - first <= _LONGEST * DAY:
        raise Problem(_("Ask for one day at least, and for a year at most."), field="end_at")
    before = first - (last - first)
    async with call.site.db.reading() as tx:
        joined = await admin_people.sign_ups(tx, first_of(before), first_of(last))
        reported = await admin_people.reported(tx, first_of(before), first_of(last))
    counted = {
        "new_users": joined,
        "opened_reports": [created for created, _handled in reported],
        "resolved_reports": [handled for _created, handled in reported if handled],
    }
    return [_measure(key, counted[key], first, last) for key in given.keys if key in counted]


async def dimensions(call: Call, given: WantedKinds) -> list[AdminDimension]:
    """Tells which versions run here. Keys that are not counted here are left out."""
    if "software_versions" not in given.keys:
        return []
    versions = (("fediart", "fediart", __version__), ("python", "Python", platform.python_version()))
    data = [{"key": key, "human_key": name, "value": one, "human_value": one} for key, name, one in versions]
    return [{"key": "software_versions", "data": data[: given.limit]}]


def _measure(key: str, times: Iterable[int], first: int, last: int) -> AdminMeasure:
    days: Counter[int] = Counter((one - first) // DAY for one in times)
    here: Sequence[int] = [days[number] for number in range((last - first) // DAY)]
    earlier = sum(count for number, count in days.items() if number < 0)
    dates = (datetime.fromtimestamp((first + number * DAY) / 1000, UTC) for number in range(len(here)))
    return {
        "key": key,
        "unit": None,
        "total": str(sum(here)),
        "human_value": None,
        "previous_total": str(earlier),
        "data": [
            {"date": f"{date:%Y-%m-%dT00:00:00.000Z}", "value": str(count)}
            for date, count in zip(dates, here, strict=True)
        ],
    }


def _day(text: str, name: str) -> int:
    """The first millisecond of the day that the text begins with."""
    try:
        found = datetime.strptime(text[:10], "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise Problem(_("Give a day such as 2026-11-22."), field=name) from None
    if not 2000 <= found.year <= 2200:
        raise Problem(_("Give a day such as 2026-11-22."), field=name)
    return int(found.timestamp() * 1000)
