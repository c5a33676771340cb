"""Settings: everything of the account as one file, and deleting the account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions import account_deletion, account_exports
from fediart.actions.account_deletion import GRACE
from fediart.clock import DAY
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import account_exports as exports
from fediart.store.account_exports import AccountExport
from fediart.web import pages
from fediart.web.attachments import as_download, private_file
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer
from fediart.web.sessions import take_away
from fediart.web.upload_form import by_field

HERE: Final = "/settings/leaving"


@dataclass(frozen=True, slots=True)
class LeavingPage(Page):
    """`there`: the newest archive can be downloaded; `megabytes` is its size. `days` there are
    to come back."""

    template: ClassVar[str] = "settings/leaving.html"
    newest: AccountExport | None
    there: bool
    megabytes: int
    name: str
    days: int = GRACE // DAY
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, {})


async def pack(request: web.Request) -> web.StreamResponse:
    await account_exports.ask(site_of(request), viewer(request).actor)
    return pages.go(request, HERE, notice=_("Your archive is being packed."))


async def download(request: web.Request) -> web.StreamResponse:
    """The ZIP. Somebody else's is as absent as one that was never made."""
    site, me = site_of(request), viewer(request).actor
    async with site.db.reading() as tx:
        found = await exports.by_id(tx, number_in(request))
    if found is None or found.actor_id != me.id or not account_exports.is_there(found, site.clock.now()):
        raise NotFound(_("There is no such file. Pack your archive anew."))
    response = await private_file(request, found.stored, "application/zip")
    response.headers["Content-Disposition"] = as_download(f"{me.name}-account.zip")
    return response


async def delete(request: web.Request) -> web.StreamResponse:
    """The name is typed once more: nobody does this by a slip. That it is them has been shown at the door."""
    site, who, given = site_of(request), viewer(request), await answers(request)
    try:
        if given.get("name", "").strip().lstrip("@").lower() != who.actor.name.lower():
            raise Problem(_("Type %(name)s here, to be sure.", name=who.actor.name), field="name")
        await account_deletion.begin(site, who.account.id, by=who.account)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, by_field(problem))
    response = pages.go(request, "/", notice=_("Your account is going to be deleted. Log in within a week to keep it."))
    take_away(request, response)
    return response


async def _page(request: web.Request, errors: Mapping[str, str]) -> web.StreamResponse:
    site, me = site_of(request), viewer(request).actor
    async with site.db.reading() as tx:
        newest = await exports.newest(tx, me.id)
    page = LeavingPage(
        title=_("Leaving"),
        newest=newest,
        there=account_exports.is_there(newest, site.clock.now()),
        megabytes=max(1, round(newest.bytes / 1_000_000)) if newest else 0,
        name=me.name,
        errors=errors,
    )
    return await pages.show(request, page, status=422 if errors else 200)
