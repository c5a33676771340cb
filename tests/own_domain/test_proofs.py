"""Whose a domain is: shown by a record or a link, looked at again, and let go."""

from __future__ import annotations

import pytest

from federation.text_records import NoAnswer, text_records
from fediart.actions.domains import refresh_rules
from fediart.actions.own_domains import PATIENCE
from fediart.clock import DAY, HOUR, MINUTE
from fediart.store import domain_rules
from tests import seeds
from tests.own_domain.conftest import DOMAIN, PATH, Place
from tests.own_domain.names import name_server
from tests.remote import RemoteServer
from tests.site import change_settings


async def test_a_record_shows_that_a_domain_is_the_artists(place: Place) -> None:
    assert (await place.ask("https://Jane.Art/")).status == 303
    page = (await place.own.get(PATH)).text
    (one,) = await place.rows()
    assert f"_fediart.{DOMAIN}" in page
    assert f"fediart={one.secret}" in page
    assert (await place.at("/")).status == 421, "asked for is not shown"
    answer = await place.check()
    assert answer.status == 422
    assert "Neither the record nor the link" in answer.text
    place.names.records[f"_fediart.{DOMAIN}"] = [f"fediart={one.secret}x", "something else"]
    assert (await place.check()).status == 422, "another word is none"
    await place.publish_record(place.jane)
    assert (await place.check()).status == 303
    (one,) = await place.rows()
    assert (one.state, one.proof) == ("verified", "dns")
    assert (await place.at("/")).status == 200
    await place.own.post_form(f"{PATH}/remove", {"domain": DOMAIN}, page=PATH)
    assert await place.rows() == []


@pytest.mark.one_engine
async def test_a_link_shows_it_too_and_is_read_to_the_letter(place: Place) -> None:
    async with RemoteServer("page") as page:
        domain = page.host.replace("127.0.0.1", "localhost")
        profile = f"{place.site.config.origin}/@jane"
        assert (await place.ask(domain)).status == 303
        page.documents["/"] = (200, f'<a rel="me" href="{profile}x">x</a><p>{profile}</p>'.encode(), "text/html")
        assert (await place.check(domain)).status == 422
        page.documents["/"] = (200, f'<a rel="nofollow me" href="{profile}">Me</a>'.encode(), "text/html")
        assert (await place.check(domain)).status == 303
        (one,) = await place.rows(domain)
        assert (one.state, one.proof) == ("verified", "link")
        # From now on its pages are ours: what counts is that it still leads here, which this one does not.
        await place.wait(DAY + HOUR)
        (one,) = await place.rows(domain)
        assert one.failing


async def test_what_can_no_longer_be_seen_is_let_go_after_a_week(place: Place) -> None:
    await place.show()
    place.names.silent = True
    await place.wait(DAY + HOUR)
    (one,) = await place.rows()
    assert (one.state, one.failing) == ("verified", 0), "silent name servers say nothing"
    place.names.silent = False
    place.names.records.clear()
    await place.wait(DAY + HOUR)
    (one,) = await place.rows()
    assert one.state == "verified"
    assert one.failing
    assert "Since" in (await place.own.get(PATH)).text
    assert (await place.at("/")).status == 200
    await place.wait(PATIENCE + HOUR)
    assert (await place.rows())[0].state == "lost"
    assert (await place.at("/")).status == 421, "and shows nothing of ours"


@pytest.mark.one_engine
async def test_who_bought_a_domain_gets_it_and_nobody_else(place: Place) -> None:
    """Takeover: a rival with no record gets nothing; a new owner, whose record stands alone, does."""
    await place.show()
    kim, browser = await place.member("kim")
    await place.ask(by=browser)
    assert (await place.check(by=browser)).status == 422, "a domain that leads here is no proof of anything"
    (theirs,) = (one for one in await place.rows() if one.actor_id == kim.id)
    place.names.records[f"_fediart.{DOMAIN}"].append(f"fediart={theirs.secret}")
    place.clock.move(MINUTE)
    answer = await place.check(by=browser)
    assert answer.status == 422, "the holder's own record is there still"
    assert "Somebody else here" in answer.text
    place.names.records[f"_fediart.{DOMAIN}"] = [f"fediart={theirs.secret}"]
    place.clock.move(MINUTE)
    assert (await place.check(by=browser)).status == 303
    assert {one.actor_id: one.state for one in await place.rows()} == {place.jane.id: "lost", kim.id: "verified"}
    assert "kim" in (await place.at("/")).text


