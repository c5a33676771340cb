"""A log-in from a new place is told by mail and on the page, and whoever it was not ends it with one link."""

from __future__ import annotations

import pytest

from fediart.clock import HOUR, HandClock
from tests.safety.second import scanned, two_factors
from tests.site import PASSWORD, Client, drain, log_in, mails, make_artist

PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


async def from_phone(client: Client, *, word: str = PASSWORD) -> Client:
    browser = client.fresh()
    browser.session.headers["User-Agent"] = PHONE
    answer = await browser.post_form("/log-in", {"name": "jane", "password": word})
    assert answer.status == 303
    return browser


async def told(client: Client) -> list[str]:
    await drain(client.site)
    return [one["text"] for one in mails(client.site).sent if "new log-in" in one["subject"]]


async def test_a_new_place_is_told_and_a_known_one_is_not(client: Client) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    await log_in(client.fresh(), "jane")  # the same browser's name in the same network
    assert await told(client) == []
    phone = await from_phone(client)
    assert len(letters := await told(client)) == 1 and "Firefox, Android" in letters[0] and "127.0.0.0/24" in letters[0]
    await from_phone(client)
    phone.session.headers["User-Agent"] = PHONE.replace("Firefox", "Chrome")  # the same device by its cookie
    await phone.post_form("/log-out", page="/settings/account")
    await log_in(phone, "jane")
    assert len(await told(client)) == 1
    page = await client.get("/notifications")
    assert "logged in to your account in a new place" in page.text and "Firefox, Android · 127.0.0.0/24" in page.text


@pytest.mark.both_engines
async def test_it_was_not_me_ends_everything(client: Client, clock: HandClock) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    clock.move(2 * HOUR)
    thief = await from_phone(client)
    await two_steps(thief)
    await drain(client.site)
    link = next(one for one in mails(client.site).sent if "new log-in" in one["subject"])["text"].split()[-1]
    path = link.removeprefix(client.site.config.origin)
    owner = client.fresh()
    assert (await owner.get(path)).status == 200
    assert (await thief.get("/works")).status == 200  # looking at it ends nothing: mail programs look, too
    done = await owner.post_form(path)
    assert done.status == 303 and done.location.startswith("/reset/")
    assert (await thief.get("/works")).status == 303
    assert (await thief.post_form("/log-in", {"name": "jane", "password": PASSWORD})).status == 422
    await owner.post_form(done.location, {"password": "another fine day"})
    await log_in(owner, "jane", password="another fine day")  # the thief's second factor is gone
    assert (await owner.post_form(path, page="/settings/account")).status == 404


async def two_steps(thief: Client) -> None:
    app = await scanned(thief)
    done = await thief.post_form("/settings/safety/app/on", {"code": app.code()}, page="/settings/safety")
    assert done.status == 200


async def test_ones_own_second_factor_stays_when_it_was_not_me(client: Client, clock: HandClock) -> None:
    app, _codes = await two_factors(client)
    clock.move(2 * HOUR)
    thief = client.fresh()
    thief.session.headers["User-Agent"] = PHONE
    await thief.post_form("/log-in", {"name": "jane", "password": PASSWORD})
    await thief.post_form("/log-in/second", {"code": app.code()})
    await drain(client.site)
    path = mails(client.site).sent[-1]["text"].split()[-1].removeprefix(client.site.config.origin)
    await client.fresh().post_form(path)
    async with client.site.db.reading() as tx:
        row = await tx.one("select two_factors from accounts")
        kept = await tx.one("select confirmed from authenticators")
    assert row is not None and row["two_factors"] and kept is not None and kept["confirmed"]
