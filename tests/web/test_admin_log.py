"""What admins did can be read by admins, page by page, and by nobody else."""

from __future__ import annotations

from pathlib import Path

from fediart.actions.staff import suspend, unsuspend
from fediart.clock import HandClock
from fediart.store.database import Database
from fediart.web.admin_log import AT_ONCE
from tests.site import log_in, make_artist, running_site, served


async def test_deeds_are_listed_with_who_did_them(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        owner, _ = await make_artist(site, "olga", role="owner")
        await make_artist(site, "jane")
        await make_artist(site, "mo", role="moderator")
        await suspend(site, owner, "jane", note="Spam <b>again</b>")
        await unsuspend(site, None, "jane")
        await log_in(client, "olga")
        text = (await client.get("/admin/log")).text
        assert "suspend account" in text and "@olga" in text and "@jane" in text
        assert "Spam &lt;b&gt;again" in text
        assert "The shell" in text
        other = client.fresh()
        await log_in(other, "mo")
        assert (await other.get("/admin/log")).status == 403


async def test_long_logs_have_pages(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        owner, _ = await make_artist(site, "olga", role="owner")
        await make_artist(site, "jane")
        for number in range(AT_ONCE // 2 + 1):
            await suspend(site, owner, "jane", note=f"number {number};")
            await unsuspend(site, owner, "jane")
        await log_in(client, "olga")
        first = (await client.get("/admin/log")).text
        assert "number 0;" not in first and "Earlier" in first
        older = first.partition('href="/admin/log?before=')[2].partition('"')[0]
        second = (await client.get(f"/admin/log?before={older}")).text
        assert "number 0;" in second and "Earlier" not in second
        assert (await client.get("/admin/log?before=nonsense")).status == 200
