"""Attacks on feeds, oEmbed and the sitemap: words made to break out, eyes that are not everybody's, robots."""

from __future__ import annotations

from collections import Counter

import pytest
from lxml import etree

from fediart.clock import MINUTE, HandClock
from fediart.store import visitor_sizes
from fediart.store.sqlite import SqliteDatabase
from tests import seeds
from tests.feeds import json_feed
from tests.feeds.conftest import House
from tests.site import change_settings, log_in, make_artist

PLAIN = {"Accept": "*/*"}
FORMS = ("atom", "rss", "json")
HOSTILE = (
    "]]></content><script>alert(1)</script><![CDATA[",
    '"/><link rel="alternate" href="https://evil.example/"/><x y="',
    "&xxe; <!DOCTYPE x [<!ENTITY xxe SYSTEM 'file:///etc/passwd'>]>",
    "bell \x07 tab \x0b escape \x1b delete \x7f \x85 \ufffe \uffff \U0001fffe end",
    "</title></channel></rss>",
    "<img src=x onerror=alert(1)> javascript:alert(1) " * 50,
    "\u202eright to left\u202c \u0000".replace("\u0000", ""),
)


@pytest.mark.one_engine
async def test_words_never_become_markup(house: House) -> None:
    """Every text an artist gives, in every place a feed has for it (advisory 56)."""
    for number, words in enumerate(HOSTILE):
        given = {"description": words, "medium": words, "tags": (words,), "warning": words if number % 2 else ""}
        await seeds.hang(house.site, house.jane, words, **given)
    await seeds.change_actor(house.site, house.jane, display_name=HOSTILE[0], bio_html=f"<p>{HOSTILE[1]}</p>")
    await change_settings(house.site, name=HOSTILE[4], tagline=HOSTILE[2])
    for path in ("/feed", "/@jane/feed", "/tags/%3Cscript%3E]]%3E/feed", "/@jane/series/rain/feed"):
        for form in FORMS:
            answer = await house.client.get(f"{path}.{form}", headers=PLAIN)
            assert answer.status == 200
            if form == "json":
                contents = [one["content_html"] for one in json_feed.read(answer.body)["items"]]
            else:
                contents = _contents(etree.fromstring(answer.body, etree.XMLParser(resolve_entities=False)))
            for content in contents:
                tree = etree.HTML(content)
                names = Counter(one.tag for one in tree.iter() if isinstance(one.tag, str))
                assert set(names) <= {"html", "body", "p", "a", "img", "span", "br"}, names
                for one in tree.iter("a", "img"):
                    assert (one.get("href") or one.get("src")).startswith(("http://", "https://"))
                    assert not [name for name in one.attrib if name.startswith("on")]


def _contents(root: etree._Element) -> list[str]:
    """The markup of all items; there are no elements but those of the formats."""
    assert root.getroottree().docinfo.doctype == ""
    assert not list(root.iter("script", "{http://www.w3.org/2005/Atom}script"))
    links = {one.get("href", "") for one in root.iter("{http://www.w3.org/2005/Atom}link")}
    assert not any("evil.example" in link for link in links)
    found = [one.text or "" for one in root.iter("{http://www.w3.org/2005/Atom}content")]
    return found + [one.findtext("description", "") for one in root.iter("item")]


@pytest.mark.one_engine
async def test_they_are_made_for_nobody_in_particular(house: House) -> None:
    """Whoever may see more on the pages gets no more here, and nothing of theirs is kept for others (advisory 106)."""
    _, tomasz = await make_artist(house.site, "tomasz")
    await seeds.follow(house.site, tomasz, house.jane)
    secret = house.works[3]
    paths = (
        "/feed.atom", "/@jane/feed.json", "/tags/ink/feed.rss", f"/oembed?url={house.page(secret)}", "/sitemap.xml",
        "/api/v2/instance",
    )  # fmt: skip
    for name in ("tomasz", "jane"):
        member = house.client.fresh()
        await log_in(member, name)
        assert (await member.get(f"/@jane/{secret.id}")).status == 200
        for path in paths:
            answer = await member.get(path, headers=PLAIN)
            assert "no-store" in answer.headers["Cache-Control"], path
            assert "Followers only" not in answer.text, path
            theirs = await house.client.get(path, headers=PLAIN)
            assert theirs.status == answer.status, path
            assert answer.status != 200 or theirs.body == answer.body, path


