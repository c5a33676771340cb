"""Where one side of a commission is a visitor: each can report the other, and moderators can do something about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fediart.actions.commission_offers import OfferForm, save
from fediart.clock import HandClock
from fediart.store.database import Database
from tests.commissions.conftest import member
from tests.site import drain, mails, running_site, served
from tests.tour.hands import words

pytestmark = pytest.mark.one_engine
WISH = {"title": "Two cats", "words": "Asleep.", "name": "Vera", "email": "vera@mail.example"}
REPORT = {"reason": "hate", "text": "<b>Threats</b>"}


async def test_a_visitor_and_an_artist_report_each_other(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as visitor:
        artist, moderator, other = visitor.fresh(), visitor.fresh(), visitor.fresh()
        jane = await member(site, artist, "jane")
        await member(site, moderator, "mo", role="moderator")
        await member(site, other, "eve")
        offer = await save(site, jane, OfferForm("Ink", "A page", "", "120", "", "EUR", "14", "2"))
        await visitor.post_form(f"/@jane/commissions/{offer}/ask", WISH)
        await drain(site)
        base = mails(site).last_link()
        assert (await visitor.get(f"{base}/report")).status == 404, "nobody has seen it yet"
        await visitor.post_form(f"{base}/confirm", page=base)
        async with site.db.reading() as tx:
            path = f"/commissions/{await tx.value('select id from commissions')}"
        assert (await moderator.get(path)).status == 404
        page = await visitor.get(f"{base}/report")
        assert "jane" in words(page) and page.headers["Referrer-Policy"] == "same-origin"
        assert (await visitor.post_form(f"{base}/report", {"reason": "", "text": ""})).status == 422
        assert (await visitor.post_form(f"{base}/report", REPORT)).location == base
        assert (await visitor.post_form(f"{base}/report", REPORT)).status == 303
        assert (await artist.post_form(f"{path}/report", {"reason": "spam", "text": "Never pays"})).status == 303
        for browser in (other, visitor):
            assert (await browser.get(f"{path}/report")).status in (303, 404)
        assert (await visitor.get(f"{base}x/report")).status == 404

        async with site.db.reading() as tx:
            by_visitor, by_artist = [row["id"] for row in await tx.all("select id from reports order by id")]
        listed = words(await moderator.get("/admin/reports"))
        assert "@jane" in listed and "A visitor" in listed
        about_jane = await moderator.get(f"/admin/reports/{by_visitor}")
        assert "a visitor" in words(about_jane) and "<b>Threats" not in about_jane.text
        assert f'href="{path}"' in about_jane.text
        about_vera = await moderator.get(f"/admin/reports/{by_artist}")
        assert "Never pays" in words(about_vera) and "Suspend" not in words(about_vera)

        assert (await artist.post_form(f"{path}/keep-away", page=path)).status in (403, 404)
        assert (await moderator.post_form(f"{path}/keep-away", page=path)).status == 303
        assert "no artist here gets requests" in words(await moderator.get(path))
        assert "no artist here gets requests" not in words(await artist.get(path))
        await drain(site)
        before = len(mails(site).sent)
        again = await visitor.post_form(f"/@jane/commissions/{offer}/ask", WISH)
        await drain(site)
        assert again.status == 200 and len(mails(site).sent) == before, "and nobody can tell the difference"
        await moderator.post_form(f"{path}/let-in", page=path)
        await visitor.post_form(f"/@jane/commissions/{offer}/ask", WISH)
        await drain(site)
        assert len(mails(site).sent) == before + 1
        await moderator.post_form(f"/admin/reports/{by_artist}/resolved", {"text": ""}, page="/admin/reports")
        assert "Your report about a visitor" in words(await artist.get("/notifications"))
