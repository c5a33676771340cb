"""The trail of decisions to take along: `/admin/admission/decisions.csv` and `.json`, sent in pieces."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web

from fediart.actions.decision_export import exported
from fediart.errors import Problem
from fediart.language import _
from fediart.web.request import site_of

_TYPES = {"csv": "text/csv", "json": "application/json"}


async def export(request: web.Request) -> web.StreamResponse:
    """`?since=2026-01-31` leaves out what is older."""
    form, since = request.match_info["format"], since_day(request.query.get("since", ""))
    response = web.StreamResponse(
        headers={
            "Content-Type": f"{_TYPES[form]}; charset=utf-8",
            "Content-Disposition": f'attachment; filename="decisions.{form}"',
            "Cache-Control": "no-store",
        }
    )
    await response.prepare(request)
    if request.method == "HEAD":  # a body would stand where the next answer begins
        return response
    async for piece in exported(site_of(request), form, since=since):
        await response.write(piece.encode())
    await response.write_eof()
    return response


def since_day(text: str) -> int:
    """Milliseconds of the beginning of a day in UTC; 0 for none. Raises Problem for what is no day."""
    if not text:
        return 0
    try:
        return max(int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp() * 1000), 0)
    except ValueError:
        raise Problem(_("Write the day as 2026-01-31."), field="since") from None
