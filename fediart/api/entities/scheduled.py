"""Posts that wait for their time, as apps see them."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from fediart.api.entities.common import Visibility
from fediart.api.entities.media import MediaAttachment


class ScheduledPoll(TypedDict):
    """The poll of a post to come (docs.joinmastodon.org/entities/ScheduledStatus/#params-poll)."""

    options: list[str]
    expires_in: int
    multiple: bool
    hide_totals: bool


class ScheduledParams(TypedDict):
    """What was asked for (docs.joinmastodon.org/entities/ScheduledStatus/#params)."""

    text: str
    poll: ScheduledPoll | None
    media_ids: list[str] | None
    sensitive: bool | None
    spoiler_text: str | None
    visibility: Visibility
    in_reply_to_id: int | None
    quoted_status_id: str | None
    quote_approval_policy: str | None
    language: str | None
    application_id: int
    scheduled_at: None
    idempotency: str | None
    with_rate_limit: bool


class ScheduledStatus(TypedDict):
    """A post that waits for its time (docs.joinmastodon.org/entities/ScheduledStatus).

    `fediart_problem` says why one whose time has come could not be posted; it waits for another time.
    """

    id: str
    scheduled_at: str
    params: ScheduledParams
    media_attachments: list[MediaAttachment]
    fediart_problem: NotRequired[str]
