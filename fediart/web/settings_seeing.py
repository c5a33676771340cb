"""Settings: what a member wants to see of works that carry an AI label, from here and from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from aiohttp import web

from fediart.actions import seeing
from fediart.errors import Problem
from fediart.language import N_, _
from fediart.store import viewer_choices
from fediart.store.viewer_choices import BLUR, Choice
from fediart.web import choices, pages
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.upload_form import by_field

WAYS: tuple[choices.Choice, ...] = (
    ("show", N_("Show them"), N_("With their label, like everything else.")),
    ("blur", N_("Cover them"), N_("They keep their place. You see them when you click.")),
    (
        "hide",
        N_("Hide them"),
        N_("They are left out of lists; each page says how many. What you open yourself is covered."),
    ),
)

MATURE_WAYS: tuple[choices.Choice, ...] = (
    ("show", N_("Show them"), N_("Like everything else. What has a warning in words stays covered by it.")),
    ("blur", N_("Cover them"), N_("They keep their place. You see them when you click.")),
    ("hide", N_("Hide them"), N_("They are left out of lists; each page says how many.")),
)


@dataclass(frozen=True, slots=True)
class SeeingPage(Page):
    """`exempt` is the text of its field."""

    template: ClassVar[str] = "settings/seeing.html"
    given: Choice
    exempt: str
    ways: tuple[choices.Choice, ...] = WAYS
    mature_ways: tuple[choices.Choice, ...] = MATURE_WAYS
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    """`/settings/seeing`."""
    async with site_of(request).db.reading() as tx:
        chosen = await viewer_choices.of_actor(tx, viewer(request).actor.id)
    return await pages.show(request, SeeingPage(_("What you see"), chosen, "\n".join(chosen.exempt)))


async def send(request: web.Request) -> web.StreamResponse:
    site, said = site_of(request), await answers(request)
    text = said.get("exempt", "")
    given = Choice(
        said.get("ai", ""),
        said.get("assisted") == "1",
        said.get("suspected") == "1",
        mature=said.get("mature", BLUR),
    )
    try:
        exempt = seeing.exempt_from(text, site.config.instance.host)
        await seeing.choose(site, viewer(request).actor, replace(given, exempt=exempt))
    except Problem as problem:
        page = SeeingPage(_("What you see"), given, text, errors=by_field(problem))
        return await pages.show(request, page, status=422)
    return pages.go(request, "/settings/seeing", notice=_("Saved. It holds from the next page on."))
