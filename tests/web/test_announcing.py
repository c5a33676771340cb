"""Announcements, privacy policy and terms of service: written by admins, read by whom they are for."""

from __future__ import annotations

import pytest

from fediart.actions.site_texts import day_of, day_words
from fediart.clock import DAY, HandClock
from fediart.site import Site
from tests.site import Client, change_settings, log_in, make_artist

ANNOUNCE, TEXTS = "/admin/announcements", "/admin/texts"


@pytest.fixture
async def admin(site: Site, client: Client) -> Client:
    await make_artist(site, "ada", role="admin")
    await make_artist(site, "jane")
    await log_in(client, "ada")
    return client


async def member(admin: Client, name: str = "jane") -> Client:
    browser = admin.fresh()
    await log_in(browser, name)
    return browser


async def test_what_is_announced_stands_above_pages_until_it_is_put_away(admin: Client) -> None:
    words = "We **move** on Sunday <script>alert(1)</script>\n\n[more](javascript:alert(1))"
    answer = await admin.post_form(ANNOUNCE, {"text": words}, follow=True)
    assert answer.status == 200 and "It is announced to the members." in answer.text
    jane = await member(admin)
    page = (await jane.get("/settings/profile")).text
    assert "<strong>move</strong>" in page and "alert(1)</script>" not in page and 'href="javascript' not in page
    assert "<strong>move</strong>" in (await jane.get("/announcements")).text
    assert "<strong>move</strong>" not in (await admin.fresh().get("/")).text, "visitors are not told"
    assert (await admin.fresh().get("/announcements")).status == 303
    number = page.split("/announcements/")[1].split("/")[0]
    answer = await jane.post_form(f"/announcements/{number}/put-away", {"back": "/home"}, page="/settings/profile")
    assert answer.location == "/home"
    assert "<strong>move</strong>" not in (await jane.get("/settings/profile")).text
    assert "<strong>move</strong>" in (await admin.get("/settings/profile")).text, "for others it stays"
    away = await jane.post_form(f"/announcements/{number}/put-away", {"back": "//evil.example"}, page="/home")
    assert away.location == "/"


async def test_an_announcement_is_planned_changed_ended_and_deleted(admin: Client, clock: HandClock) -> None:
    await admin.post_form(ANNOUNCE, {"text": "Later", "published": "2099-01-01T10:00"})
    page = (await admin.get(ANNOUNCE)).text
    assert "planned" in page and "Later" not in (await admin.get("/home")).text
    number = page.split("/admin/announcements/")[1].split('"')[0]
    here = f"{ANNOUNCE}/{number}"
    assert "2099-01-01T10:00" in (await admin.get(here)).text
    await admin.post_form(here, {"text": "Now", "published": "2020-01-01T10:00"})
    assert "Now" in (await admin.get("/settings/profile")).text
    await admin.post_form(f"{here}/end", page=ANNOUNCE)
    assert "announcement-words" not in (await admin.get("/settings/profile")).text
    assert "over" in (await admin.get(ANNOUNCE)).text
    await admin.post_form(f"{here}/delete", page=ANNOUNCE)
    assert (await admin.get(here)).status == 404
    wrong = await admin.post_form(ANNOUNCE, {"text": "", "starts": "soon"})
    assert wrong.status == 422 and "Give a day and a time" in wrong.text
    wrong = await admin.post_form(ANNOUNCE, {"text": "x", "starts": "2099-01-02T10:00", "ends": "2099-01-01T10:00"})
    assert wrong.status == 422 and "It cannot end before it begins." in wrong.text


async def test_only_admins_write(admin: Client) -> None:
    await make_artist(admin.site, "mo", role="moderator")
    for name in ("jane", "mo"):
        browser = await member(admin, name)
        for path in (ANNOUNCE, f"{ANNOUNCE}/1", TEXTS):
            assert (await browser.get(path)).status == 403, path
        for path in (ANNOUNCE, f"{ANNOUNCE}/1/delete", f"{TEXTS}/privacy", f"{TEXTS}/terms"):
            assert (await browser.post_form(path, {"text": "x"}, page="/home")).status == 403, path


async def test_the_privacy_policy_says_what_holds_until_an_admin_writes_one(admin: Client) -> None:
    visitor = admin.fresh()
    await change_settings(admin.site, crawlers_kept=77, contact_email="hello@art.example")
    page = (await visitor.get("/privacy")).text
    assert "counted for 77 days" in page and "hello@art.example" in page and "Cookies" in page
    await admin.post_form(f"{TEXTS}/privacy", {"privacy": "# Ours\n\nWe keep <i>little</i>."}, page=TEXTS)
    page = (await visitor.get("/privacy")).text
    assert "We keep &lt;i&gt;little" in page and "Cookies" not in page
    told = (await visitor.get("/api/v1/instance/privacy_policy", headers={"Accept": "application/json"})).json
    assert "We keep" in told["content"] and told["updated_at"].endswith("Z")
    assert (await admin.post_form(f"{TEXTS}/privacy", {"privacy": "x" * 60_001}, page=TEXTS)).status == 422
    await admin.post_form(f"{TEXTS}/privacy", {"privacy": ""}, page=TEXTS)
    assert "Cookies" in (await visitor.get("/privacy")).text


async def test_terms_hold_from_a_day_on_and_stay_to_be_read(admin: Client, clock: HandClock) -> None:
    visitor, json = admin.fresh(), {"Accept": "application/json"}
    assert (await visitor.get("/terms")).status == 404
    assert (await visitor.get("/api/v1/instance/terms_of_service", headers=json)).status == 404
    today = (await admin.get(TEXTS)).text.split('name="effective" type="date" value="')[1][:10]
    await admin.post_form(f"{TEXTS}/terms", {"terms": "First", "effective": today}, page=TEXTS)
    later = day_words(day_of(clock.now() + 10 * DAY))
    await admin.post_form(f"{TEXTS}/terms", {"terms": "Second", "effective": later}, page=TEXTS)
    page = (await visitor.get("/terms")).text
    assert "First" in page and f"/terms/{later}" in page
    told = (await visitor.get("/api/v1/instance/terms_of_service", headers=json)).json
    assert told == {"effective_date": today, "effective": True, "content": "<p>First</p>", "succeeded_by": later}
    coming = (await visitor.get(f"/api/v1/instance/terms_of_service/{later}", headers=json)).json
    assert coming["effective"] is False and "Second" in (await visitor.get(f"/terms/{later}")).text
    assert (await visitor.get("/terms/2001-01-01")).status == (await visitor.get("/terms/yesterday")).status == 404
    for given in ({"terms": "x", "effective": "2001-01-01"}, {"terms": "", "effective": later}):
        assert (await admin.post_form(f"{TEXTS}/terms", given, page=TEXTS)).status == 422
    assert (await admin.post_form(f"{TEXTS}/terms/{today}/remove", page=TEXTS)).status == 404, "it holds already"
    await admin.post_form(f"{TEXTS}/terms/{later}/remove", page=TEXTS)
    assert (await visitor.get(f"/terms/{later}")).status == 404
