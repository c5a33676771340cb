"""Administration: where accounts may not come from: providers of mail, single addresses, throw-away mail, networks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions import unwelcome, unwelcome_mail
from fediart.actions.permissions import may
from fediart.clock import DAY
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.store import mail_blocks
from fediart.store import unwelcome as rows
from fediart.store.gate_settings import GateSettings, read_gates
from fediart.store.mail_blocks import MailAddress, ThrowAway
from fediart.store.unwelcome import APPROVAL, NO_ACCESS, NO_SIGN_UP, MailDomain, Network
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.upload_form import by_field

PATH: Final = "/admin/sign-ups/doors"
SHOWN: Final = 200  # of each kind; the newest
DONE: Final[Mapping[str, str]] = {
    APPROVAL: N_("A moderator looks at sign-ups from there"),
    NO_SIGN_UP: N_("Nobody signs up from there"),
    NO_ACCESS: N_("Nothing at all is answered there"),
}
LASTS: Final = ("", "1", "7", "30", "365")


@dataclass(frozen=True, slots=True)
class DoorsPage(Page):
    """`gates` says what happens with throw-away mail, of which our list has `listed` domains."""

    template: ClassVar[str] = "gates/doors.html"
    mail_domains: Sequence[MailDomain]
    addresses: Sequence[MailAddress]
    throw_aways: Sequence[ThrowAway]
    networks: Sequence[Network]
    gates: GateSettings
    may_networks: bool
    listed: int = unwelcome_mail.LISTED
    done: Mapping[str, str] = field(default_factory=lambda: DONE)
    lasts: tuple[str, ...] = LASTS
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, {}, {})


async def add(request: web.Request) -> web.StreamResponse:
    """`/admin/sign-ups/doors/KIND/add`."""
    given, site, by = await answers(request), site_of(request), viewer(request).account
    kind = request.match_info["kind"]
    try:
        if kind == "mail-domain":
            await unwelcome.add_mail_domain(site, by, given.get("mail_domain", ""))
        elif kind == "address":
            await unwelcome_mail.add_address(site, by, given.get("address", ""), given.get("address_comment", ""))
        elif kind == "throw-away":
            fine = given.get("fine") == "1"
            await unwelcome_mail.say_throw_away(site, by, given.get("throw_away", ""), fine=fine)
        else:
            await unwelcome.put_network(site, by, _network(given, site.clock.now()))
    except Problem as problem:
        if problem.status != 422:
            raise
        field_of = {"mail-domain": "mail_domain", "throw-away": "throw_away"}
        errors = {field_of.get(kind, name) if name else "": words for name, words in by_field(problem).items()}
        return await _page(request, errors, given)
    return pages.go(request, PATH, notice=_("It holds from now on."))


def _network(given: Mapping[str, str], now: int) -> Network:
    days = given.get("days", "")
    expires = now + int(days) * DAY if days in LASTS and days else 0
    return Network(0, given.get("ip", ""), given.get("severity", ""), given.get("ip_comment", ""), 0, expires)


async def drop(request: web.Request) -> web.StreamResponse:
    """`/admin/sign-ups/doors/KIND/drop`: one button takes a rule back."""
    which = (await answers(request)).get("which", "")
    site, by, number = site_of(request), viewer(request).account, int(which) if which.isdecimal() else 0
    deeds: dict[str, Callable[[], Awaitable[None]]] = {
        "mail-domain": lambda: unwelcome.drop_mail_domain(site, by, number),
        "address": lambda: unwelcome_mail.drop_address(site, by, number),
        "throw-away": lambda: unwelcome_mail.forget_throw_away(site, by, which),
        "network": lambda: unwelcome.drop_network(site, by, number),
    }
    if number >= 2**63:
        raise NotFound(_("There is no such rule."))
    await deeds[request.match_info["kind"]]()
    return pages.go(request, PATH, notice=_("The rule is taken back."))


async def _page(request: web.Request, errors: Mapping[str, str], given: Mapping[str, str]) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        page = DoorsPage(
            title=_("Who may not sign up"),
            mail_domains=await rows.mail_domains(tx, limit=SHOWN),
            addresses=await mail_blocks.addresses(tx, limit=SHOWN),
            throw_aways=await mail_blocks.throw_aways(tx, limit=SHOWN),
            networks=await rows.networks(tx, limit=SHOWN),
            gates=await read_gates(tx),
            may_networks=may(viewer(request).account, "suspend"),
            given=given,
            errors=errors,
        )
    return await pages.show(request, page, status=422 if errors else 200)
