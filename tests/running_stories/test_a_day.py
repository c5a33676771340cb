"""A moderator's day and an appeal on PostgreSQL, by forms alone; tests/gallery_stories tells it in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.store import person_limits, reports, strikes
from fediart.store.database import Database
from tests import seeds
from tests.site import PASSWORD, Client, drain, log_in, mails, make_artist, running_site, served

READY = "Please say who took the photograph you painted from."
NILS = {"name": "nils", "email": "nils@mail.example", "password": PASSWORD, "reason": "Woodcuts.", "agreed": "1"}


async def does(who: Client, path: str, page: str, **fields: object) -> None:
    """Sends a form. Raises AssertionError where it is not taken."""
    answer = await who.post_form(path, fields, page=page)
    assert answer.status == 303, f"{path}: {answer.status} {answer.text}"


async def device(web: Client, name: str) -> Client:
    other = web.fresh()
    await log_in(other, name)
    return other


@pytest.mark.parametrize("db", ["postgres"], indirect=True)
async def test_a_day_and_an_appeal(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock, registrations="approval") as site, served(site) as web:
        for name, role in (("mia", "moderator"), ("ada", "admin"), ("kim", "artist")):
            await make_artist(site, name, role=role)
        _, jane = await make_artist(site, "jane")
        work = await seeds.hang(site, jane, "Ferry at six")
        mia, ada, kim, own = [await device(web, name) for name in ("mia", "ada", "kim", "jane")]

        # A sign-up is approved; a report is taken, noted, and answered with ready words
        await does(web, "/sign-up", "/sign-up", **NILS)
        await does(mia, "/admin/sign-ups/approve", "/admin/sign-ups", name="nils")
        await drain(site)
        assert mails(site).sent[-1]["to"] == "nils@mail.example"
        await device(web, "nils")
        await does(mia, "/admin/answers/add", "/admin/answers", title="Photograph", text=READY)
        await does(
            kim, f"/posts/{work.id}/report", f"/posts/{work.id}/report", reason="spam", text="After my photograph"
        )
        async with db.reading() as tx:
            (told,) = await reports.about(tx, jane.id)
        here = f"/admin/reports/{told.id}"
        await does(mia, f"{here}/take", here)
        await does(mia, f"{here}/note", here, text="It is the same pier.")
        page = (await mia.get(here)).text
        assert READY in page and "It is the same pier." in page and "@mia" in page

        # A post is marked, the account limited; she appeals both, and both are taken back
        act = f"/admin/people/{jane.id}/act"
        await does(mia, act, here, deed="mark-posts", reason=READY, report=told.id, post=work.id)
        await does(mia, act, here, deed="limit", reason="The third report within a month.")
        assert f"/@jane/{work.id}" not in (await web.get("/")).text
        async with db.reading() as tx:
            found = await strikes.of_actor(tx, jane.id)
        assert len(found) == 2
        for one in found:
            await does(own, f"/settings/strikes/{one.id}/appeal", "/settings/strikes", text="Kim stood beside me.")
            await does(ada, f"/admin/appeals/{one.id}/overturned", "/admin/appeals", answer="You were right.")
        await drain(site)
        assert "you were right" in mails(site).sent[-1]["text"].lower()
        assert f"/@jane/{work.id}" in (await web.get("/")).text
        async with db.reading() as tx:
            assert not (await person_limits.of(tx, jane.id)).silenced
            assert {one.state for one in await strikes.of_actor(tx, jane.id)} == {"overturned"}

        # The log tells it, narrowed down
        lines = (await ada.get("/admin/log.csv?by=mia&about=@jane")).text.splitlines()
        assert len(lines) == 3 and "The third report within a month." in lines[1] and READY in lines[2]
