"""Signing up at each of the four doors, confirming the address, being let in or turned away."""

from __future__ import annotations

from typing import Any

from fediart.clock import DAY, HandClock
from fediart.store import accounts, actors, invitations
from fediart.store.accounts import Account
from tests.site import PASSWORD, Answer, Client, change_settings, drain, log_in, mails, make_artist

JANE = {"name": "jane", "email": "jane@mail.example", "password": PASSWORD, "agreed": "1"}


async def account_of(client: Client, name: str) -> Account | None:
    async with client.site.db.reading() as tx:
        return await accounts.by_name(tx, name)


async def join(client: Client, **changes: Any) -> Answer:
    return await client.post_form("/sign-up", JANE | changes)


async def test_an_open_door_in_development_lets_in_at_once(client: Client) -> None:
    answer = await join(client)
    assert (answer.status, answer.location) == (303, "/settings/profile")
    shown = await client.get("/settings/profile")
    assert shown.status == 200
    assert "Welcome!" in shown.text
    assert "Welcome!" not in (await client.get("/settings/profile")).text  # a notice is shown once


async def test_a_new_artist_is_an_actor_with_keys_and_addresses(client: Client) -> None:
    await join(client)
    async with client.site.db.reading() as tx:
        actor = await actors.by_handle(tx, "jane")
    assert actor is not None
    assert actor.uri == f"{client.site.config.origin}/users/jane"
    assert actor.inbox == f"{actor.uri}/inbox"
    assert actor.url == f"{client.site.config.origin}/@jane"
    assert actor.private_key.startswith("-----BEGIN PRIVATE KEY-----")


async def test_an_address_is_confirmed_by_its_link_once(public: Client, clock: HandClock) -> None:
    answer = await join(public)
    assert answer.status == 200
    assert "jane@mail.example" in answer.text
    await drain(public.site)
    link = mails(public.site).last_link()
    refused = await public.post_form("/log-in", {"name": "jane", "password": PASSWORD})
    assert refused.status == 403
    assert "Confirm your e-mail address first" in refused.text

    await drain(public.site)
    assert (await public.get(link)).status == 404  # the second mail's link has replaced it
    link = mails(public.site).last_link()
    assert (await public.get(link)).status == 200
    unconfirmed = await account_of(public, "jane")
    assert unconfirmed is not None and not unconfirmed.confirmed  # following a link changes nothing by itself
    assert (await public.post_form(link)).location == "/log-in"
    assert (await public.get(link)).status == 404
    await log_in(public, "jane")
    assert (await public.get("/settings/profile")).status == 200


async def test_a_link_is_too_old_after_three_days(public: Client, clock: HandClock) -> None:
    await join(public)
    await drain(public.site)
    clock.move(3 * DAY)
    assert (await public.get(mails(public.site).last_link())).status == 404


async def test_advisory_101_links_cannot_be_guessed_at_leisure(public: Client) -> None:
    token = await public.csrf("/log-in")
    answers = [await public.post(f"/confirm/{'x' * 40}{n}", data={"csrf": token}) for n in range(25)]
    assert [one.status for one in answers[:20]] == [404] * 20
    assert answers[-1].status == 429


async def test_by_approval_a_moderator_decides(public: Client) -> None:
    await change_settings(public.site, registrations="approval")
    await make_artist(public.site, "mona", role="moderator")
    missing = await join(public)
    assert missing.status == 422
    assert "what you make" in missing.text

    assert (await join(public, reason="I draw birds.")).status == 200
    await drain(public.site)
    await public.post_form(mails(public.site).last_link())
    waiting = await public.post_form("/log-in", {"name": "jane", "password": PASSWORD})
    assert waiting.status == 403
    assert "has yet to approve" in waiting.text

    moderator = public.fresh()
    await log_in(moderator, "mona")
    page = await moderator.get("/admin/sign-ups")
    assert "I draw birds." in page.text
    assert (
        await moderator.post_form("/admin/sign-ups/approve", {"name": "jane"}, page="/admin/sign-ups")
    ).status == 303
    await drain(public.site)
    assert mails(public.site).sent[-1]["subject"] == "Welcome to fediart"
    await log_in(public, "jane")


async def test_moderators_hear_of_a_sign_up_once_its_address_is_confirmed(public: Client) -> None:
    await change_settings(public.site, registrations="approval")
    _, moderator = await make_artist(public.site, "mona", role="moderator")
    await join(public, reason="I draw birds.")
    await drain(public.site)
    count = "select count(*) from notifications where actor_id = :id and kind = 'sign-up'"
    async with public.site.db.reading() as tx:
        assert await tx.value(count, id=moderator.id) == 0
    await public.post_form(mails(public.site).last_link())
    async with public.site.db.reading() as tx:
        assert await tx.value(count, id=moderator.id) == 1


