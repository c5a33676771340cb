"""What attackers try at the door for apps: other addresses, others' codes, wider scopes, forged forms, guesses."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from fediart.actions import logging_in, passwords, staff
from fediart.actions.apps import is_registered, why_not
from fediart.actions.authorizing import LIFE
from fediart.clock import HandClock
from fediart.store import accounts
from fediart.store.apps import RegisteredApp
from fediart.store.database import Database
from tests.api.house import App
from tests.api.test_oauth_tokens import (
    BACK,
    CHALLENGE,
    FULL,
    VERIFIER,
    allowed,
    asking,
    code_of,
    fetched,
    registered,
)
from tests.site import PASSWORD, Client, log_in, make_artist, running_site, served

PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


@pytest.fixture
async def client(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Client]:
    async with running_site(db, tmp_path, clock) as site, served(site) as browser:
        await make_artist(site, "jane")
        await log_in(browser, "jane")
        yield browser


async def rows(client: Client) -> str:
    """All that is kept of apps, as text."""
    tables = ("apps", "access_tokens", "oauth_codes", "refresh_tokens", "tries")
    async with client.site.db.reading() as tx:
        return repr([dict(row) for table in tables for row in await tx.all(f"select * from {table}")])


GOOD = (
    "https://app.example/back", "https://app.example:8443/a?b=c", "http://localhost:5000/", "http://127.0.0.1/x",
    "http://[::1]:9000/", "feather://signed-in", "com.example.App.1:/oauth", "urn:ietf:wg:oauth:2.0:oob",
)  # fmt: skip
BAD = (
    "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "blob:https://a.example/1",
    "file:///etc/passwd", "about:blank", "http://app.example/back", "https://user@app.example/", "https://",
    "https:///path", "//app.example", "/back", "app.example/back", "https://app.example/#here", "feather:",
    "https://app.example/a b", "https://app.example/\nX: y", "https://app.example\\@evil.example", "x\x00y:z",
    "https://[::1", "https://app.example:port/", "view-source:https://a.example", "https://ünicode.example/",
    '"><script>:x', "intent://x#Intent;end", "urn:other", "mailto:a@b.example", "http://localhost.evil.example/",
    "http://127.0.0.1.evil.example/", "https://a.example/" + "x" * 2000,
)  # fmt: skip


@pytest.mark.parametrize("address", GOOD)
def test_apps_may_be_sent_back_to_their_own_addresses(address: str) -> None:
    assert why_not(address, development=False) == ""


@pytest.mark.parametrize("address", BAD)
def test_nobody_is_sent_to_what_is_no_app(address: str) -> None:
    assert why_not(address, development=False)


def test_an_address_is_the_registered_one_to_the_letter() -> None:
    known = ("https://app.example/back", "http://127.0.0.1/x", "http://localhost:80/x", "feather://in")
    app = RegisteredApp(1, "c", "h", "App", "", known, ("read",), 0)
    assert all(is_registered(app, one) for one in (*known, "http://127.0.0.1:4711/x"))
    near = (
        "https://app.example/back/", "https://app.example/back?x", "https://app.example/BACK", "HTTPS://app.example/back",
        "https://app.example./back", "https://app.example:443/back", "https://app.example/back/../back", "https://app.example",
        "https://evil.example/https://app.example/back", "https://app.example.evil.example/back", "https://app.example/back#",
        "http://127.0.0.1:4711/y", "http://127.0.0.2/x", "http://x@127.0.0.1:1/x", "http://127.0.0.1:1/x#y",
        "http://127.0.0.1:port/x", "https://127.0.0.1:1/x", "http://localhost:81/x", "feather://in/", "feather://o", "",
    )  # fmt: skip
    assert [one for one in near if is_registered(app, one)] == []


async def test_a_wrong_question_leads_nowhere_but_to_its_app(client: Client) -> None:
    app = await registered(client)
    for wrong in ({"client_id": "nobody"}, {"redirect_uri": "https://evil.example/"}, {"redirect_uri": BACK + "/x"}):
        answer = await client.get("/oauth/authorize?" + urlencode(asking(app, **wrong)))
        assert answer.status == 400 and not answer.location, wrong
        assert "evil.example" not in answer.text
    told = {
        "unsupported_response_type": {"response_type": "token"},
        "invalid_scope": {"scope": "read admin:write"},
        "invalid_code_challenge_method": {"code_challenge": VERIFIER, "code_challenge_method": "plain"},
        "invalid_request": {"code_challenge": "too-short", "code_challenge_method": "S256"},
    }
    for error, wrong in told.items():
        answer = await client.get("/oauth/authorize?" + urlencode(asking(app, state="s", **wrong)))
        assert answer.status == 303 and answer.location.startswith(f"{BACK}?error={error}&"), answer.location
        assert parse_qs(urlsplit(answer.location).query)["state"] == ["s"]
    no = await client.post_form(
        "/oauth/authorize", {**asking(app, state="s"), "decision": "deny"}, page="/settings/apps"
    )
    assert no.location.startswith(f"{BACK}?error=access_denied")
    assert "'oauth_codes'" not in await rows(client) and "code_hash" not in await rows(client)


async def test_the_question_cannot_be_framed_forged_or_answered_for_others(client: Client) -> None:
    tricky = await App(client).post(
        "/api/v1/apps", {"client_name": "x", "redirect_uris": BACK, "website": "javascript:x"}
    )
    assert (tricky.status, tricky.json["error"]) == (422, "Validation failed: Website is not a valid URL")
    app = await registered(client, client_name="<script>x</script>")
    question = asking(app, state='"><img src=x onerror=y>')
    page = await client.get("/oauth/authorize?" + urlencode(question))
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy and "form-action 'self' https://app.example;" in policy
    assert page.headers["X-Frame-Options"] == "DENY" and page.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in page.headers
    assert "<script>x" not in page.text and "<img src=x" not in page.text
    yes = {**question, "decision": "allow"}
    assert (await client.post("/oauth/authorize", data=yes)).status == 403
    token = await client.csrf("/settings/apps")
    far = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert (await client.post("/oauth/authorize", data={**yes, "csrf": token}, headers=far)).status == 403
    visitor = client.fresh()
    assert (await visitor.post("/oauth/authorize", data={**yes, "csrf": token})).status in (401, 403)
    assert "code_hash" not in await rows(client)


async def test_whoever_is_to_log_in_anew_does(client: Client) -> None:
    app = await registered(client)
    answer = await client.get("/oauth/authorize?" + urlencode(asking(app, force_login="true")))
    assert answer.status == 303 and answer.location.startswith("/log-in?")
    form = await client.get(answer.location)
    assert form.status == 200 and 'type="password"' in form.text
    back = parse_qs(urlsplit(answer.location).query)["next"][0]
    assert back.startswith("/oauth/authorize?") and "force_login" not in back


async def test_a_code_is_worth_nothing_to_others(client: Client, clock: HandClock) -> None:
    app, other = await registered(client), await registered(client, client_name="Other")
    code = code_of(await allowed(client, asking(app, **PKCE)))
    stolen = await fetched(client, other, code=code, code_verifier=VERIFIER)
    assert (stolen.status, stolen.json["error"]) == (400, "invalid_grant")
    unauthenticated = await fetched(client, app | {"client_secret": "x"}, code=code, code_verifier=VERIFIER)
    assert (unauthenticated.status, unauthenticated.json["error"]) == (401, "invalid_client")
    assert (await fetched(client, app, code=code, code_verifier=VERIFIER)).status == 200
    wrong: tuple[dict[str, str], ...] = (
        {"code_verifier": "b" * 43},
        {},
        {"code_verifier": CHALLENGE},
        {"code_verifier": VERIFIER, "redirect_uri": BACK + "?"},
    )
    for given in wrong:
        code = code_of(await allowed(client, asking(app, **PKCE)))
        assert (await fetched(client, app, code=code, **given)).json["error"] == "invalid_grant", given
        assert (await fetched(client, app, code=code, code_verifier=VERIFIER)).status == 400, "one try alone"
    bare = code_of(await allowed(client, asking(app)))
    assert (await fetched(client, app, code=bare, code_verifier=VERIFIER)).status == 400, "the challenge was taken out"
    late = code_of(await allowed(client, asking(app)))
    clock.move(LIFE)
    assert (await fetched(client, app, code=late)).status == 400


async def test_a_code_that_comes_twice_ends_what_came_of_it(client: Client) -> None:
    app = await registered(client)
    code = code_of(await allowed(client, asking(app)))
    token = (await fetched(client, app, code=code)).json["access_token"]
    mine = App(client, token)
    assert (await mine.get("/oauth/userinfo")).status == 200
    assert (await fetched(client, app, code=code)).json["error"] == "invalid_grant"
    assert (await mine.get("/oauth/userinfo")).status == 401


async def test_scopes_never_grow(client: Client, clock: HandClock) -> None:
    app = await registered(client, scopes="read:statuses offline_access")
    wide = await fetched(client, app, grant_type="client_credentials", scope="read")
    assert (wide.status, wide.json["error"]) == (400, "invalid_scope")
    code = code_of(await allowed(client, asking(app, scope="read:statuses offline_access")))
    first = (await fetched(client, app, code=code, scope="read write")).json
    assert first["scope"] == "read:statuses offline_access" and first["expires_in"] == 7200
    renewing = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    assert (await fetched(client, app, **renewing, scope="read")).json["error"] == "invalid_scope"
    clock.move(7200 * 1000)
    assert (await App(client, first["access_token"]).get("/api/v1/apps/verify_credentials")).status == 401
    second = (await fetched(client, app, **renewing)).json
    assert second["refresh_token"] != first["refresh_token"]
    mine = App(client, second["access_token"])
    assert (await mine.get("/api/v1/apps/verify_credentials")).status == 200
    assert (await fetched(client, app, **renewing)).json["error"] == "invalid_grant", "used before: stolen"
    assert (await mine.get("/api/v1/apps/verify_credentials")).status == 401
    renewing["refresh_token"] = second["refresh_token"]
    assert (await fetched(client, app, **renewing)).status == 400


async def test_an_app_gives_back_its_own_tokens_alone(client: Client) -> None:
    app, other = await registered(client), await registered(client, client_name="Other")
    token = (await fetched(client, app, code=code_of(await allowed(client, asking(app))))).json["access_token"]

    async def revoked(whose: dict[str, str], given: str) -> tuple[int, str]:
        body = {"client_id": whose["client_id"], "client_secret": whose["client_secret"], "token": given}
        answer = await App(client).post("/oauth/revoke", data=body)
        return answer.status, answer.json.get("error", "")

    assert await revoked(other, token) == (403, "unauthorized_client")
    assert await revoked(app, "") == (403, "unauthorized_client")
    assert await revoked(app | {"client_secret": "x"}, token) == (401, "invalid_client")
    assert (await App(client, token).get("/oauth/userinfo")).status == 200
    assert [await revoked(app, token) for _ in range(2)] == [(200, ""), (200, "")]
    assert await revoked(other, "never-was") == (200, "")
    assert (await App(client, token).get("/oauth/userinfo")).status == 401


async def test_an_app_without_a_secret_has_to_prove_that_it_asked(client: Client) -> None:
    app = await registered(client, token_endpoint_auth_method="none")
    assert app["client_secret"] == ""
    bare = await client.get("/oauth/authorize?" + urlencode(asking(app)))
    assert "error=invalid_request" in bare.location
    code = code_of(await allowed(client, asking(app, **PKCE)))
    assert (await fetched(client, app, code=code, code_verifier=VERIFIER)).status == 200
    own = await fetched(client, app, grant_type="client_credentials")
    assert (own.status, own.json["error"]) == (401, "invalid_client")
    secretive = await registered(client)
    assert (await fetched(client, secretive | {"client_secret": ""}, grant_type="client_credentials")).status == 401


async def test_a_suspension_a_new_password_and_logging_out_everywhere_end_apps(client: Client) -> None:
    site, app = client.site, await registered(client)

    async def signed_in() -> App:
        answer = await fetched(client, app, code=code_of(await allowed(client, asking(app))))
        mine = App(client, answer.json["access_token"])
        assert (await mine.get("/oauth/userinfo")).status == 200
        return mine

    async with site.db.reading() as tx:
        jane = await accounts.by_name(tx, "jane")
    assert jane is not None
    one = await signed_in()
    async with site.db.reading() as tx:
        session = await tx.value("select token_hash from sessions")
    await logging_in.end_everything_else(site, jane.id, but=session)
    assert (await one.get("/oauth/userinfo")).status == 401
    one = await signed_in()
    await passwords.change_password(site, jane, PASSWORD, "another long password", session=session, address="here")
    assert (await one.get("/oauth/userinfo")).status == 401
    one = await signed_in()
    under_way = code_of(await allowed(client, asking(app)))
    await staff.suspend(site, None, "jane")
    assert (await one.get("/oauth/userinfo")).status == 401
    assert (await fetched(client, app, code=under_way)).status == 400


async def test_secrets_are_neither_kept_nor_written_down(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    app = await registered(client)
    code = code_of(await allowed(client, asking(app, scope="read")))
    token = (await fetched(client, app, code=code)).json["access_token"]
    await fetched(client, app, code=code, client_secret="wrong")
    kept = await rows(client)
    for secret in (app["client_secret"], code, token, PASSWORD):
        assert secret not in kept and secret not in caplog.text


async def test_guessing_an_apps_secret_is_slowed_down(client: Client) -> None:
    app = await registered(client)
    given = {"client_id": app["client_id"], "client_secret": "x", "grant_type": "client_credentials"}
    found = [(await App(client).post("/oauth/token", given)).status for _ in range(22)]
    assert found[:20] == [401] * 20 and found[-1] == 429
    assert (await App(client).post("/oauth/token", given | {"client_secret": app["client_secret"]})).status == 429


async def test_what_is_no_grant_is_none(client: Client) -> None:
    app = await registered(client)
    for given, error in (
        ({"grant_type": "implicit"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "invalid_request"),
    ):
        answer = await fetched(client, app, **given)
        assert (answer.status, answer.json["error"]) == (400, error) and answer.json["error_description"]
    for header in (
        "Basic !!!",
        "Basic " + b64encode(b"no colon").decode(),
        "Basic " + b64encode(b"\xff:\xfe").decode(),
    ):
        answer = await App(client).post("/oauth/token", {}, headers={"Authorization": header})
        assert (answer.status, answer.json["error"]) == (401, "invalid_client"), header


async def test_a_password_is_for_test_mode_alone(db: Database, tmp_path: Path, clock: HandClock) -> None:
    real = {"instance": {"development": False}}
    async with running_site(db, tmp_path, clock, config=real) as site, served(site) as client:
        await make_artist(site, "jane")
        app = await registered(client)
        told = await App(client).get("/.well-known/oauth-authorization-server")
        assert "password" not in told.json["grant_types_supported"]
        assert told.json["code_challenge_methods_supported"] == ["S256"]
        assert told.headers["Access-Control-Allow-Origin"] == "*"
        answer = await fetched(client, app, grant_type="password", username="jane", password=PASSWORD, scope=FULL)
        assert (answer.status, answer.json["error"]) == (400, "unsupported_grant_type")
        plain = await App(client).post("/api/v1/apps", {"client_name": "x", "redirect_uris": "http://app.example/"})
        assert (plain.status, plain.json["error"]) == (
            422, "Validation failed: Redirect URI must be an HTTPS/SSL URI.",
        )  # fmt: skip
