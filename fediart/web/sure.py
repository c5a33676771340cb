"""The door before dangerous things: who has not proved lately who they are is asked for it, and then it goes on.

A form that is held up here is carried along: the page that asks has all its fields, and sends them again together with
the proof. Forms with files cannot be carried, so their senders are asked first and fill them in again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final
from urllib.parse import quote, urlsplit

from aiohttp import web
from multidict import MultiDictProxy

from fediart.actions.sureness import LASTS, Proof, prove
from fediart.errors import NotAllowed, Problem, TooOften
from fediart.language import _
from fediart.store import passkeys as stored
from fediart.web import pages, passkey_asking
from fediart.web.access import Route
from fediart.web.render import Page
from fediart.web.request import Viewer, address_of, own_path, site_of, viewer, viewer_of
from fediart.web.upload_form import by_field

PATH: Final = "/sure"
_OURS: Final = "sure-"  # how the fields of the proof begin
_Form = MultiDictProxy[str | bytes | bytearray | web.FileField]


@dataclass(frozen=True, slots=True)
class SurePage(Page):
    """`action` is where the form goes, `carried` what it had when it was held up, `back` where it was filled in;
    `passkeys` what the browser is asked, nothing for who has none."""

    template: ClassVar[str] = "account/sure.html"
    action: str
    back: str
    carried: Sequence[tuple[str, str]] = ()
    two_factors: bool = False
    passkeys: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


def is_sure(request: web.Request, who: Viewer) -> bool:
    return site_of(request).clock.now() - who.sure < LASTS


async def ask(request: web.Request, route: Route, *, html: bool) -> web.StreamResponse | None:
    """None where the request may go on: they proved it lately, or this very form brings the proof."""
    who = viewer_of(request)
    if who is None or is_sure(request, who):
        return None
    if not html:
        raise NotAllowed(_("Open %(path)s, confirm that it is you, then try again.", path=PATH))
    if request.method in ("GET", "HEAD"):
        return _first(request.path_qs)
    form = await request.post() if route.csrf else None
    if form is None or any(isinstance(value, web.FileField) for value in form.values()):
        return _first(_came_from(request))
    return await _proved(request, who, form)


async def show(request: web.Request) -> web.StreamResponse:
    """Asked before a page, or before a form with files."""
    target = own_path(request.query.get("next", "/home"))
    if is_sure(request, viewer(request)):
        return pages.go(request, target)
    return await _page(request, viewer(request), PATH, [("next", target)], target)


async def send(request: web.Request) -> web.StreamResponse:
    form = await request.post()
    asked = form.get("next", "/home")
    target = own_path(asked if isinstance(asked, str) else "/home")
    try:
        await _prove(request, viewer(request), _proof(request, form))
    except TooOften:
        raise
    except Problem as problem:
        return await _page(request, viewer(request), PATH, [("next", target)], target, problem=problem)
    return pages.go(request, target)


async def _proved(request: web.Request, who: Viewer, form: _Form) -> web.StreamResponse | None:
    carried = [
        (name, value)
        for name, value in form.items()
        if isinstance(value, str) and name != "csrf" and not name.startswith(_OURS)
    ]
    back = _came_from(request)
    try:
        proof = _proof(request, form)
        if not proof and not who.account.two_factors:
            proof = Proof(password=_text(form, "current_password"))  # a form that asks for it itself
        if not proof:
            return await _page(request, who, request.path_qs, carried, back)
        await _prove(request, who, proof)
    except TooOften:
        raise
    except Problem as problem:
        return await _page(request, who, request.path_qs, carried, back, problem=problem)
    return None


async def _prove(request: web.Request, who: Viewer, proof: Proof) -> None:
    await prove(site_of(request), who.account, who.session, proof, address=address_of(request))


def _proof(request: web.Request, form: _Form) -> Proof:
    passkey = _text(form, "sure-passkey")
    return Proof(
        password=_text(form, "sure-password"),
        code=_text(form, "sure-code")[:100],
        passkey=passkey_asking.answer(request, passkey_asking.SURE, passkey) if passkey else None,
    )


def _text(form: _Form, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _first(target: str) -> web.Response:
    headers = {"Location": f"{PATH}?next={quote(target, safe='/@')}", "Cache-Control": "no-store"}
    return web.Response(status=303, headers=headers)


def _came_from(request: web.Request) -> str:
    """The page of ours that the form stood on, as the browser says it."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if f"{parts.scheme}://{parts.netloc}" != site_of(request).config.origin:
        return "/home"
    return own_path(parts.path + (f"?{parts.query}" if parts.query else ""))


async def _page(
    request: web.Request,
    who: Viewer,
    action: str,
    carried: Sequence[tuple[str, str]],
    back: str,
    *,
    problem: Problem | None = None,
) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        known = await stored.of_account(tx, who.account.id)
    page = SurePage(
        title=_("Confirm that it is you"),
        action=action,
        back=back,
        carried=carried,
        two_factors=bool(who.account.two_factors),
        passkeys=passkey_asking.ask(request, passkey_asking.SURE, known) if known else "",
        errors=by_field(problem) if problem else {},
    )
    return await pages.show(request, page, status=problem.status if problem else 403)
