"""What Mastodon has and fediart does not: yearly reports about a member, and refreshes in the background.

Apps ask all the same, and get an answer that they know: nothing there.
"""

from __future__ import annotations

from fediart.api.call import Call
from fediart.api.entities.common import Empty
from fediart.api.entities.leftovers import AnnualReports, AnnualReportState
from fediart.errors import NotFound


async def annual_reports(call: Call) -> AnnualReports:
    """Lists the member's yearly reports: none are made."""
    return {"annual_reports": [], "accounts": [], "statuses": []}


async def annual_report_state(call: Call) -> AnnualReportState:
    """Says that no yearly report can be made."""
    return {"state": "ineligible"}


async def nothing_there(call: Call) -> Empty:
    """Is never there."""
    raise NotFound("Record not found")