@pytest.mark.one_engine
async def test_what_a_request_calls_the_host_is_not_repeated(house: House) -> None:
    for path in (
        "/feed.atom",
        "/feed.json",
        "/sitemap.xml",
        "/api/v2/instance",
        f"/oembed?url={house.page(house.works[0])}",
    ):
        answer = await house.client.get(
            path, headers=PLAIN | {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
        )
        assert "evil.example" not in answer.text
        assert house.origin in answer.text


@pytest.mark.one_engine
async def test_robots_are_kept_from_feeds_as_from_works(house: House) -> None:
    """By the strictest policy of what the feed holds; what says where works are, and on which terms, is for all."""
    robot = PLAIN | {"User-Agent": "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)"}
    await change_settings(house.site, refused_crawlers=("training",))
    statuses = {
        "/feed.atom": 403, "/@jane/feed.rss": 403, "/tags/ink/feed.json": 403, "/@jane/series/rain/feed.atom": 200,
        f"/oembed?url={house.page(house.works[0])}": 403, f"/oembed?url={house.page(house.works[1])}": 200,
        "/sitemap.xml": 200, "/sitemap/pages.xml": 200, "/api/v1/instance": 200, "/api/v2/instance": 200,
    }  # fmt: skip
    for path, status in statuses.items():
        assert (await house.client.get(path, headers=robot)).status == status, path
        assert (await house.client.get(path, headers=PLAIN)).status == 200, f"{path} for everybody else"


@pytest.mark.one_engine
async def test_no_larger_file_than_visitors_get_is_named(house: House) -> None:
    async with house.site.db.writing() as tx:
        await visitor_sizes.keep(tx, house.jane.id, visitor_sizes.Bound(400))
        larger = await tx.all("select name from renditions where width > 400 or height > 400")
    house.site.pages.changed()
    work = house.works[0]
    for path in (
        "/feed.atom", "/@jane/feed.rss", "/@jane/feed.json", f"/oembed?url={house.page(work)}",
        f"/sitemap/works-{work.published}-{work.id}.xml",
    ):  # fmt: skip
        text = (await house.client.get(path, headers=PLAIN)).text
        assert "/media/" in text, path
        assert not [row["name"] for row in larger if row["name"] in text], path


@pytest.mark.one_engine
async def test_a_made_up_cursor_is_the_beginning(house: House) -> None:
    first = (await house.client.get("/feed.json", headers=PLAIN)).body
    for word in ("x", "1", f"1-{2**63}", "-1--1", "1-1;drop", "%27"):
        assert (await house.client.get(f"/feed.json?before={word}", headers=PLAIN)).body == first, word


@pytest.mark.one_engine
async def test_few_questions_however_long_the_feed(house: House, clock: HandClock) -> None:
    """What a page of a feed, an embed or a part of the sitemap costs the database when it is not in memory."""
    for number in range(25):
        await seeds.hang(house.site, house.jane, f"Sheet {number}", sizes=((200, 100), (100, 200)))
    work = house.works[0]
    most = {
        "/feed.atom": 4, "/@jane/feed.rss": 4, "/@jane/series/rain/feed.json": 5, "/tags/ink/feed.atom": 4,
        f"/oembed?url={house.page(work)}": 4, f"/sitemap/works-{work.published}-{work.id}.xml": 2,
        f"/sitemap/artists-{house.jane.id}.xml": 1, "/sitemap.xml": 3, "/api/v2/instance": 5, "/api/v1/instance": 4,
    }  # fmt: skip
    clock.move(MINUTE)
    await house.client.get("/about")  # the instance's settings are known now
    for path, allowed in most.items():
        asked = await _asked(house, path)
        assert 0 < len(asked) <= allowed, (path, asked)
        assert await _asked(house, path) == [], f"{path} comes from memory"


async def _asked(house: House, path: str) -> list[str]:
    """The questions of one request."""
    found: list[str] = []
    database = house.site.db
    assert isinstance(database, SqliteDatabase)
    for connection in database._all:
        await connection.set_trace_callback(found.append)
    assert (await house.client.get(path, headers=PLAIN)).status == 200
    for connection in database._all:
        await connection.set_trace_callback(None)
    return [sql for sql in found if sql.lstrip().lower().startswith("select") and "domain-rules" not in sql]
