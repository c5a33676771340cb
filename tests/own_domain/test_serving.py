"""Requests for an artist's own domain: the portfolio and what belongs to it, and nothing that could be turned against
the instance or its people."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from fediart.actions.own_domain_proofs import WELL_KNOWN
from fediart.rights.auditor import decide
from fediart.rights.crawlers import in_force
from fediart.rights.reading import read_response, read_robots, read_tdmrep
from fediart.store import actors
from tests import seeds
from tests.export.served import links
from tests.own_domain.conftest import DOMAIN, Place
from tests.site import make_artist

pytestmark = pytest.mark.one_engine
JSON = "application/activity+json"


async def furnish(place: Place) -> dict[str, int]:
    _, kim = await make_artist(place.site, "kim")
    made = {
        "Heron": await seeds.hang(place.site, place.jane, "Heron"),
        "Open": await seeds.hang(place.site, place.jane, "Open", ai_policy="open"),
        "Secret": await seeds.hang(place.site, place.jane, "Secret", visibility="followers"),
        "Kims": await seeds.hang(place.site, kim, "Kims"),
    }
    await place.show()
    return {title: work.id for title, work in made.items()}


async def test_the_portfolio_is_at_the_root_and_leads_to_itself(place: Place) -> None:
    works = await furnish(place)
    origin = place.site.config.origin
    waiting, seen, away, fetched = ["/"], set[str](), set[str](), set[str]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = await place.at(path)
        if path.startswith("/media/"):
            continue  # its rows are there, its file is not
        assert answer.status == 200, path
        assert "Set-Cookie" not in answer.headers, path
        assert "<form" not in answer.text or answer.headers["Content-Type"].startswith("text/css"), path
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        assert re.search(rf'rel="canonical" href="http://{re.escape(DOMAIN)}/', answer.text), path
        for address, unasked in links(answer.text):
            if address.startswith("/"):
                waiting.append(address.partition("#")[0])
            elif "://" in address:
                (fetched if unasked else away).add(address)
    assert {"/", "/print", f"/works/{works['Heron']}", "/policies/no-ai", "/feed.atom"} <= seen
    assert not fetched
    assert {f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" for url in away} <= {
        origin, f"http://{DOMAIN}", "https://rightsstatements.org", "http://rightsstatements.org",
        "https://creativecommons.org",
    }  # fmt: skip
    assert not [path for path in seen if path.startswith("/@")]


async def test_everything_else_is_the_instances(place: Place) -> None:
    works = await furnish(place)
    origin = place.site.config.origin
    for path in ("/log-in", "/settings", "/@jane", "/@kim", "/users/jane", "/explore?x=1", "//evil.example/", "/sw.js",
                 "/.well-known/webfinger?resource=acct:jane@jane.art", "/manifest.webmanifest", "/admin"):  # fmt: skip
        answer = await place.at(path)
        assert answer.status == 302, path
        assert answer.location.startswith(f"{origin}/"), path
        assert "Set-Cookie" not in answer.headers
    for path in (f"/works/{works['Secret']}", f"/works/{works['Kims']}", "/works/1", f"/works/{2**63}", "/series/none"):
        answer = await place.at(path)
        assert answer.status == 404, path
        assert "Secret" not in answer.text
        assert "Kims" not in answer.text
    for path in ("/", f"/works/{works['Heron']}"):
        answer = await place.at(path, Accept=JSON)
        assert answer.status == 302, "documents of ActivityPub stay at the instance"
    async with place.site.db.reading() as tx:
        kims = await seeds_media(tx, works["Kims"])
        own = await seeds_media(tx, works["Secret"])
    assert (await place.at(kims)).status == 404, "another artist's picture"
    assert (await place.at(own)).status == 404, "one for followers only"
    assert (await place.at("/.well-known/acme-challenge/x")).status == 404


async def seeds_media(tx: object, artwork_id: int) -> str:
    from fediart.store import renditions

    files = await renditions.of_artwork(tx, artwork_id)  # type: ignore[arg-type]
    return files[0].path


async def test_nobody_is_logged_in_and_nothing_is_sent_in(place: Place) -> None:
    await furnish(place)
    session = place.own.cookie("session")
    assert session
    name = next(one.key for one in place.own.session.cookie_jar if one.value == session)
    answer = await place.at("/", Cookie=f"{name}={session}")
    assert answer.status == 200
    assert "Jane" not in answer.text or "/log-out" not in answer.text
    assert "no-store" not in answer.headers.get("Cache-Control", "")
    for path in ("/log-in", "/inbox", "/users/jane/inbox", "/@jane/contact", "/"):
        answer = await place.at(path, method="POST", Cookie=f"{name}={session}")
        assert answer.status == 421, path
        assert "Set-Cookie" not in answer.headers
    for method in ("PUT", "DELETE", "OPTIONS"):
        assert (await place.at("/", method=method)).status == 421


async def test_a_host_header_changes_nothing_but_for_domains_that_were_shown_to_be_somebodys(place: Place) -> None:
    """Host header attacks, and poisoning of the cache."""
    await furnish(place)
    usual = (await place.out.get("/about")).text
    for host in ("evil.example", "evil.example:80", "jane.art.evil.example", "xjane.art", "localhost.", "", "[::1]",
                 "a" * 300, "jane.art@evil.example", "jane.art/../x", "127.0.0.1"):  # fmt: skip
        answer = await place.at("/about", host)
        assert answer.status in (200, 400), host
        assert "evil.example" not in answer.text
        if answer.status == 200:
            assert answer.text == usual, host
        assert "evil" not in str(dict(answer.headers))
    gallery, own = (await place.out.get("/")).text, (await place.at("/")).text
    assert gallery != own
    for host in (f"{DOMAIN}:8443", "JANE.art", f"{DOMAIN}."):
        assert (await place.at("/", host)).text == own, host
    poisoned = await asyncio.gather(*(place.at("/", host) for host in (DOMAIN, "x.example", DOMAIN, "y.example")))
    assert [one.text == own for one in poisoned] == [True, False, True, False]
    assert (await place.out.get("/")).text == gallery
    more = {"X-Forwarded-Host": DOMAIN, "Forwarded": f"host={DOMAIN}", "X-Host": DOMAIN}
    assert (await place.out.get("/", headers=more)).text == gallery, "only the proxy's Host counts"
    etag = (await place.at("/")).headers["ETag"]
    assert (await place.at("/", If_None_Match=etag)).status == 304


async def test_what_machines_are_told_is_right_for_this_host(place: Place) -> None:
    works = await furnish(place)
    crawlers = in_force(place.site.config.folder)
    robots, tdm = (await place.at("/robots.txt")).body, (await place.at("/.well-known/tdmrep.json")).body
    assert f"License: http://{DOMAIN}/license.xml".encode() in robots
    assert f"Sitemap: http://{DOMAIN}/sitemap.xml".encode() in robots
    assert json.loads(tdm)[-1]["location"] == "/"
    for title, wanted in (("Heron", "deny"), ("Open", "allow")):
        path = f"/works/{works[title]}"
        answer = await place.at(path)
        signals = [*read_response(answer.headers.items(), answer.body, path), *read_robots(robots, path, crawlers)]
        signals += read_tdmrep(tdm, path)
        assert decide(signals)["train_gen"] == wanted, title
        assert f'<http://{DOMAIN}/license.xml>; rel="license"' in str(answer.headers.getall("Link"))
        assert f"http://{DOMAIN}{path}" in answer.text
    listed = (await place.at("/sitemap.xml")).text
    assert f"http://{DOMAIN}/works/{works['Heron']}</loc>" in listed
    assert str(works["Kims"]) not in listed
    feed = (await place.at("/feed.atom")).text
    assert f"http://{DOMAIN}/works/{works['Heron']}" in feed
    assert f"{place.site.config.origin}/users/jane/posts/{works['Heron']}" in feed, "its name stays"
    for path in ("/ai.txt", "/trust.txt", "/license.xml", "/.well-known/gpc.json", "/policies/no-ai.jsonld"):
        answer = await place.at(path)
        assert answer.status == 200, path
        assert "Content-Usage" in answer.headers, path
    refused = await place.at("/", User_Agent="GPTBot/1.1")
    assert refused.status == 403
    assert (await place.at(f"/works/{works['Open']}", User_Agent="GPTBot/1.1")).status == 200
    assert (await place.at("/robots.txt", User_Agent="GPTBot/1.1")).status == 200
    (one,) = await place.rows()
    assert (await place.at(WELL_KNOWN)).text == f"fediart-domain={one.secret}\n"


async def test_a_suspended_artists_domain_shows_nothing(place: Place) -> None:
    await furnish(place)
    async with place.site.db.writing() as tx:
        found = await actors.by_id(tx, place.jane.id)
        assert found is not None
        await actors.save(tx, replace(found, suspended=1))
    place.site.pages.changed()
    answer = await place.at("/")
    assert answer.status == 421
    assert "Heron" not in answer.text
    assert (await place.at("/log-in")).status == 421, "no page of ours stands at a name that is not ours"
