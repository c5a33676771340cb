"""Who may sign up, who is looked at first, and who waits for their turn."""

from __future__ import annotations

import pytest

from fediart.actions.unwelcome_mail import digest_of, plain
from fediart.clock import DAY, HOUR, HandClock
from fediart.store import accounts, sign_ups
from tests.site import PASSWORD, Answer, Client, drain, log_in, mails

DOORS = "/admin/sign-ups/doors"
SETTINGS = "/admin/sign-ups/settings"


async def join(browser: Client, name: str, email: str = "", **more: str) -> Answer:
    given = {"name": name, "email": email or f"{name}@mail.example", "password": PASSWORD, "agreed": "1"}
    return await browser.post_form("/sign-up", given | more)


async def confirm(browser: Client, name: str) -> Answer:
    """Follows the link in the mail to this person."""
    await drain(browser.site)
    sent = mails(browser.site).sent
    sent.sort(key=lambda one: one["to"] == f"{name}@mail.example")
    return await browser.post_form(mails(browser.site).last_link(), follow=True)


async def settle(owner: Client, **given: str | int) -> None:
    usual = {"question": "", "per_day": 0, "disposable": "hold"}
    answer = await owner.post_form(SETTINGS, usual | given)
    assert answer.status == 303, answer.text


async def test_a_day_lets_in_so_many_and_the_others_learn_their_number(
    public: Client, owner: Client, clock: HandClock
) -> None:
    await settle(owner, per_day=1)
    for name in ("ann", "ben", "cid"):
        assert (await join(public, name)).status == 200
        page = await confirm(public, name)
    assert "number 2 in the queue" in page.text and "about 2 days" in page.text
    await log_in(public, "ann")  # the first had room at once
    refused = await public.fresh().post_form("/log-in", {"name": "cid", "password": PASSWORD})
    assert refused.status == 403 and "You are number 2 in the queue" in refused.text
    assert "2 people wait for their turn here; 1 are let in each day" in (await public.fresh().get("/sign-up")).text

    clock.move(DAY)
    await drain(public.site)
    assert mails(public.site).sent[-1]["subject"].startswith("It is your turn")
    assert mails(public.site).sent[-1]["to"] == "ben@mail.example"
    await log_in(public.fresh(), "ben")
    async with public.site.db.reading() as tx:
        assert await sign_ups.in_queue(tx) == 1

    await owner.post_form("/admin/sign-ups/approve", {"name": "cid"}, page="/admin/sign-ups")  # one button
    await log_in(public.fresh(), "cid")
    async with public.site.db.reading() as tx:
        assert await sign_ups.in_queue(tx) == 0


@pytest.mark.one_engine
async def test_an_unlimited_day_empties_the_queue(public: Client, owner: Client) -> None:
    await settle(owner, per_day=1)
    for name in ("ann", "ben"):
        await join(public, name)
        await confirm(public, name)
    await settle(owner, per_day=0)
    await drain(public.site)
    await log_in(public, "ben")


@pytest.mark.one_engine
async def test_throw_away_mail_is_looked_at_refused_or_taken(public: Client, owner: Client) -> None:
    await join(public, "ann", "ann@yopmail.com")
    assert "ann@yopmail.com" not in (await owner.get("/admin/sign-ups")).text  # not confirmed yet
    await drain(public.site)
    await public.post_form(mails(public.site).last_link())
    waiting = await owner.get("/admin/sign-ups")
    assert "With an address of throw-away mail" in waiting.text and "Found: yopmail.com" in waiting.text

    await settle(owner, disposable="refuse")
    refused = await join(public, "ben", "ben@sub.yopmail.com")
    assert refused.status == 422 and "Use one that you keep" in refused.text
    await owner.post_form(f"{DOORS}/throw-away/add", {"throw_away": "sub.yopmail.com", "fine": "1"}, page=DOORS)
    assert (await join(public, "ben", "ben@sub.yopmail.com")).status == 200
    await owner.post_form(f"{DOORS}/throw-away/add", {"throw_away": "own.example", "fine": "0"}, page=DOORS)
    assert (await join(public, "cid", "cid@own.example")).status == 422
    await owner.post_form(f"{DOORS}/throw-away/drop", {"which": "own.example"}, page=DOORS)
    assert (await join(public, "cid", "cid@own.example")).status == 200


