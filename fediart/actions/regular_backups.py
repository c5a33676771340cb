"""Backups that are made by themselves: what became of each is kept, and the admins hear where there is none."""

from __future__ import annotations

import platform
from typing import Final

from fediart.actions.backing_up import Made, back_up
from fediart.actions.backup_manifest import BY_HAND, SCHEDULED
from fediart.actions.permissions import MAY
from fediart.clock import DAY
from fediart.config import Config
from fediart.errors import Problem
from fediart.ids import Ids
from fediart.site import Site
from fediart.store import accounts, backups, notifications
from fediart.store.backups import Run
from fediart.store.database import Database, Writing
from fediart.store.migrate import applied

NOTICE: Final = "backup"
KEPT: Final = 180 * DAY
_TABLE: Final = "0047_operation"


async def make(site: Site, *, asked: bool = False) -> Made:
    """One backup as the config says; one that somebody `asked` for stays. Raises Problem, of which admins were told."""
    config, began = site.config, site.clock.now()
    kind = BY_HAND if asked else SCHEDULED
    try:
        made = await back_up(
            config, site.db, site.storage, now=began, kind=kind, place=config.backups, media=config.backup.media,
            keep=0 if asked else config.backup.keep,
        )  # fmt: skip
    except Problem as problem:
        run = _run(site.ids, kind, str(config.backups), began, site.clock.now(), problem=problem.message)
        async with site.db.writing() as tx:
            await backups.record(tx, run)
            await _tell(tx, site, problem.message)
        raise
    async with site.db.writing() as tx:
        await backups.record(tx, _run_of(site.ids, made, began, site.clock.now()))
        await backups.forget_old(tx, before=began - KEPT)
        await _tell(tx, site, "")
    return made


async def remember(db: Database, ids: Ids, made: Made, *, began: int, ended: int) -> None:
    """Notes a backup that a command has made, where the database has a place for that already."""
    if _TABLE in await applied(db):
        async with db.writing() as tx:
            await backups.record(tx, _run_of(ids, made, began, ended))


def _run_of(ids: Ids, made: Made, began: int, ended: int) -> Run:
    about = made.backup.about
    return _run(ids, about.kind, str(made.backup.folder), began, ended, files=about.files, size=about.bytes)


def _run(
    ids: Ids, kind: str, folder: str, began: int, ended: int, *, files: int = 0, size: int = 0, problem: str = ""
) -> Run:
    return Run(ids.new(), kind, folder, platform.node(), began, ended, files, size, problem)


async def _tell(tx: Writing, site: Site, words: str) -> None:
    """What the admins read: of the last try alone, and nothing where all is well."""
    for account in await accounts.with_roles(tx, [role for role, deeds in MAY.items() if "change instance" in deeds]):
        await notifications.forget_kind(tx, account.actor_id, NOTICE)
        if words:
            await notifications.notify(tx, site.ids, account.actor_id, NOTICE, now=site.clock.now(), text=words)


def by_itself(config: Config) -> bool:
    """Whether backups are made without anybody asking: not in the test mode."""
    return bool(config.backup.every_hours) and not config.instance.development
