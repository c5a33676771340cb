"""Administration: our copies of pictures from elsewhere, how much room they may take, and whether any are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import copy_cache
from fediart.errors import Problem
from fediart.language import N_, _
from fediart.store import remote_copies
from fediart.store.copy_settings import KEEP, PASS_ON, CopySettings, read_copy_settings
from fediart.web import pages
from fediart.web.charts import bytes_in_words
from fediart.web.choices import Choice
from fediart.web.federation_admin import server_path
from fediart.web.render import Page
from fediart.web.request import answers, is_number, site_of, viewer
from fediart.web.upload_form import by_field

PATH = "/admin/federation/copies"
WAYS: tuple[Choice, ...] = (
    (
        KEEP,
        N_("Keep copies"),
        N_(
            "Pictures are fetched as posts come in, made small and safe, and kept. What nobody has looked at for"
            " longest goes when there is no room, and is fetched again when somebody looks."
        ),
    ),
    (
        PASS_ON,
        N_("Keep none"),
        N_(
            "Pictures are fetched each time somebody looks, and passed on as they are. This takes no room, but more"
            " time and traffic; the filter does not look at them, and what their server has deleted is gone here, too."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class HostWeight:
    """A server with how many of its pictures lie here, and their size in words."""

    name: str
    path: str
    copies: int
    size: str


@dataclass(frozen=True, slots=True)
class CopiesPage(Page):
    """`share` is how much of the budget is used, in percent; -1 where there is none."""

    template: ClassVar[str] = "admin/copies.html"
    given: CopySettings
    gigabytes: str
    copies: int
    size: str
    share: int
    hosts: Sequence[HostWeight]
    errors: Mapping[str, str] = field(default_factory=dict)
    ways: tuple[Choice, ...] = WAYS


async def show(request: web.Request) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        settings = await read_copy_settings(tx)
    return await _page(request, settings, str(settings.gigabytes), {})


async def send(request: web.Request) -> web.StreamResponse:
    said = await answers(request)
    text = said.get("gigabytes", "").strip()
    wanted = CopySettings(said.get("mode", ""), int(text) if is_number(text) else -1)
    try:
        await copy_cache.save(site_of(request), viewer(request).account, wanted)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, wanted, text, by_field(problem), status=422)
    return pages.go(request, PATH, notice=_("Saved. It holds at once."))


async def _page(
    request: web.Request, given: CopySettings, gigabytes: str, errors: Mapping[str, str], *, status: int = 200
) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        weight = await remote_copies.weigh(tx)
        heaviest = await remote_copies.heaviest(tx)
    page = CopiesPage(
        title=_("Copies of pictures from elsewhere"),
        given=given,
        gigabytes=gigabytes,
        copies=weight.copies,
        size=bytes_in_words(weight.bytes),
        share=min(100, round(100 * weight.bytes / given.budget)) if given.budget and given.budget > 0 else -1,
        hosts=[HostWeight(name, server_path(name), one.copies, bytes_in_words(one.bytes)) for name, one in heaviest],
        errors=errors,
    )
    return await pages.show(request, page, status=status)
