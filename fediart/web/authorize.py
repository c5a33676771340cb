"""`/oauth/authorize`: an app asks a member whether it may act for them, and they say yes or no."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from fediart.actions.apps import is_this_machine
from fediart.actions.authorizing import NAMES, Question, SendBack, WrongQuestion, allow, question, refused, with_code
from fediart.catalogues import offered
from fediart.errors import NotAllowed
from fediart.language import _, speak
from fediart.store import access_tokens
from fediart.store.threads import local_file
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import site_of, viewer_of
from fediart.web.scope_words import RUN, Told, told

_HOST = re.compile(r"[a-z0-9.-]+")
_YES = {"1", "true", "t", "on", "yes"}


@dataclass(frozen=True, slots=True)
class ConsentPage(Page):
    """`sent_to` is the host or the app's own scheme where one is sent; empty where the code is shown.

    `avatar` is a path or empty; `hidden` the question, which the form asks again.
    """

    template: ClassVar[str] = "oauth/consent.html"
    app: str
    website: str
    website_host: str
    avatar: str
    may: Sequence[Told]
    runs: bool
    sent_to: str
    to_device: bool
    before: bool
    hidden: Mapping[str, str]
    again: str


@dataclass(frozen=True, slots=True)
class CodePage(Page):
    template: ClassVar[str] = "oauth/code.html"
    app: str
    code: str


@dataclass(frozen=True, slots=True)
class RefusedPage(Page):
    template: ClassVar[str] = "oauth/refused.html"
    app: str


@dataclass(frozen=True, slots=True)
class WrongPage(Page):
    template: ClassVar[str] = "oauth/wrong.html"
    why: str


async def show(request: web.Request) -> web.StreamResponse:
    """The question; who is not logged in, or is to log in anew, does that first and comes back."""
    _speak_as_asked(request)
    given = {name: request.query[name] for name in NAMES if name in request.query}
    try:
        asked = await question(site_of(request), given)
    except WrongQuestion as wrong:
        return await _wrong(request, wrong)
    except SendBack as back:
        return _away(back.to)
    if viewer_of(request) is None or request.query.get("force_login", "").lower() in _YES:
        return _log_in_first(request)
    return await _ask(request, asked, given)


async def send(request: web.Request) -> web.StreamResponse:
    given = await request.post()  # to the letter: the state comes back to the app as it was sent
    form = {name: value for name in NAMES if isinstance(value := given.get(name), str)}
    who = viewer_of(request)
    if who is None:
        raise NotAllowed(_("Log in first."))
    try:
        asked = await question(site_of(request), form)
    except WrongQuestion as wrong:
        return await _wrong(request, wrong)
    except SendBack as back:
        return _away(back.to)
    if given.get("decision") != "allow":
        if asked.shown:
            return await pages.show(request, RefusedPage(title=_("Not allowed"), app=asked.app.name))
        return _away(refused(asked))
    code = await allow(site_of(request), asked, who.account)
    if asked.shown:
        return await pages.show(request, CodePage(title=_("Your code"), app=asked.app.name, code=code))
    return _away(with_code(asked, code))


async def _ask(request: web.Request, asked: Question, given: Mapping[str, str]) -> web.StreamResponse:
    site, who = site_of(request), viewer_of(request)
    assert who is not None
    async with site.db.reading() as tx:
        before = await access_tokens.allowed_before(tx, who.account.id, asked.app.id)
    groups = told(asked.scopes)
    page = ConsentPage(
        title=_("Let %(app)s in?", app=asked.app.name),
        app=asked.app.name,
        website=asked.app.website,
        website_host=urlsplit(asked.app.website).hostname or "",
        avatar=local_file(who.actor.avatar),
        may=groups,
        runs=any(one.kind == RUN for one in groups),
        sent_to="" if asked.shown else _place(asked.redirect_uri),
        to_device=_is_device(asked.redirect_uri),
        before=before,
        hidden=given,
        again="/log-in?" + urlencode({"next": "/oauth/authorize?" + urlencode(given), "again": "1"}),
    )
    response = await pages.show(request, page)
    response.headers["Content-Security-Policy"] = _policy(asked)
    response.headers["X-Frame-Options"] = "DENY"  # for what is older than frame-ancestors
    return response


def _policy(asked: Question) -> str:
    """The page's usual one, and leave for the form's answer to lead to the app: browsers ask for that, too."""
    target = "" if asked.shown else f" {_source(asked.redirect_uri)}"
    return (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
        f"form-action 'self'{target}; frame-ancestors 'none'"
    )


def _source(address: str) -> str:
    """An origin, or for apps' own schemes the scheme, as Content Security Policy spells them."""
    parts = urlsplit(address)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return f"{scheme}:"
    return f"{scheme}://{host}{f':{parts.port}' if parts.port else ''}"


def _place(address: str) -> str:
    """Where somebody is sent, as they should read it: the whole host, or the app's own scheme."""
    parts = urlsplit(address)
    return parts.hostname or "" if parts.scheme.lower() in ("http", "https") else f"{parts.scheme}:"


def _is_device(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme.lower() not in ("http", "https") or is_this_machine(parts.hostname or "")


def _log_in_first(request: web.Request) -> web.StreamResponse:
    kept = [(name, value) for name, value in request.query.items() if name in NAMES or name == "lang"]
    back = urlencode({"next": f"{request.path}?{urlencode(kept)}", "again": "1"})
    return web.Response(status=303, headers={"Location": f"/log-in?{back}", "Cache-Control": "no-store"})


def _away(to: str) -> web.StreamResponse:
    """To the app, at an address that it has registered (actions/authorizing.py)."""
    headers = {"Location": to, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return web.Response(status=303, headers=headers)


async def _wrong(request: web.Request, wrong: WrongQuestion) -> web.StreamResponse:
    return await pages.show(request, WrongPage(title=_("This cannot go on"), why=wrong.message), status=wrong.status)


def _speak_as_asked(request: web.Request) -> None:
    language = offered().get(request.query.get("lang", ""))
    if language is not None:
        speak(language)
