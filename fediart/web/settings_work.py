"""Settings: whether one is open for work, in what and where; and one's place in the directory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import work_profile
from fediart.actions.work_profile import LONGEST, WorkForm
from fediart.errors import Problem
from fediart.language import N_, _
from fediart.store import work_profiles
from fediart.store.work_profiles import Words
from fediart.web import pages
from fediart.web.commission_words import WORK_CHOICES, said
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.upload_form import by_field

MEDIUMS = (
    N_("digital painting"), N_("illustration"), N_("comics"), N_("concept art"), N_("character design"),
    N_("ink"), N_("watercolour"), N_("oil"), N_("pixel art"), N_("3D"), N_("animation"), N_("photography"),
    N_("sculpture"), N_("printmaking"), N_("graphic design"), N_("lettering"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorkPage(Page):
    template: ClassVar[str] = "settings/work.html"
    given: WorkForm
    errors: Mapping[str, str] = field(default_factory=dict)
    longest: Mapping[str, int] = field(default_factory=lambda: LONGEST)
    choices: tuple[tuple[str, str, str], ...] = field(default_factory=lambda: said(WORK_CHOICES))
    mediums: tuple[str, ...] = MEDIUMS


async def show(request: web.Request) -> web.StreamResponse:
    me = viewer(request).actor
    async with site_of(request).db.reading() as tx:
        found = await work_profiles.of_actor(tx, me.id)
        words = (await work_profiles.words_of(tx, [me.id])).get(me.id, Words())
    given = WorkForm()
    if found is not None:
        given = WorkForm(
            state=found.state,
            listed=bool(found.listed),
            visitors=bool(found.visitors),
            remote=bool(found.remote),
            place=found.place,
            words=found.words,
            terms=found.terms,
            mediums=", ".join(words.mediums),
            styles=", ".join(words.styles),
            languages=", ".join(words.languages),
        )
    return await pages.show(request, WorkPage(title=_("Work"), given=given))


async def send(request: web.Request) -> web.StreamResponse:
    given = await answers(request)
    words = ("state", "place", "words", "terms", "mediums", "styles", "languages")
    form = WorkForm(
        **{name: given.get(name, "") for name in words},
        listed=given.get("listed") == "1",
        visitors=given.get("visitors") == "1",
        remote=given.get("remote") == "1",
    )
    try:
        await work_profile.save(site_of(request), viewer(request).actor, form)
    except Problem as problem:
        if problem.status != 422:
            raise
        page = WorkPage(title=_("Work"), given=form, errors=by_field(problem))
        return await pages.show(request, page, status=422)
    return pages.go(request, "/settings/work", notice=_("What you say of your work is saved."))
