"""Settings: what a member is told, what strangers may say to them, and what comes to their devices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import choosing_news, pushing
from fediart.errors import Problem
from fediart.language import N_, _
from fediart.store import news_choices, news_rules, push
from fediart.store.news_choices import NewsChoice
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, site_of, ticked, viewer
from fediart.web.upload_form import by_field

OURS = "/settings/notifications"
Way = tuple[str, str, str]
STRANGERS: tuple[Way, ...] = (
    ("show", N_("Show them"), N_("With everything else.")),
    ("apart", N_("Keep them apart"), N_("They wait under “From strangers”, without a count.")),
    ("hide", N_("Do not tell me"), N_("They are still under your works.")),
)
MESSAGES: tuple[Way, ...] = (
    ("ask", N_("As requests"), N_("They wait under “Requests” until you accept or decline.")),
    ("refuse", N_("Not at all"), N_("Only people you follow can write to you. What arrives anyway is put away.")),
)
RULES: tuple[tuple[str, str], ...] = (
    ("not_following", N_("By people you do not follow")),
    ("not_followers", N_("By people who do not follow you")),
    ("new_accounts", N_("By accounts younger than 30 days")),
    ("limited_accounts", N_("By people whom moderators have silenced")),
)
TREATED: tuple[tuple[str, str], ...] = (
    ("accept", N_("Tell me")),
    ("filter", N_("Keep it apart")),
    ("drop", N_("Do not tell me")),
)
PUSHED: tuple[tuple[str, str], ...] = (
    ("messages", N_("Messages")),
    ("words", N_("Replies, mentions and quotes")),
    ("liked", N_("Likes, boosts and reactions")),
    ("people", N_("Followers, and people who move")),
    ("works", N_("What becomes of your works")),
    ("duties", N_("Moderation and administration")),
)


@dataclass(frozen=True, slots=True)
class NewsSettingsPage(Page):
    """`treated` is what becomes of each of `rules`. `key` is the instance's for pushes; `subscribed` whether this
    session's browser takes them; `devices` how many of the member's do."""

    template: ClassVar[str] = "settings/notifications.html"
    given: NewsChoice
    treated: Mapping[str, str]
    key: str
    subscribed: bool
    devices: int
    strangers: tuple[Way, ...] = STRANGERS
    messages: tuple[Way, ...] = MESSAGES
    pushed: tuple[tuple[str, str], ...] = PUSHED
    rules: tuple[tuple[str, str], ...] = RULES
    treatments: tuple[tuple[str, str], ...] = TREATED
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    """`/settings/notifications`."""
    async with site_of(request).db.reading() as tx:
        given = await news_choices.of_actor(tx, viewer(request).actor.id)
    return await pages.show(request, await _page(request, given, {}))


async def _page(request: web.Request, given: NewsChoice, errors: Mapping[str, str]) -> NewsSettingsPage:
    site, me = site_of(request), viewer(request)
    async with site.db.reading() as tx:
        own = await push.of_session(tx, me.session)
        devices = await push.of_actor(tx, me.actor.id)
        rules = await news_rules.of_actor(tx, me.actor.id)
    treated = {name: getattr(rules, name) for name, _label in RULES}
    key = pushing.server_key(site.config)
    return NewsSettingsPage(_("Notifications"), given, treated, key, own is not None, len(devices), errors=errors)


async def send(request: web.Request) -> web.StreamResponse:
    """`/settings/notifications`."""
    said, kinds = await answers(request), await ticked(request, "push")
    given = NewsChoice(said.get("strangers", ""), said.get("messages", ""), kinds)
    try:
        rules = {name: said[name] for name, _label in RULES if name in said}
        await choosing_news.choose(site_of(request), viewer(request).actor, given, rules)
    except Problem as problem:
        page = await _page(request, given, by_field(problem))
        return await pages.show(request, page, status=problem.status)
    return pages.go(request, OURS, notice=_("Saved."))


async def subscribe(request: web.Request) -> web.StreamResponse:
    """`/settings/notifications/push`: what the browser says of itself, sent by push.js."""
    said, me = await answers(request), viewer(request)
    await pushing.turn_on(
        site_of(request),
        me.actor,
        me.session,
        endpoint=said.get("endpoint", ""),
        p256dh=said.get("p256dh", ""),
        auth=said.get("auth", ""),
    )
    return pages.go(request, OURS)


async def unsubscribe(request: web.Request) -> web.StreamResponse:
    """`/settings/notifications/push/off`."""
    await pushing.turn_off(site_of(request), viewer(request).session)
    return pages.go(request, OURS)
