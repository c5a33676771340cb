"""What the doctor says of the policy: a change that does not move, an audit that found something, a broken list."""

from __future__ import annotations

from pathlib import Path

import pytest

from fediart.actions.policy_changes import Changed, begin
from fediart.cli.doctor_policy import policy_findings
from fediart.clock import DAY, HandClock
from fediart.site import Site
from fediart.store import audits, policy_changes
from fediart.store.audits import Run
from fediart.store.database import Database
from tests.site import running_site

pytestmark = pytest.mark.one_engine


async def said(site: Site) -> dict[str, tuple[str, str]]:
    return {part: (state, seen) async for part, state, seen, _ in policy_findings(site)}


async def test_each_part_is_well_or_says_what_is_wrong(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site:
        before = await said(site)
        assert {before[part][0] for part in ("crawlers", "policy", "audit")} == {"ok"}
        run = Run(7, None, audits.NIGHTLY, audits.RUNNING, (1, 2), 0, 0, None, "", clock.now(), 0)
        async with site.db.writing() as tx:
            await begin(tx, site, Changed(policy_changes.INSTANCE, "no-ai", "open"), account_id=None)
            await audits.insert(tx, run)
            await audits.advance(tx, run.id, done=0, troubled=True)
            await audits.end(tx, run.id, audits.FINISHED, now=clock.now())
        (site.config.folder / "crawlers.toml").write_text("training = 7")
        now = await said(site)
        assert now["policy"][0] == "ok" and "under way" in now["policy"][1]
        assert now["audit"] == ("warning", "1 of 2 works does not say everywhere what was chosen for it.")
        assert now["crawlers"][0] == "error"
        clock.move(2 * DAY)
        assert (await said(site))["policy"][0] == "warning"
