"""Logging in behind brakes, sessions that can be ended, passwords forgotten and changed."""

from __future__ import annotations

import asyncio
import re

from fediart.actions import staff
from fediart.clock import DAY, HOUR, MINUTE, HandClock
from fediart.passwords import Passwords
from fediart.store import access_tokens, accounts, sessions
from tests.site import CSRF, PASSWORD, Client, drain, log_in, mails, make_artist

NEW = "another fine day"
FRESH = re.compile(rf'{CSRF.pattern}|data-options="[^"]+"')  # what is another on every page


async def wrong(client: Client, name: str = "jane", **more: object) -> int:
    return (await client.post_form("/log-in", {"name": name, "password": "not the password"}, **more)).status


async def test_by_name_or_by_address_whatever_the_case(client: Client) -> None:
    await make_artist(client.site, "jane")
    for name in ("jane", "JANE", "@jane", "Jane@Mail.Example"):
        browser = client.fresh()
        await log_in(browser, name)
        assert (await browser.get("/settings/profile")).status == 200


async def test_wrong_name_and_wrong_password_look_the_same(client: Client) -> None:
    await make_artist(client.site, "jane")
    known = await client.post_form("/log-in", {"name": "jane", "password": "not the password"})
    unknown = await client.post_form("/log-in", {"name": "nobody1", "password": "not the password"})
    assert known.status == unknown.status == 422
    same = [FRESH.sub("", answer.text).replace(name, "") for answer, name in ((known, "jane"), (unknown, "nobody1"))]
    assert same[0] == same[1]


async def test_an_unknown_name_costs_as_much_as_a_wrong_password() -> None:
    """Both hash once: the time taken does not tell who has an account."""

    class Counted(Passwords):
        hashed = 0

        async def hash(self, password: str) -> str:
            self.hashed += 1
            return await super().hash(password)

    passwords = Counted(memory=64, rounds=1)
    assert not await passwords.matches(None, PASSWORD)
    assert passwords.hashed == 1