async def test_who_is_turned_away_leaves_nothing_behind(public: Client) -> None:
    await change_settings(public.site, registrations="approval")
    await make_artist(public.site, "mona", role="moderator")
    await join(public, reason="Cheap watches")
    await drain(public.site)
    await public.post_form(mails(public.site).last_link())
    moderator = public.fresh()
    await log_in(moderator, "mona")
    fields = {"name": "jane", "note": "No adverts here."}
    assert (await moderator.post_form("/admin/sign-ups/reject", fields, page="/admin/sign-ups")).status == 303
    await drain(public.site)
    assert "No adverts here." in mails(public.site).sent[-1]["text"]
    async with public.site.db.reading() as tx:
        assert await accounts.by_name(tx, "jane") is None
        assert await actors.by_handle(tx, "jane") is None
        assert await tx.value("select action from admin_log order by id desc limit 1") == "reject sign-up"


async def test_an_invitation_opens_the_door_as_often_as_it_says(client: Client, clock: HandClock) -> None:
    await change_settings(client.site, registrations="invitation")
    await make_artist(client.site, "ada", role="admin")
    assert "by invitation" in (await client.get("/sign-up")).text
    assert (await join(client)).status == 422
    assert (await join(client, invitation="made-up")).status == 422

    admin = client.fresh()
    await log_in(admin, "ada")
    made = await admin.post_form("/admin/invitations", {"uses": 1, "days": 7}, page="/admin/invitations")
    assert made.status == 303
    async with client.site.db.reading() as tx:
        [invitation] = await invitations.all_open(tx, now=clock.now())
    assert f"/sign-up?invitation={invitation.code}" in (await admin.get("/admin/invitations")).text
    assert "What do you make?" not in (await client.get(f"/sign-up?invitation={invitation.code}")).text
    assert (await join(client, invitation=invitation.code)).status == 303
    second = await join(client.fresh(), name="june", email="june@mail.example", invitation=invitation.code)
    assert second.status == 422
    assert "used up" in second.text


async def test_an_invitation_ends_when_it_is_too_old_or_revoked(client: Client, clock: HandClock) -> None:
    await change_settings(client.site, registrations="invitation")
    account, _ = await make_artist(client.site, "ada", role="admin")
    async with client.site.db.writing() as tx:
        await invitations.insert(tx, "old", account.id, uses=5, expires=clock.now() + DAY, now=clock.now())
        await invitations.insert(tx, "revoked", account.id, uses=5, expires=clock.now() + 9 * DAY, now=clock.now())
    admin = client.fresh()
    await log_in(admin, "ada")
    await admin.post_form("/admin/invitations/revoke", {"code": "revoked"}, page="/admin/invitations")
    clock.move(2 * DAY)
    assert (await join(client, invitation="old")).status == 422
    assert (await join(client, invitation="revoked")).status == 422


async def test_a_closed_door_stays_shut(client: Client) -> None:
    await change_settings(client.site, registrations="closed")
    assert "no new members" in (await client.get("/sign-up")).text
    token = await client.csrf("/log-in")
    answer = await client.post("/sign-up", data=JANE | {"csrf": token})
    assert answer.status == 403
    assert await account_of(client, "jane") is None


async def test_names_are_checked_and_unique_whatever_their_case(client: Client) -> None:
    await make_artist(client.site, "Jane")
    for name in ("jane", "ja ne", "jané", "j" * 31, "", "admin", "localhost"):
        answer = await join(client, name=name, email="other@mail.example")
        assert answer.status == 422, name
        assert 'id="error-name"' in answer.text


async def test_what_is_wrong_is_said_all_at_once_and_passwords_are_not_sent_back(client: Client) -> None:
    answer = await join(client, name="a b", email="nonsense", password="short")
    assert answer.status == 422
    for field in ("name", "email", "password"):
        assert f'id="error-{field}"' in answer.text
    assert "nonsense" in answer.text
    assert "short" not in answer.text.replace("Shorten", "")


async def test_easy_passwords_are_refused(client: Client) -> None:
    for password in ("password123", "1234567890", "aaaaaaaaaaaa", "jane@mail.example"):
        assert (await join(client, password=password)).status == 422, password


async def test_advisory_55_every_field_has_a_limit(client: Client) -> None:
    await change_settings(client.site, registrations="approval")
    for changes in ({"email": "a" * 300 + "@mail.example"}, {"password": "x y" * 200}, {"reason": "x" * 1001}):
        assert (await join(client, **({"reason": "birds"} | changes))).status == 422


async def test_sign_up_does_not_tell_whether_an_address_has_an_account(public: Client) -> None:
    await make_artist(public.site, "ada")
    strange = await join(public)
    known = await join(public.fresh(), name="june", email="ada@mail.example")
    assert strange.status == known.status == 200
    assert strange.text.replace("jane@mail.example", "") == known.text.replace("ada@mail.example", "")
    await drain(public.site)
    told = {mail["to"]: mail["subject"] for mail in mails(public.site).sent}  # both go out at once, in either order
    assert "already" in told["ada@mail.example"]
    assert await account_of(public, "june") is None


async def test_many_sign_ups_from_one_address_must_wait(public: Client) -> None:
    answers = [await join(public.fresh(), name=f"jane{n}", email=f"jane{n}@mail.example") for n in range(6)]
    assert [one.status for one in answers] == [200] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) == 600


async def test_nobody_joins_without_agreeing_to_the_rules(client: Client) -> None:
    answer = await client.post_form("/sign-up", {key: value for key, value in JANE.items() if key != "agreed"})
    assert answer.status == 422
    assert await account_of(client, "jane") is None
