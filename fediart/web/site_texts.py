"""The privacy policy and the terms of service, to read for everybody; and the page where admins write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import site_texts as writing
from fediart.actions.site_rules import tell_members
from fediart.actions.site_texts import LONGEST, day_from, day_of, day_words, moment_of
from fediart.catalogues import named
from fediart.errors import NotFound, Problem
from fediart.language import _, speaking
from fediart.store import site_texts
from fediart.store.site_texts import Terms
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, settings_of, site_of, viewer
from fediart.web.upload_form import by_field

OURS = "/admin/texts"


@dataclass(frozen=True, slots=True)
class TextPage(Page):
    """`text` is HTML, to be cleaned. `changed` is a time, or 0. `since` is when these terms begin, `after` when
    those that follow do, at `after_path`: times, or 0. `holds` is whether these terms hold today, `terms` whether there
    are any."""

    template: ClassVar[str] = "site_text.html"
    path: str
    text: str
    changed: int = 0
    since: int = 0
    after: int = 0
    after_path: str = ""
    holds: bool = True
    terms: bool = True


@dataclass(frozen=True, slots=True)
class Version:
    """`state` is past, current or coming; `begins` in milliseconds."""

    day: str
    state: str
    begins: int


@dataclass(frozen=True, slots=True)
class TextsPage(Page):
    """`made` is the privacy policy that holds where the admin writes none."""

    template: ClassVar[str] = "admin/texts.html"
    privacy: str
    made: str
    terms: str
    effective: str
    versions: tuple[Version, ...]
    longest: int = LONGEST
    errors: Mapping[str, str] = field(default_factory=dict)


async def show_privacy(request: web.Request) -> web.StreamResponse:
    """`/privacy`."""
    async with site_of(request).db.reading() as tx:
        kept = await writing.privacy_policy(tx, settings_of(request))
        terms = await site_texts.current_terms(tx, day_of(site_of(request).clock.now())) is not None
    page = TextPage(_("Privacy policy"), "/privacy", writing.as_html(kept.text), kept.changed, terms=terms)
    return await pages.show(request, page)


async def show_terms(request: web.Request) -> web.StreamResponse:
    """`/terms`: those that hold today; and `/terms/YYYY-MM-DD`, those that begin on that day."""
    site, today = site_of(request), day_of(site_of(request).clock.now())
    day = day_from(request.match_info["date"]) if "date" in request.match_info else 0
    async with site.db.reading() as tx:
        found = await (site_texts.terms_of(tx, day) if day else site_texts.current_terms(tx, today))
        if found is None or day is None:
            raise NotFound(_("There are no terms of service here."))
        after = await site_texts.terms_after(tx, found.effective)
    page = TextPage(
        _("Terms of service"),
        f"/terms/{day_words(found.effective)}" if day else "/terms",
        writing.as_html(found.text),
        since=moment_of(found.effective),
        after=moment_of(after) if after else 0,
        after_path=f"/terms/{day_words(after)}" if after else "",
        holds=found.effective <= today,
    )
    return await pages.show(request, page)


async def edit(request: web.Request) -> web.StreamResponse:
    """`/admin/texts`."""
    return await _edit(request, {})


async def _edit(
    request: web.Request, errors: Mapping[str, str], given: Mapping[str, str] | None = None, *, status: int = 200
) -> web.StreamResponse:
    site, settings, given = site_of(request), settings_of(request), given or {}
    today = day_of(site.clock.now())
    async with site.db.reading() as tx:
        kept, versions = await site_texts.privacy(tx), await site_texts.all_terms(tx)
    with speaking(named(settings.language)):
        made = writing.made_privacy(settings)
    current = next((one.effective for one in versions if one.effective <= today), 0)
    page = TextsPage(
        title=_("Texts"),
        privacy=given.get("privacy", kept.text),
        made=made,
        terms=given.get("terms", versions[0].text if versions else ""),
        effective=given.get("effective", day_words(today)),
        versions=tuple(_version(one, current, today) for one in versions),
        errors=errors,
    )
    return await pages.show(request, page, status=status)


def _version(one: Terms, current: int, today: int) -> Version:
    state = "coming" if one.effective > today else "current" if one.effective == current else "past"
    return Version(day_words(one.effective), state, moment_of(one.effective))


async def save_privacy(request: web.Request) -> web.StreamResponse:
    """`/admin/texts/privacy`; an empty one is made from the settings again."""
    given = await answers(request)
    try:
        await writing.save_privacy(site_of(request), viewer(request).account, given.get("privacy", ""))
        if given.get("tell") == "1":
            words = _("The privacy policy of this instance has changed. Read it:")
            await tell_members(site_of(request), viewer(request).account, words, "/privacy")
    except Problem as problem:
        return await _edit(request, by_field(problem), given, status=problem.status)
    return pages.go(request, OURS, notice=_("The privacy policy is saved."))


async def save_terms(request: web.Request) -> web.StreamResponse:
    """`/admin/texts/terms`."""
    given, site = await answers(request), site_of(request)
    text, day = given.get("terms", ""), given.get("effective", "")
    try:
        made = await writing.save_terms(site, viewer(request).account, text, day)
        if given.get("tell") == "1":
            words = _("New terms of service hold from %(day)s on. Read them:", day=day_words(made.effective))
            await tell_members(site, viewer(request).account, words, f"/terms/{day_words(made.effective)}")
    except Problem as problem:
        return await _edit(request, by_field(problem), given, status=problem.status)
    return pages.go(request, OURS, notice=_("These terms hold from %(day)s on.", day=day_words(made.effective)))


async def remove_terms(request: web.Request) -> web.StreamResponse:
    """`/admin/texts/terms/{date}/remove`: only those that do not hold yet."""
    await writing.remove_terms(site_of(request), viewer(request).account, request.match_info["date"])
    return pages.go(request, OURS, notice=_("These terms are taken back."))