async def test_passwords_are_argon2id_with_64_mebibytes() -> None:
    kept = await Passwords().hash(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert await Passwords().matches(kept, PASSWORD)
    assert not await Passwords().matches(kept, PASSWORD + " ")


async def test_an_old_hash_is_made_anew_at_the_next_log_in(client: Client) -> None:
    old = await Passwords(memory=32, rounds=1).hash(PASSWORD)
    await make_artist(client.site, "jane", password_hash=old)
    await log_in(client, "jane")
    async with client.site.db.reading() as tx:
        account = await accounts.by_name(tx, "jane")
    assert account is not None and not client.site.passwords.outdated(account.password_hash)


async def test_guesses_at_a_name_must_wait_longer_and_longer(client: Client, clock: HandClock) -> None:
    await make_artist(client.site, "jane")
    assert [await wrong(client.fresh()) for _ in range(6)] == [422] * 5 + [429]
    right = await client.post_form("/log-in", {"name": "jane", "password": PASSWORD})
    assert right.status == 429  # not even the right password, or the answer would tell
    assert right.headers["Retry-After"] == "10"
    clock.move(10_000)
    assert await wrong(client) == 422
    waiting = await client.post_form("/log-in", {"name": "jane", "password": PASSWORD})
    assert waiting.headers["Retry-After"] == "20"
    clock.move(20_000)
    await log_in(client, "jane")


async def test_an_artist_is_never_locked_out_for_more_than_half_an_hour(client: Client, clock: HandClock) -> None:
    await make_artist(client.site, "jane")
    for _ in range(20):
        await wrong(client)
        clock.move(30 * MINUTE)
    await log_in(client, "jane")


async def test_the_two_names_of_an_account_share_one_brake(client: Client) -> None:
    await make_artist(client.site, "jane")
    for name in ("jane", "jane@mail.example") * 3:
        last = await wrong(client, name)
    assert last == 429


async def test_an_unknown_name_has_the_same_brake(client: Client) -> None:
    assert [await wrong(client, "nobody1") for _ in range(6)][-1] == 429


async def test_many_guesses_at_once_do_not_slip_through(client: Client) -> None:
    await make_artist(client.site, "jane")
    token = await client.csrf("/log-in")
    form = {"csrf": token, "name": "jane", "password": "not the password"}
    answers = await asyncio.gather(*(client.post("/log-in", data=form) for _ in range(12)))
    assert sorted(one.status for one in answers) == [422] * 5 + [429] * 7


async def test_advisory_104_a_forged_forwarding_header_does_not_help(client: Client) -> None:
    statuses = [await wrong(client, f"name{n}", headers={"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(21)]
    assert statuses == [422] * 20 + [429]


async def test_advisory_104_paths_with_endings_do_not_reach_the_form(client: Client) -> None:
    token = await client.csrf("/log-in")
    for path in ("/log-in.json", "/log-in/", "//log-in", "/LOG-IN"):
        assert (await client.post(path, data={"csrf": token})).status in (403, 404), path


async def test_a_log_in_makes_a_new_session_and_ends_the_old_one(client: Client) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    first = client.cookie("session")
    token = await client.csrf("/settings/profile")
    answer = await client.post("/log-in", data={"csrf": token, "name": "jane", "password": PASSWORD})
    assert answer.status == 303
    second = client.cookie("session")
    assert second != first
    async with client.site.db.reading() as tx:
        now = client.site.clock.now()
        assert await sessions.find(tx, first, now=now) is None
        assert await sessions.find(tx, second, now=now) is not None


async def test_a_planted_session_is_worth_nothing_after_the_log_in(client: Client) -> None:
    """Session fixation: who knows the cookie from before knows nothing of the one after."""
    await make_artist(client.site, "jane")
    await client.get("/log-in")
    name = f"session-{client.site.config.instance.host.replace(':', '-')}"
    client.session.cookie_jar.update_cookies({name: "planted-by-somebody-else-000000000000"})
    await log_in(client, "jane")
    assert client.cookie("session") != "planted-by-somebody-else-000000000000"


async def test_only_a_hash_of_the_session_is_kept(client: Client) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    async with client.site.db.reading() as tx:
        kept = await tx.value("select token_hash from sessions")
    assert kept == sessions.hashed(client.cookie("session"))
    assert len(client.cookie("session")) >= 43


async def test_a_session_lasts_thirty_days_from_the_last_visit(client: Client, clock: HandClock) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    for _ in range(3):
        clock.move(20 * DAY)
        assert (await client.get("/settings/profile")).status == 200
    clock.move(30 * DAY)
    assert (await client.get("/settings/profile")).location == "/log-in?next=/settings/profile"


async def test_logging_out_ends_the_session_on_the_server(client: Client) -> None:
    """Advisory 97: a copy of the cookie must not work afterwards."""
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    kept = client.cookie("session")
    assert (await client.post_form("/log-out", page="/settings/profile")).location == "/"
    assert client.cookie("session") == ""
    async with client.site.db.reading() as tx:
        assert await sessions.find(tx, kept, now=client.site.clock.now()) is None


async def test_one_sees_where_one_is_logged_in_and_can_end_it(client: Client) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    laptop, phone = client.fresh(), client.fresh()
    for browser in (laptop, phone):
        await log_in(browser, "jane")
    async with client.site.db.reading() as tx:
        found = await sessions.find(tx, laptop.cookie("session"), now=client.site.clock.now())
    assert found is not None
    answer = await client.post_form(
        "/settings/account/sessions", {"session": found.session.token_hash[:16]}, page="/settings/account"
    )
    assert answer.status == 303
    assert (await laptop.get("/settings/profile")).status == 303
    assert (await phone.get("/settings/profile")).status == 200
    await client.post_form("/settings/account/sessions", {"all": "1"}, page="/settings/account")
    assert (await phone.get("/settings/profile")).status == 303
    assert (await client.get("/settings/profile")).status == 200


async def test_advisory_100_a_suspended_moderator_loses_access_at_once(client: Client) -> None:
    await make_artist(client.site, "mona", role="moderator")
    boss, _ = await make_artist(client.site, "olga", role="owner")
    await log_in(client, "mona")
    assert (await client.get("/admin/accounts")).status == 200
    await staff.suspend(client.site, boss, "mona", note="They left.")
    assert (await client.get("/admin/accounts")).status == 303
    token = await client.csrf("/log-in")
    again = await client.post("/log-in", data={"csrf": token, "name": "mona", "password": PASSWORD})
    assert again.status == 403
    assert "suspended" in again.text


async def test_advisory_100_the_state_is_looked_at_with_every_request(client: Client) -> None:
    """Even where a session row is left, a role taken away or a suspension holds."""
    account, _ = await make_artist(client.site, "mona", role="moderator")
    await log_in(client, "mona")
    async with client.site.db.writing() as tx:
        await tx.run("update accounts set role = 'artist' where id = :id", id=account.id)
    assert (await client.get("/admin/accounts")).status == 403
    async with client.site.db.writing() as tx:
        await tx.run("update accounts set suspended = 1 where id = :id", id=account.id)
    assert (await client.get("/settings/profile")).status == 303


async def test_advisory_95_a_suspension_ends_tokens_too(client: Client, clock: HandClock) -> None:
    account, _ = await make_artist(client.site, "jane")
    boss, _ = await make_artist(client.site, "olga", role="owner")
    async with client.site.db.writing() as tx:
        await access_tokens.insert(
            tx, 1, "secret", app_id=None, account_id=account.id, scopes=["read"], now=clock.now()
        )
    await staff.suspend(client.site, boss, "jane")
    async with client.site.db.reading() as tx:
        assert await access_tokens.find(tx, "secret", now=clock.now()) is None


async def ask_for_link(client: Client) -> str:
    await client.post_form("/forgot", {"email": "jane@mail.example"})
    await drain(client.site)
    return mails(client.site).last_link()


async def test_advisory_96_a_reset_ends_all_sessions_and_its_link_works_once(client: Client) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    other = client.fresh()
    link = await ask_for_link(other)
    assert link.startswith("/reset/")
    assert (await other.post_form(link, {"password": NEW})).location == "/log-in"
    assert (await client.get("/settings/profile")).status == 303
    assert (await other.get(link)).status == 404
    token = await other.csrf("/log-in")
    again = await other.post(link, data={"csrf": token, "password": "a third password"})
    assert again.status == 404
    assert await wrong(other) == 422
    await log_in(other, "jane", password=NEW)


async def test_a_new_link_ends_the_one_before(client: Client) -> None:
    await make_artist(client.site, "jane")
    first = await ask_for_link(client)
    second = await ask_for_link(client)
    assert (await client.get(first)).status == 404
    assert (await client.get(second)).status == 200


async def test_a_reset_link_is_too_old_after_two_hours(client: Client, clock: HandClock) -> None:
    await make_artist(client.site, "jane")
    link = await ask_for_link(client)
    clock.move(2 * HOUR)
    assert (await client.get(link)).status == 404


async def test_advisory_103_a_link_is_bound_to_the_address_it_was_sent_to(client: Client) -> None:
    account, _ = await make_artist(client.site, "jane")
    link = await ask_for_link(client)
    async with client.site.db.writing() as tx:
        await tx.run("update accounts set email = 'new@mail.example' where id = :id", id=account.id)
    assert (await client.post_form(link, {"password": NEW})).status == 404


async def test_an_easy_password_does_not_use_the_link_up(client: Client) -> None:
    await make_artist(client.site, "jane")
    link = await ask_for_link(client)
    assert (await client.post_form(link, {"password": "password1"})).status == 422
    assert (await client.post_form(link, {"password": NEW})).status == 303


async def test_a_link_for_one_purpose_does_not_serve_another(client: Client) -> None:
    await make_artist(client.site, "jane")
    link = await ask_for_link(client)
    assert (await client.get(link.replace("/reset/", "/confirm/"))).status == 404


async def test_forgetting_does_not_tell_whether_there_is_an_account(client: Client) -> None:
    await make_artist(client.site, "jane")
    known = await client.post_form("/forgot", {"email": "jane@mail.example"})
    unknown = await client.post_form("/forgot", {"email": "nobody@mail.example"})
    assert (known.status, known.text) == (unknown.status, unknown.text)
    await drain(client.site)
    assert [one["to"] for one in mails(client.site).sent] == ["jane@mail.example"]


async def test_advisory_104_mails_have_a_brake(client: Client) -> None:
    await make_artist(client.site, "jane")
    statuses = [(await client.post_form("/forgot", {"email": "jane@mail.example"})).status for _ in range(4)]
    assert statuses == [200, 200, 200, 429]


async def test_no_row_holds_the_secret_of_a_link(client: Client) -> None:
    await make_artist(client.site, "jane")
    secret = (await ask_for_link(client)).rpartition("/")[2]
    async with client.site.db.reading() as tx:
        rows = [
            *await tx.all("select token_hash as text from mail_links"),
            *await tx.all("select payload as text from jobs"),
        ]
    assert rows
    assert all(secret not in row["text"] for row in rows)


async def test_a_new_password_asks_for_the_old_one_and_logs_out_elsewhere(client: Client) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    other = client.fresh()
    await log_in(other, "jane")
    form = {"current_password": "not the password", "new_password": NEW}
    refused = await client.post_form("/settings/account/password", form, page="/settings/account")
    assert refused.status == 422
    assert "not your current password" in refused.text
    form["current_password"] = PASSWORD
    assert (await client.post_form("/settings/account/password", form, page="/settings/account")).status == 303
    assert (await client.get("/settings/account")).status == 200
    assert (await other.get("/settings/account")).status == 303
    await drain(client.site)
    assert "was changed" in mails(client.site).sent[-1]["subject"]


async def test_advisory_104_the_current_password_cannot_be_guessed_at_leisure(client: Client) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    form = {"current_password": "not the password", "new_password": NEW}
    statuses = [
        (await client.post_form("/settings/account/password", form, page="/settings/account")).status for _ in range(6)
    ]
    assert statuses == [422] * 5 + [429]


async def test_a_new_address_counts_once_its_link_is_followed(client: Client) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    form = {"current_password": PASSWORD, "new_email": "jane@new.example"}
    assert (await client.post_form("/settings/account/email", form, page="/settings/account")).status == 303
    await drain(client.site)
    assert mails(client.site).sent[-1]["to"] == "jane@new.example"
    assert "Now: jane@mail.example" in (await client.get("/settings/account")).text
    link = mails(client.site).last_link()
    assert (await client.post_form(link)).location == "/settings/account"
    assert "Now: jane@new.example" in (await client.get("/settings/account")).text
    await drain(client.site)
    assert mails(client.site).sent[-1]["to"] == "jane@mail.example"  # the old address is told


async def test_a_change_to_somebody_elses_address_is_not_told(client: Client) -> None:
    await make_artist(client.site, "jane")
    await make_artist(client.site, "ada")
    await log_in(client, "jane")
    form = {"current_password": PASSWORD, "new_email": "ada@mail.example"}
    assert (await client.post_form("/settings/account/email", form, page="/settings/account")).status == 303
    await drain(client.site)
    [sent] = mails(client.site).sent
    assert sent["to"] == "ada@mail.example"
    assert "/confirm/" not in sent["text"]


async def test_mail_that_cannot_be_sent_is_tried_again(client: Client, clock: HandClock) -> None:
    await make_artist(client.site, "jane")
    mails(client.site).broken = True
    await client.post_form("/forgot", {"email": "jane@mail.example"})
    await drain(client.site)
    assert mails(client.site).sent == []
    mails(client.site).broken = False
    clock.move(5 * MINUTE)
    await drain(client.site)
    assert (await client.get(mails(client.site).last_link())).status == 200
