"""Dates as people and programs write them, as milliseconds since 1970; 0 where they say nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

_PLAIN: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_SPOKEN: Final = re.compile(
    r"([A-Za-z]{3})[a-z]*\.? (\d{1,2}), (\d{4})(?:[, ]+(\d{1,2}):(\d{2})(?::\d{2})?[\s\u202f]*([AaPp])?)?"
)


def moment(text: str) -> int:
    """`2019-03-12`, `2019-03`, `2019`, an ISO time with or without zone (then UTC), or `Mar 12, 2019 4:05 pm`."""
    text = text.strip()
    if found := _PLAIN.fullmatch(text):
        year, month, day = (int(one or 1) for one in found.groups())
        return _at(year, month, day, 12)
    if found := _SPOKEN.match(text):
        return _spoken(found)
    try:
        when = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return 0
    return _ms(when if when.tzinfo else when.replace(tzinfo=UTC))


def of_seconds(value: object) -> int:
    """A count of seconds since 1970."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1 << 35:
        return 0
    return int(value * 1000)


def of_entry(parts: tuple[int, int, int, int, int, int]) -> int:
    """The date of a file in an archive; 0 for 1980, which stands for none."""
    return 0 if parts[0] <= 1980 else _at(*parts[:5])


def _spoken(found: re.Match[str]) -> int:
    name, day, year, hour, minute, half = found.groups()
    month = _MONTHS.get(name.lower(), 0)
    at = int(hour or 12) % 12 + (12 if (half or "").lower() == "p" else 0) if half else int(hour or 12)
    return _at(int(year), month, int(day), at, int(minute or 0))


def _at(year: int, month: int, day: int, hour: int, minute: int = 0) -> int:
    try:
        return _ms(datetime(year, month, day, hour, minute, tzinfo=UTC))
    except ValueError:
        return 0


def _ms(when: datetime) -> int:
    try:
        return max(int(when.timestamp() * 1000), 0)
    except (OverflowError, ValueError, OSError):
        return 0


def day_of(milliseconds: int) -> str:
    """`2019-03-12`, as a form's date field holds it; empty for no date."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d") if milliseconds > 0 else ""
