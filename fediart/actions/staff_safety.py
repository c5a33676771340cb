"""Whether those who run an instance must have a second step to log in."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from fediart.actions.permissions import MAY, demand
from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store.accounts import Account
from fediart.store.admin_log import SETTINGS, log
from fediart.store.settings import read_settings, save_settings

STAFF: Final = tuple(role for role, deeds in MAY.items() if deeds != MAY["artist"])


async def choose(site: Site, by: Account, *, demanded: bool) -> None:
    """Raises NotAllowed, and Problem where who demands it has no second step: they would shut themselves out."""
    demand(by, "change instance")
    if demanded and not by.two_factors:
        raise Problem(_("Set up your own second step first, under Settings, Safety."))
    async with site.db.writing() as tx:
        before = await read_settings(tx)
        if before.staff_two_factors == demanded:
            return
        now = site.clock.now()
        await save_settings(tx, replace(before, staff_two_factors=demanded), now=now)
        words = "demanded" if demanded else "not demanded"
        await log(
            tx, site.ids, account_id=by.id, action="second step of staff", subject="staff", detail=words, now=now,
            kind=SETTINGS,
        )  # fmt: skip
    site.pages.changed()
