"""Every answer carries the security headers and the AI policy, whatever its kind."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

import pytest
from aiohttp import web

from fediart.app import make_app
from fediart.errors import TooOften
from fediart.rights.headers import headers as rights_headers
from fediart.rights.model import POLICIES, Preset
from fediart.site import Site
from fediart.web.access import ANYONE, PEERS, get
from fediart.web.request import set_rights
from fediart.web.routes import ROUTES
from tests.site import Answer, Client, change_settings, log_in, make_artist, served

INLINE = re.compile(r"<script(?![^>]*(?:src=|application/ld\+json))|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def said(answer: Answer, policy: Preset, origin: str) -> bool:
    wanted = rights_headers(POLICIES[policy], origin)
    return all(value in answer.headers.getall(name, []) for name, value in wanted)


async def test_the_policy_is_on_every_kind_of_answer(client: Client) -> None:
    await make_artist(client.site, "jane")
    about = await client.get("/about")
    answers = {
        "page": about,
        "page from memory": await client.get("/about"),
        "not modified": await client.get("/about", headers={"If-None-Match": about.headers["ETag"]}),
        "head": await client.request("HEAD", "/about"),
        "redirect": await client.get("/settings/profile"),
        "not found": await client.get("/no/such/page"),
        "not found, JSON": await client.get("/no/such/page", headers={"Accept": "application/json"}),
        "wrong method": await client.request("DELETE", "/about"),
        "forbidden": await client.post("/log-in", data={"name": "x"}),
        "unauthorised": await client.post("/log-out"),
        "style": await client.get("/static/fediart.css"),
        "robots": await client.get("/robots.txt"),
        "webfinger": await client.get(f"/.well-known/webfinger?resource=acct:jane@{client.site.config.instance.host}"),
        "inbox": await client.post("/inbox", data=b"nonsense"),
    }
    expected = {
        "page": 200, "page from memory": 200, "not modified": 304, "head": 200, "redirect": 303, "not found": 404,
        "not found, JSON": 404, "wrong method": 405, "forbidden": 403, "unauthorised": 401, "style": 200, "robots": 200,
        "webfinger": 200,
    }  # fmt: skip
    for kind, answer in answers.items():
        assert expected.get(kind, answer.status) == answer.status, kind
        assert said(answer, Preset.NO_AI, client.site.config.origin), kind
        assert answer.headers["X-Content-Type-Options"] == "nosniff", kind
        assert "Content-Security-Policy" in answer.headers, kind
        assert answer.headers["Referrer-Policy"] == "same-origin", kind
        assert answer.headers["Server"] == "fediart", kind
    assert answers["not modified"].body == b"" == answers["head"].body
    assert "Allow" in answers["wrong method"].headers


async def test_another_policy_of_the_instance_is_told_at_once(client: Client) -> None:
    await client.get("/about")
    await change_settings(client.site, ai_policy="ask-first")
    for path in ("/about", "/static/fediart.css", "/nothing", "/settings"):
        answer = await client.get(path)
        assert said(answer, Preset.ASK_FIRST, client.site.config.origin), path
        assert "tdm-policy" in answer.headers, path


@dataclass(frozen=True, slots=True)
class _Deeds:
    """Handlers that answer as real ones sometimes do."""

    async def open_work(self, request: web.Request) -> web.StreamResponse:
        set_rights(request, POLICIES[Preset.OPEN], licence_uri="https://creativecommons.org/licenses/by/4.0")
        return web.Response(text="<p>", content_type="text/html")

    async def breaks(self, request: web.Request) -> web.StreamResponse:
        raise RuntimeError("a defect")

    async def too_often(self, request: web.Request) -> web.StreamResponse:
        raise TooOften("Wait.", retry_after=7)

    async def streams(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"x")
        await response.write_eof()
        return response

    async def elsewhere(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPSeeOther("https://other.example/")


@pytest.fixture
def with_deeds(monkeypatch: pytest.MonkeyPatch) -> None:
    deeds = _Deeds()
    more = (
        get("/open", deeds.open_work, ANYONE, cached=True),
        get("/breaks", deeds.breaks, ANYONE),
        get("/breaks-for-peers", deeds.breaks, PEERS),
        get("/too-often", deeds.too_often, ANYONE),
        get("/streams", deeds.streams, ANYONE),
        get("/away", deeds.elsewhere, ANYONE),
    )
    monkeypatch.setattr("tests.site.make_app", lambda site: make_app(site, (*ROUTES, *more)))


async def test_a_work_with_its_own_policy_says_so_also_from_memory(site: Site, with_deeds: None) -> None:
    async with served(site) as client:
        for _ in range(2):
            answer = await client.get("/open")
            assert said(answer, Preset.OPEN, site.config.origin)
            assert '<https://creativecommons.org/licenses/by/4.0>; rel="license"' in answer.headers.getall("Link")
            assert len(answer.headers.getall("Content-Usage")) == 1


async def test_a_defect_is_a_page_with_headers_and_a_line_in_the_log(
    site: Site, with_deeds: None, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(site) as client:
        with caplog.at_level(logging.ERROR, "fediart.web"):
            page = await client.get("/breaks")
            told = await client.get("/breaks-for-peers")
    assert page.status == told.status == 500
    assert "Something broke" in page.text and "a defect" not in page.text
    assert "error" in told.json
    assert said(page, Preset.NO_AI, site.config.origin)
    assert any(record.exc_info for record in caplog.records)


async def test_even_without_a_database_there_is_an_answer(
    site: Site, with_deeds: None, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(site) as client:
        async with site.db.writing() as tx:
            await tx.run("alter table settings rename to lost")
        site.pages.changed()
        with caplog.at_level(logging.CRITICAL, "fediart.web"):
            answer = await client.get("/log-in")
        async with site.db.writing() as tx:
            await tx.run("alter table lost rename to settings")
    assert answer.status == 500
    assert "Something broke" in answer.text
    assert said(answer, Preset.NO_AI, site.config.origin)


async def test_streams_redirects_and_brakes_have_the_headers(site: Site, with_deeds: None) -> None:
    async with served(site) as client:
        for path, status in (("/streams", 200), ("/away", 303), ("/too-often", 429)):
            answer = await client.get(path)
            assert answer.status == status
            assert said(answer, Preset.NO_AI, site.config.origin), path
        assert answer.headers["Retry-After"] == "7"


async def test_pages_allow_no_foreign_or_inline_code(client: Client) -> None:
    await make_artist(client.site, "olga", role="owner")
    await log_in(client, "olga")
    visitor = client.fresh()
    for browser, paths in (
        (visitor, ("/", "/about", "/log-in", "/sign-up", "/forgot", "/@olga", "/nothing", "/search?q=x")),
        (client, ("/settings/profile", "/settings/ai", "/settings/account", "/admin/settings", "/admin/accounts")),
    ):
        for path in paths:
            answer = await browser.get(path)
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert not INLINE.search(answer.text), f"{path}: {INLINE.search(answer.text)}"


async def test_advisory_110_pages_of_members_are_kept_nowhere(client: Client) -> None:
    await make_artist(client.site, "olga", role="owner")
    await log_in(client, "olga")
    for path in ("/", "/about", "/settings/profile", "/admin/settings", "/nothing", "/home"):
        assert (await client.get(path)).headers["Cache-Control"] == "no-store", path


async def test_only_in_public_browsers_are_told_to_insist_on_tls(client: Client, public: Client) -> None:
    assert "Strict-Transport-Security" not in (await client.get("/about")).headers
    assert (await public.get("/about")).headers["Strict-Transport-Security"] == "max-age=31536000"


async def test_what_is_no_page_may_do_nothing_when_opened_by_itself(client: Client) -> None:
    for path in ("/static/icon.svg", "/static/fediart.js", "/robots.txt"):
        assert "default-src 'none'" in (await client.get(path)).headers["Content-Security-Policy"]


async def test_styles_are_kept_for_good_under_their_version(client: Client) -> None:
    page = await client.get("/about")
    [path] = set(re.findall(r"/static/fediart\.css\?v=[0-9a-f]{12}", page.text))
    style = await client.get(path)
    assert "immutable" in style.headers["Cache-Control"]
    assert style.headers["Content-Type"].startswith("text/css")
    other = await client.get("/static/fediart.css?v=old")
    assert other.headers["Cache-Control"] == "no-cache"
    again = await client.get("/static/fediart.css", headers={"If-None-Match": other.headers["ETag"]})
    assert again.status == 304


@pytest.mark.parametrize("name", ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "/etc/passwd", ".hidden", ""])
async def test_advisory_72_nothing_beside_the_static_files_is_served(client: Client, name: str) -> None:
    assert (await client.get(f"/static/{name}")).status == 404
