"""Administration: people of other servers who are suspended here one by one, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import people_elsewhere
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import actor_limits, actors
from fediart.store.actors import Actor
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.upload_form import by_field

PATH = "/admin/federation/people"


@dataclass(frozen=True, slots=True)
class PeoplePage(Page):
    """`given` is a handle to suspend, as it was typed or linked to."""

    template: ClassVar[str] = "admin/people.html"
    people: Sequence[Actor]
    given: str
    note: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, request.query.get("suspend", "").strip()[:300], "", {})


async def act(request: web.Request) -> web.StreamResponse:
    """`/admin/federation/people/suspend` and `/lift`."""
    given, site, by = await answers(request), site_of(request), viewer(request).account
    handle, note = given.get("handle", ""), given.get("note", "")
    name, _rest, host = handle.strip().removeprefix("@").partition("@")
    try:
        async with site.db.reading() as tx:
            found = await actors.by_handle(tx, name, host.lower()) if host else None
        if found is None:
            raise Problem(
                _("Nobody of that handle is known here. Write it whole, such as @name@example.com."), field="handle"
            )
        if request.match_info["deed"] == "lift":
            await people_elsewhere.lift(site, by, found.id)
            return pages.go(request, PATH, notice=_("%(handle)s is not suspended any more.", handle=found.handle))
        await people_elsewhere.suspend(site, by, found.id, note=note)
    except NotFound:
        raise
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, handle, note, by_field(problem))
    return pages.go(request, PATH, notice=_("%(handle)s is suspended here.", handle=found.handle))


async def _page(request: web.Request, given: str, note: str, errors: Mapping[str, str]) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        found = await actor_limits.suspended_alone(tx)
    page = PeoplePage(title=_("Suspended people"), people=found, given=given, note=note, errors=errors)
    return await pages.show(request, page, status=422 if errors else 200)
