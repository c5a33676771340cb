"""Administration: the instance's words, rules, door and AI policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions.settings import LONGEST, rules_from, save_instance
from fediart.errors import Problem
from fediart.language import _
from fediart.rights.model import Preset
from fediart.store.settings import InstanceSettings, read_settings
from fediart.web import pages
from fediart.web.choices import DOORS, Choice, all_policies, floors
from fediart.web.languages import tongues
from fediart.web.preset_words import words_for
from fediart.web.render import Page
from fediart.web.request import answers, site_of, ticked, viewer
from fediart.web.upload_form import by_field


@dataclass(frozen=True, slots=True)
class InstancePage(Page):
    template: ClassVar[str] = "admin/settings.html"
    given: InstanceSettings
    policies: tuple[Choice, ...]
    policy_names: tuple[tuple[str, str], ...]
    floors: tuple[Choice, ...]
    doors: tuple[Choice, ...] = DOORS
    errors: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[tuple[str, str], ...] = ()
    longest: Mapping[str, int] = field(default_factory=lambda: LONGEST)


async def show(request: web.Request) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        settings = await read_settings(tx)
    return await _page(request, settings, {})


async def send(request: web.Request) -> web.StreamResponse:
    given = await answers(request)
    chosen = await ticked(request, "ai_policy_choices")
    wanted = InstanceSettings(
        name=given.get("name", ""),
        tagline=given.get("tagline", ""),
        description=given.get("description", ""),
        rules=rules_from(given.get("rules", "")),
        contact_email=given.get("contact_email", ""),
        registrations=given.get("registrations", ""),
        ai_policy=given.get("ai_policy", ""),
        ai_policy_choices=tuple(preset.value for preset in Preset if preset.value in chosen),
        ai_policy_floor=given.get("ai_policy_floor") or "open",
        require_alt=given.get("require_alt") == "1",
        authorized_fetch=given.get("authorized_fetch") == "1",
        review_jobs=given.get("review_jobs") == "1",
        avif=given.get("avif") == "1",
        language=given.get("language") or "en",
    )
    try:
        await save_instance(site_of(request), viewer(request).account, wanted)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, wanted, by_field(problem), status=422)
    return pages.go(request, "/admin/settings", notice=_("The instance's settings are saved."))


async def _page(
    request: web.Request, given: InstanceSettings, errors: Mapping[str, str], *, status: int = 200
) -> web.StreamResponse:
    page = InstancePage(
        title=_("Instance"),
        given=given,
        policies=all_policies(),
        policy_names=tuple((preset.value, words_for(preset).title) for preset in Preset),
        floors=floors(),
        languages=tuple((one.code, one.name) for one in tongues(development=False)),
        errors=errors,
    )
    return await pages.show(request, page, status=status)
