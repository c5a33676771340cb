"""Small charts, drawn on the server: plain bars by day as SVG, with their words and a table of the same numbers.

Nothing in the drawing is text: labels stand beside it, so that they turn round with the direction of the script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fediart.clock import DAY
from fediart.language import _, ngettext, number
from fediart.language import day as day_in_words

HEIGHT: Final = 60
STEP: Final = 8
BAR: Final = 6
_LEAST: Final = 1.5  # what is there is seen, however small


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of figure: how it is drawn (`tone`: plain, soft, strong or alarm) and its value by day."""

    name: str
    tone: str
    values: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Shape:
    """A part of a bar, in the units of the drawing."""

    x: int
    y: float
    height: float
    tone: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of `width` by HEIGHT, and all that is said of it. `of` says what `sum` is of. `rows` are (day in ms,
    values in words), the newest first; `legend` is (tone, name), empty where there is one kind."""

    name: str
    title: str
    sum: str
    of: str
    told: str
    width: int
    shapes: tuple[Shape, ...]
    top: str
    first: int
    last: int
    heads: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    legend: tuple[tuple[str, str], ...] = ()
    height: int = HEIGHT
    bar: int = BAR


def draw(
    name: str,
    title: str,
    lines: Sequence[Line],
    *,
    first: int,
    days: int,
    added: bool = True,
    said: Callable[[int], str] = number,
) -> Chart:
    """Bars of `days` days from `first` (since 1970) on, lines on top of each other.

    `added`: the figures of days make a sum; else each is a state, and the newest one is told.
    """
    span = range(first, first + days)
    known = [day for day in span if any(day in one.values for one in lines)]
    totals = {day: sum(one.values.get(day, 0) for one in lines) for day in known}
    top = max(totals.values(), default=0)
    shapes = tuple(shape for day in known for shape in _bar(lines, day, (day - first) * STEP + 1, top))
    now = sum(totals.values()) if added else totals[known[-1]] if known else 0
    return Chart(
        name=name,
        title=title,
        sum=said(now) if known else "–",
        of=_of(days, added=added) if known else "",
        told=_told(known, totals, now, added=added, said=said),
        width=days * STEP,
        shapes=shapes,
        top=said(top) if top else "",
        first=first * DAY,
        last=(first + days - 1) * DAY,
        heads=tuple(one.name for one in lines),
        rows=tuple((day * DAY, tuple(said(one.values.get(day, 0)) for one in lines)) for day in reversed(known)),
        legend=tuple((one.tone, one.name) for one in lines) if len(lines) > 1 else (),
    )


def _of(days: int, *, added: bool) -> str:
    return ngettext("in %(count)s day", "in %(count)s days", days) if added else _("at last")


def _bar(lines: Sequence[Line], day: int, x: int, top: int) -> list[Shape]:
    """From the ground up."""
    found, base = [], float(HEIGHT)
    for one in lines:
        value = one.values.get(day, 0)
        if not value:
            continue
        height = max(_LEAST, round(HEIGHT * value / top, 2))
        base -= height
        found.append(Shape(x, round(max(0.0, base), 2), height, one.tone))
    return found


def _told(known: Sequence[int], totals: Mapping[int, int], now: int, *, added: bool, said: Callable[[int], str]) -> str:
    """The drawing in a sentence."""
    if not known:
        return _("Nothing has been counted yet.")
    first, last = day_in_words(known[0] * DAY), day_in_words(known[-1] * DAY)
    best = max(known, key=lambda day: (totals[day], day))
    given = {
        "first": first,
        "last": last,
        "now": said(now),
        "most": said(totals[best]),
        "best": day_in_words(best * DAY),
    }
    if not totals[best]:
        return _("From %(first)s to %(last)s: none.", first=first, last=last)
    if added:
        return _("From %(first)s to %(last)s: %(now)s in all; most, %(most)s, on %(best)s.", **given)
    return _("From %(first)s to %(last)s: %(now)s at last; most, %(most)s, on %(best)s.", **given)


def bytes_in_words(size: int) -> str:
    """1,200,000 is `1.2 MB`."""
    for unit, words in ((10**12, "TB"), (10**9, "GB"), (10**6, "MB")):
        if size >= unit:
            whole = size / unit
            return f"{number(round(whole))} {words}" if whole >= 10 else f"{whole:.1f} {words}"
    return f"{number(-(-size // 1000))} kB"
