"""Addresses for news and for what an instance says of itself: notifications, messages, search, announcements."""

from __future__ import annotations

from typing import Final

from fediart.api import (
    announcements,
    conversations,
    grouped,
    instance,
    instance_numbers,
    instance_texts,
    leftovers,
    markers,
    news_policy,
    notifications,
    push,
    search,
    trends,
)
from fediart.api.endpoint import ANYBODY, Endpoint, delete, get, patch, post, put

_INSTANCE: Final = (
    get("/api/v1/instance", instance.version_1, need=ANYBODY, cached=True),
    get("/api/v2/instance", instance.version_2, need=ANYBODY, cached=True),
    get("/api/v1/instance/rules", instance_texts.rules, need=ANYBODY, cached=True),
    get("/api/v1/instance/extended_description", instance_texts.extended_description, need=ANYBODY, cached=True),
    get("/api/v1/instance/privacy_policy", instance_texts.privacy, need=ANYBODY, cached=True),
    get("/api/v1/instance/terms_of_service", instance_texts.terms, need=ANYBODY, cached=True),
    get("/api/v1/instance/terms_of_service/{date}", instance_texts.terms_of_day, need=ANYBODY, cached=True),
    get("/api/v1/instance/activity", instance_numbers.weeks, need=ANYBODY, cached=True),
    get("/api/v1/instance/peers", instance_numbers.peers, need=ANYBODY, cached=True),
    get("/api/v1/instance/domain_blocks", instance_numbers.domain_blocks, need=ANYBODY),
    get("/api/v1/instance/translation_languages", instance_numbers.translation_languages, need=ANYBODY, cached=True),
)
_READ: Final = (
    get("/api/v1/markers", markers.show, "read:statuses"),
    post("/api/v1/markers", markers.save, "write:statuses", also=(409,)),
    get("/api/v1/announcements", announcements.listed),
    post("/api/v1/announcements/{id}/dismiss", announcements.dismiss, "write:accounts"),
    put("/api/v1/announcements/{id}/reactions/{name}", announcements.react, "write:favourites"),
    delete("/api/v1/announcements/{id}/reactions/{name}", announcements.take_back, "write:favourites"),
    get("/api/v1/conversations", conversations.listed, "read:statuses"),
    delete("/api/v1/conversations/{id}", conversations.remove, "write:conversations"),
    post("/api/v1/conversations/{id}/read", conversations.read, "write:conversations"),
    post("/api/v1/conversations/{id}/unread", conversations.unread, "write:conversations"),
)
_READS, _WRITES = "read:notifications", "write:notifications"
_POLICY: Final = (
    get("/api/v1/notifications/policy", news_policy.show_v1, _READS),
    put("/api/v1/notifications/policy", news_policy.change_v1, _WRITES),
    patch("/api/v1/notifications/policy", news_policy.change_v1, _WRITES),
    get("/api/v2/notifications/policy", news_policy.show, _READS),
    put("/api/v2/notifications/policy", news_policy.change, _WRITES),
    patch("/api/v2/notifications/policy", news_policy.change, _WRITES),
    get("/api/v1/notifications/requests", news_policy.requests, _READS),
    get("/api/v1/notifications/requests/merged", news_policy.merged, _READS),
    post("/api/v1/notifications/requests/accept", news_policy.accept_several, _WRITES),
    post("/api/v1/notifications/requests/dismiss", news_policy.dismiss_several, _WRITES),
    get("/api/v1/notifications/requests/{id}", news_policy.request, _READS),
    post("/api/v1/notifications/requests/{id}/accept", news_policy.accept, _WRITES),
    post("/api/v1/notifications/requests/{id}/dismiss", news_policy.dismiss, _WRITES),
)
_NOTIFICATIONS: Final = (
    get("/api/v1/notifications", notifications.listed, _READS),
    get("/api/v1/notifications/unread_count", notifications.unread_count, _READS),
    post("/api/v1/notifications/clear", notifications.clear, _WRITES),
    get("/api/v1/notifications/{id}", notifications.show, _READS),
    post("/api/v1/notifications/{id}/dismiss", notifications.dismiss, _WRITES),
    get("/api/v2/notifications", grouped.listed, _READS),
    get("/api/v2/notifications/unread_count", grouped.unread_count, _READS),
    get("/api/v2/notifications/{group_key}", grouped.show, _READS),
    get("/api/v2/notifications/{group_key}/accounts", grouped.people, _READS, _WRITES),
    post("/api/v2/notifications/{group_key}/dismiss", grouped.dismiss, _WRITES),
)
_PUSH: Final = (
    post("/api/v1/push/subscription", push.subscribe, "push"),
    get("/api/v1/push/subscription", push.show, "push"),
    put("/api/v1/push/subscription", push.change, "push"),
    delete("/api/v1/push/subscription", push.unsubscribe, "push"),
)
_FINDING: Final = (
    get("/api/v2/search", search.find_all, "read:search", need=ANYBODY, also=(401,)),
    get("/api/v1/trends", trends.of_tags, need=ANYBODY),
    get("/api/v1/trends/tags", trends.of_tags, need=ANYBODY),
    get("/api/v1/trends/statuses", trends.of_statuses, need=ANYBODY),
    get("/api/v1/trends/links", trends.of_links, need=ANYBODY),
    get("/api/v1/custom_emojis", trends.custom_emojis, need=ANYBODY, cached=True),
)
_LEFTOVERS: Final = (
    get("/api/v1/annual_reports", leftovers.annual_reports, "read:accounts"),
    get("/api/v1/annual_reports/{year}", leftovers.nothing_there, "read:accounts"),
    get("/api/v1/annual_reports/{year}/state", leftovers.annual_report_state, "read:accounts"),
    post("/api/v1/annual_reports/{year}/generate", leftovers.nothing_there, "write:accounts"),
    post("/api/v1/annual_reports/{year}/read", leftovers.nothing_there, "write:accounts"),
    get("/api/v1_alpha/async_refreshes/{id}", leftovers.nothing_there, "read"),
)
NEWS: Final[tuple[Endpoint, ...]] = (*_INSTANCE, *_READ, *_POLICY, *_NOTIFICATIONS, *_PUSH, *_FINDING, *_LEFTOVERS)
