"""What an admin decides about pictures from other servers, and how our own labels are written for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from fediart.actions.permissions import demand
from fediart.errors import Problem, Problems
from fediart.language import _, number
from fediart.site import Site
from fediart.store.accounts import Account
from fediart.store.admin_log import SETTINGS, log
from fediart.store.settings import ELSEWHERE, InstanceSettings, read_settings, save_settings

FIELDS: Final = ("elsewhere", "elsewhere_per_day", "elsewhere_cpu", "label_hashtag", "label_warning")
MOST_A_DAY: Final = 100_000
MOST_SECONDS: Final = 3_600


def about_elsewhere(settings: InstanceSettings) -> Mapping[str, Any]:
    """The settings that are decided here, for whoever saves the others."""
    return {name: getattr(settings, name) for name in FIELDS}


async def save_elsewhere(site: Site, by: Account, wanted: InstanceSettings) -> None:
    """Keeps only these settings of `wanted`. Raises Problems by field."""
    demand(by, "change instance")
    found = _wrong(wanted)
    if found:
        raise Problems(found)
    now = site.clock.now()
    async with site.db.writing() as tx:
        before = await read_settings(tx)
        after = replace(before, **about_elsewhere(wanted))
        changed = ", ".join(name for name in FIELDS if getattr(before, name) != getattr(after, name))
        await save_settings(tx, after, now=now)
        await log(
            tx, site.ids, account_id=by.id, action="change handling of AI pictures", detail=changed, now=now,
            kind=SETTINGS,
        )  # fmt: skip
    site.pages.changed()


def _wrong(wanted: InstanceSettings) -> list[Problem]:
    found = []
    if wanted.elsewhere not in ELSEWHERE:
        found.append(Problem(_("Choose what happens with them."), field="elsewhere"))
    if not 0 <= wanted.elsewhere_per_day <= MOST_A_DAY:
        found.append(
            Problem(_("A number from 0 to %(most_a_day)s.", most_a_day=number(MOST_A_DAY)), field="elsewhere_per_day")
        )
    if not 0 <= wanted.elsewhere_cpu <= MOST_SECONDS:
        found.append(
            Problem(
                _("A number of seconds from 0 to %(most_seconds)s.", most_seconds=number(MOST_SECONDS)),
                field="elsewhere_cpu",
            )
        )
    return found
