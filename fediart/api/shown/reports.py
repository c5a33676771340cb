"""Reports for apps: of our reasons, those that Mastodon has no word for are violations of the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fediart.api.call import Call
from fediart.api.entities.reports import Report, ReportCategory
from fediart.api.shown.accounts import accounts
from fediart.api.shown.words import when, when_ever
from fediart.store import actors, reports
from fediart.store.database import Reading

CATEGORIES: Final[Mapping[str, ReportCategory]] = {
    "spam": "spam",
    "theft": "legal",
    "ai": "violation",
    "hate": "violation",
    "illegal": "legal",
    "other": "other",
}


async def reported(tx: Reading, call: Call, found: Sequence[reports.Report]) -> dict[int, Report]:
    """By report. Who may read them is for the caller to ask; of gone people nothing is left to show."""
    people = await actors.by_ids(tx, {one.target_id for one in found})
    shown = {one["id"]: one for one in await accounts(tx, call, list(people.values()))}
    return {
        one.id: {
            "id": str(one.id),
            "action_taken": one.state != reports.OPEN,
            "action_taken_at": when_ever(one.handled),
            "category": CATEGORIES.get(one.reason, "other"),
            "comment": one.text,
            "forwarded": bool(one.forwarded),
            "created_at": when(one.created),
            "status_ids": [str(post_id) for post_id in await reports.post_ids(tx, one.id)],
            "rule_ids": [],
            "collection_ids": [],
            "target_account": shown[str(one.target_id)],
        }
        for one in found
        if str(one.target_id) in shown
    }
