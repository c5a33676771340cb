"""Forms are taken only from our own pages; people are sent only to our own pages; cookies and headers say so."""

from __future__ import annotations

import asyncio
import io
import re

import pytest

from fediart.web.access import PEERS
from fediart.web.request import own_path
from fediart.web.routes import ROUTES
from tests.site import PASSWORD, Client, log_in, make_artist

FORM = {"display_name": "Jane", "discoverable": "1"}


async def test_a_form_without_its_token_is_refused(client: Client) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    for token in (None, "", "x" * 43):
        data = FORM if token is None else FORM | {"csrf": token}
        answer = await client.post("/settings/profile", data=data)
        assert answer.status == 403
        assert "out of date" in answer.text


async def test_a_token_of_somebody_elses_session_is_refused(client: Client) -> None:
    for name in ("jane", "eve"):
        await make_artist(client.site, name)
    await log_in(client, "jane")
    eve = client.fresh()
    await log_in(eve, "eve")
    token = await eve.csrf("/settings/profile")
    assert (await client.post("/settings/profile", data=FORM | {"csrf": token})).status == 403


async def test_a_token_from_before_the_log_in_is_refused_after_it(client: Client) -> None:
    await make_artist(client.site, "jane")
    token = await client.csrf("/log-in")
    await log_in(client, "jane")
    assert (await client.post("/settings/profile", data=FORM | {"csrf": token})).status == 403


async def test_a_visitors_token_needs_the_visitors_cookie(client: Client) -> None:
    """Else somebody could log others in to an account of theirs."""
    await make_artist(client.site, "jane")
    token = await client.csrf("/log-in")
    other = client.fresh()
    answer = await other.post("/log-in", data={"csrf": token, "name": "jane", "password": PASSWORD})
    assert answer.status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_form_from_another_site_is_refused_even_with_its_token(client: Client, headers: dict[str, str]) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    token = await client.csrf("/settings/profile")
    answer = await client.post("/settings/profile", data=FORM | {"csrf": token}, headers=headers)
    assert answer.status == 403
    assert "another site" in answer.text


async def test_a_form_from_our_own_origin_is_taken(client: Client) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    token = await client.csrf("/settings/profile")
    headers = {"Origin": client.site.config.origin, "Sec-Fetch-Site": "same-origin"}
    assert (await client.post("/settings/profile", data=FORM | {"csrf": token}, headers=headers)).status == 303


async def test_scripts_send_the_token_as_a_header_and_get_json(client: Client) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    token = await client.csrf("/settings/profile")
    headers = {"X-CSRF-Token": token, "Accept": "application/json"}
    assert (await client.post("/settings/profile", data=FORM, headers=headers)).status == 303
    refused = await client.post("/settings/profile", data=FORM, headers=headers | {"X-CSRF-Token": "wrong"})
    assert refused.status == 403
    assert "error" in refused.json


async def test_forms_that_read_their_token_themselves_refuse_too(client: Client) -> None:
    """Routes with `csrf=False` stream large files: each must still turn away what has no token."""
    await make_artist(client.site, "olga", role="owner")
    await log_in(client, "olga")
    own = [route for route in ROUTES if route.method == "POST" and not route.csrf and route.access != PEERS]
    own = [route for route in own if route.path != "/share"]  # reads nothing and changes nothing
    assert own
    for route in own:
        path = re.sub(r"\{part\}", "avatar", route.path)
        path = re.sub(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", "1", path)
        # Multipart with a file before any token, as an attacker's form would send it.
        body = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\nxxxx\r\n--b--\r\n'
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        answer = await client.post(path, data=body, headers=headers)
        assert answer.status in (403, 404), f"{route.path}: {answer.status}"


async def test_advisory_83_after_the_log_in_one_stays_on_this_site(client: Client) -> None:
    await make_artist(client.site, "jane")
    for target in (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
    ):
        answer = await client.fresh().post_form("/log-in", {"name": "jane", "password": PASSWORD, "next": target})
        assert (answer.status, answer.location) == (303, "/"), target
    answer = await client.fresh().post_form(
        "/log-in", {"name": "jane", "password": PASSWORD, "next": "/settings/ai?x=1"}
    )
    assert answer.location == "/settings/ai?x=1"
    await log_in(client, "jane")
    assert (await client.get("/log-in?next=//evil.example")).location == "/"


@pytest.mark.parametrize("path", ["", "evil", "//evil", "/\\evil", "https:/evil", "/a b", "/a\nb", "/ä", "\\\\evil"])
def test_what_is_no_path_of_ours_leads_home(path: str) -> None:
    assert own_path(path) == "/"


async def test_a_notice_cannot_be_forged(client: Client) -> None:
    name = f"notice-{client.site.config.instance.host.replace(':', '-')}"
    await client.get("/log-in")
    client.session.cookie_jar.update_cookies({name: "UGF5IG1lIQ.forged"})
    assert "Pay me!" not in (await client.get("/log-in")).text


async def test_cookies_in_public_are_bound_to_this_host_and_to_tls(public: Client) -> None:
    await make_artist(public.site, "jane")
    token = await public.csrf("/log-in")
    answer = await public.post("/log-in", data={"csrf": token, "name": "jane", "password": PASSWORD})
    session = next(line for line in answer.headers.getall("Set-Cookie") if line.startswith("__Host-session="))
    for word in ("HttpOnly", "Path=/", "SameSite=Lax", "Secure", "Max-Age=2592000"):
        assert word in session
    assert "Domain" not in session


async def test_cookies_of_two_instances_on_one_machine_do_not_meet(client: Client) -> None:
    await client.get("/log-in")
    port = client.site.config.instance.host.partition(":")[2]
    assert all(kept.key.endswith(f"-{port}") for kept in client.session.cookie_jar)


async def test_forms_have_a_limit(client: Client) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    token = await client.csrf("/settings/profile")
    body = io.BytesIO(f"csrf={token}&bio=".encode() + b"x" * 2_000_000)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await client.post("/settings/profile", data=body, headers=headers)
    assert answer.status == 413
    assert "larger than" in answer.text


async def test_two_forms_at_once_both_count(client: Client) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    token = await client.csrf("/settings/profile")
    both = [client.post("/settings/profile", data=FORM | {"csrf": token, "bio": f"{n}"}) for n in range(2)]
    assert [one.status for one in await asyncio.gather(*both)] == [303, 303]


@pytest.mark.one_engine
async def test_a_form_whose_parts_have_headers_that_nobody_can_read_is_turned_away(client: Client) -> None:
    token = await client.csrf("/log-in")
    body = b'--x\r\nContent-Disposition: form-data; name="\x00\xf4"\r\n\r\nq\r\n--x--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x", "X-CSRF-Token": token}
    assert (await client.post("/log-in", data=body, headers=headers)).status == 400
