"""Pushes to apps."""

from __future__ import annotations

from typing import Literal, TypedDict

Alerts = TypedDict(
    "Alerts",
    {
        "mention": bool,
        "status": bool,
        "reblog": bool,
        "follow": bool,
        "follow_request": bool,
        "favourite": bool,
        "poll": bool,
        "update": bool,
        "quote": bool,
        "quoted_update": bool,
        "admin.sign_up": bool,
        "admin.report": bool,
        "severed_relationships": bool,
        "moderation_warning": bool,
    },
)


class WebPushSubscription(TypedDict):
    """An app that takes pushes (docs.joinmastodon.org/entities/WebPushSubscription)."""

    id: str
    endpoint: str
    standard: bool
    policy: Literal["all", "followed", "follower", "none"]
    alerts: Alerts
    server_key: str
