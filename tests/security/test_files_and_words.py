"""What others upload and write: files that are programs, names that are paths, words that are markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from yarl import URL

from fediart.web.embed import _IN_ANY_PAGE
from tests.api.house import App, app_of
from tests.api.writing import form, picture
from tests.security.advisories import advisory
from tests.security.world import World
from tests.seeds import hang
from tests.site import PASSWORD, Client, log_in, make_artist

PROGRAMS = {
    "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "svg in a png's name": b"\x89PNG\r\n<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n",
    "postscript": b"%!PS\n(/etc/passwd) (r) file 100 string readstring pop ==\n",
    "eps": b"\xc5\xd0\xd3\xc6" + bytes(26) + b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "mvg": b"push graphic-context\nviewbox 0 0 640 480\nimage over 0,0 0,0 '/etc/passwd'\npop graphic-context",
    "msl": b'<?xml version="1.0"?><image><read filename="/etc/passwd"/><write filename="/tmp/out.php"/></image>',
    "playlist": b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nconcat:file:///etc/passwd\n#EXT-X-ENDLIST\n",
    "mp4": b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(200),
    "webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01" + bytes(200),
    "html": b"<!doctype html><script>alert(1)</script>",
    "xbm": b"#define x_width 1\n#define x_height 1\nstatic char x_bits[] = {0x00};\n",
}


async def artists_app(world: World, name: str) -> App:
    account, _ = await make_artist(world.site, name)
    world.clock.move(3_600_000)
    return await app_of(world.web, account)


@advisory(67, "GHSA-wq5f-xc86-pv6w", "PeerTube", "what is opened is a short list of picture formats, known by content")
@advisory(68, "CVE-2026-8461", "Mastodon", "no video is decoded, and no program is called for a file")
@advisory(69, "GoToSocial #3251", "GoToSocial", "no file can name another file that is then read")
async def test_ghsa_wq5f_xc86_pv6w_only_pictures_are_opened(world: World) -> None:
    app = await artists_app(world, "programmer")
    before = await world.count("pictures")
    for name, data in PROGRAMS.items():
        for kind in ("v1", "v2"):
            answer = await app.post(f"/api/{kind}/media", data=form(data))
            assert answer.status == 422, (name, answer.status)
    assert await world.count("pictures") == before and not world.complaints.heard


@advisory(66, "CVE-2023-36460", "Mastodon", "a file's name is a word for people; where it lies is our own choice")
@advisory(71, "CVE-2025-32943", "PeerTube", "an address names a row, and the row names the file")
async def test_cve_2023_36460_a_name_is_no_path(world: World, tmp_path: Path) -> None:
    app = await artists_app(world, "climber")
    folder = world.site.config.folder / world.site.config.storage.folder
    around = {one for one in folder.parent.rglob("*") if not one.is_relative_to(folder)}
    target = tmp_path / "pwned.png"
    names = ["../../../pwned.png", str(target), "..\\..\\pwned.png", "a/b/c.png", ".htaccess"]
    for turn, name in enumerate(names):
        answer = await app.post("/api/v2/media", data=form(picture(40 + turn), name))
        assert answer.status in (200, 202, 422), answer.text
    assert not target.exists()
    new = {one for one in folder.parent.rglob("*") if not one.is_relative_to(folder)} - around
    assert not [one for one in new if "pwned" in one.name]
    assert not [one for one in folder.rglob("*") if "pwned" in one.name or one.name == ".htaccess"]
    for path in (
        "/media/1/..%2f..%2f..%2fetc%2fpasswd", "/media/..%2f1/a.webp", "/avatars/..%2f..%2fconfig.toml",
        "/media/no-ai/1/set/..%2f..%2fa.jpg", "/emojis/..%2f..%2f.webp", "/remote-media/..%2f1.webp",
    ):  # fmt: skip
        assert (await raw(world.web, path))[0] == 404, path


async def raw(client: Client, path: str) -> tuple[int, str]:
    """The address as it stands, which no client has tidied."""
    async with client.session.get(URL(client.origin + path, encoded=True), allow_redirects=False) as answer:
        return answer.status, await answer.text(errors="replace")


@advisory(72, "CVE-2025-46559", "Misskey", "an address is taken as it stands: nothing climbs out of a part of the site")
async def test_cve_2025_46559_nothing_climbs_out_of_the_api(world: World) -> None:
    port = URL(world.web.origin).port
    assert port is not None
    for path in (
        "/api/v1/../../admin",
        "/api/v1/%2e%2e/%2e%2e/admin",
        "/static/../app.py",
        "/static/%2e%2e/%2e%2e/config.toml",
    ):
        status, body = await raw(world.web, path)
        assert status in (303, 401, 404) and "secrets" not in body, path
    for name in ("../app.py", "..%2fapp.py", "%2e%2e/app.py", "....//app.py", "..;/app.py", "%2e%2e%5capp.py"):
        assert (await raw(world.web, f"/static/{name}"))[0] == 404, name


@advisory(70, "GHSA-gq5q-c77c-v236", "Misskey", "a served file has its one type, and may do nothing when it is opened")
async def test_ghsa_gq5q_c77c_v236_a_served_file_does_nothing(world: World) -> None:
    answers = [await world.web.get("/static/icons.svg"), await world.web.get("/robots.txt")]
    for answer in answers:
        headers = answer.headers
        assert answer.status == 200 and headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in headers["Content-Security-Policy"]
        assert "script-src" not in headers["Content-Security-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]


HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '<embed src="//evil.example/x.swf">',
    '<iframe src="//evil.example"></iframe>', '<a href="javascript:alert(1)">x</a>', "<svg onload=alert(1)>",
    '<object data="//evil.example"></object>', "<style>*{background:url(//evil.example)}</style>",
    '<p style="background:url(//evil.example)">x</p>', '"><script>alert(1)</script>', "<math><mtext><script>alert(1)",
    '<form action="//evil.example"><button>x</button></form>', "<base href=//evil.example>", "{{ 71 * 19137 }}",
)  # fmt: skip
SUM = str(71 * 19_137)


class Live(HTMLParser):
    """What of a page could act: of these elements, attributes and addresses there is to be none."""

    FORBIDDEN = frozenset({"embed", "iframe", "object", "math", "base", "style", "applet", "frame"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag in self.FORBIDDEN or (tag == "script" and not named.get("src", "").startswith("/static/")):
            self.found.append(tag)
        if tag == "form" and not re.match(r"/(?!/)|\?|$", named.get("action", "")):
            self.found.append(f"form to {named['action']}")
        for name, value in named.items():
            if name.startswith("on") or name == "style":
                self.found.append(f"{tag} {name}")
            if name in ("href", "src", "action", "formaction", "poster") and value.strip().lower().startswith(
                ("javascript:", "vbscript:", "data:text")
            ):
                self.found.append(f"{tag} {name}={value}")


def live_in(html: str) -> list[str]:
    parser = Live()
    parser.feed(html)
    return [*parser.found, *(["a template was filled in"] if SUM in html else [])]


@advisory(75, "CVE-2023-42452", "Mastodon", "whatever others write is cleaned where it is shown, each field of it")
@advisory(76, "GHSA-mq2m-hr29-8gqf", "Mastodon", "a short list of tags is let through, and `embed` is not on it")
@advisory(78, "CVE-2025-46340", "Misskey", "nothing that others write comes to stand in a style")
@advisory(
    79, "CVE-2022-31136", "BookWyrm", "HTML from elsewhere passes the sanitizer, and pages allow no inline script"
)
async def test_cve_2023_42452_words_are_no_markup(world: World) -> None:
    reader = world.web.fresh()
    await make_artist(world.site, "reader")
    await log_in(reader, "reader")
    async with world.server("eve") as eve:
        bad = " ".join(HOSTILE)
        eve.publish_actor(
            name=bad, summary=bad, attachment=[{"type": "PropertyValue", "name": bad, "value": bad}],
            tag=[{"type": "Emoji", "name": ":x:", "icon": {"type": "Image", "url": f"{eve.origin}/a.png?{bad}"}}],
        )  # fmt: skip
        await world.follow(eve)
        note = eve.note(bad, path="/hostile", summary=bad, name=bad)
        note |= {
            "attachment": [{"type": "Image", "mediaType": "image/png", "name": bad,
                            "url": f"{eve.origin}/x.png?);background:url(//evil.example", "blurhash": bad}],
            "tag": [{"type": "Hashtag", "name": f"#{bad}", "href": f"{eve.origin}/tags/x"}],
        }  # fmt: skip
        assert await world.says(eve, eve.create(note)) == 202
        found = await world.rows("select id from posts where uri = :uri", uri=note["id"])
        handle = (await world.actor(eve))["name"]
        pages = [f"/posts/{found[0]['id']}", f"/@{handle}@{URL(eve.origin).authority}", "/home", "/everywhere"]
        for page in pages:
            answer = await reader.get(page, follow=True)
            assert answer.status == 200, page
            assert live_in(answer.text) == [], page
            assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
        account = await app_of(world.web, (await make_artist(world.site, "listener"))[0])
        told = (await account.get(f"/api/v1/statuses/{found[0]['id']}")).json
        for html in (told["content"], told["account"]["note"], *(one["value"] for one in told["account"]["fields"])):
            assert live_in(html) == [], html


@advisory(74, "CVE-2023-36459", "Mastodon", "no markup of another site's preview is shown: none is fetched")
async def test_cve_2023_36459_no_preview_brings_markup(world: World) -> None:
    async with world.server("mallory") as mallory:
        page = (
            '<link rel="alternate" type="application/json+oembed" href="/oembed.json">'
            '<meta property="og:title" content="<script>alert(1)</script>">'
        )
        mallory.serve("/article", {"html": page, "type": "rich"})
        await world.follow(mallory)
        note = mallory.note(f'<a href="{mallory.origin}/article">read</a>', path="/linking")
        assert await world.says(mallory, mallory.create(note)) == 202
        asked = [path for _method, path, _headers in mallory.requests]
        found = await world.rows("select id from posts where uri = :uri", uri=note["id"])
    told = await App(world.web).get(f"/api/v1/statuses/{found[0]['id']}")
    assert "/users/mallory" in asked and not [one for one in asked if "article" in one or "oembed" in one]
    assert told.status != 200 or told.json["card"] is None


@advisory(80, "GHSA-f2c5-997w-7f5c", "PeerTube", "a page for frames has a policy of its own, no buttons and no markup")
async def test_ghsa_f2c5_997w_7f5c_a_frame_shows_words_as_words(world: World) -> None:
    work = await hang(world.site, world.jane, '<script>alert(1)</script> "><img src=x onerror=alert(1)>')
    answer = await world.web.get(f"/@jane/{work.id}/embed")
    assert answer.status == 200 and answer.headers["Content-Security-Policy"] == _IN_ANY_PAGE
    assert "script" not in _IN_ANY_PAGE and "form-action 'none'" in _IN_ANY_PAGE
    assert live_in(answer.text) == [] and "<form" not in answer.text and "<button" not in answer.text
    told = (await world.web.get(f"/oembed?url={world.web.origin}/@jane/{work.id}")).json
    assert live_in(told.get("html", "").replace("<iframe", "<div")) == []


AWAY = (
    "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
    "https:evil.example", "/a\r\nLocation: https://evil.example",
)  # fmt: skip


@advisory(83, "GHSA-xqw8-4j56-5hj6", "Mastodon", "a link's maker does not choose where people land after it")
async def test_ghsa_xqw8_4j56_5hj6_no_way_leads_off(world: World) -> None:
    await make_artist(world.site, "walker")
    for target in AWAY:
        browser = world.web.fresh()
        sent = await browser.post_form("/log-in", {"name": "walker", "password": PASSWORD, "next": target})
        there = [sent.location]
        for path in ("/log-in", "/sure", "/language/en", "/wall/dark", "/wall/light"):
            there.append((await browser.get(path, params={"next": target})).location)
        for one in there:
            assert not one or (one.startswith("/") and not one.startswith(("//", "/\\"))), (target, one)
        world.clock.move(60_000)
    for path in ("//evil.example/@jane", "/%5cevil.example", "/@jane@evil.example/..//evil.example"):
        status, _body = await raw(world.web, path)
        assert status in (404, 303, 200) and status != 302


def test_what_is_looked_for_would_be_found() -> None:
    """The eye of this file is open: else all of the above could pass for nothing."""
    assert [one for one in HOSTILE if not live_in(one)] == ["{{ 71 * 19137 }}"]
    assert live_in(SUM) and not live_in('<script src="/static/app.js"></script><p class="x">on load = fine</p>')
