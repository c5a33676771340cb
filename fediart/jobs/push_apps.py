"""Sends what is new for a member to their apps, each in the types and by the people it asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fediart.actions import pushing_apps
from fediart.actions.news import title_of, words_of
from fediart.actions.news_types import in_words, type_of
from fediart.actions.pushing import Again, Gone
from fediart.actions.pushing_apps import AppNews
from fediart.catalogues import named
from fediart.clock import MINUTE
from fediart.language import speaking
from fediart.sanitize import plain
from fediart.site import Site
from fediart.store import accounts, app_subscriptions, follows, jobs, muted_words, notifications
from fediart.store.app_subscriptions import ALL, FOLLOWED, NONE, AppSubscription
from fediart.store.database import Reading
from fediart.store.follows import ACCEPTED
from fediart.store.notifications import Notification
from fediart.store.settings import read_settings
from fediart.store.threads import faces_of

TRIES: Final = 4  # for one app, ever further apart
_NO_FACE: Final = "/static/icons/icon-192.png"


async def send(site: Site, payload: Mapping[str, Any]) -> bool:
    """Payload as of jobs/push.py, with `app` where one is tried again. False where there is nothing to tell."""
    async with site.db.reading() as tx:
        found = await _found(tx, site, payload)
        if found is None:
            return False
        news, apps = found
        settings = await read_settings(tx)
    subject = f"mailto:{settings.contact_email}" if settings.contact_email else site.config.origin
    for one in apps:
        if payload.get("app") in (None, one.id):
            await _note(site, payload, one, await pushing_apps.send(site, one, news, subject=subject))
    return bool(apps)


async def is_muted(tx: Reading, actor_id: int, text: str) -> bool:
    """Whether a word that the member muted for the news stands in it."""
    words = await muted_words.ready(tx, actor_id)
    return words.found_in(text, muted_words.NEWS) is not None


async def _found(
    tx: Reading, site: Site, payload: Mapping[str, Any]
) -> tuple[AppNews, Sequence[AppSubscription]] | None:
    """What is told, and the apps that want it."""
    if "message" in payload:
        told = await notifications.message_told(tx, int(payload["to"]), int(payload["message"]))
    else:
        told = await notifications.one_told(tx, int(payload["notification"]))
    if told is None:
        return None
    actor_id, one = told
    account, name = await accounts.by_actor(tx, actor_id), type_of(one.kind)
    apps = await app_subscriptions.of_actor(tx, actor_id, now=site.clock.now())
    wanting = [app for app in apps if app.alerts.get(name) and await _wants(tx, app, one)]
    if account is None or not account.active or not wanting:
        return None
    if await is_muted(tx, actor_id, f"{title_of(one)}\n{words_of(one)}"):
        return None
    face = (await faces_of(tx, [one.by])).get(one.by.id, "") if one.by else ""
    with speaking(named(account.locale)):
        title = in_words(one)
    return AppNews(one.id, name, title, _words(one), _whole(site, face or _NO_FACE), account.locale), wanting


def _words(one: Notification) -> str:
    """What was said; of a message its words, which no page tells of as news."""
    if one.kind == notifications.MESSAGE and one.post:
        return one.post.warning or plain(one.post.content)
    return words_of(one)


def _whole(site: Site, path: str) -> str:
    return path if path.startswith(("http://", "https://")) else f"{site.config.origin}{path}"


async def _wants(tx: Reading, app: AppSubscription, one: Notification) -> bool:
    """Whether it is by somebody the app is to tell of; what nobody did is told always but with `none`."""
    if app.policy == NONE:
        return False
    if app.policy == ALL or one.by is None or one.by.id == app.actor_id:
        return True
    pair = (app.actor_id, one.by.id) if app.policy == FOLLOWED else (one.by.id, app.actor_id)
    tie = await follows.between(tx, *pair)
    return tie is not None and tie.state == ACCEPTED


async def _note(site: Site, payload: Mapping[str, Any], app: AppSubscription, answer: object) -> None:
    """What became of it: an app that is gone is forgotten, one that cannot be reached is tried again."""
    now, tries = site.clock.now(), int(payload.get("tries", 0)) + 1
    async with site.db.writing() as tx:
        if isinstance(answer, Gone):
            await app_subscriptions.remove(tx, app.id, app.endpoint)
        elif isinstance(answer, Again):
            await app_subscriptions.count_failure(tx, app.id)
            if tries < TRIES:
                again = dict(payload) | {"app": app.id, "tries": tries}
                await jobs.enqueue(tx, site.ids.new(), "push", again, now=now, due=now + 4**tries * MINUTE)
        else:
            await app_subscriptions.count_success(tx, app.id)
