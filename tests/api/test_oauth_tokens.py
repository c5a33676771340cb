"""Apps are registered, ask, and get tokens: the code with PKCE, the app's own, renewing, giving back."""

from __future__ import annotations

import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from fediart.clock import HandClock
from fediart.store.database import Database
from tests.api.house import App
from tests.site import PASSWORD, Answer, Client, make_artist, running_site, served

BACK = "https://app.example/back"
VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
FULL = "read write follow push"


@pytest.fixture
async def client(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Client]:
    async with running_site(db, tmp_path, clock) as site, served(site) as browser:
        await make_artist(site, "jane")
        yield browser


async def registered(client: Client, **more: Any) -> dict[str, Any]:
    given = {"client_name": "Feather", "redirect_uris": BACK, "scopes": FULL, "website": "https://app.example"}
    answer = await App(client).post("/api/v1/apps", given | more)
    assert answer.status == 200, answer.text
    return dict(answer.json)


def asking(app: dict[str, Any], **more: str) -> dict[str, str]:
    question = {"response_type": "code", "client_id": app["client_id"], "redirect_uri": BACK, "scope": "read write"}
    return {**question, **more}


async def allowed(client: Client, question: dict[str, str]) -> Answer:
    page = "/oauth/authorize?" + urlencode(question)
    return await client.post_form("/oauth/authorize", {**question, "decision": "allow"}, page=page)


def code_of(answer: Answer) -> str:
    assert answer.status == 303, answer.text
    return parse_qs(urlsplit(answer.location).query)["code"][0]


async def fetched(client: Client, app: dict[str, Any], **more: str) -> Answer:
    given = {"client_id": app["client_id"], "client_secret": app["client_secret"], "redirect_uri": BACK}
    return await App(client).post("/oauth/token", given | {"grant_type": "authorization_code"} | more)


async def test_a_member_signs_in_with_an_app(client: Client) -> None:
    app = await registered(client)
    question = asking(app, state="x y&z", code_challenge=CHALLENGE, code_challenge_method="S256")
    first = await client.get("/oauth/authorize?" + urlencode(question))
    assert first.status == 303 and first.location.startswith("/log-in?next=%2Foauth%2Fauthorize")
    form = {"name": "jane", "password": PASSWORD, "next": parse_qs(urlsplit(first.location).query)["next"][0]}
    came_back = await client.post_form("/log-in", form, page=first.location, follow=True)
    assert came_back.status == 200 and "Feather" in came_back.text and "app.example" in came_back.text
    answer = await allowed(client, question)
    assert answer.location.startswith(f"{BACK}?code=")
    assert parse_qs(urlsplit(answer.location).query)["state"] == ["x y&z"]
    token = await fetched(client, app, code=code_of(answer), code_verifier=VERIFIER)
    assert token.status == 200, token.text
    assert token.json["token_type"] == "Bearer" and token.json["scope"] == "read write"
    assert token.headers["Cache-Control"] == "no-store" and token.headers["Access-Control-Allow-Origin"] == "*"
    told = await App(client, token.json["access_token"]).get("/oauth/userinfo")
    assert told.json["preferred_username"] == "jane"


async def test_in_test_mode_a_password_is_enough(client: Client) -> None:
    app = await registered(client)
    given = {"client_id": app["client_id"], "client_secret": app["client_secret"], "grant_type": "password",
             "username": "jane@mail.example", "password": PASSWORD, "scope": FULL}  # fmt: skip
    for body in ({"given": given}, {"data": given}):
        answer = await App(client).post("/oauth/token", **body)
        assert answer.status == 200, answer.text
    wrong = await App(client).post("/oauth/token", given | {"password": "not it"})
    assert (wrong.status, wrong.json["error"]) == (400, "invalid_grant")


async def test_an_app_speaks_for_itself(client: Client) -> None:
    app = await registered(client)
    basic = b64encode(f"{app['client_id']}:{app['client_secret']}".encode()).decode()
    answer = await App(client).post(
        "/oauth/token", {"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"}
    )
    assert answer.status == 200 and answer.json["scope"] == "read"
    own = App(client, answer.json["access_token"])
    shown = await own.get("/api/v1/apps/verify_credentials")
    assert shown.json["name"] == "Feather" and shown.json["redirect_uris"] == [BACK]
    assert "client_secret" not in shown.json and re.fullmatch(r"[\w-]{80,}", shown.json["vapid_key"])
    assert (await own.get("/oauth/userinfo")).status == 422


async def app_token(client: Client, app: dict[str, Any]) -> App:
    given = {"client_id": app["client_id"], "client_secret": app["client_secret"], "scope": FULL}
    answer = await App(client).post("/oauth/token", given | {"grant_type": "client_credentials"})
    return App(client, answer.json["access_token"])
