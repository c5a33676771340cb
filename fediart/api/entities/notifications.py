"""What somebody is told, one by one and in groups."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from fediart.api.entities.accounts import Account
from fediart.api.entities.reports import Report
from fediart.api.entities.statuses import Status


class NotificationFallback(TypedDict):
    """What an app shows that does not know the type (docs.joinmastodon.org/entities/NotificationFallback)."""

    title: str
    summary: str | None
    details: str | None


class RelationshipSeveranceEvent(TypedDict):
    """Follows that moderators ended (docs.joinmastodon.org/entities/RelationshipSeveranceEvent)."""

    id: str
    type: Literal["domain_block", "user_domain_block", "account_suspension"]
    purged: bool
    target_name: str
    followers_count: int
    following_count: int
    created_at: str


class Appeal(TypedDict):
    """An answer to a warning; here it is given on the page of the work (docs.joinmastodon.org/entities/Appeal)."""

    text: str
    state: Literal["approved", "rejected", "pending"]


class AccountWarning(TypedDict):
    """What was decided about a work, in words (docs.joinmastodon.org/entities/AccountWarning)."""

    id: str
    action: Literal[
        "none", "disable", "mark_statuses_as_sensitive", "delete_statuses", "sensitive", "silence", "suspend"
    ]
    text: str
    status_ids: list[str] | None
    target_account: Account
    appeal: Appeal | None
    created_at: str


class Notification(TypedDict):
    """Something that concerns the member (docs.joinmastodon.org/entities/Notification).

    Types that begin with `fediart.` are ours; they come only to apps that say which types they know.
    """

    id: str
    type: str
    group_key: str
    created_at: str
    account: Account
    status: NotRequired[Status]
    report: NotRequired[Report]
    event: NotRequired[RelationshipSeveranceEvent]
    moderation_warning: NotRequired[AccountWarning]
    fallback: NotRequired[NotificationFallback]


class NotificationGroup(TypedDict):
    """Notifications that belong together (docs.joinmastodon.org/entities/GroupedNotificationsResults)."""

    group_key: str
    notifications_count: int
    type: str
    most_recent_notification_id: int
    page_min_id: NotRequired[str]
    page_max_id: NotRequired[str]
    latest_page_notification_at: NotRequired[str]
    sample_account_ids: list[str]
    status_id: NotRequired[str]
    report: NotRequired[Report]
    event: NotRequired[RelationshipSeveranceEvent]
    moderation_warning: NotRequired[AccountWarning]
    fallback: NotRequired[NotificationFallback]


class PartialAccountWithAvatar(TypedDict):
    """As much of a person as a face needs
    (docs.joinmastodon.org/entities/GroupedNotificationsResults/#PartialAccountWithAvatar)."""

    id: str
    acct: str
    url: str
    avatar: str
    avatar_static: str
    avatar_description: str
    locked: bool
    bot: bool


class GroupedNotificationsResults(TypedDict):
    """Groups with whom and what they name, each once (docs.joinmastodon.org/entities/GroupedNotificationsResults)."""

    accounts: list[Account]
    partial_accounts: NotRequired[list[PartialAccountWithAvatar]]
    statuses: list[Status]
    notification_groups: list[NotificationGroup]


class PolicySummary(TypedDict):
    """How much is kept apart, among the newest."""

    pending_requests_count: int
    pending_notifications_count: int


Treatment = Literal["accept", "filter", "drop"]


class NotificationPolicy(TypedDict):
    """What becomes of news by some people (docs.joinmastodon.org/entities/NotificationPolicy)."""

    for_not_following: Treatment
    for_not_followers: Treatment
    for_new_accounts: Treatment
    for_private_mentions: Treatment
    for_limited_accounts: Treatment
    summary: PolicySummary


class V1NotificationPolicy(TypedDict):
    """The same in the first shape (docs.joinmastodon.org/entities/V1_NotificationPolicy)."""

    filter_not_following: bool
    filter_not_followers: bool
    filter_new_accounts: bool
    filter_private_mentions: bool
    summary: PolicySummary


class NotificationRequest(TypedDict):
    """What one person did that is kept apart (docs.joinmastodon.org/entities/NotificationRequest)."""

    id: str
    created_at: str
    updated_at: str
    notifications_count: str
    account: Account
    last_status: Status | None


class CountResponse(TypedDict):
    """A number of things."""

    count: int


class MergedResponse(TypedDict):
    """Whether what was accepted is among the notifications now."""

    merged: bool
