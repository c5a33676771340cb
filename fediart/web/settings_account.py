"""Settings: address, password, language, mails, and where one is logged in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import case_mails, logging_in, passwords, profile
from fediart.actions.agents import named_agent
from fediart.actions.names import SHORTEST_PASSWORD
from fediart.catalogues import named
from fediart.errors import NotFound, Problem
from fediart.language import N_, _, speak
from fediart.store import mail_choices, sessions
from fediart.store.sessions import Session
from fediart.web import pages
from fediart.web.languages import tongues
from fediart.web.render import Page
from fediart.web.request import address_of, answers, site_of, viewer
from fediart.web.upload_form import by_field

_MAILS = {
    mail_choices.REFUSED: N_("a work of mine is not published, or taken down"),
    mail_choices.ASKED: N_("a moderator has a question about a work"),
    mail_choices.APPEAL: N_("an appeal of mine is decided"),
    mail_choices.HELD: N_("a work of mine waits for a moderator"),
    mail_choices.COMMISSION: N_("somebody asks me for a commission, or there is news about one"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is logged in: `name` is the browser's in two words, `network` where the log-in was. `key` names
    the session in forms: the start of a hash, which opens nothing."""

    key: str
    agent: str
    created: int
    last_seen: int
    is_this: bool
    name: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True)
class AccountPage(Page):
    template: ClassVar[str] = "settings/account.html"
    email: str
    locale: str
    languages: tuple[tuple[str, str], ...]
    places: Sequence[Place]
    mails: Collection[str]
    mail_kinds: tuple[tuple[str, str], ...] = tuple(_MAILS.items())
    new_email: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    shortest_password: int = SHORTEST_PASSWORD


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, {})


async def send_email(request: web.Request) -> web.StreamResponse:
    given = await answers(request)
    email, current = given.get("new_email", ""), await _typed(request, "current_password")
    try:
        await passwords.change_email(
            site_of(request), viewer(request).account, current, email, address=address_of(request)
        )
    except Problem as problem:
        errors = _renamed(by_field(problem), {"email": "new_email", "current_password": "current_password_email"})
        return await _again(request, problem, errors, new_email=email)
    notice = _("We have sent a link to %(email)s. Your address changes when you follow it.", email=email)
    return pages.go(request, "/settings/account", notice=notice)


async def send_password(request: web.Request) -> web.StreamResponse:
    who = viewer(request)
    current, new = await _typed(request, "current_password"), await _typed(request, "new_password")
    try:
        await passwords.change_password(
            site_of(request), who.account, current, new,
            session=who.session, address=address_of(request), name=who.actor.name,
        )  # fmt: skip
    except Problem as problem:
        return await _again(request, problem, by_field(problem))
    notice = _("Your password is changed, and you are logged out everywhere else, in apps, too.")
    return pages.go(request, "/settings/account", notice=notice)


async def send_locale(request: web.Request) -> web.StreamResponse:
    try:
        locale = (await answers(request)).get("locale", "")
        await profile.save_locale(site_of(request), viewer(request).account, locale)
    except Problem as problem:
        return await _again(request, problem, by_field(problem))
    speak(named(locale))
    return pages.go(request, "/settings/account", notice=_("Your language is saved."))


async def send_mails(request: web.Request) -> web.StreamResponse:
    given = await answers(request)
    chosen = [kind for kind in _MAILS if given.get(f"mail-{kind}") == "1"]
    await case_mails.choose(site_of(request), viewer(request).account, chosen)
    return pages.go(request, "/settings/account", notice=_("Your choice of mails is saved."))


async def end_session(request: web.Request) -> web.StreamResponse:
    """One of the places, or with `all` every other one."""
    who, site = viewer(request), site_of(request)
    given = await answers(request)
    if "all" in given:
        await logging_in.end_everything_else(site, who.account.id, but=who.session)
        return pages.go(request, "/settings/account", notice=_("You are logged out everywhere else, in apps, too."))
    async with site.db.reading() as tx:
        mine = await sessions.of_account(tx, who.account.id, now=site.clock.now())
    chosen = [one.token_hash for one in mine if one.token_hash[:16] == given.get("session")]
    if not chosen or chosen[0] == who.session:
        raise NotFound(_("You are not logged in there any more."))
    await logging_in.log_out(site, who.account.id, chosen[0])
    return pages.go(request, "/settings/account", notice=_("You are logged out there."))


def _languages(*, development: bool) -> tuple[tuple[str, str], ...]:
    return tuple((one.code, one.name) for one in tongues(development=development))


async def _typed(request: web.Request, name: str) -> str:
    value = (await request.post()).get(name, "")
    return value if isinstance(value, str) else ""


def _renamed(errors: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    return {names.get(name, name): message for name, message in errors.items()}


async def _again(
    request: web.Request, problem: Problem, errors: Mapping[str, str], *, new_email: str = ""
) -> web.StreamResponse:
    if problem.status != 422:
        raise problem
    return await _page(request, errors, new_email=new_email, status=422)


async def _page(
    request: web.Request, errors: Mapping[str, str], *, new_email: str = "", status: int = 200
) -> web.StreamResponse:
    who, site = viewer(request), site_of(request)
    async with site.db.reading() as tx:
        mine = await sessions.of_account(tx, who.account.id, now=site.clock.now())
        mails = await mail_choices.wanted(tx, who.account.id)
    places = [_place(one, who.session) for one in mine]
    page = AccountPage(
        title=_("Account"),
        email=who.account.email,
        locale=who.account.locale,
        languages=_languages(development=site.config.instance.development),
        places=places,
        mails=mails,
        new_email=new_email,
        errors=errors,
    )
    return await pages.show(request, page, status=status)


def _place(one: Session, here: str) -> Place:
    return Place(
        one.token_hash[:16], one.agent, one.created, one.last_seen, one.token_hash == here,
        name=named_agent(one.agent), network=one.network,
    )  # fmt: skip
