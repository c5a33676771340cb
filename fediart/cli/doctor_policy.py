"""What `fediart doctor` says of the AI policy: seal, list of crawlers, changes under way, the last audit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Literal

from fediart.actions import certificates
from fediart.actions.audits import in_words
from fediart.clock import DAY, moment
from fediart.config import Config
from fediart.rights.crawlers import in_force
from fediart.site import Site
from fediart.store import audits, credentials, policy_changes

Said = tuple[str, Literal["ok", "warning", "error"], str, str]
"""Part, state, what was seen, what to do."""


async def policy_findings(site: Site) -> AsyncIterator[Said]:
    yield await _seal(site)
    yield await asyncio.to_thread(_crawlers, site.config)
    yield await _changes(site)
    yield await _audit(site)


async def _seal(site: Site) -> Said:
    """What seals public files with Content Credentials, and whether it could."""
    now = await asyncio.to_thread(certificates.status, site.config, now=site.clock.now())
    if not now.installed:
        return "seal", "ok", "the library for Content Credentials is not installed: nothing is sealed", ""
    if now.problem or now.warning:
        return "seal", "warning", now.problem or now.warning, "See `fediart rights certificate`."
    async with site.db.reading() as tx:
        failed = await credentials.problems(tx, limit=1)
    if failed:
        return "seal", "warning", f"some works have no seal: {failed[0].words}", "See /admin/credentials."
    return "seal", "ok", str(now.files.certificate), ""


def _crawlers(config: Config) -> Said:
    try:
        return "crawlers", "ok", f"the list of {in_force(config.folder).updated} holds", ""
    except (OSError, ValueError) as error:
        return "crawlers", "error", str(error), "Take it back: `fediart rights update-crawlers --undo`."


async def _changes(site: Site) -> Said:
    async with site.db.reading() as tx:
        found = await policy_changes.unfinished(tx)
    if not found:
        return "policy", "ok", "every change of an AI policy has been carried out", ""
    began = moment(found[0].started).strftime("%Y-%m-%d %H:%M")
    seen = f"a change of an AI policy is under way since {began}"
    if site.clock.now() - found[0].started < DAY:
        return "policy", "ok", seen, ""
    return (
        "policy",
        "warning",
        seen,
        "See `fediart rights changes`; `fediart serve` or `fediart worker` carries it out.",
    )


async def _audit(site: Site) -> Said:
    async with site.db.reading() as tx:
        newest = next((run for run in await audits.newest(tx) if run.state in (audits.FINISHED, audits.FAILED)), None)
    do = "See /admin/rights/audit, or run `fediart rights audit`."
    if newest is None:
        return "audit", "ok", "there was none yet; every night at 3:00 UTC there is one", ""
    words = in_words(newest)
    if words:
        return "audit", "warning", words, do
    if site.clock.now() - newest.ended > 3 * DAY:
        return "audit", "warning", "the last one is more than three days old", do
    return "audit", "ok", "published works say everywhere what was chosen", ""
