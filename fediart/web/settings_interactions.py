"""Settings: who may like, reply to, boost and quote what an artist publishes from now on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import consent as choosing
from fediart.errors import Problem
from fediart.language import _
from fediart.store import consent
from fediart.web import pages
from fediart.web.consent_form import Question, choice_from, questions
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.upload_form import by_field


@dataclass(frozen=True, slots=True)
class InteractionsPage(Page):
    template: ClassVar[str] = "settings/interactions.html"
    questions: tuple[Question, ...]
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        chosen = await consent.default_of(tx, viewer(request).actor.id)
    return await pages.show(request, InteractionsPage(title=_("Interactions"), questions=questions(chosen)))


async def send(request: web.Request) -> web.StreamResponse:
    choice = choice_from(await answers(request)) or consent.USUAL
    try:
        await choosing.choose(site_of(request), viewer(request).actor, choice)
    except Problem as problem:
        page = InteractionsPage(title=_("Interactions"), questions=questions(choice), errors=by_field(problem))
        return await pages.show(request, page, status=422)
    return pages.go(request, "/settings/interactions", notice=_("Saved for what you publish from now on."))
