"""`/@NAME/contact`: visitors and members write to an artist, whose e-mail address they do not learn.

Against programs that fill in forms there is a field that people do not see, and the time it takes to write: both are
ours, and nobody else hears of the visit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions.enquiries import LONGEST, Letter, write_to
from fediart.clock import DAY, SECOND
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import enquiries
from fediart.store.actors import Actor
from fediart.translate.rights import artist_policy
from fediart.web import pages, people
from fediart.web.render import Page
from fediart.web.request import address_of, answers, set_rights, settings_of, site_of, viewer_of
from fediart.web.signed import seal, unseal
from fediart.web.upload_form import by_field

QUICKEST: Final = 3 * SECOND
SLOWEST: Final = 2 * DAY
_PURPOSE: Final = "contact"


@dataclass(frozen=True, slots=True)
class ContactPage(Page):
    """`begun` says, sealed, when the page was made. `sent`: the letter is on its way."""

    template: ClassVar[str] = "contact.html"
    name: str
    shown_name: str
    given: Letter
    begun: str
    member: bool
    sent: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    longest: Mapping[str, int] = field(default_factory=lambda: LONGEST)


async def show(request: web.Request) -> web.StreamResponse:
    """Raises NotFound where the artist takes no letters from whoever asks."""
    artist = await _artist(request)
    found = viewer_of(request)
    given = Letter(name=found.actor.shown_name, email=found.account.email) if found else Letter()
    return await _page(request, artist, given, sent="sent" in request.query)


async def send(request: web.Request) -> web.StreamResponse:
    artist, said, found = await _artist(request), await answers(request), viewer_of(request)
    given = Letter(said.get("name", ""), said.get("email", ""), said.get("subject", ""), said.get("words", ""))
    if said.get("website"):
        return pages.go(request, f"/@{artist.name}/contact?sent=1")  # a program: it learns nothing
    try:
        _demand_time(request, said.get("begun", ""))
        writer = found.actor if found else None
        await write_to(site_of(request), artist, given, writer=writer, address=address_of(request))
    except Problem as problem:
        if problem.status not in (422, 429):
            raise
        return await _page(request, artist, given, errors=by_field(problem), status=problem.status)
    return pages.go(request, f"/@{artist.name}/contact?sent=1")


def _demand_time(request: web.Request, begun: str) -> None:
    """Raises Problem for what was sent sooner than people write, or from a page made days ago."""
    site = site_of(request)
    text = unseal(site.config, _PURPOSE, begun)
    age = site.clock.now() - int(text) if text else -1
    if age < 0 or age > SLOWEST:
        raise Problem(_("This page was open for very long. Look over your message, and send it once more."))
    if age < QUICKEST:
        raise Problem(_("That was very quick. Look over your message, and send it once more."))


async def _artist(request: web.Request) -> Actor:
    async with site_of(request).db.reading() as tx:
        artist = await people.local_artist(tx, request.match_info["handle"])
        may = await enquiries.may_write(tx, artist.id, people.viewer_id(request))
    set_rights(request, artist_policy(artist, settings_of(request)), page=artist.url)
    if not may:
        raise NotFound(_("%(name)s takes no messages through this page.", name=artist.shown_name))
    return artist


async def _page(
    request: web.Request,
    artist: Actor,
    given: Letter,
    *,
    sent: bool = False,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> web.StreamResponse:
    site = site_of(request)
    page = ContactPage(
        title=_("Write to %(name)s", name=artist.shown_name),
        name=artist.name,
        shown_name=artist.shown_name,
        given=given,
        begun=seal(site.config, _PURPOSE, str(site.clock.now())),
        member=viewer_of(request) is not None,
        sent=sent,
        errors=errors or {},
    )
    return await pages.show(request, page, status=status)
