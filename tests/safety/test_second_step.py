"""The second step of a log-in: no way round it, no code twice, and a way back for who loses the phone."""

from __future__ import annotations

import asyncio

import pytest

from fediart.actions.one_time_codes import STEP, code_of
from fediart.actions.second_factor import take_off_by_shell
from fediart.clock import DAY, MINUTE, HandClock
from fediart.jobs import signing_in
from fediart.store import accounts, passkeys
from tests.safety.second import password, scanned, second, two_factors
from tests.site import PASSWORD, Client, drain, log_in, mails, make_artist


@pytest.mark.parametrize(("at", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    """RFC 6238, appendix B, the last six of its eight digits."""
    assert code_of(b"12345678901234567890", at * 1000 // STEP) == code


async def test_the_password_alone_does_not_log_in(client: Client, clock: HandClock) -> None:
    app, _codes = await two_factors(client)
    clock.move(MINUTE)
    browser = client.fresh()
    half = await password(browser, "jane", PASSWORD)
    assert (half.status, half.location) == (303, "/log-in/second?next=%2Fworks")
    assert (await browser.get("/works")).status == 303 and not browser.cookie("session")
    wrong = await second(browser, "000000")
    assert wrong.status == 422 and "not right" in wrong.text
    done = await second(browser, f"{app.code()[:3]} {app.code()[3:]}")
    assert (done.status, done.location) == (303, "/works")
    assert (await browser.get("/works")).status == 200 and not browser.cookie("half")


@pytest.mark.both_engines
async def test_no_code_counts_twice(client: Client, clock: HandClock) -> None:
    """Nor one of an earlier half minute, and of many at the same moment one gets through (advisory 98)."""
    app, _codes = await two_factors(client)
    first, other = client.fresh(), client.fresh()
    await password(first, "jane", PASSWORD)
    assert (await second(first, app.code())).status == 422  # it turned the second step on
    clock.move(MINUTE)
    await password(other, "jane", PASSWORD)
    code = app.code()
    met = await asyncio.gather(second(first, code), second(other, code))
    assert sorted(answer.status for answer in met) == [303, 422]
    late = client.fresh()
    await password(late, "jane", PASSWORD)
    assert (await second(late, app.code(steps_on=-1))).status == 422


async def test_a_clock_may_be_half_a_minute_off_and_no_more(client: Client, clock: HandClock) -> None:
    app, _codes = await two_factors(client)
    clock.move(10 * MINUTE)
    await password(browser := client.fresh(), "jane", PASSWORD)
    assert (await second(browser, app.code(steps_on=-2))).status == 422
    assert (await second(browser, app.code(steps_on=2))).status == 422
    assert (await second(browser, app.code(steps_on=1))).status == 303


async def test_guessing_at_codes_is_braked_from_all_browsers_at_once(client: Client, clock: HandClock) -> None:
    app, _codes = await two_factors(client)
    clock.move(MINUTE)
    met = []
    for _ in range(2):
        await password(browser := client.fresh(), "jane", PASSWORD)
        met += [(await second(browser, "000000")).status for _ in range(3)]
    assert met == [422] * 5 + [429]
    assert (await second(browser, app.code())).status == 429  # not even the right one, or the answer would tell
    clock.move(10_000)
    assert (await second(browser, app.code())).status == 303


@pytest.mark.both_engines
async def test_a_recovery_code_works_once_and_is_told_of(client: Client, clock: HandClock) -> None:
    _app, codes = await two_factors(client)
    assert len(codes) == len(set(codes)) == 10
    await password(browser := client.fresh(), "jane", PASSWORD)
    assert (await second(browser, codes[3].upper().replace("-", " "))).status == 303
    await password(again := client.fresh(), "jane", PASSWORD)
    assert (await second(again, codes[3])).status == 422
    assert "9 recovery codes left" in (await browser.get("/settings/safety")).text
    await drain(client.site)
    assert "recovery code was used" in mails(client.site).sent[-1]["subject"]
    fresh = await browser.post_form("/settings/safety/codes", page="/settings/safety")
    assert (
        fresh.status == 200 and codes[0] not in fresh.text and 'download="recovery-codes-localhost.txt"' in fresh.text
    )
    assert (await second(again, codes[4])).status == 422


async def test_the_second_step_ends_with_time_and_with_the_password(client: Client, clock: HandClock) -> None:
    app, _codes = await two_factors(client)
    await password(slow := client.fresh(), "jane", PASSWORD)
    clock.move(11 * MINUTE)
    late = await slow.post("/log-in/second", data={"csrf": await slow.csrf("/log-in"), "code": app.code()})
    assert late.location.startswith("/log-in?")
    await password(thief := client.fresh(), "jane", PASSWORD)
    page = await thief.csrf("/log-in/second")
    fields = {"current_password": PASSWORD, "new_password": "another fine day", "sure-code": app.code()}
    changed = await client.post_form("/settings/account/password", fields, page="/settings/account")
    assert changed.status == 303
    clock.move(MINUTE)
    ended = await thief.post("/log-in/second", data={"csrf": page, "code": app.code()})
    assert ended.location.startswith("/log-in?") and not thief.cookie("session")


async def test_what_ran_out_is_swept_away(client: Client, clock: HandClock) -> None:
    await two_factors(client)
    await password(client.fresh(), "jane", PASSWORD)
    clock.move(401 * DAY)
    async with client.site.db.writing() as tx:
        await passkeys.use_challenge(tx, "old", expires=clock.now() - 1)
        await passkeys.use_challenge(tx, "new", expires=clock.now() + 1)
        await signing_in.forget(tx, now=clock.now())
        left = {
            table: await tx.value(f"select count(*) from {table}")
            for table in ("half_log_ins", "known_places", "used_challenges")
        }
    assert left == {"half_log_ins": 0, "known_places": 0, "used_challenges": 1}


async def test_a_half_log_in_is_no_session_and_no_other_browsers(client: Client, clock: HandClock) -> None:
    """The word for the second step opens nothing as a session, and without it a right code opens nothing either."""
    app, _codes = await two_factors(client)
    clock.move(MINUTE)
    await password(browser := client.fresh(), "jane", PASSWORD)
    name = f"session-{client.site.config.instance.host.replace(':', '-')}"
    assert (await client.fresh().get("/works", headers={"Cookie": f"{name}={browser.cookie('half')}"})).status == 303
    stranger = client.fresh()
    token = await stranger.csrf("/log-in")
    refused = await stranger.post("/log-in/second", data={"csrf": token, "code": app.code()})
    assert refused.location.startswith("/log-in") and not stranger.cookie("session")


async def test_sure_asks_for_the_second_factor_and_not_the_password(client: Client, clock: HandClock) -> None:
    app, _codes = await two_factors(client)
    clock.move(11 * MINUTE)
    off = "/settings/safety/off"
    for proof in ({"sure-password": PASSWORD}, {"current_password": PASSWORD}, {}):
        held = await client.post_form(off, proof, page="/settings/safety")
        assert held.status in (403, 422) and "sure-code" in held.text
    assert (await client.post_form(off, {"sure-code": app.code()}, page="/settings/safety")).status == 303
    await log_in(client.fresh(), "jane")


async def test_nothing_is_demanded_before_the_first_code_came(client: Client, clock: HandClock) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    app = await scanned(client)
    assert (await scanned(client)).secret == app.secret  # the page may be loaded again
    wrong = await client.post_form("/settings/safety/app/on", {"code": "000000"}, page="/settings/safety")
    assert wrong.status == 422 and "not right" in wrong.text
    await log_in(client.fresh(), "jane")


async def test_no_row_holds_a_secret(client: Client) -> None:
    """Neither the app's secret nor a recovery code (advisory 81)."""
    app, codes = await two_factors(client)
    async with client.site.db.reading() as tx:
        rows = [
            dict(row)
            for table in ("authenticators", "recovery_codes")
            for row in await tx.all(f"select * from {table}")
        ]
    told = repr(rows)
    assert codes[0] not in told and codes[0].replace("-", "") not in told and app.secret.hex() not in told


async def test_the_shell_takes_it_off(client: Client) -> None:
    _app, codes = await two_factors(client)
    await take_off_by_shell(client.site, "jane")
    await log_in(client.fresh(), "jane")
    async with client.site.db.reading() as tx:
        account = await accounts.by_name(tx, "jane")
        left = await tx.one("select count(*) as many from recovery_codes")
    assert account is not None and not account.two_factors and left is not None and left["many"] == 0
    assert codes
