"""What those who run an instance see of it in their apps."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from fediart.api.entities.accounts import Account, Role
from fediart.api.entities.instance import Rule
from fediart.api.entities.statuses import Status

DomainSeverity = Literal["noop", "silence", "suspend"]
IpSeverity = Literal["sign_up_requires_approval", "sign_up_block", "no_access"]


class AdminIp(TypedDict):
    """An address somebody came from (docs.joinmastodon.org/entities/Admin_Ip). None are kept here."""

    ip: str
    used_at: str


class AdminAccount(TypedDict):
    """An account as moderators see it (docs.joinmastodon.org/entities/Admin_Account). Of people elsewhere and of
    people whom one's role does not reach, `email` is empty."""

    id: str
    username: str
    domain: str | None
    created_at: str
    email: str
    ip: str | None
    ips: list[AdminIp]
    locale: str
    invite_request: str | None
    role: Role
    confirmed: bool
    approved: bool
    disabled: bool
    sensitized: bool
    silenced: bool
    suspended: bool
    account: Account
    created_by_application_id: str | None
    invited_by_account_id: str | None


class AdminReport(TypedDict):
    """A report as moderators see it (docs.joinmastodon.org/entities/Admin_Report)."""

    id: str
    action_taken: bool
    action_taken_at: str | None
    category: Literal["spam", "violation", "legal", "other"]
    comment: str
    forwarded: bool
    created_at: str
    updated_at: str
    account: AdminAccount
    target_account: AdminAccount
    assigned_account: AdminAccount | None
    action_taken_by_account: AdminAccount | None
    statuses: list[Status]
    rules: list[Rule]


class AdminDomainAllow(TypedDict):
    """A server that is talked to where only listed ones are (docs.joinmastodon.org/entities/Admin_DomainAllow)."""

    id: str
    domain: str
    created_at: str


class AdminDomainBlock(TypedDict):
    """A rule for another server (docs.joinmastodon.org/entities/Admin_DomainBlock). `id` is the domain itself."""

    id: str
    domain: str
    digest: str
    created_at: str
    severity: DomainSeverity
    reject_media: bool
    reject_reports: bool
    private_comment: str | None
    public_comment: str | None
    obfuscate: bool


class AdminEmailDomainBlockHistory(TypedDict):
    """How often it was tried on a day; not counted here."""

    day: str
    accounts: str
    uses: str


class AdminEmailDomainBlock(TypedDict):
    """A domain of e-mail addresses nobody signs up with (docs.joinmastodon.org/entities/Admin_EmailDomainBlock)."""

    id: str
    domain: str
    created_at: str
    history: list[AdminEmailDomainBlockHistory]


class AdminIpBlock(TypedDict):
    """What is done about a network (docs.joinmastodon.org/entities/Admin_IpBlock)."""

    id: str
    ip: str
    severity: IpSeverity
    comment: str
    created_at: str
    expires_at: str | None


class AdminMeasureData(TypedDict):
    """What was counted on one day."""

    date: str
    value: str


class AdminMeasure(TypedDict):
    """Something counted day by day (docs.joinmastodon.org/entities/Admin_Measure)."""

    key: str
    unit: str | None
    total: str
    human_value: str | None
    previous_total: str | None
    data: list[AdminMeasureData]


class AdminDimension(TypedDict):
    """Something counted by kind (docs.joinmastodon.org/entities/Admin_Dimension)."""

    key: str
    data: list[dict[str, Any]]
