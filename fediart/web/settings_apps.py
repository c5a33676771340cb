"""Settings: the apps that may act in one's name, and tokens for programs of one's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlsplit

from aiohttp import web

from fediart.actions import tokens
from fediart.actions.permissions import may
from fediart.actions.tokens import LONGEST_LABEL, USUAL
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import access_tokens
from fediart.store.access_tokens import OwnToken
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, is_number, site_of, ticked, viewer
from fediart.web.scope_words import RUN, Told, choices, told
from fediart.web.upload_form import by_field

_FIRST = ("read",)  # what is ticked before anybody has chosen


@dataclass(frozen=True, slots=True)
class AppRow:
    """An app that may act for the viewer. `host` is its website's, or empty; `last_used` 0: never."""

    id: int
    name: str
    website: str
    host: str
    may: Sequence[Told]
    since: int
    last_used: int


@dataclass(frozen=True, slots=True)
class TokenRow:
    token: OwnToken
    may: Sequence[Told]


@dataclass(frozen=True, slots=True)
class AppsPage(Page):
    template: ClassVar[str] = "settings/apps.html"
    apps: Sequence[AppRow]
    own: Sequence[TokenRow]
    host: str
    choices: Sequence[Told]
    chosen: Collection[str] = _FIRST
    label: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    broad: Collection[str] = (*USUAL, "profile", "admin:read", "admin:write")
    longest_label: int = LONGEST_LABEL


@dataclass(frozen=True, slots=True)
class TokenPage(Page):
    template: ClassVar[str] = "settings/token.html"
    label: str
    token: str


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def make(request: web.Request) -> web.StreamResponse:
    """The token is on this one page, which nobody may keep, and nowhere else."""
    label, wanted = (await answers(request)).get("label", ""), await ticked(request, "scopes")
    try:
        token = await tokens.make_own(site_of(request), viewer(request).account, wanted, label=label)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, by_field(problem), label=label, chosen=wanted, status=422)
    return await pages.show(request, TokenPage(title=_("Your token"), label=label, token=token))


async def revoke_app(request: web.Request) -> web.StreamResponse:
    account = viewer(request).account
    await tokens.revoke_app(site_of(request), account, await _number(request, "app"))
    return pages.go(request, "/settings/apps", notice=_("The app is logged out, and may do nothing in your name."))


async def revoke_token(request: web.Request) -> web.StreamResponse:
    account = viewer(request).account
    await tokens.revoke_own(site_of(request), account, await _number(request, "token"))
    return pages.go(request, "/settings/apps", notice=_("The token opens nothing any more."))


async def revoke_all(request: web.Request) -> web.StreamResponse:
    await tokens.revoke_all(site_of(request), viewer(request).account)
    return pages.go(request, "/settings/apps", notice=_("All apps are logged out, and all tokens have ended."))


async def _number(request: web.Request, name: str) -> int:
    given = (await answers(request)).get(name, "")
    if not is_number(given):
        raise NotFound(_("There is nothing at this address."))
    return int(given)


async def _page(
    request: web.Request,
    errors: Mapping[str, str] | None = None,
    *,
    label: str = "",
    chosen: Collection[str] = _FIRST,
    status: int = 200,
) -> web.StreamResponse:
    site, account = site_of(request), viewer(request).account
    async with site.db.reading() as tx:
        apps = await access_tokens.apps_of(tx, account.id, now=site.clock.now())
        own = await access_tokens.made_by(tx, account.id)
    page = AppsPage(
        title=_("Apps"),
        apps=[
            AppRow(one.app_id, one.name, one.website, urlsplit(one.website).hostname or "", told(one.scopes),
                   one.since, one.last_used)
            for one in apps
        ],
        own=[TokenRow(one, told(one.scopes)) for one in own],
        host=site.config.instance.host,
        choices=[one for one in choices() if one.kind != RUN or may(account, "review")],
        chosen=chosen,
        label=label,
        errors=errors or {},
    )  # fmt: skip
    return await pages.show(request, page, status=status)
