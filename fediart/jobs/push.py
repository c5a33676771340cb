"""Sends what is new for a member to the devices that take it, in the member's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import escape

from fediart.actions import news, pushing
from fediart.actions.news_words import sentence
from fediart.actions.pushing import Again, Gone, News
from fediart.catalogues import named
from fediart.clock import MINUTE
from fediart.jobs import push_apps
from fediart.jobs.push_apps import is_muted
from fediart.language import _, speaking
from fediart.outcomes import Done, Ignored, Outcome
from fediart.sanitize import plain
from fediart.site import Site
from fediart.store import accounts, jobs, news_choices, notifications, push, talks, threads
from fediart.store.accounts import Account
from fediart.store.database import Reading
from fediart.store.news_choices import family_of
from fediart.store.push import Subscription
from fediart.store.settings import read_settings

TRIES = 4  # for one device, ever further apart
_NOT_WANTED = "it was seen, is muted, or the member does not want it"


async def send(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `notification`, or `message` with `to`; where one device or app is tried again, its `device` or `app`,
    and `tries`.

    Nothing is sent of what was seen meanwhile, is muted, or was not chosen.
    """
    told = False if "device" in payload else await push_apps.send(site, payload)
    if "app" in payload:
        return Done() if told else Ignored(_NOT_WANTED)
    outcome = await _to_browsers(site, payload)
    return Done() if told else outcome


async def _to_browsers(site: Site, payload: Mapping[str, Any]) -> Outcome:
    async with site.db.reading() as tx:
        found = await _found(tx, payload)
        if found is None:
            return Ignored(_NOT_WANTED)
        actor_id, told = found
        settings = await read_settings(tx)
        devices = await push.of_actor(tx, actor_id)
    only = payload.get("device")
    subject = f"mailto:{settings.contact_email}" if settings.contact_email else site.config.origin
    for device in devices:
        if only is None or device.id == only:
            answer = await pushing.send(site, device, told, subject=subject)
            await _note(site, payload, device, answer)
    return Done()


async def _note(site: Site, payload: Mapping[str, Any], device: Subscription, answer: object) -> None:
    """What became of it: a browser that is gone is forgotten, one that cannot be reached is tried again."""
    now, tries = site.clock.now(), int(payload.get("tries", 0)) + 1
    async with site.db.writing() as tx:
        if isinstance(answer, Gone):
            await push.remove(tx, device.id, device.endpoint)
        elif isinstance(answer, Again):
            await push.count_failure(tx, device.id)
            if tries < TRIES:
                again = dict(payload) | {"device": device.id, "tries": tries}
                await jobs.enqueue(tx, site.ids.new(), "push", again, now=now, due=now + 4**tries * MINUTE)
        else:
            await push.count_success(tx, device.id)


async def _found(tx: Reading, payload: Mapping[str, Any]) -> tuple[int, News] | None:
    """Whose it is, and what their devices show."""
    if "message" in payload:
        return await _message(tx, int(payload["message"]), int(payload["to"]))
    told = await notifications.one_told(tx, int(payload["notification"]))
    if told is None:
        return None
    actor_id, one = told
    account = await _wanting(tx, actor_id, family_of(one.kind))
    if account is None or await is_muted(tx, actor_id, f"{news.title_of(one)}\n{news.words_of(one)}"):
        return None
    with speaking(named(account.locale)):
        path, names = news.path_of(one), [str(escape(one.by.shown_name))] if one.by else []
        title = str(escape(news.title_of(one)))
        said = plain(sentence(one.kind, 1, names=names, path=path, title=title)) or one.text or one.kind
        words = news.words_of(one)
    topic = f"{one.kind} {one.post.id if one.post else one.id}"
    return actor_id, News(said, words, path or "/notifications", topic)


async def _message(tx: Reading, post_id: int, actor_id: int) -> tuple[int, News] | None:
    """Of a talk that is open and not read yet; of a stranger's request only that there is one."""
    talk_id = await talks.talk_of(tx, post_id)
    talk = await talks.by_id(tx, talk_id, actor_id) if talk_id is not None else None
    said = await threads.by_id(tx, post_id, viewer=actor_id)
    account = await _wanting(tx, actor_id, "messages")
    if talk is None or said is None or account is None or not talk.unread or talk.state == talks.DECLINED:
        return None
    words = said.post.warning or plain(said.post.content)
    with speaking(named(account.locale)):
        if talk.state == talks.ASKED:
            return actor_id, News(_("Somebody new has written to you"), "", f"/messages/{talk.id}", f"talk {talk.id}")
        if await is_muted(tx, actor_id, words):
            return None
        title = _("%(who)s has written to you", who=said.author.shown_name)
    return actor_id, News(title, words, f"/messages/{talk.id}", f"talk {talk.id}", urgent=True)


async def _wanting(tx: Reading, actor_id: int, family: str) -> Account | None:
    """The account, if it is in use and this family of news is to come to its devices."""
    account = await accounts.by_actor(tx, actor_id)
    choice = await news_choices.of_actor(tx, actor_id)
    return account if account is not None and account.active and family in choice.push else None