NO_DOMAINS = (
    "", "art", "127.0.0.1", "[::1]", "10.0.0.1:80", "2130706433", "127.1", "jane art.com", "com.", "a" * 300 + ".com",
    "localhost", "jane@evil@", "http://", "<b>.com",
)  # fmt: skip


@pytest.mark.one_engine
async def test_what_is_no_domain_of_ones_own_is_refused(place: Place) -> None:
    for name in NO_DOMAINS:
        assert (await place.ask(name)).status == 422, name
    assert not place.names.asked


@pytest.mark.one_engine
async def test_domains_of_others_are_refused(place: Place) -> None:
    assert (await place.ask(place.site.config.instance.host)).status == 422, "this instance"
    await seeds.stranger(place.site, "bob", "social.example")
    assert "another server" in (await place.ask("social.example")).text
    rule = domain_rules.DomainRule("evil.art")
    async with place.site.db.writing() as tx:
        await domain_rules.put_rule(tx, rule)
    await refresh_rules(place.site)
    assert "closed this domain" in (await place.ask("www.evil.art")).text
    assert (await place.ask("Bücher.art")).status == 303
    assert (await place.rows("xn--bcher-kva.art"))[0].state == "asked"
    await place.ask("two.art")
    await place.ask("three.art")
    assert "as many domains" in (await place.ask("four.art")).text


@pytest.mark.one_engine
async def test_admins_turn_it_off_and_close_domains(place: Place) -> None:
    await place.show()
    _kim, browser = await place.member("kim")
    assert (await browser.get("/admin/own-domains")).status == 403
    assert (await browser.post_form("/admin/own-domains/off", page=PATH)).status == 403
    assert (await browser.post_form(f"{PATH}/remove", {"domain": DOMAIN}, page=PATH)).status == 404, "not hers"
    page = "/admin/own-domains"
    assert DOMAIN in (await place.own.get(page)).text
    await place.own.post_form(f"{page}/close", {"domain": DOMAIN}, page=page)
    assert (await place.at("/")).status == 421
    assert (await place.ask(by=browser)).status == 422
    await place.own.post_form(f"{PATH}/remove", {"domain": DOMAIN}, page=PATH)
    assert (await place.rows())[0].state == "barred", "so that it cannot be asked for anew"
    await place.own.post_form(f"{page}/open", {"domain": DOMAIN}, page=page)
    assert (await place.check()).status == 303
    assert (await place.out.get(f"/own-domains/ask?domain={DOMAIN}")).status == 200
    await place.own.post_form(f"{page}/off", page=page)
    assert (await place.at("/")).status == 421
    assert (await place.out.get(f"/own-domains/ask?domain={DOMAIN}")).status == 404
    assert "does not show portfolios" in (await place.ask("other.art")).text
    await change_settings(place.site, own_domains=True)
    for name in ("", "x" * 400, "other.art", f"{DOMAIN}' or 1=1"):
        assert (await place.out.get("/own-domains/ask", params={"domain": name})).status == 404


@pytest.mark.one_engine
async def test_looking_is_braked(place: Place) -> None:
    await place.ask()
    statuses = [(await place.check()).status for _ in range(12)]
    assert statuses[:10] == [422] * 10
    assert statuses[-1] == 429


@pytest.mark.one_engine
async def test_texts_are_put_together_and_silence_is_told_apart() -> None:
    async with name_server() as names:
        names.records["_fediart.long.example"] = ["fediart=abc", "ä"]
        assert "fediart=abc" in await text_records("_fediart.long.example", (names.address,))
        assert await text_records("_fediart.absent.example", (names.address,)) == ()
        names.silent = True
        with pytest.raises(NoAnswer):
            await text_records("_fediart.long.example", (names.address,))
