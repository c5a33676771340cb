"""Pushes to the app whose token asks: one subscription for each token, gone with it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import cast

from fediart.actions import pushing, pushing_apps
from fediart.api.call import Call
from fediart.api.entities.common import Empty
from fediart.api.entities.push import WebPushSubscription
from fediart.api.given import asked, bounds_of
from fediart.errors import NotFound
from fediart.store import app_subscriptions
from fediart.store.app_subscriptions import ALL, AppSubscription


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of who will read the pushes (RFC 8291)."""

    p256dh: str = asked("A point of P-256, base64.", required=True, most=200)
    auth: str = asked("Sixteen random bytes, base64.", required=True, most=100)


@dataclass(frozen=True, slots=True)
class Subscribing:
    """Where pushes go."""

    endpoint: str = asked("Where its push service takes them.", required=True, most=pushing.LONGEST_ENDPOINT)
    keys: Keys | None = asked("The keys of who will read them.", required=True)
    standard: bool = asked("Encrypted by RFC 8291; else by the draft before it (aesgcm).", default=False)


@dataclass(frozen=True, slots=True)
class WantedAlerts:
    """What is told."""

    mention: bool = asked("Mentions, replies and messages.", default=False)
    status: bool = asked("Posts of people one is told of; works that are published.", default=False)
    reblog: bool = asked("Boosts.", default=False)
    follow: bool = asked("New followers.", default=False)
    follow_request: bool = asked("People who ask to follow.", default=False)
    favourite: bool = asked("Likes and reactions.", default=False)
    poll: bool = asked("Polls that have ended.", default=False)
    update: bool = asked("Never sent here.", default=False)
    quote: bool = asked("Quotes.", default=False)
    quoted_update: bool = asked("Never sent here.", default=False)
    sign_up: bool = asked("People who ask to join; for moderators.", default=False, name="admin.sign_up")
    report: bool = asked("Reports; for moderators.", default=False, name="admin.report")
    severed_relationships: bool = asked("Follows that moderators ended.", default=False)
    moderation_warning: bool = asked("What is decided about one's works.", default=False)


@dataclass(frozen=True, slots=True)
class Data:
    """What is told, and of whom."""

    alerts: WantedAlerts | None = asked("Which types.")
    policy: str | None = asked("By whom: all, followed, follower or none.", most=20)


@dataclass(frozen=True, slots=True)
class NewSubscription:
    """An app that wants pushes."""

    subscription: Subscribing | None = asked("Where they go.", required=True)
    data: Data | None = asked("What is told.")


@dataclass(frozen=True, slots=True)
class OtherData:
    """What is told from now on."""

    data: Data | None = asked("What is told.")
    policy: str | None = asked("By whom: all, followed, follower or none.", most=20)


def _token(call: Call) -> str:
    return call.bearer.token_hash if call.bearer else ""


def _alerts(data: Data | None) -> dict[str, bool]:
    wanted = data.alerts if data and data.alerts else WantedAlerts()
    return {bounds_of(one).name or one.name: getattr(wanted, one.name) for one in fields(wanted)}


async def subscribe(call: Call, given: NewSubscription) -> WebPushSubscription:
    """Sends pushes to the app from now on, in place of where it had them sent before."""
    to, data = given.subscription, given.data
    if to is None or to.keys is None:
        raise PermissionError("both are required")
    made = await pushing_apps.turn_on(
        call.site, call.actor, _token(call), endpoint=to.endpoint, p256dh=to.keys.p256dh, auth=to.keys.auth,
        standard=to.standard, alerts=_alerts(data), policy=(data.policy if data else None) or ALL,
    )  # fmt: skip
    return _told(call, made)


async def show(call: Call) -> WebPushSubscription:
    """Tells where this app's pushes go."""
    async with call.site.db.reading() as tx:
        found = await app_subscriptions.of_token(tx, _token(call))
    if found is None:
        raise NotFound("Record not found")
    return _told(call, found)


async def change(call: Call, given: OtherData) -> WebPushSubscription:
    """Changes what this app is told."""
    policy = given.policy or (given.data.policy if given.data else None)
    return _told(call, await pushing_apps.choose(call.site, _token(call), _alerts(given.data), policy))


async def unsubscribe(call: Call) -> Empty:
    """Sends this app no pushes any more."""
    async with call.site.db.writing() as tx:
        await app_subscriptions.remove_of_token(tx, _token(call))
    return {}


def _told(call: Call, one: AppSubscription) -> WebPushSubscription:
    told = {
        "id": str(one.id),
        "endpoint": one.endpoint,
        "standard": bool(one.standard),
        "policy": one.policy,
        "alerts": dict(one.alerts),
        "server_key": pushing.server_key(call.site.config),
    }
    return cast(WebPushSubscription, told)
