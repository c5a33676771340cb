"""What an admin decides about robots: which are refused, how fast pictures may be fetched, what of it is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from fediart.actions.permissions import demand
from fediart.errors import Problem, Problems
from fediart.language import _, number
from fediart.rights.crawlers import CATEGORIES
from fediart.site import Site
from fediart.store.accounts import Account
from fediart.store.admin_log import SETTINGS, log
from fediart.store.database import Writing
from fediart.store.settings import InstanceSettings, read_settings, save_settings

FIELDS: Final = ("refused_crawlers", "crawlers_public", "crawlers_kept", "media_per_minute", "media_per_network")
KEPT: Final = (7, 3_650)  # days
PER_MINUTE: Final = (60, 1_000_000)  # 0 turns the limit off


def about_crawlers(settings: InstanceSettings) -> Mapping[str, Any]:
    """The settings that are decided here, for whoever saves the others."""
    return {name: getattr(settings, name) for name in FIELDS}


async def save_crawlers(site: Site, by: Account, wanted: InstanceSettings) -> None:
    """Keeps only these settings of `wanted`. Raises Problems by field."""
    demand(by, "change instance")
    found = _wrong(wanted)
    if found:
        raise Problems(found)
    async with site.db.writing() as tx:
        await _save(tx, site, by, wanted)
    site.pages.changed()


async def _save(tx: Writing, site: Site, by: Account, wanted: InstanceSettings) -> None:
    before, now = await read_settings(tx), site.clock.now()
    after = replace(before, **about_crawlers(wanted))
    changed = ", ".join(name for name in FIELDS if getattr(before, name) != getattr(after, name))
    await save_settings(tx, after, now=now)
    await log(
        tx, site.ids, account_id=by.id, action="change handling of crawlers", detail=changed, now=now, kind=SETTINGS
    )


def _wrong(wanted: InstanceSettings) -> list[Problem]:
    found = []
    if not set(wanted.refused_crawlers) <= set(CATEGORIES):
        found.append(Problem(_("Choose among the categories."), field="refused_crawlers"))
    if not KEPT[0] <= wanted.crawlers_kept <= KEPT[1]:
        found.append(
            Problem(
                _("A number of days from %(least)s to %(most)s.", least=KEPT[0], most=number(KEPT[1])),
                field="crawlers_kept",
            )
        )
    for name in ("media_per_minute", "media_per_network"):
        rate = getattr(wanted, name)
        if rate != 0 and not PER_MINUTE[0] <= rate <= PER_MINUTE[1]:
            words = _(
                "A number from %(least)s to %(most)s, or 0 for no limit.",
                least=PER_MINUTE[0],
                most=number(PER_MINUTE[1]),
            )
            found.append(Problem(words, field=name))
    if not found and 0 < wanted.media_per_network < wanted.media_per_minute:
        found.append(Problem(_("A network has many addresses: allow it no less than one."), field="media_per_network"))
    return found
