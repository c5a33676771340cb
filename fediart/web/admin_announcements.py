"""Administration: what is announced to the members: written, planned, changed, ended, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar

from aiohttp import web
from markupsafe import Markup

from fediart.actions import announcing
from fediart.actions.announcing import Wanted
from fediart.clock import DAY, moment
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import announcements
from fediart.store.announcements import Announcement
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer
from fediart.web.upload_form import by_field

OURS = "/admin/announcements"
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """`state` is shown, planned or over. `words` is HTML, cleaned."""

    id: int
    state: str
    words: Markup
    published: int
    ends: int


@dataclass(frozen=True, slots=True)
class Given:
    """The form as it was filled in; times as the browser writes them, in UTC. `id` 0: a new one."""

    id: int = 0
    text: str = ""
    published: str = ""
    starts: str = ""
    ends: str = ""
    all_day: bool = False


@dataclass(frozen=True, slots=True)
class AnnouncementsPage(Page):
    """`older` is where the next page begins, or 0."""

    template: ClassVar[str] = "admin/announcements.html"
    lines: tuple[Line, ...]
    given: Given
    older: int
    longest: int = announcing.LONGEST
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    """`/admin/announcements`, with `?before=`."""
    return await _show(request, Given(), {})


async def edit(request: web.Request) -> web.StreamResponse:
    """`/admin/announcements/{id}`."""
    async with site_of(request).db.reading() as tx:
        found = await announcements.by_id(tx, number_in(request))
    if found is None:
        raise NotFound(_("There is no such announcement."))
    given = Given(
        found.id, found.text, _typed(found.published), _typed(found.starts), _typed(found.ends), bool(found.all_day)
    )
    return await _show(request, given, {})


async def _show(
    request: web.Request, given: Given, errors: Mapping[str, str], *, status: int = 200
) -> web.StreamResponse:
    word, site = request.query.get("before", ""), site_of(request)
    before = int(word) if word.isascii() and word.isdigit() and len(word) < 19 else 2**62
    async with site.db.reading() as tx:
        found = await announcements.all_of_them(tx, before=before, limit=AT_ONCE + 1)
    older = found[AT_ONCE - 1].published if len(found) > AT_ONCE else 0
    lines = tuple(_line(one, site.clock.now()) for one in found[:AT_ONCE])
    page = AnnouncementsPage(_("Announcements"), lines, given, older, errors=errors)
    return await pages.show(request, page, status=status)


def _line(one: Announcement, now: int) -> Line:
    state = (
        "planned" if one.published > now else "over" if one.gone or (one.ends and one.ends + DAY <= now) else "shown"
    )
    return Line(one.id, state, Markup(announcing.as_html(one.text)), one.published, one.ends)  # noqa: S704 - cleaned


async def save(request: web.Request) -> web.StreamResponse:
    """A new one at `/admin/announcements`; at `/admin/announcements/{id}` another text of that one."""
    said = await answers(request)
    number = number_in(request) if "id" in request.match_info else 0
    given = Given(
        number, said.get("text", ""), said.get("published", ""), said.get("starts", ""), said.get("ends", ""),
        "all_day" in said,
    )  # fmt: skip
    try:
        wanted = Wanted(
            given.text,
            _moment(given.published, "published"),
            _moment(given.starts, "starts"),
            _moment(given.ends, "ends"),
            given.all_day,
        )
        made = await announcing.save(site_of(request), viewer(request).account, wanted, number or None)
    except NotFound:
        raise
    except Problem as problem:
        return await _show(request, given, by_field(problem), status=problem.status)
    planned = made.published > site_of(request).clock.now()
    words = _("It will be announced at the time you chose.") if planned else _("It is announced to the members.")
    return pages.go(request, OURS, notice=_("Saved.") if number else words)


async def end(request: web.Request) -> web.StreamResponse:
    """`/admin/announcements/{id}/end`: nobody is shown it any more; it stays in the list."""
    await announcing.end(site_of(request), viewer(request).account, number_in(request))
    return pages.go(request, OURS, notice=_("It is shown to nobody any more."))


async def forget(request: web.Request) -> web.StreamResponse:
    """`/admin/announcements/{id}/delete`."""
    await announcing.forget(site_of(request), viewer(request).account, number_in(request))
    return pages.go(request, OURS, notice=_("The announcement is deleted."))


def _typed(milliseconds: int) -> str:
    return f"{moment(milliseconds):%Y-%m-%dT%H:%M}" if milliseconds else ""


def _moment(text: str, name: str) -> int:
    """Raises Problem for what is no time of ours."""
    if not text:
        return 0
    try:
        at = datetime.fromisoformat(text)
        found = int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        found = 0
    if not 0 < found < 2**46:
        raise Problem(_("Give a day and a time, such as 2027-03-01 18:00."), field=name)
    return found
