"""What apps ask for that is not done here, in the shape that says so."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from fediart.api.entities.accounts import Account
from fediart.api.entities.statuses import Status


class AnnualReports(TypedDict):
    """Yearly reports with what they name (docs.joinmastodon.org/methods/annual_reports); none are made here."""

    annual_reports: list[dict[str, Any]]
    accounts: list[Account]
    statuses: list[Status]


class AnnualReportState(TypedDict):
    """Whether a yearly report is there or could be made."""

    state: Literal["available", "generating", "eligible", "ineligible"]
