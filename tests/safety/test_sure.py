"""Dangerous things ask again who one is, once in ten minutes, and lose nothing of the form that was sent."""

from __future__ import annotations

from fediart.clock import MINUTE, HandClock
from fediart.web.routes import ROUTES
from tests.site import PASSWORD, Client, log_in, make_artist

TOKENS = "/settings/apps/tokens"
ASKED = {"label": 'a "quoted" <label>', "scopes": ["read", "write"]}


async def late(client: Client, clock: HandClock, name: str = "jane") -> None:
    """Logged in, but so long ago that a dangerous thing asks first."""
    await make_artist(client.site, name)
    await log_in(client, name)
    clock.move(11 * MINUTE)


async def test_who_has_just_logged_in_is_not_asked(client: Client, clock: HandClock) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    clock.move(9 * MINUTE)
    assert (await client.post_form(TOKENS, ASKED, page="/settings/apps")).status != 403


async def test_a_form_is_carried_through_the_question_and_then_done(client: Client, clock: HandClock) -> None:
    await late(client, clock)
    held = await client.post_form(TOKENS, ASKED, page="/settings/apps")
    assert held.status == 403 and "Confirm that it is you" in held.text
    assert 'value="a &#34;quoted&#34; &lt;label&gt;"' in held.text and held.text.count('name="scopes"') == 2
    assert held.headers["Cache-Control"] == "no-store"
    wrong = await client.post_form(TOKENS, {**ASKED, "sure-password": "not it"}, page="/settings/apps")
    assert wrong.status == 422 and "This is not your password." in wrong.text and 'name="scopes"' in wrong.text
    done = await client.post_form(TOKENS, {**ASKED, "sure-password": PASSWORD}, page="/settings/apps")
    assert done.status == 200 and "a &#34;quoted&#34; &lt;label&gt;" in done.text
    clock.move(9 * MINUTE)
    again = await client.post_form(TOKENS, ASKED, page="/settings/apps")
    assert again.status == 200


async def test_each_session_proves_it_for_itself(client: Client, clock: HandClock) -> None:
    await late(client, clock)
    other = client.fresh()
    await log_in(other, "jane")
    assert (await client.post_form(TOKENS, ASKED, page="/settings/apps")).status == 403


async def test_a_form_that_asks_for_the_password_itself_is_not_asked_twice(client: Client, clock: HandClock) -> None:
    await late(client, clock)
    fields = {"current_password": PASSWORD, "new_password": "another fine day"}
    changed = await client.post_form("/settings/account/password", fields, page="/settings/account")
    assert changed.status == 303


async def test_guessing_at_the_question_is_braked(client: Client, clock: HandClock) -> None:
    await late(client, clock)
    guess = {"sure-password": "wrong"}
    met = [(await client.post_form(TOKENS, guess, page="/settings/apps")).status for _ in range(6)]
    assert met == [422] * 5 + [429]


async def test_a_program_is_told_where_to_confirm(client: Client, clock: HandClock) -> None:
    await late(client, clock)
    token = await client.csrf("/settings/apps")
    headers = {"X-CSRF-Token": token, "Accept": "application/json"}
    told = await client.post(TOKENS, headers=headers)
    assert told.status == 403 and "/sure" in told.json["error"]


async def test_a_form_with_a_file_is_sent_again_by_hand(client: Client, clock: HandClock) -> None:
    await late(client, clock)
    held = await client.post_form(
        TOKENS,
        {"label": "x", "file": ("a.txt", b"a", "text/plain")},
        page="/settings/apps",
        headers={"Referer": f"{client.origin}/settings/apps?x=1"},
    )
    assert (held.status, held.location) == (303, "/sure?next=/settings/apps%3Fx%3D1")
    passed = await client.post_form("/sure", {"next": "/settings/apps?x=1", "sure-password": PASSWORD}, page="/sure")
    assert (passed.status, passed.location) == (303, "/settings/apps?x=1")
    assert (await client.get("/sure?next=/works")).location == "/works"


async def test_the_question_leads_nowhere_else(client: Client, clock: HandClock) -> None:
    await late(client, clock)
    fields = {"next": "https://evil.example/", "sure-password": PASSWORD}
    assert (await client.post_form("/sure", fields, page="/sure")).location == "/"
    clock.move(11 * MINUTE)
    held = await client.post_form(
        TOKENS, {"label": "x"}, page="/settings/apps", headers={"Referer": "https://evil.example/a"}
    )
    assert "evil.example" not in held.text


def test_what_is_dangerous_asks_first() -> None:
    """The list is for reading: who adds something dangerous marks it, and puts it here."""
    sure = {route.path for route in ROUTES if route.sure}
    assert {
        "/settings/account/email",
        "/settings/account/password",
        "/settings/apps/tokens",
        "/settings/moving/{deed:alias|unalias|move|cancel}",
        "/admin/federation/domains/purge",
    } <= sure
