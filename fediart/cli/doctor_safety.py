"""What `fediart doctor` says of how safe the accounts of those who run the instance are."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fediart.actions.staff_safety import STAFF
from fediart.cli.doctor_policy import Said
from fediart.site import Site
from fediart.store import accounts
from fediart.store.settings import read_settings


async def safety_findings(site: Site) -> AsyncIterator[Said]:
    async with site.db.reading() as tx:
        staff = await accounts.with_roles(tx, STAFF)
        demanded = (await read_settings(tx)).staff_two_factors
    without = sum(not one.two_factors for one in staff)
    if not without:
        yield "second step", "ok", f"all {len(staff)} of the staff have a second step to log in", ""
    elif site.config.instance.development:
        yield "second step", "ok", f"{without} of {len(staff)} of the staff have no second step; it is test mode", ""
    else:
        fix = "They are led to it." if demanded else "Demand it at /admin/safety: a password alone opens everything."
        yield "second step", "warning", f"{without} of {len(staff)} of the staff have no second step to log in", fix
