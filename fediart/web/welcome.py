"""The set-up of a new instance: its first visitor makes the owner's account and says what the place is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions.logging_in import log_in
from fediart.actions.names import SHORTEST_PASSWORD
from fediart.actions.settings import Welcome, rules_from, set_up
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store.settings import InstanceSettings
from fediart.web import pages
from fediart.web.choices import ADMISSION, DOORS, Choice, all_policies
from fediart.web.render import Page
from fediart.web.request import address_of, answers, settings_of, site_of
from fediart.web.sessions import browser_of, hand_out
from fediart.web.upload_form import by_field

_FIELDS = (
    "code", "name", "email", "instance_name", "instance_tagline", "instance_description", "instance_rules",
    "instance_ai_policy", "admission", "instance_registrations",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WelcomePage(Page):
    """`asks_code`: a stranger must not take a public instance, so the code that `serve` prints is asked."""

    template: ClassVar[str] = "welcome.html"
    asks_code: bool
    host: str
    given: Mapping[str, str]
    policies: tuple[Choice, ...]
    admission: tuple[Choice, ...] = ADMISSION
    doors: tuple[Choice, ...] = DOORS
    errors: Mapping[str, str] = field(default_factory=dict)
    shortest_password: int = SHORTEST_PASSWORD


async def show(request: web.Request) -> web.StreamResponse:
    _demand_new(request)
    usual = InstanceSettings()
    given = dict.fromkeys(_FIELDS, "") | {
        "code": request.query.get("code", "")[:20],
        "instance_tagline": usual.tagline,
        "instance_rules": "\n".join(usual.rules),
        "instance_ai_policy": usual.ai_policy,
        "instance_registrations": usual.registrations,
        "admission": "balanced",
    }
    return await _form(request, given, {})


async def send(request: web.Request) -> web.StreamResponse:
    _demand_new(request)
    given = dict.fromkeys(_FIELDS, "") | await answers(request)
    typed = (await request.post()).get("password", "")
    password = typed if isinstance(typed, str) else ""
    site, address = site_of(request), address_of(request)
    try:
        account = await set_up(site, _wanted(given, password), address=address)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _form(request, given, by_field(problem), status=422)
    token = await log_in(site, account.email, password, browser_of(request))
    response = pages.go(request, "/settings/profile", notice=_("Your instance is ready. Say who you are."))
    hand_out(request, response, token)
    return response


def _wanted(given: Mapping[str, str], password: str) -> Welcome:
    settings = InstanceSettings(
        name=given["instance_name"],
        tagline=given["instance_tagline"],
        description=given["instance_description"],
        rules=rules_from(given["instance_rules"]),
        contact_email=given["email"],
        registrations=given["instance_registrations"],
        ai_policy=given["instance_ai_policy"],
    )
    return Welcome(given["code"], given["name"], given["email"], password, given["admission"], settings)


def _demand_new(request: web.Request) -> None:
    if settings_of(request).set_up:
        raise NotFound(_("This instance has been set up already."))


async def _form(
    request: web.Request, given: Mapping[str, str], errors: Mapping[str, str], *, status: int = 200
) -> web.StreamResponse:
    config = site_of(request).config
    page = WelcomePage(
        title=_("Welcome"),
        asks_code=not config.instance.development,
        host=config.instance.host,
        given={name: given[name] for name in _FIELDS},
        policies=all_policies(),
        errors=errors,
    )
    return await pages.show(request, page, status=status)
