"""Where a page of a timeline begins and ends, as a word in the address: `?before=TIME-ID`."""

from __future__ import annotations

import re

from aiohttp import web

from fediart.store.gallery import FIRST, Cursor

_WORD = re.compile(r"(\d{1,17})-(\d{1,19})")


def cursor_of(request: web.Request) -> Cursor:
    """The beginning where the address says nothing, or nothing that we wrote."""
    found = _WORD.fullmatch(request.query.get("before", ""))
    if found is None:
        return FIRST
    time, last = int(found[1]), int(found[2])
    return (time, last) if last < 2**63 else FIRST


def older(path: str, time: int, last: int) -> str:
    """The address of the page after the item that came at `time` with the id `last`."""
    return f"{path}{'&' if '?' in path else '?'}before={time}-{last}"
