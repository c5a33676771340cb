"""Pushes to apps: turned on with a token and gone with it, and sent in the shape and encryptions that apps of Mastodon
read (docs.joinmastodon.org/methods/push)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from federation.web_push import (
    ORDER,
    authorization,
    authorization_by_draft,
    encrypted,
    encrypted_by_draft,
    keys_of,
    public_of,
)
from fediart.actions.news_types import TYPES
from fediart.actions.pushing import KEPT_S, Again, Gone, Sent, demand_subscription, posted, server
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import app_subscriptions
from fediart.store.actors import Actor
from fediart.store.app_subscriptions import ALL, FOLLOWED, FOLLOWER, NONE, AppSubscription

ALERTS: Final = (*TYPES, "update", "quoted_update")
POLICIES: Final = (ALL, FOLLOWED, FOLLOWER, NONE)
LONGEST: Final = 400  # letters of what was said


@dataclass(frozen=True, slots=True)
class AppNews:
    """What an app shows; `number` is the notification's, `name` its type in Mastodon's word, `icon` an address."""

    number: int
    name: str
    title: str
    words: str
    icon: str
    locale: str


async def turn_on(
    site: Site, member: Actor, token_hash: str, *,
    endpoint: str, p256dh: str, auth: str, standard: bool, alerts: Mapping[str, bool], policy: str,
) -> AppSubscription:  # fmt: skip
    """This token's app takes pushes from now on, in place of what it gave before. Raises Problem."""
    demand_subscription(site, endpoint, p256dh, auth)
    made = AppSubscription(
        id=site.ids.new(),
        actor_id=member.id,
        token_hash=token_hash,
        endpoint=endpoint,
        p256dh=p256dh.strip(),
        auth=auth.strip(),
        standard=int(standard),
        policy=_policy(policy),
        created=site.clock.now(),
        alerts=_alerts(alerts),
    )
    async with site.db.writing() as tx:
        await app_subscriptions.put(tx, made)
    return made


async def choose(site: Site, token_hash: str, alerts: Mapping[str, bool], policy: str | None) -> AppSubscription:
    """Other types, or by other people. Raises NotFound where the token's app takes none, Problem."""
    async with site.db.writing() as tx:
        before = await app_subscriptions.of_token(tx, token_hash)
        if before is None:
            raise NotFound(_("Record not found"))
        made = replace(before, alerts=_alerts(alerts), policy=before.policy if policy is None else _policy(policy))
        await app_subscriptions.choose(tx, token_hash, made.alerts, made.policy)
    return made


def _alerts(given: Mapping[str, bool]) -> dict[str, bool]:
    return {name: bool(given.get(name)) for name in ALERTS}


def _policy(given: str) -> str:
    if given not in POLICIES:
        words = ", ".join(POLICIES)
        raise Problem(_("%(name)s is none of %(words)s", name="policy", words=words), field="policy")
    return given


async def send(site: Site, to: AppSubscription, news: AppNews, *, subject: str) -> Sent | Gone | Again:
    """One push, in the encryption that the app asked for."""
    keys, message = keys_of(to.p256dh, to.auth), _message(news)
    salt, scalar = secrets.token_bytes(16), secrets.randbelow(ORDER)
    ours, now = server(site.config), site.clock.now()
    headers = {"Content-Type": "application/octet-stream", "TTL": str(KEPT_S), "Urgency": "normal"}
    if to.standard:
        body = encrypted(message, keys, salt=salt, scalar=scalar)
        token = authorization(to.endpoint, ours, subject=subject, now=now)
        headers |= {"Content-Encoding": "aes128gcm", "Authorization": token}
    else:
        draft = encrypted_by_draft(message, keys, salt=salt, scalar=scalar)
        body, token = draft.body, authorization_by_draft(to.endpoint, ours, subject=subject, now=now)
        headers |= {
            "Content-Encoding": "aesgcm",
            "Encryption": f"salt={draft.salt}",
            "Crypto-Key": f"dh={draft.key};p256ecdsa={public_of(ours)}",
            "Authorization": token,
        }
    return await posted(site, to.endpoint, headers, body)


def _message(news: AppNews) -> bytes:
    """As Mastodon's. The token is not among what is sent: it is not kept here, but as a hash."""
    words = news.words if len(news.words) <= LONGEST else news.words[:LONGEST].rstrip() + "…"
    said = {
        "access_token": "",
        "preferred_locale": news.locale,
        "notification_id": news.number,
        "notification_type": news.name,
        "icon": news.icon,
        "title": news.title[:200],
        "body": words,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
