"""The rules of the instance, to read for everybody, with earlier versions; and the page where admins translate them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions import site_rules as doing
from fediart.catalogues import offered
from fediart.errors import Problem
from fediart.language import _
from fediart.store import site_rules
from fediart.store.site_rules import RulesVersion
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, settings_of, site_of, viewer
from fediart.web.upload_form import by_field

PATH: Final = "/admin/rules"


@dataclass(frozen=True, slots=True)
class RulesPage(Page):
    """`earlier` are versions that hold no more, the newest first."""

    template: ClassVar[str] = "gates/site_rules.html"
    rules: Sequence[str]
    since: int
    earlier: Sequence[RulesVersion]


@dataclass(frozen=True, slots=True)
class TranslatePage(Page):
    """`rules` are pairs of a rule and its words in the language with the code `language`."""

    template: ClassVar[str] = "gates/translate_rules.html"
    rules: Sequence[tuple[str, str]]
    language: str
    languages: Sequence[tuple[str, str]]
    changed: int
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    """`/rules`."""
    async with site_of(request).db.reading() as tx:
        found = await site_rules.versions(tx)
        rules = await doing.in_words(tx, settings_of(request).rules)
    page = RulesPage(_("Rules"), rules, found[0].created if found else 0, found[1:])
    return await pages.show(request, page)


async def edit(request: web.Request) -> web.StreamResponse:
    return await _edit(request, request.query.get("language", ""), {})


async def save(request: web.Request) -> web.StreamResponse:
    given = await answers(request)
    language, count = given.get("language", ""), len(settings_of(request).rules)
    words = {place: given.get(f"words_{place}", "") for place in range(count)}
    try:
        await doing.save_translations(site_of(request), viewer(request).account, language, words)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _edit(request, language, by_field(problem))
    return pages.go(request, f"{PATH}?language={language}", notice=_("The translation is saved."))


async def tell(request: web.Request) -> web.StreamResponse:
    """Announces to all members that the rules have changed."""
    what = _("The rules of this instance have changed. Read what holds now:")
    await doing.tell_members(site_of(request), viewer(request).account, what, "/rules")
    return pages.go(request, PATH, notice=_("Members are told when they come here next."))


async def _edit(request: web.Request, language: str, errors: Mapping[str, str]) -> web.StreamResponse:
    settings = settings_of(request)
    languages = [(code, one.name) for code, one in offered().items() if code != settings.language]
    if language not in dict(languages):
        language = languages[0][0] if languages else ""
    async with site_of(request).db.reading() as tx:
        known = await site_rules.translations(tx, settings.rules)
        found = await site_rules.versions(tx, limit=1)
    page = TranslatePage(
        title=_("Rules in other languages"),
        rules=[(rule, known.get(rule, {}).get(language, "")) for rule in settings.rules],
        language=language,
        languages=languages,
        changed=found[0].created if found else 0,
        errors=errors,
    )
    return await pages.show(request, page, status=422 if errors else 200)
