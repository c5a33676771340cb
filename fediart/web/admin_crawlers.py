"""Which robots came, whether they read robots.txt first, and what they took in spite of it; for admins, and for
everybody where an admin publishes it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions.crawlers import save_crawlers
from fediart.clock import DAY
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.rights.crawlers import CATEGORIES, RETRIEVAL, TRAINING, UNDECLARED, Crawlers
from fediart.store.settings import InstanceSettings, read_settings
from fediart.web import pages
from fediart.web.crawler_table import Period, exported, periods
from fediart.web.crawlers import WATCH
from fediart.web.decisions import since_day
from fediart.web.pace import demand_export_pace
from fediart.web.render import Page
from fediart.web.request import answers, is_number, settings_of, site_of, ticked, viewer
from fediart.web.upload_form import by_field

PATH: Final = "/admin/crawlers"
DAYS: Final = 14
WEEKS: Final = 12
TITLES: Final = {
    TRAINING: N_("AI training"),
    RETRIEVAL: N_("AI input"),
    UNDECLARED: N_("Undeclared"),
    "other": N_("Other"),
}
REFUSALS: Final = (
    (TRAINING, N_("Training crawlers: they collect works for training AI models")),
    (RETRIEVAL, N_("Retrieval crawlers: they fetch works as input for answers of AI systems")),
    (UNDECLARED, N_("Undeclared ones: they do not say what for, or anybody can point them anywhere")),
)
_TYPES: Final = {"csv": "text/csv", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class CrawlersPage(Page):
    """`weekly` is how `periods` are cut; `lists` are the names by category."""

    template: ClassVar[str] = "admin/crawlers.html"
    given: InstanceSettings
    errors: Mapping[str, str]
    periods: tuple[Period, ...]
    weekly: bool
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    updated: str
    refusals: tuple[tuple[str, str], ...] = REFUSALS
    titles: Mapping[str, str] = field(default_factory=lambda: TITLES)


@dataclass(frozen=True, slots=True)
class PublicPage(Page):
    template: ClassVar[str] = "crawlers.html"
    periods: tuple[Period, ...]
    updated: str
    refused: tuple[str, ...]
    titles: Mapping[str, str] = field(default_factory=lambda: TITLES)


async def show(request: web.Request) -> web.StreamResponse:
    """`/admin/crawlers`; `?by=week` for weeks."""
    async with site_of(request).db.reading() as tx:
        settings = await read_settings(tx)
    return await _page(request, settings, {})


async def send(request: web.Request) -> web.StreamResponse:
    said, chosen = await answers(request), await ticked(request, "refused_crawlers")
    async with site_of(request).db.reading() as tx:
        before = await read_settings(tx)
    wanted = replace(
        before,
        refused_crawlers=tuple(one for one in CATEGORIES if one in chosen),
        crawlers_public=said.get("crawlers_public") == "1",
        crawlers_kept=_number(said.get("crawlers_kept", "")),
        media_per_minute=_number(said.get("media_per_minute", "")),
        media_per_network=_number(said.get("media_per_network", "")),
    )
    try:
        await save_crawlers(site_of(request), viewer(request).account, wanted)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, wanted, by_field(problem), status=422)
    return pages.go(request, PATH, notice=_("Saved. It holds at once."))


async def export(request: web.Request) -> web.StreamResponse:
    """`/admin/crawlers.csv` and `.json`, with the names of all robots; `?since=2026-01-31` leaves out what is older."""
    return await _export(request, named=True)


async def show_public(request: web.Request) -> web.StreamResponse:
    """`/crawlers`, where an admin publishes it."""
    _demand_public(request)
    watch = request.app[WATCH]
    await watch.tally.write()
    async with site_of(request).db.reading() as tx:
        found = await periods(tx, last=_today(request), days=7 * WEEKS, weekly=True, named=False)
    refused = settings_of(request).refused_crawlers
    titles = tuple(TITLES[one] for one in CATEGORIES if one in refused)
    page = PublicPage(_("Robots that came here"), found, str(watch.crawlers.updated), titles)
    return await pages.show(request, page)


async def export_public(request: web.Request) -> web.StreamResponse:
    """`/crawlers.csv` and `.json`; robots that are on no list are counted together."""
    _demand_public(request)
    demand_export_pace(request)
    return await _export(request, named=False)


def _demand_public(request: web.Request) -> None:
    if not settings_of(request).crawlers_public:
        raise NotFound(_("There is no such page, or it is not for everyone."))


async def _export(request: web.Request, *, named: bool) -> web.StreamResponse:
    form, since = request.match_info["format"], since_day(request.query.get("since", ""))
    watch, site = request.app[WATCH], site_of(request)
    await watch.tally.write()
    about = {
        "instance": site.config.instance.host,
        "list_updated": str(watch.crawlers.updated),
        "refused_categories": settings_of(request).refused_crawlers,
        "note": _("Counted by User-Agent, which is a claim. Days are in UTC. No addresses are kept."),
    }
    headers = {"Content-Type": f"{_TYPES[form]}; charset=utf-8", "Cache-Control": "no-store"}
    headers["Content-Disposition"] = f'attachment; filename="crawlers.{form}"'
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    if request.method == "HEAD":  # a body would stand where the next answer begins
        return response
    pieces: AsyncIterator[str] = exported(site, form, since=since, named=named, about=about)
    async for piece in pieces:
        await response.write(piece.encode())
    await response.write_eof()
    return response


async def _page(
    request: web.Request, given: InstanceSettings, errors: Mapping[str, str], *, status: int = 200
) -> web.StreamResponse:
    watch, weekly = request.app[WATCH], request.query.get("by") == "week"
    await watch.tally.write()
    async with site_of(request).db.reading() as tx:
        days = 7 * WEEKS if weekly else DAYS
        found = await periods(tx, last=_today(request), days=days, weekly=weekly)
    page = CrawlersPage(
        title=_("Crawlers"),
        given=given,
        errors=errors,
        periods=found,
        weekly=weekly,
        lists=_lists(watch.crawlers),
        updated=str(watch.crawlers.updated),
    )
    return await pages.show(request, page, status=status)


def _lists(crawlers: Crawlers) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((TITLES[category], crawlers.of(category)) for category in CATEGORIES)


def _today(request: web.Request) -> int:
    return site_of(request).clock.now() // DAY


def _number(text: str) -> int:
    """-1 for what is no number, which is then told at its field."""
    return int(text) if is_number(text) else -1
