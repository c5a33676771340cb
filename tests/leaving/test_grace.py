"""A deletion can be undone: its page is hidden at once, and logging in brings everything back."""

from __future__ import annotations

from pathlib import Path

import pytest

from fediart.actions import account_deletion
from fediart.clock import DAY, HOUR, HandClock
from fediart.errors import NotAllowed, NotFound
from fediart.store import actors, departures
from fediart.store.database import Database
from tests.site import drain, log_in, mails, make_artist, running_site, served


async def test_logging_in_within_the_week_keeps_the_account(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        account, actor = await make_artist(site, "jane")
        await log_in(client, "jane")
        one = await account_deletion.begin(site, account.id, by=account)
        assert one.due == clock.now() + 7 * DAY
        assert (await account_deletion.begin(site, account.id, by=account)).id == one.id
        assert (await client.get("/home")).status == 303  # logged out
        assert (await client.fresh().get("/@jane")).status == 404
        await drain(site)
        assert "keep your account" in mails(site).sent[-1]["text"]

        clock.move(6 * DAY)
        await log_in(client, "jane")
        assert (await client.get("/@jane")).status == 200
        clock.move(3 * DAY)
        await drain(site)
        assert "is not deleted" in mails(site).sent[-1]["text"]
        async with site.db.reading() as tx:
            assert await departures.of_account(tx, account.id) is None
            kept = await actors.by_id(tx, actor.id)
        assert kept is not None and not kept.suspended and not kept.deleted
        with pytest.raises(NotFound):
            await account_deletion.keep(site, account.id, by=account)


@pytest.mark.one_engine
async def test_a_member_deletes_the_account_and_staff_sees_it(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        account, _ = await make_artist(site, "jane")
        await make_artist(site, "amy", role="admin")
        await log_in(client, "jane")
        wrong = await client.post_form("/settings/leaving/delete", {"name": "jo"}, page="/settings/leaving")
        assert wrong.status == 422 and "Type jane here" in wrong.text
        assert (await client.post("/settings/leaving/delete", data={"name": "jane"})).status == 403  # no token
        done = await client.post_form("/settings/leaving/delete", {"name": "@Jane"}, page="/settings/leaving")
        assert (done.status, done.location) == (303, "/")
        assert (await client.get("/home")).status == 303

        staff = client.fresh()
        assert (await staff.get("/admin/departures")).status in (303, 403)
        await log_in(staff, "amy")
        page = (await staff.get("/admin/departures")).text
        assert "@jane" in page
        async with site.db.reading() as tx:
            one = await departures.of_account(tx, account.id)
        assert one is not None and (one.staff, one.by_id) == (0, account.id)
        assert "unless its owner logs in" in (await staff.get(f"/admin/departures/{one.id}")).text
        assert (await staff.get("/admin/departures/123")).status == 404
        kept = await staff.post_form(f"/admin/departures/{one.id}/keep", page="/admin/departures")
        assert kept.status == 303
        await log_in(client, "jane")
        assert (await client.get("/@jane")).status == 200
        clock.move(HOUR)
        held_up = await client.post_form("/settings/leaving/delete", {"name": "jane"}, page="/settings/leaving")
        assert held_up.status != 303  # who has not shown lately that it is them is asked first


@pytest.mark.one_engine
async def test_who_may_delete_whom(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site:
        owner, _ = await make_artist(site, "boss", role="owner")
        admin, _ = await make_artist(site, "amy", role="admin")
        artist, actor = await make_artist(site, "jane")
        with pytest.raises(NotAllowed, match="only owner"):
            await account_deletion.begin(site, owner.id, by=owner)
        with pytest.raises(NotAllowed, match="lesser role"):
            await account_deletion.begin(site, owner.id, by=admin)
        with pytest.raises(NotAllowed):
            await account_deletion.begin(site, admin.id, by=artist)
        one = await account_deletion.begin(site, artist.id, by=admin, reason="spam")
        assert (one.staff, one.by_id) == (1, admin.id)
        await account_deletion.keep(site, artist.id, by=admin)
        async with site.db.reading() as tx:
            seen = await actors.by_id(tx, actor.id)
        assert seen is not None and not seen.suspended
