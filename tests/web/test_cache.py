"""Pages for visitors from memory: the same for all, never somebody's own, never older than the last change."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from fediart.api.endpoints import ENDPOINTS
from fediart.app import make_app
from fediart.clock import HandClock
from fediart.site import Site
from fediart.web.access import ANYONE, get
from fediart.web.cache import CACHE, FRESH, PageCache
from fediart.web.pages import go
from fediart.web.request import viewer_of, wants_html
from fediart.web.routes import ROUTES
from tests.site import Client, log_in, make_artist, served


@dataclass
class Counting:
    """A page that says how often it was made and for whom."""

    made: int = 0
    slow: asyncio.Event = field(default_factory=asyncio.Event)

    async def page(self, request: web.Request) -> web.StreamResponse:
        self.made += 1
        who = viewer_of(request)
        text = f"made {self.made} for {who.actor.name if who else 'all'} {'x' * 1000}"
        if wants_html(request):
            return web.Response(text=text, content_type="text/html")
        return web.json_response({"text": text})

    async def changes_meanwhile(self, request: web.Request) -> web.StreamResponse:
        self.made += 1
        request.app[CACHE]._site.pages.changed()
        return web.Response(text=f"made {self.made}")

    async def waits(self, request: web.Request) -> web.StreamResponse:
        self.made += 1
        await self.slow.wait()
        return web.Response(text=f"made {self.made}")

    async def private(self, request: web.Request) -> web.StreamResponse:
        self.made += 1
        return web.Response(text=f"made {self.made}", headers={"Cache-Control": "private"})

    async def missing(self, request: web.Request) -> web.StreamResponse:
        self.made += 1
        raise web.HTTPNotFound

    async def notice(self, request: web.Request) -> web.StreamResponse:
        return go(request, "/about", notice="Only for you.")


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    deeds = Counting()
    names = ("page", "changes_meanwhile", "waits", "private", "missing")
    more = (*(get(f"/test/{name}", getattr(deeds, name), ANYONE, cached=True) for name in names),
            get("/test/counts", deeds.page, ANYONE, cached=True, queried=False),
            get("/test/notice", deeds.notice, ANYONE))  # fmt: skip
    monkeypatch.setattr("tests.site.make_app", lambda site: make_app(site, (*ROUTES, *more)))
    return deeds


@pytest.fixture
async def client(counting: Counting, site: Site) -> AsyncIterator[Client]:
    async with served(site) as browser:
        yield browser


async def test_a_page_is_made_once_for_all_visitors(client: Client, counting: Counting) -> None:
    first = await client.get("/test/page")
    second = await client.fresh().get("/test/page")
    assert counting.made == 1
    assert first.body == second.body
    assert first.headers["Vary"] == "Accept, Accept-Encoding, Accept-Language, Cookie, Signature, Signature-Input"
    assert "max-age=0" in first.headers["Cache-Control"]
    assert "Set-Cookie" not in first.headers


async def test_where_the_query_says_nothing_varying_it_makes_no_work(client: Client, counting: Counting) -> None:
    for number in range(3):
        assert "made 1" in (await client.get(f"/test/counts?nothing={number}")).text
    assert "made 2" in (await client.get("/test/page?nothing=1")).text
    assert "made 3" in (await client.get("/test/page?nothing=2")).text
    alike = {route.path.partition("-{")[0] for route in ROUTES if route.cached and not route.queried}
    assert alike == {
        "/transparency", "/transparency.json", "/transparency/report", "/transparency/report.json",
        "/crawlers", "/sitemap.xml", "/sitemap/pages.xml", "/sitemap/works",
        "/sitemap/{kind:artists|series}", "/{preset:[a-z-]+}/sitemap.xml", "/api/v1/instance", "/api/v2/instance",
        "/offline", "/manifest.webmanifest", r"/@{handle}/{id:\d{1,19}}/embed",
        "/docs", "/docs/{slug:[a-z0-9-]{1,80}}",
        "/api/docs", "/api/openapi.json", *(one.path for one in ENDPOINTS if one.cached),
    }  # fmt: skip


async def test_a_change_is_seen_at_once(client: Client, counting: Counting, site: Site) -> None:
    await client.get("/test/page")
    site.pages.changed()
    assert "made 2" in (await client.get("/test/page")).text


async def test_a_change_while_the_page_is_made_is_not_hidden(client: Client) -> None:
    assert (await client.get("/test/changes_meanwhile")).text == "made 1"
    assert (await client.get("/test/changes_meanwhile")).text == "made 2"


async def test_what_another_process_changed_is_seen_after_seconds(
    client: Client, counting: Counting, clock: HandClock
) -> None:
    await client.get("/test/page")
    clock.move(FRESH - 1)
    await client.get("/test/page")
    assert counting.made == 1
    clock.move(1)
    await client.get("/test/page")
    assert counting.made == 2


async def test_members_get_their_own_and_leave_nothing_for_others(client: Client, counting: Counting) -> None:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    mine = await client.get("/test/page")
    assert "for jane" in mine.text
    assert mine.headers["Cache-Control"] == "no-store"
    assert "ETag" not in mine.headers
    assert "for all" in (await client.fresh().get("/test/page")).text
    assert "for jane" in (await client.get("/test/page")).text


async def test_a_notice_is_for_one_person(client: Client, counting: Counting) -> None:
    other = client.fresh()
    await other.get("/about")
    await client.get("/test/notice")
    assert "Only for you." in (await client.get("/about")).text
    assert "Only for you." not in (await client.get("/about")).text
    assert "Only for you." not in (await other.get("/about")).text


async def test_pages_from_memory_have_no_token_of_anyone(client: Client) -> None:
    for path in ("/", "/about"):
        assert 'name="csrf" value="' not in (await client.get(path)).text.replace('value=""', "")


async def test_advisory_106_signed_and_token_requests_are_never_answered_from_memory(
    client: Client, counting: Counting
) -> None:
    await client.get("/test/page")
    for name in ("Signature", "Authorization"):
        await client.get("/test/page", headers={name: "x"})
    assert counting.made == 3


async def test_html_and_json_of_one_address_are_kept_apart(client: Client, counting: Counting) -> None:
    page = await client.get("/test/page")
    told = await client.get("/test/page", headers={"Accept": "application/activity+json"})
    assert page.headers["Content-Type"].startswith("text/html")
    assert told.headers["Content-Type"].startswith("application/json")
    assert counting.made == 2


async def test_queries_are_kept_apart(client: Client, counting: Counting) -> None:
    await client.get("/test/page?a=1")
    await client.get("/test/page?a=2")
    assert counting.made == 2


async def test_what_a_browser_has_is_not_sent_again(client: Client, counting: Counting) -> None:
    etag = (await client.get("/test/page")).headers["ETag"]
    again = await client.get("/test/page", headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status, again.body) == (304, b"")
    assert (await client.get("/test/page", headers={"If-None-Match": '"other"'})).status == 200


async def test_compressed_for_those_who_ask(client: Client) -> None:
    plain = await client.get("/test/page", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    async with client.session.get(client.origin + "/test/page", auto_decompress=False) as answer:
        packed = await answer.read()
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain.body


async def test_head_is_answered_without_a_body(client: Client, counting: Counting) -> None:
    whole = await client.get("/test/page", headers={"Accept-Encoding": "identity"})
    head = await client.request("HEAD", "/test/page", headers={"Accept-Encoding": "identity"})
    assert head.body == b""
    assert head.headers["Content-Length"] == str(len(whole.body))
    assert counting.made == 1


async def test_a_crowd_that_comes_at_once_makes_the_page_once(client: Client, counting: Counting) -> None:
    crowd = asyncio.gather(*(client.get("/test/waits") for _ in range(20)))
    while not counting.made:
        await asyncio.sleep(0)
    counting.slow.set()
    assert {one.text for one in await crowd} == {"made 1"}


async def test_what_says_it_is_private_or_missing_is_not_kept(client: Client, counting: Counting) -> None:
    for path in ("/test/private", "/test/missing"):
        counting.made = 0
        await client.get(path)
        await client.get(path)
        assert counting.made == 2, path


async def test_memory_is_bounded(site: Site) -> None:
    cache = PageCache(site, most_entries=10, most_bytes=1_000_000)
    page = get("/big/{n}", Counting().page, ANYONE, cached=True)
    app = make_app(site, (*ROUTES, page))
    app[CACHE] = cache
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    tcp = web.TCPSite(runner, "127.0.0.1", 0)
    await tcp.start()
    port = runner.addresses[0][1]
    try:
        async with served(site) as browser:
            for n in range(30):
                async with browser.session.get(f"http://127.0.0.1:{port}/big/{n}") as answer:
                    assert answer.status == 200
    finally:
        await runner.cleanup()
    assert len(cache) == 10
    assert 0 < cache.bytes < 100_000
