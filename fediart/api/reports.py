"""Reporting people and posts from an app; moderators see it beside those from pages."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.actions import report as reporting
from fediart.api.call import Call
from fediart.api.entities.reports import Report, ReportCategory
from fediart.api.given import Id, asked
from fediart.api.people import somebody
from fediart.api.shown import accounts as showing
from fediart.api.shown.words import when, when_ever

REASONS = {"spam": "spam", "legal": "illegal", "violation": "other", "other": "other"}


@dataclass(frozen=True, slots=True)
class NewReport:
    account_id: Id = asked("Whom.", required=True, default=Id(0))
    status_ids: tuple[Id, ...] = asked("Which of their posts.", default=(), most=100)
    comment: str = asked("What is wrong, at most 2000 characters.", default="", most=2_000)
    forward: bool = asked("Whether to tell their server, too; who reports is not named.", default=False)
    category: ReportCategory | None = asked("What kind of report; rules make it a violation.")
    rule_ids: tuple[Id, ...] = asked("Which rules of this server were broken.", default=(), most=50)
    collection_ids: tuple[Id, ...] = asked("Nothing: there are no collections of people here.", default=(), most=100)


async def send(call: Call, given: NewReport) -> Report:
    """Reports somebody to the moderators."""
    category: ReportCategory = "violation" if given.rule_ids else given.category or "other"
    made = await reporting.report_posts(
        call.site, call.actor, given.account_id, given.status_ids, REASONS[category], given.comment,
        rules=[number - 1 for number in given.rule_ids], forward=given.forward,
    )  # fmt: skip
    async with call.site.db.reading() as tx:
        target = await showing.account(tx, call, await somebody(tx, given.account_id))
    return {
        "id": str(made.id),
        "action_taken": bool(made.handled),
        "action_taken_at": when_ever(made.handled),
        "category": category,
        "comment": given.comment,
        "forwarded": given.forward and "@" in target["acct"],
        "created_at": when(made.created),
        "status_ids": [str(one) for one in given.status_ids],
        "rule_ids": [str(one) for one in given.rule_ids],
        "collection_ids": [],
        "target_account": target,
    }
