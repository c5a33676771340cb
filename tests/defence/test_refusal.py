"""AI crawlers at the door: what they are refused, what nobody is, and that a refusal is nobody else's answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from protego import Protego

from federation.signatures import Scheme, sign
from fediart.clock import HandClock
from fediart.rights.crawlers import CATEGORIES, permits, read_crawlers
from fediart.rights.model import POLICIES
from fediart.site import Site
from fediart.store.database import Database
from fediart.web.kinds import KINDS, kind_of, shows_works
from fediart.web.routes import ROUTES
from tests.publish import works
from tests.publish.works import files_of, jane, publish_one
from tests.remote import RemoteServer
from tests.seeds import hang
from tests.site import Client, change_settings, log_in, make_artist, served

GPTBOT = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)"
READER = "Mozilla/5.0 (compatible; ChatGPT-User/1.0; +https://openai.com/bot)"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
MASTODON = "Mastodon/4.5.0 (http.rb/5.2.0; +https://gptbot.example/)"
JSON = "application/activity+json"
NEVER = (
    "/robots.txt", "/ai.txt", "/trust.txt", "/license.xml", "/.well-known/tdmrep.json", "/.well-known/gpc.json",
    "/.well-known/webfinger?resource=acct:jane@{host}", "/policies/no-ai", "/policies/ask-first.jsonld", "/users/jane",
    "/actor", "/nodeinfo/2.1", "/about",
)  # fmt: skip

pytestmark = pytest.mark.one_engine


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with works.studio(db, tmp_path, clock) as made:
        yield made


@pytest.fixture
async def client(site: Site) -> AsyncIterator[Client]:
    await jane(site)
    async with served(site) as browser:
        yield browser


async def _get(client: Client, path: str, agent: str, **headers: str) -> int:
    return (await client.get(path, headers={"User-Agent": agent, **headers})).status


async def test_works_are_refused_on_every_surface_and_opened_by_their_policy(
    site: Site, client: Client, tmp_path: Path
) -> None:
    _, artist = await make_artist(site, "ada")
    kept = await publish_one(site, tmp_path, artist)
    opened = await publish_one(site, tmp_path, artist, works.human_png(seed=9), ai_policy="open")
    for work_id, status in ((kept, 403), (opened, 200)):
        file = (await files_of(site, work_id))[0].path
        for path, accept in ((f"/@ada/{work_id}", "text/html"), (file, "*/*"), (f"/users/ada/posts/{work_id}", JSON)):
            assert await _get(client, path, GPTBOT, Accept=accept) == status, path
            assert await _get(client, path, FIREFOX, Accept=accept) == 200, path
            assert await _get(client, path, MASTODON, Accept=accept) == 200, path
            assert await _get(client, path, READER, Accept=accept) == 200, "only training crawlers are refused at first"
        assert (await client.request("HEAD", file, headers={"User-Agent": GPTBOT})).status == status
        part = {"User-Agent": GPTBOT, "Range": "bytes=0-3"}
        assert (await client.get(file, headers=part)).status == (206 if status == 200 else 403)
    for path in ("/", "/@ada", "/@ada/timeline", "/tags/ink"):
        assert await _get(client, path, GPTBOT) == 403, path
    assert await _get(client, "/users/ada/outbox?page=true", GPTBOT, Accept=JSON) == 403


async def test_what_says_what_is_allowed_is_open_to_all(site: Site, client: Client) -> None:
    await change_settings(site, refused_crawlers=("training", "retrieval", "undeclared"))
    for path in NEVER:
        accept = JSON if path.startswith(("/users/", "/actor")) else "*/*"
        assert await _get(client, path.format(host=site.config.instance.host), GPTBOT, Accept=accept) == 200, path
    assert await _get(client, "/", READER) == 403
    assert await _get(client, "/", "Scrapy/2.11 (+https://scrapy.org)") == 403
    assert await _get(client, "/", "Mozilla/5.0 (compatible; Googlebot/2.1)") == 200
    assert await _get(client, "/", "") == 200
    await change_settings(site, ai_policy="no-training")
    assert (await _get(client, "/", READER), await _get(client, "/", GPTBOT)) == (200, 403)
    await change_settings(site, refused_crawlers=())
    assert await _get(client, "/", GPTBOT) == 200


async def test_what_is_delivered_is_judged_by_its_signature_alone(site: Site, client: Client) -> None:
    await change_settings(site, refused_crawlers=("training", "retrieval", "undeclared"))
    for path in ("/inbox", "/users/jane/inbox"):
        like = {"id": "https://bob.example/1", "type": "Like", "actor": "https://bob.example/bob", "object": "x"}
        answer = await client.post(path, json=like, headers={"User-Agent": GPTBOT, "Content-Type": JSON})
        assert answer.status == 401


async def test_a_refusal_says_why_and_carries_the_policy_and_is_kept_by_nobody(site: Site, client: Client) -> None:
    _, artist = await make_artist(site, "ada", role="artist")
    work = await hang(site, artist, "Tide", ai_policy="no-ai-no-search")
    path = f"/@ada/{work.id}"
    await change_settings(site, contact_email="hello@art.example")
    refused = await client.get(path, headers={"User-Agent": GPTBOT})
    assert refused.status == 403
    for words in ("GPTBot", "training AI models", "/policies/no-ai-no-search", "/robots.txt", "hello@art.example"):
        assert words in refused.text
    assert "Tide" not in refused.text
    assert "Set-Cookie" not in refused.headers
    assert refused.headers.getall("Content-Usage") == ["train-ai=n, search=n"]
    assert refused.headers["tdm-reservation"] == "1"
    assert refused.headers["Cache-Control"] == "no-store"
    assert "noai" in refused.headers["X-Robots-Tag"]
    person = await client.get(path, headers={"User-Agent": FIREFOX})
    assert person.status == 200 and "Tide" in person.text
    etag = {"If-None-Match": person.headers["ETag"]}
    assert (await client.get(path, headers={"User-Agent": GPTBOT, **etag})).status == 403
    assert (await client.get(path, headers={"User-Agent": FIREFOX, **etag})).status == 304
    document = await client.get(path, headers={"User-Agent": GPTBOT, "Accept": JSON})
    assert document.status == 403 and document.json["policy"].endswith("/policies/no-ai-no-search")
    assert (await client.get("/@ada/1", headers={"User-Agent": GPTBOT})).status == 404


async def test_members_and_signed_requests_are_somebody(site: Site, client: Client, clock: HandClock) -> None:
    _, artist = await make_artist(site, "ada")
    work = await hang(site, artist, "Tide")
    await log_in(client, "jane")
    assert await _get(client, f"/@ada/{work.id}", GPTBOT) == 200
    path = f"/users/ada/posts/{work.id}"
    async with RemoteServer("bob", clock=clock.now) as bob:
        bob.publish_actor()
        url = site.config.origin + path
        truly = dict(sign(Scheme.CAVAGE, "GET", url, {"Accept": JSON}, None, bob.key, clock.now()))
        falsely = {**truly, "Signature": truly["Signature"].replace('signature="', 'signature="AAAA')}
        for signed, status in ((truly, 200), (falsely, 403), ({"Signature": "keyId=x"}, 403)):
            assert await _get(client.fresh(), path, GPTBOT, **{**signed, "Accept": JSON}) == status


async def test_whom_a_policy_keeps_out_is_whom_robots_txt_keeps_out(site: Site, client: Client) -> None:
    crawlers = read_crawlers()
    for preset, policy in POLICIES.items():
        await change_settings(site, ai_policy=preset.value)
        robots = Protego.parse((await client.get("/robots.txt")).text)
        for category in CATEGORIES:
            for name in crawlers.of(category)[:3]:
                assert robots.can_fetch(f"{site.config.origin}/@jane", name) is permits(policy, category)
        assert permits(policy, "other")


def test_every_route_is_of_a_kind_and_only_works_are_refused() -> None:
    assert {kind_of(route.path) for route in ROUTES} <= set(KINDS)
    shown = {route.path for route in ROUTES if shows_works(route)}
    assert {"/", "/@{handle}", r"/@{handle}/{id:\d{1,19}}", "/tags/{tag}", "/users/{name}/outbox"} <= shown
    assert r"/media/{artwork:\d{1,19}}/{file:[A-Za-z0-9_.-]+}" in shown
    never = ("/robots.txt", "/.well-known/", "/policies/", "/license.xml", "/ai.txt", "/trust.txt", "/static/",
             "/nodeinfo", "/about", "/log-in", "/settings", "/admin", "/sitemap")  # fmt: skip
    assert not [path for path in shown if path.startswith(never)]
    assert not {"/users/{name}", "/actor", "/inbox", "/users/{name}/inbox", "/users/{name}/followers"} & shown
    feeds = {route.path for route in ROUTES if "feed." in route.path}
    assert feeds <= shown
