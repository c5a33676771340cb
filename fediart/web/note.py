"""Writing a note for one's timeline, with a poll if one likes: `/notes/new`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions.note import write_note
from fediart.actions.poll import LONGEST_OPTION, MOST_OPTIONS, Asking
from fediart.actions.written import More
from fediart.clock import DAY, HOUR
from fediart.errors import Problem
from fediart.language import N_, _
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, is_number, site_of, ticked, viewer
from fediart.web.upload_form import by_field

WHO = (
    ("public", N_("Public")),
    ("unlisted", N_("Unlisted: whoever has the link, and your followers")),
    ("followers", N_("Your followers")),
)


SPANS = (
    (str(HOUR), N_("one hour")),
    (str(6 * HOUR), N_("six hours")),
    (str(DAY), N_("one day")),
    (str(3 * DAY), N_("three days")),
    (str(7 * DAY), N_("a week")),
    (str(30 * DAY), N_("30 days")),
)


@dataclass(frozen=True, slots=True)
class PollForm:
    """What the fields show; `lasts` in milliseconds, as text."""

    options: tuple[str, ...] = ("",) * MOST_OPTIONS
    lasts: str = str(DAY)
    multiple: bool = False
    hidden: bool = False

    @property
    def begun(self) -> bool:
        return any(self.options)


@dataclass(frozen=True, slots=True)
class NotePage(Page):
    template: ClassVar[str] = "note.html"
    text: str
    visibility: str
    warning: str
    errors: Mapping[str, str]
    poll: PollForm = field(default_factory=PollForm)
    who: tuple[tuple[str, str], ...] = WHO
    spans: tuple[tuple[str, str], ...] = SPANS
    longest: int = LONGEST_OPTION


async def show(request: web.Request) -> web.StreamResponse:
    return await pages.show(request, NotePage(_("New note"), "", "public", "", {}))


async def send(request: web.Request) -> web.StreamResponse:
    said, me = await answers(request), viewer(request)
    text, visibility, warning = said.get("text", ""), said.get("visibility", "public"), said.get("warning", "")
    form = await _poll(request, said)
    try:
        made = await write_note(
            site_of(request), me.actor, text, visibility=visibility, warning=warning, language=me.account.locale,
            more=More(poll=_asking(form)),
        )  # fmt: skip
    except Problem as problem:
        if problem.status != 422:
            raise
        page = NotePage(_("New note"), text, visibility, warning, by_field(problem), form)
        return await pages.show(request, page, status=422)
    return pages.go(request, f"/@{me.actor.name}/timeline#post-{made.id}", notice=_("Your note is out."))


async def _poll(request: web.Request, said: Mapping[str, str]) -> PollForm:
    given = await ticked(request, "option")
    options = (*given, *("",) * MOST_OPTIONS)[:MOST_OPTIONS]
    return PollForm(options, said.get("lasts", ""), said.get("multiple") == "1", said.get("hidden") == "1")


def _asking(form: PollForm) -> Asking | None:
    """None where nothing is asked."""
    if not form.begun:
        return None
    lasts = int(form.lasts) if is_number(form.lasts) else 0
    return Asking(form.options, lasts, form.multiple, form.hidden)