@pytest.mark.one_engine
async def test_an_address_is_kept_out_however_it_is_spelled(public: Client, owner: Client) -> None:
    assert plain("Jane.Doe+art@Mail.Example") == "janedoe@mail.example"
    added = await owner.post_form(
        f"{DOORS}/address/add", {"address": "jane@mail.example", "address_comment": "Adverts"}, page=DOORS
    )
    assert added.status == 303
    shown = (await owner.get(DOORS)).text
    assert "j***@mail.example" in shown and "jane@mail" not in shown and "Adverts" in shown
    refused = await join(public, "jane", "J.ane+x@mail.example")
    assert refused.status == 422 and "Write to the people who run this instance" in refused.text
    again = await owner.post_form(f"{DOORS}/address/add", {"address": digest_of("jane@mail.example")}, page=DOORS)
    assert again.status == 422 and "turned away already" in again.text


@pytest.mark.one_engine
async def test_a_network_and_a_provider_are_turned_away_and_come_back(
    public: Client, owner: Client, clock: HandClock
) -> None:
    given = {"ip": "127.0.0.0/8", "severity": "sign_up_requires_approval", "days": "1"}
    assert (await owner.post_form(f"{DOORS}/network/add", given, page=DOORS)).status == 303
    await join(public, "ann")
    async with public.site.db.reading() as tx:
        ann = await accounts.by_name(tx, "ann")
        assert ann is not None and (await sign_ups.of_account(tx, ann.id)).why == sign_ups.NETWORK
    clock.move(DAY + HOUR)
    await join(public, "ben")
    async with public.site.db.reading() as tx:
        ben = await accounts.by_name(tx, "ben")
        assert ben is not None and ben.approved

    await owner.post_form(f"{DOORS}/mail-domain/add", {"mail_domain": "mail.example"}, page=DOORS)
    refused = await join(public, "cid", "cid@sub.mail.example")
    assert refused.status == 403 and "Use another one" in refused.text
    wrong = await owner.post_form(f"{DOORS}/network/add", {"ip": "0.0.0.0/0", "severity": "no_access"}, page=DOORS)
    assert wrong.status == 422 and "shut out everybody" in wrong.text


@pytest.mark.one_engine
async def test_mails_over_the_quota_wait_but_not_the_urgent_ones(
    public: Client, owner: Client, clock: HandClock
) -> None:
    """Five an hour: four for anything, the fifth for what lets people in."""
    await settle(owner, per_day=1)
    for number in range(3):
        await join(public, f"ann{number}")
        await confirm(public, f"ann{number}")  # three mails
    clock.move(DAY + HOUR)
    await drain(public.site)
    await settle(owner, per_day=0)
    await join(public, "dot", "dot@yopmail.com")
    await join(public, "eva")
    await drain(public.site)
    shown = (await owner.get(SETTINGS)).text
    assert "Only urgent mails go out now" in shown
    before = len(mails(public.site).sent)
    await join(public, "fay")
    await owner.post_form("/admin/sign-ups/approve", {"name": "dot"}, page="/admin/sign-ups")
    await drain(public.site)
    assert [one["to"] for one in mails(public.site).sent[before:]] == ["fay@mail.example"]
    assert "Mails</a> are put off" in (await owner.get("/notifications")).text
    clock.move(HOUR)
    await drain(public.site)
    assert mails(public.site).sent[-1]["to"] == "dot@yopmail.com"  # late, not lost


@pytest.mark.one_engine
async def test_these_pages_are_for_those_who_may(public: Client, owner: Client) -> None:
    for path in ("/admin/sign-ups", DOORS, SETTINGS, "/admin/invitations"):
        assert (await owner.get(path)).status == 200
        assert (await public.get(path)).status == 303  # to the log-in
    await join(public, "ann", reason="<script>alert(1)</script>")
    await confirm(public, "ann")
    await log_in(public, "ann")
    for path in ("/admin/sign-ups", DOORS, SETTINGS, "/admin/invitations"):
        assert (await public.get(path)).status == 403
    bare = await owner.post("/admin/sign-ups/approve", data={"name": "ann"})
    assert bare.status == 403  # no form token
