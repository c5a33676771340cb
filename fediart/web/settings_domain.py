"""Settings: the artist's own domain, how to show that it is theirs, and whether it still is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions.domain_names import shown_domain
from fediart.actions.own_domain_proofs import RECORD, record_of
from fediart.actions.own_domains import ask, check, remove
from fediart.errors import NotFound, Problem, TooOften
from fediart.language import _
from fediart.store import own_domains
from fediart.store.own_domains import OwnDomain
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, settings_of, site_of, viewer
from fediart.web.upload_form import by_field

PATH: Final = "/settings/portfolio/domain"


@dataclass(frozen=True, slots=True)
class ShownDomain:
    """A domain with what its owner is to publish; `shown` has the letters of its own script."""

    one: OwnDomain
    shown: str
    record: str
    words: str
    link: str


@dataclass(frozen=True, slots=True)
class DomainPage(Page):
    """`host` is this instance's name, to which the domain is to lead."""

    template: ClassVar[str] = "settings/portfolio_domain.html"
    is_open: bool
    domains: tuple[ShownDomain, ...]
    host: str
    given: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def send(request: web.Request) -> web.StreamResponse:
    given = (await answers(request)).get("domain", "")
    try:
        await ask(site_of(request), viewer(request).actor, given)
    except Problem as problem:
        return await _again(request, problem, given)
    return pages.go(request, PATH)


async def act(request: web.Request) -> web.StreamResponse:
    """Looks for the proof, or takes the domain away."""
    site, artist = site_of(request), viewer(request).actor
    domain, deed = (await answers(request)).get("domain", ""), request.match_info["deed"]
    try:
        if deed == "remove":
            await remove(site, artist, domain)
            notice = _("Your portfolio is no longer shown at %(domain)s.", domain=shown_domain(domain))
        elif deed == "check":
            await check(site, artist, domain)
            notice = _("%(domain)s is yours, and shows your portfolio.", domain=shown_domain(domain))
        else:
            raise NotFound(_("There is nothing of this kind to do here."))
    except Problem as problem:
        return await _again(request, problem, "")
    return pages.go(request, PATH, notice=notice)


async def _again(request: web.Request, problem: Problem, given: str) -> web.StreamResponse:
    if problem.status == 422 or isinstance(problem, TooOften):
        errors = by_field(problem) if problem.field else {"domain": problem.message}
        return await _page(request, given, errors, status=problem.status)
    raise problem


async def _page(
    request: web.Request, given: str = "", errors: Mapping[str, str] | None = None, *, status: int = 200
) -> web.StreamResponse:
    artist = viewer(request).actor
    async with site_of(request).db.reading() as tx:
        found = await own_domains.of_artist(tx, artist.id)
    page = DomainPage(
        title=_("Your own domain"),
        is_open=settings_of(request).own_domains,
        domains=tuple(
            ShownDomain(one, shown_domain(one.domain), f"{RECORD}.{one.domain}", record_of(one.secret), artist.url)
            for one in found
        ),
        host=site_of(request).config.instance.host,
        given=given,
        errors=errors or {},
    )
    return await pages.show(request, page, status=status)
