"""Passkeys log in alone, as the second step, to be sure; no answer counts that is another's, too old or told twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fediart.clock import MINUTE, HandClock
from fediart.passkeys.cbor import NotCbor, read
from tests.safety.authenticator import Device, cbor, options, with_passkey
from tests.safety.second import CODE, password, second
from tests.site import PASSWORD, Answer, Client, drain, log_in, mails, make_artist


async def jane(client: Client, **kind: Any) -> Device:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    return await with_passkey(client, **kind)


async def enter(browser: Client, given: str) -> Answer:
    return await browser.post_form("/log-in/passkey", {"passkey": given, "next": "/works"}, page="/log-in")


@pytest.mark.parametrize("algorithm", [-7, -8, -257])
async def test_a_passkey_alone_logs_in(client: Client, algorithm: int) -> None:
    device = await jane(client, algorithm=algorithm)
    browser = client.fresh()
    done = await enter(browser, device.get(await options(browser, "/log-in")))
    assert (done.status, done.location) == (303, "/works")
    assert "@jane" in (await browser.get("/settings/profile")).text
    page = await client.get("/settings/safety")
    assert "my phone" in page.text and "last used" in page.text and "<script>" not in page.text.partition("<main")[2]
    await drain(client.site)
    assert "passkey was added" in mails(client.site).sent[0]["subject"]


Lie = Callable[[Device], dict[str, Any]]
LIES: dict[str, Lie] = {
    "another site's": lambda device: _set(device, origin="https://evil.example"),
    "for another host": lambda device: _set(device, host="evil.example"),
    "nobody recognised": lambda device: _set(device, flags=1),
    "nobody there": lambda device: _set(device, flags=4),
    "another ceremony": lambda _device: {"kind": "webauthn.create"},
    "no signature": lambda _device: {"signature": b""},
    "somebody else's handle": lambda _device: {"userHandle": bytes(8)},
    "other data than was signed": lambda _device: {"clientDataJSON": b'{"type": "webauthn.get"}'},
    "no authenticator data": lambda _device: {"authenticatorData": b"short"},
    "an unknown credential": lambda device: _set(device, credential=bytes(32)),
}


def _set(device: Device, **values: Any) -> dict[str, Any]:
    for name, value in values.items():
        setattr(device, name, value)
    return {}


async def test_lies_log_nobody_in(client: Client) -> None:
    device = await jane(client)
    browser = client.fresh()
    truth = dict(vars(device))
    for name, lie in LIES.items():
        told = device.get(await options(browser, "/log-in"), **lie(device))
        refused = await enter(browser, told)
        assert refused.status == 422 and not browser.cookie("session"), name
        _set(device, **{part: value for part, value in truth.items() if part != "count"})
    for nonsense in ("", "{}", "[]", "[" * 5_000, '{"id": 1, "response": {"clientDataJSON": "!!"}}', "x" * 30_000):
        assert (await enter(browser, nonsense)).status == 422
    assert (await enter(browser, device.get(await options(browser, "/log-in")))).status == 303


@pytest.mark.both_engines
async def test_an_answer_counts_once_in_its_browser_and_its_time(client: Client, clock: HandClock) -> None:
    device = await jane(client)
    first, other = client.fresh(), client.fresh()
    asked = await options(first, "/log-in")
    assert (await enter(other, device.get(asked))).status == 422  # stolen from the browser that was asked
    told = device.get(asked)
    assert (await enter(first, told)).status == 303
    await first.post_form("/log-out", page="/settings/account")
    assert (await enter(first, told)).status == 422
    late = await options(other, "/log-in")
    clock.move(31 * MINUTE)
    assert (await enter(other, device.get(late))).status == 422
    for_new = await options(client, "/settings/safety")
    assert (await enter(other, device.get(for_new))).status == 422  # asked for something else


async def test_a_copy_of_a_passkey_is_noticed(client: Client) -> None:
    """Where a device counts, its count never goes back; a keychain's passkeys do not count."""
    device = await jane(client)
    browser = client.fresh()
    await enter(browser, device.get(await options(browser, "/log-in")))
    device.count = 0
    assert (await enter(other := client.fresh(), device.get(await options(other, "/log-in")))).status == 422
    device.count = 7
    assert (await enter(other, device.get(await options(other, "/log-in")))).status == 303


