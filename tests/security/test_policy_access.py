"""Who gets what at the addresses that speak of AI policies: works not for everyone, larger files, forms of others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from federation.media_types import ACTIVITY_JSON
from fediart.actions.sizes import choose_for_all
from fediart.rights.model import Preset
from fediart.store import accounts, actors, artworks
from fediart.store.artworks import Artwork
from fediart.store.renditions import EXTENSIONS
from fediart.store.visitor_sizes import WHOLE, Bound
from tests.security.advisories import advisory
from tests.security.world import World
from tests.seeds import change_actor, hang, new_series
from tests.site import Answer, Client, change_settings, form_data, log_in, make_artist

TITLE = "Xylographic kingfisher"
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
LISTS = ("/feed.atom", "/feed.rss", "/feed.json", "/@jane/feed.atom", "/@jane/feed.json", "/tags/kingfisher/feed.rss",
         "/tags/kingfisher/feed.json")  # fmt: skip
PRESETS = [one.value for one in Preset]


async def member(world: World, name: str) -> Client:
    await make_artist(world.site, name)
    browser = world.web.fresh()
    await log_in(browser, name)
    return browser


def alone(origin: str, name: str, number: int) -> list[str]:
    """Every address of a single work that the AI policy has brought."""
    page = f"{origin}/@{name}/{number}"
    return [
        *(f"/{one}/@{name}/{number}" for one in PRESETS),
        *(f"/policies/{one}/@{name}/{number}.jsonld" for one in ("ask-first", "open")),
        *(f"/oembed?format={form}&url={page}" for form in ("json", "xml")),
        f"/oembed?url={origin}/open/@{name}/{number}", f"/oembed?url={origin}/users/{name}/posts/{number}",
        *(f"/works/{number}/{one}" for one in ("protection", "marks", "size", "credentials")),
    ]  # fmt: skip


def told(answer: Answer, number: int) -> tuple[int, str, str]:
    """What somebody could tell two addresses apart by."""
    text = answer.text.replace(str(number), "N")
    return answer.status, answer.location.replace(str(number), "N"), text if "csrf" not in text else ""


@advisory(85, "CVE-2024-25108", "Pixelfed", "a work for few is at no address that names a policy, and in no feed")
@advisory(105, "GHSA-gwhw-gcjx-72v8", "Mastodon", "no address with a policy tells that a work is there, for few alone")
async def test_ghsa_gwhw_gcjx_72v8_a_policys_addresses_tell_of_nothing_hidden(world: World) -> None:
    site, origin = world.site, world.site.config.origin
    gone = await make_artist(site, "goner")
    few = {
        "held": await hang(site, world.jane, TITLE, state="held", published=0, tags=("kingfisher",)),
        "followers": await hang(site, world.jane, TITLE, visibility="followers", tags=("kingfisher",)),
        "direct": await hang(site, world.jane, TITLE, visibility="direct", ai_policy="open", tags=("kingfisher",)),
        "previewed": await hang(site, world.jane, TITLE, state="previewed", published=0),
        "deleted": await hang(site, world.jane, TITLE, state="deleted", published=0, ai_policy="open"),
        "suspended": await hang(site, gone[1], TITLE, ai_policy="open", tags=("kingfisher",)),
    }
    await change_actor(site, gone[1], suspended=site.clock.now())
    nosy = await member(world, "nosy5")
    for why, work in few.items():
        name, absent = "goner" if why == "suspended" else "jane", site.ids.new()
        there, nowhere = alone(origin, name, work.id), alone(origin, name, absent)
        for browser in (world.web, nosy):
            some = slice(None) if browser is world.web else slice(-6, None)
            for path, other in zip(there[some], nowhere[some], strict=True):
                for more in ({}, {"Accept": ACTIVITY_JSON}) if browser is world.web else ({},):
                    found, missing = await browser.get(path, headers=more), await browser.get(other, headers=more)
                    assert TITLE not in found.text and told(found, work.id) == told(missing, absent), (why, path)
            for path in files(work, (await names(world, work))[:2]):
                assert (await browser.get(path)).status == 404, (why, path)
    for path in (*LISTS, "/sitemap.xml", *(f"/{one}/sitemap.xml" for one in PRESETS)):
        text = (await world.web.get(path)).text
        assert TITLE not in text and not any(str(work.id) in text for work in few.values()), path
        assert "goner" not in text, path


async def names(world: World, work: Artwork) -> list[str]:
    """Of the files of our own pages; the one for other servers is for whoever was told its name."""
    rows = await world.rows("select name, media_type, role from renditions where artwork_id = :id", id=work.id)
    own = [row for row in rows if row["role"] == "web" or work.state != "published"]
    return [f"{row['name']}.{EXTENSIONS[row['media_type']]}" for row in own]


def files(work: Artwork, named: list[str]) -> list[str]:
    return [f"/media/{folder}{work.id}/{name}" for name in named for folder in ("", *(f"{one}/" for one in PRESETS))]


@advisory(83, "GHSA-xqw8-4j56-5hj6", "Mastodon", "the way from one address of a work to another leads to no other site")
async def test_ghsa_xqw8_4j56_5hj6_addresses_with_a_policy_lead_nowhere_else(world: World) -> None:
    work = await hang(world.site, world.jane, "A stricter one")
    await put_files(world, work)
    name = (await names(world, work))[0]
    for path in files(work, [name]):  # an open address never shows what is stricter, and no two lead to each other
        led, hops = path, 0
        while (answer := await world.web.get(led)).status == 302:
            assert answer.location.startswith("/media/no-ai/") and "no-store" in answer.headers["Cache-Control"]
            led, hops = answer.location, hops + 1
            assert hops < 3, path
        assert answer.headers["Content-Usage"] == "train-ai=n, search=y", path
    number = work.id
    for odd in ("%0d%0aSet-Cookie:x=y", "%2f%2fevil.example", "evil.example%2f", "%5cevil.example", "%00", "jane%3fx"):
        answer = await world.web.get(f"/open/@{odd}/{number}")
        assert answer.status in (302, 404) and "Set-Cookie" not in answer.headers, odd
        assert answer.status == 404 or answer.location.startswith("/@"), odd
    origin, huge = world.site.config.origin, "9" * 19
    for path in (f"/open/@jane/{2**63 - 1}", f"/open/@jane/{huge}", f"/nothing/@jane/{number}",
                 f"/media/open/{huge}/x.png", f"/policies/open/@jane/{huge}.jsonld",
                 f"/oembed?url={origin}/@jane/{huge}"):  # fmt: skip
        assert (await world.web.get(path)).status in (302, 404), path
    assert not world.complaints.heard


OTHERS = (
    "{origin}@evil.example/@jane/{id}", "http://evil.example/@jane/{id}", "//evil.example/@jane/{id}",
    "javascript:alert(1)", "http://[::1", "file:///etc/passwd", "{origin}/@eve/{id}",
    "{origin}/@jane/{id}/../../admin", "{origin}.evil.example/@jane/{id}",
)  # fmt: skip


async def test_what_oembed_is_asked_of_is_read_and_never_fetched(world: World) -> None:
    work = await hang(world.site, world.jane, '<script>alert("x")</script>', warning="")
    origin = world.site.config.origin
    for other in OTHERS:
        answer = await world.web.get("/oembed", params={"url": other.format(origin=origin, id=work.id)})
        assert answer.status == 404 and "evil" not in answer.text, other
    for form, kind in (("json", "application/json"), ("xml", "text/xml")):
        asked = {"url": f"{origin}/@jane/{work.id}", "format": form}
        answer = await world.web.get("/oembed", params=asked)
        assert answer.status == 200 and answer.headers["Content-Type"].startswith(kind), form
        assert answer.headers["X-Content-Type-Options"] == "nosniff", form
        assert form == "json" or "<script>" not in answer.text
    for bad in ({"maxwidth": "9" * 400}, {"maxwidth": "²"}, {"maxheight": "-1"}, {"format": "php"}):
        assert (await world.web.get("/oembed", params={"url": f"{origin}/@jane/{work.id}", **bad})).status in (400, 501)
    assert not world.complaints.heard


async def test_feeds_of_tags_that_are_none_are_well_formed(world: World) -> None:
    for tag in ("%01%0b", "%3Cscript%3E", "%EF%BF%BE", "%0d%0aSet-Cookie:x=y", "%5D%5D%3E", "a" * 2_000, "%22%27%26"):
        for form in ("atom", "rss", "json"):
            answer = await world.web.get(f"/tags/{tag}/feed.{form}")
            assert answer.status in (200, 404) and "Set-Cookie" not in answer.headers, tag
            if answer.status == 200:
                assert answer.json["items"] == [] if form == "json" else fromstring(answer.body) is not None, tag
    assert not world.complaints.heard


@advisory(110, "GHSA-m9qf-3pfj-2r86", "Misskey", "a member's page is kept for nobody, however a cookie is spelled")
@pytest.mark.parametrize("spelled", ["{0} ={1}", "{0}\t={1}", "a=1; {0} = {1}", '{0} ="{1}"'])
async def test_ghsa_m9qf_3pfj_2r86_no_members_page_is_kept(world: World, spelled: str) -> None:
    site = world.site
    work = await hang(site, world.jane, TITLE)
    name = f"poet{site.ids.new() % 100_000}"
    poet = await member(world, name)
    key = next(one.key for one in poet.session.cookie_jar if one.key.startswith(("session", "__Host-session")))
    cookie = spelled.format(key, poet.cookie("session"))
    bare = world.web.fresh()
    for path in (f"/@jane/{work.id}", "/@jane", "/"):
        site.pages.changed()
        own = await bare.get(path, headers={"Cookie": cookie})
        visitors = await world.web.get(path)
        assert visitors.status == 200 and name not in visitors.text and "/log-out" not in visitors.text, path
        assert name not in own.text or "no-store" in own.headers["Cache-Control"]


SMALL = 640


async def put_files(world: World, work: Artwork) -> None:
    """Bytes for the renditions of a work that has rows alone."""
    site = world.site
    for row in await world.rows("select id from renditions where artwork_id = :id", id=work.id):
        folder = site.storage.incoming()
        (folder / "file").write_bytes(b"x" * 100)
        kept = await site.storage.keep(folder / "file", "public", "webp")
        site.storage.discard(folder)
        async with site.db.writing() as tx:
            await tx.run("update renditions set key = :key where id = :id", key=kept.key, id=row["id"])


@advisory(85, "CVE-2024-25108", "Pixelfed", "who gets smaller files gets no larger one, however it is asked for")
async def test_cve_2024_25108_a_larger_file_is_for_members(world: World) -> None:
    site = world.site
    work = await hang(site, world.jane, "Wide", sizes=((1200, 900),), tags=("wide",))
    await put_files(world, work)
    rows = await world.rows("select name, width, media_type from renditions where artwork_id = :id", id=work.id)
    large = [row for row in rows if row["width"] > SMALL]
    await choose_for_all(site, world.jane, Bound(SMALL, True))
    nosy = await member(world, "nosy6")
    try:
        for row in large:
            name = f"{row['name']}.{EXTENSIONS[row['media_type']]}"
            for path in files(work, [name]):
                for more in ({}, {"Range": "bytes=0-9"}, {"If-None-Match": "*"}, {"Cookie": "session=x"},
                             {"User-Agent": "Mastodon/4.5.0 (http.rb/5.2.0; +https://known.example/)"},
                             {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}):  # fmt: skip
                    for method in ("GET", "HEAD"):
                        answer = await world.web.request(method, path, headers=FIREFOX | more)
                        assert answer.status == 302 and b"x" * 10 not in answer.body, (path, more)
                        assert name not in answer.location or f"/{PRESETS[0]}/" not in path
            whole = await nosy.get(f"/media/no-ai/{work.id}/{name}")
            assert whole.status == 200 and "no-store" in whole.headers["Cache-Control"]
        await nosy.get(f"/@jane/{work.id}")
        origin = site.config.origin
        for path in (f"/@jane/{work.id}", f"/no-ai/@jane/{work.id}", "/@jane", "/", "/tags/wide", *LISTS,
                     f"/oembed?url={origin}/@jane/{work.id}&maxwidth=9999", f"/posts/{work.id}"):  # fmt: skip
            text = (await world.web.get(path, headers=FIREFOX, follow=True)).text
            assert not any(row["name"] in text for row in large), path
        document = (await world.web.get(f"/users/jane/posts/{work.id}", headers={"Accept": ACTIVITY_JSON})).text
        assert not any(row["name"] in document for row in large)
    finally:
        await choose_for_all(site, world.jane, WHOLE)


@advisory(89, "CVE-2026-28433", "Misskey", "policies, marks, sizes, seals and looks are each artist's own to change")
@advisory(88, "CVE-2026-28431", "Misskey", "what the instance says of AI is an admin's to change, in its form")
async def test_cve_2026_28433_nobody_changes_anothers_policy(world: World) -> None:
    site = world.site
    shelf = await new_series(site, world.jane, "Shore", f"shore{site.ids.new()}")
    work = await hang(site, world.jane, "Mine", series_id=shelf.id)
    nosy, jane = await member(world, "nosy7"), world.web.fresh()
    await log_in(jane, "jane")
    token, own = await nosy.csrf("/settings/profile"), await jane.csrf("/settings/profile")
    said = {
        "ai_policy": "open", "ai_policy_floor": "open", "choice": "own", "visible": "none", "hidden": "1", "side": "0",
        "credentials": "whole", "title": "Yours", "training": "on", "series": str(shelf.id),
    }  # fmt: skip
    theirs = [f"/works/{work.id}/{one}" for one in ("edit", "marks", "size", "credentials", "protection")]
    theirs += [f"/works/series/{shelf.id}", f"/works/series/{shelf.id}/delete"]
    admins = ["/admin/settings", "/admin/crawlers", "/admin/rights/audit", "/admin/rights/audit/1/cancel",
              "/admin/credentials/renew", "/admin/credentials/off"]  # fmt: skip
    forged = ["/settings/ai", "/settings/sizes", "/settings/marks", *theirs, *admins]
    files_too = ["/settings/marks/signature", "/identify"]
    async with world.unchanged():
        for path in (*theirs, *admins):
            answer = await nosy.post(path, data={**said, "csrf": token})
            assert answer.status in (403, 404), (path, answer.status)
        for path in forged:  # no token, somebody else's, and from another site
            for more, where in (({}, {}), ({"csrf": token}, {}), ({"csrf": own}, {"Origin": "https://evil.example"})):
                answer = await jane.post(path, data={**said, **more}, headers=where)
                assert answer.status in (403, 422), (path, answer.status)
        for path in files_too:
            sent = form_data({"remove": "1", "file": ("a.png", b"\x89PNG", "image/png")})
            assert (await jane.post(path, data=sent)).status in (403, 422), path
            assert (await world.web.post(path, data=sent)).status in (303, 401, 403), path
        for path in (f"/works/{work.id}/marks/preview.webp", f"/works/{work.id}/marks", f"/works/{work.id}/protection",
                     f"/works/{work.id}/credentials", "/admin/rights/audit", "/admin/rights/changes", "/admin/crawlers",
                     "/admin/crawlers.csv", "/admin/credentials"):  # fmt: skip
            assert (await nosy.get(path)).status in (403, 404), path
            assert (await world.web.get(path)).status in (303, 403, 404), path
        assert (await nosy.get("/settings/marks/signature.png")).status == 404


async def test_no_form_goes_below_the_floor(world: World) -> None:
    """Hidden fields, what was chosen before, and rows written past every form: the floor holds for all."""
    site = world.site
    shelf = await new_series(site, world.jane, "Low", f"low{site.ids.new()}")
    work = await hang(site, world.jane, "Low", series_id=shelf.id, ai_policy="open")
    jane = world.web.fresh()
    await log_in(jane, "jane")
    await change_settings(site, ai_policy_floor="no-ai", ai_policy_choices=("no-ai", "ask-first"))
    try:
        for path, page in (("/settings/ai", "/settings/ai"), (f"/works/series/{shelf.id}",) * 2):
            sent: dict[str, Any] = {"ai_policy": "open", "title": "Low"}
            assert (await jane.post_form(path, sent, page=page)).status == 422, path
        edited = await jane.post_form(f"/works/{work.id}/edit", {"title": "Low", "ai_policy": "no-training"})
        assert edited.status == 422
        async with site.db.writing() as tx:
            artist = await actors.by_id(tx, world.jane.id)
            assert artist is not None
            await actors.save(tx, replace(artist, ai_policy="open"))
            await tx.run("update series set ai_policy = 'open' where id = :id", id=shelf.id)
            await tx.run("update artworks set ai_policy = '' where id = :id", id=work.id)
            assert (await artworks.by_id(tx, work.id)) is not None
        site.pages.changed()
        for path in (f"/@jane/{work.id}", f"/@jane/series/{shelf.slug}", "/@jane", "/@jane/feed.json", "/robots.txt"):
            assert "train-ai=y" not in str((await world.web.get(path)).headers.getall("Content-Usage")), path
        note = (await world.web.get(f"/users/jane/posts/{work.id}", headers={"Accept": ACTIVITY_JSON})).json
        assert note["contentUsage"] == "train-ai=n, search=y"
        assert (await world.web.get(f"/open/@jane/{work.id}")).location == f"/@jane/{work.id}"
    finally:
        await change_settings(site, ai_policy_floor="open", ai_policy_choices=tuple(PRESETS))
        await change_actor(site, world.jane)


async def test_what_the_instance_says_of_itself_is_the_same_for_everybody(world: World) -> None:
    """The API for apps: no cookie, no name of a host and no query makes it say something else, or more."""
    for path in ("/api/v1/instance", "/api/v2/instance"):
        plain = await world.web.get(path)
        odd = await world.web.get(f"{path}?limit=1&x={'y' * 500}", headers={"X-Forwarded-Host": "evil.example"})
        assert odd.json == plain.json and "evil" not in odd.text
        assert "Access-Control-Allow-Credentials" not in plain.headers
        async with world.site.db.reading() as tx:
            mails = [one.email for one in await accounts.with_roles(tx, ["artist"])]
        assert mails and not any(mail in plain.text for mail in mails)
