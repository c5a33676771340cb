"""Administration: the backups that were made or failed, and one to be made now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.backup_manifest import BEFORE_DOWNGRADE, BEFORE_UPGRADE, BY_HAND, SCHEDULED
from fediart.actions.regular_backups import by_itself
from fediart.jobs.backups import ask
from fediart.language import N_, _
from fediart.store import backups
from fediart.store.backups import Run
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import site_of, viewer

KINDS = {
    SCHEDULED: N_("by itself"),
    BY_HAND: N_("by hand"),
    BEFORE_UPGRADE: N_("before an upgrade"),
    BEFORE_DOWNGRADE: N_("before a way back"),
}


@dataclass(frozen=True, slots=True)
class BackupsPage(Page):
    """`hours` between two that are made by themselves, 0 for none; `config` is where the config file lies."""

    template: ClassVar[str] = "admin/backups.html"
    runs: tuple[Run, ...]
    hours: int
    keep: int
    folder: str
    config: str
    media: str
    kinds: dict[str, str]


async def show(request: web.Request) -> web.StreamResponse:
    site = site_of(request)
    async with site.db.reading() as tx:
        runs = await backups.newest(tx)
    page = BackupsPage(
        title=_("Backups"),
        runs=tuple(runs),
        hours=site.config.backup.every_hours if by_itself(site.config) else 0,
        keep=site.config.backup.keep,
        folder=str(site.config.backups),
        config=str(site.config.path),
        media=site.config.backup.media,
        kinds=KINDS,
    )
    return await pages.show(request, page)


async def make(request: web.Request) -> web.StreamResponse:
    """Has one made in the background."""
    await ask(site_of(request), viewer(request).account)
    return pages.go(
        request, "/admin/backups", notice=_("A backup is being made. It stands here when it has been read back.")
    )
