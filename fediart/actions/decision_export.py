"""The trail of decisions as CSV and JSON, in pieces, so that a long one fills no memory.

It names artists and moderators by what they are called here, never by an e-mail address.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from fediart.clock import iso
from fediart.ids import first_of
from fediart.site import Site
from fediart.store import decisions
from fediart.store.decisions import Decided

COLUMNS: Final = (
    "time", "artwork", "artist", "picture_sha256", "step", "label", "by", "moderator", "policy_version", "model",
    "score", "abstained", "grounds", "words",
)  # fmt: skip
FORMATS: Final = ("csv", "json")
_LATEST: Final = 2**63 - 1
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_BY_ARTIST: Final = frozenset({"answer", "appeal", "gone"})
_BY_CLOCK: Final = frozenset({"lapse", "escalate", "final", "remind", "open", "settled"})


async def exported(site: Site, form: str, *, since: int = 0) -> AsyncIterator[str]:
    """The trail from that moment on (milliseconds), the oldest first, in one of FORMATS, in pieces of text."""
    after, first = min(first_of(since), _LATEST) - 1, True
    yield _head(form)
    while True:
        async with site.db.reading() as tx:
            found = await decisions.page(tx, after=after)
        if not found:
            break
        yield _piece(form, [_row(one) for one in found if one.created >= since], first=first)
        after, first = found[-1].id, False
    yield "" if form == "csv" else "\n]\n"


def _head(form: str) -> str:
    return _csv([dict(zip(COLUMNS, COLUMNS, strict=True))]) if form == "csv" else "["


def _piece(form: str, rows: list[Mapping[str, Any]], *, first: bool) -> str:
    if form == "csv":
        return _csv(rows)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return ("\n" if first else ",\n") + lines if lines else ""


def _row(one: Decided) -> Mapping[str, Any]:
    values = (
        iso(one.created), str(one.artwork_id), one.artist, one.picture, one.step, one.label, _by(one), one.moderator,
        one.policy_version, one.model, one.score, one.abstained, list(one.grounds), one.words,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _by(one: Decided) -> str:
    if one.moderator:
        return "moderator"
    if one.step in _BY_ARTIST:
        return "artist"
    return "system" if one.step in _BY_CLOCK else "filter"


def _csv(rows: list[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([cell(row[column]) for column in COLUMNS])
    return text.getvalue()


def cell(value: object) -> str:
    """A cell's text. What a spreadsheet would take for a formula gets an apostrophe before it."""
    text = " ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(_RISKY) and not isinstance(value, int | float) else text
