"""Administration: what the sign-up form asks, how many are let in each day, and how mails stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions import mail_quota, sign_up_settings
from fediart.actions.mail_quota import Standing
from fediart.clock import DAY
from fediart.errors import Problem
from fediart.language import _
from fediart.store import sign_ups
from fediart.store.gate_settings import read_gates
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, settings_of, site_of, viewer
from fediart.web.upload_form import by_field

PATH: Final = "/admin/sign-ups/settings"


@dataclass(frozen=True, slots=True)
class SignUpSettingsPage(Page):
    """`door` is how one signs up, as chosen among the instance's settings; `today` how many came in by themselves."""

    template: ClassVar[str] = "gates/settings.html"
    given: Mapping[str, str]
    door: str
    today: int
    queued: int
    mail: Standing
    sends: bool
    errors: Mapping[str, str] = field(default_factory=dict)
    longest: int = sign_up_settings.LONGEST_QUESTION


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, None, {})


async def send(request: web.Request) -> web.StreamResponse:
    given = await answers(request)
    per_day = given.get("per_day", "") or "0"
    try:
        await sign_up_settings.save_sign_ups(
            site_of(request), viewer(request).account, question=given.get("question", ""),
            disposable=given.get("disposable", ""),
            per_day=int(per_day) if per_day.isdecimal() and len(per_day) < 9 else -1,
        )  # fmt: skip
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, given, by_field(problem))
    return pages.go(request, PATH, notice=_("Saved. It holds from now on."))


async def _page(request: web.Request, given: Mapping[str, str] | None, errors: Mapping[str, str]) -> web.StreamResponse:
    site = site_of(request)
    async with site.db.reading() as tx:
        gates = await read_gates(tx)
        kept = {"question": gates.question, "disposable": gates.disposable, "per_day": str(gates.per_day)}
        page = SignUpSettingsPage(
            title=_("Sign-up settings"),
            given={**kept, **(given or {})},
            door=settings_of(request).registrations,
            today=await sign_ups.admitted(tx, site.clock.now() // DAY),
            queued=await sign_ups.in_queue(tx),
            mail=await mail_quota.standing(tx, site),
            sends=bool(site.config.mail.host),
            errors=errors,
        )
    return await pages.show(request, page, status=422 if errors else 200)
