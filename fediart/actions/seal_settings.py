"""An admin turns the seal on public files on or off, or renews the certificate: every file is written anew."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Final

from federation.certificates import About
from fediart.actions.certificates import renew
from fediart.actions.permissions import MAY, demand
from fediart.site import Site
from fediart.store import accounts, jobs, notifications
from fediart.store.accounts import Account
from fediart.store.admin_log import SETTINGS, log
from fediart.store.database import Writing
from fediart.store.settings import read_settings, save_settings

SEAL_ALL: Final = "seal-all"
NOTICE: Final = "certificate"


async def queue_all(tx: Writing, site: Site, *, after: int = 0) -> None:
    """All published works from this id on. Ring `site.bell` after the commit."""
    await jobs.enqueue(tx, site.ids.new(), SEAL_ALL, {"after": after}, now=site.clock.now(), order_key=SEAL_ALL)


async def warn(tx: Writing, site: Site, words: str) -> None:
    """Tells the admins what the certificate needs, in the place of what they were told before."""
    for account in await accounts.with_roles(tx, [role for role, deeds in MAY.items() if "change instance" in deeds]):
        await notifications.forget_kind(tx, account.actor_id, NOTICE)
        if words:
            await notifications.notify(tx, site.ids, account.actor_id, NOTICE, now=site.clock.now(), text=words)


async def turn(site: Site, by: Account, *, on: bool) -> None:
    """Files are sealed from now on, or lose their seal. NotAllowed."""
    demand(by, "change instance")
    now = site.clock.now()
    async with site.db.writing() as tx:
        before = await read_settings(tx)
        if before.content_credentials == on:
            return
        await save_settings(tx, replace(before, content_credentials=on), now=now)
        words = "turn Content Credentials on" if on else "turn Content Credentials off"
        await log(tx, site.ids, account_id=by.id, action=words, now=now, kind=SETTINGS)
        await queue_all(tx, site)
    site.bell.ring()
    site.pages.changed()


async def renew_certificate(site: Site, by: Account | None) -> About:
    """A new certificate, by an admin or the command line (None); all files are sealed anew. NotAllowed, Problem."""
    if by is not None:
        demand(by, "change instance")
    made = await asyncio.to_thread(renew, site.config, now=site.clock.now())
    async with site.db.writing() as tx:
        who = by.id if by else None
        await log(tx, site.ids, account_id=who, action="renew the certificate", now=site.clock.now(), kind=SETTINGS)
        await warn(tx, site, "")
        await queue_all(tx, site)
    site.bell.ring()
    return made
