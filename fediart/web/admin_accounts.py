"""Administration: who is here and who may do what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import person_deeds, staff
from fediart.actions.permissions import demand, may
from fediart.actions.strikes import Cause
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import accounts
from fediart.store.accounts import ROLES, Account, Listed
from fediart.store.strikes import SUSPEND
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.upload_form import by_field

_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class AccountsPage(Page):
    """`older` is the address of the next page, or empty. The flags say what this moderator or admin may do."""

    template: ClassVar[str] = "admin/accounts.html"
    people: Sequence[Listed]
    older: str
    is_first: bool
    may_suspend: bool
    may_change_roles: bool
    own_id: int
    roles: tuple[str, ...] = ROLES
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, {})


async def act(request: web.Request) -> web.StreamResponse:
    """One deed on one account: the last part of the address says which."""
    given = await answers(request)
    site, by, name, note = site_of(request), viewer(request).account, given.get("name", ""), given.get("note", "")
    deeds: dict[str, tuple[Callable[[], Awaitable[None]], str]] = {
        "suspend": (lambda: _suspend(site, by, name, note), _("@%(name)s is suspended.", name=name)),
        "unsuspend": (lambda: _release(site, by, name), _("@%(name)s is no longer suspended.", name=name)),
        "role": (
            lambda: staff.set_role(site, by, name, given.get("role", "")),
            _("The role of @%(name)s is changed.", name=name),
        ),
    }
    deed = deeds.get(request.match_info["deed"])
    if deed is None:
        raise NotFound(_("There is no such deed."))
    try:
        await deed[0]()
    except Problem as problem:
        return await _again(request, problem)
    return pages.go(request, "/admin/accounts", notice=deed[1])


async def _suspend(site: Site, by: Account, name: str, reason: str) -> None:
    demand(by, "suspend")
    await person_deeds.act(site, by, await _actor_of(site, name), SUSPEND, Cause(reason=reason))


async def _release(site: Site, by: Account, name: str) -> None:
    await person_deeds.undo(site, by, await _actor_of(site, name), SUSPEND)


async def _actor_of(site: Site, name: str) -> int:
    async with site.db.reading() as tx:
        account = await accounts.by_name(tx, name)
    if account is None:
        raise NotFound(_("There is no account named %(name)s here.", name=name))
    return account.actor_id


async def _again(request: web.Request, problem: Problem) -> web.StreamResponse:
    if problem.status != 422:
        raise problem
    return await _page(request, by_field(problem), status=422)


async def _page(request: web.Request, errors: Mapping[str, str], *, status: int = 200) -> web.StreamResponse:
    site, by = site_of(request), viewer(request).account
    before = _number_before(request)
    async with site.db.reading() as tx:
        people = await accounts.listing(tx, before=before, limit=_PER_PAGE)
    page = AccountsPage(
        title=_("Accounts"),
        people=people,
        older=f"/admin/accounts?before={people[-1].account.id}" if len(people) == _PER_PAGE else "",
        is_first="before" not in request.query,
        may_suspend=may(by, "suspend"),
        may_change_roles=may(by, "change roles"),
        own_id=by.id,
        errors=errors,
    )
    return await pages.show(request, page, status=status)


def _number_before(request: web.Request) -> int:
    text = request.query.get("before", "")
    return int(text) if text.isdecimal() and len(text) < 19 else 2**62