async def test_as_the_second_step_after_the_password(client: Client) -> None:
    device = await jane(client)
    await log_in(client.fresh(), "jane")  # a passkey by itself demands nothing
    done = await client.post_form("/settings/safety/passkeys/demand", page="/settings/safety")
    codes = CODE.findall(done.text)
    assert len(codes) == 10
    browser = client.fresh()
    assert (await password(browser, "jane", PASSWORD)).location.startswith("/log-in/second")
    device.flags = 1  # a key that knows no PIN will do as a second one
    fields = {"passkey": device.get(await options(browser, "/log-in/second"))}
    assert (await browser.post_form("/log-in/second", fields)).status == 303
    await password(lost := client.fresh(), "jane", PASSWORD)
    assert (await second(lost, codes[0])).status == 303
    kept = await remove(client)
    assert kept.status == 422 and "second step" in kept.text
    await client.post_form("/settings/safety/off", page="/settings/safety")
    assert (await remove(client)).status == 303
    assert (await enter(other := client.fresh(), device.get(await options(other, "/log-in")))).status == 422


async def remove(client: Client) -> Answer:
    async with client.site.db.reading() as tx:
        row = await tx.one("select max(id) as id from passkeys")
    assert row is not None
    return await client.post_form("/settings/safety/passkeys/remove", {"id": row["id"]}, page="/settings/safety")


async def test_to_be_sure(client: Client, clock: HandClock) -> None:
    device = await jane(client)
    clock.move(11 * MINUTE)
    held = await client.post_form("/settings/safety/app", page="/settings/safety")
    assert held.status == 403 and 'name="sure-passkey"' in held.text
    asked = await options(client, "/sure")
    passed = await client.post_form(
        "/settings/safety/app", {"sure-passkey": device.get(asked)}, page="/settings/safety"
    )
    assert passed.status == 200 and "square-code" in passed.text


async def test_another_members_passkey_proves_nothing(client: Client, clock: HandClock) -> None:
    await jane(client)
    await make_artist(client.site, "mallory")
    thief = client.fresh()
    await log_in(thief, "mallory")
    theirs = await with_passkey(thief)
    clock.move(11 * MINUTE)
    asked = await options(client, "/sure")
    refused = await client.post_form(
        "/settings/safety/off", {"sure-passkey": theirs.get(asked)}, page="/settings/safety"
    )
    assert refused.status == 422
    await password(client.fresh(), "jane", PASSWORD)
    async with client.site.db.reading() as tx:
        row = await tx.one("select min(id) as id from passkeys")
    assert row is not None
    stolen = await thief.post_form(
        "/settings/safety/passkeys/remove", {"id": row["id"], "sure-password": PASSWORD}, page="/settings/safety"
    )
    assert stolen.status == 404


async def test_one_passkey_is_one_members(client: Client) -> None:
    device = await jane(client)
    asked = await options(client, "/settings/safety")
    assert [one["id"] for one in asked["excludeCredentials"]]
    fields = {"passkey": device.create(asked)}
    again = await client.post_form("/settings/safety/passkeys", fields, page="/settings/safety")
    assert again.status == 422 and "here already" in again.text


def test_cbor_is_read_and_its_bombs_are_not() -> None:
    value = {1: 2, "text": b"bytes", -7: {"deep": 300}, 5: 70_000}
    assert read(cbor(value)) == (value, len(cbor(value)))
    for bomb in (
        b"",
        b"\xa1",
        b"\x5f",
        b"\x9b" + b"\xff" * 8,
        b"\x81" * 50,
        b"\xa2\x01\x01\x01\x01",
        b"\x62\xff\xff",
        b"\xc0\x00",
    ):
        with pytest.raises(NotCbor):
            read(bomb)
