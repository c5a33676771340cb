"""Feeds as others read them: feedparser for Atom and RSS, a strict reader of JSON Feed, lxml for what is XML."""

from __future__ import annotations

from typing import Any

import feedparser
import pytest
from lxml import etree

from fediart.clock import MINUTE, HandClock
from fediart.rights.headers import headers
from fediart.rights.model import POLICIES, Preset, strictest
from fediart.rights.read_feed import read_feed
from fediart.web.feeds import ON_A_PAGE
from tests import seeds
from tests.feeds import json_feed
from tests.feeds.conftest import SLY, House
from tests.site import Answer, change_settings

KINDS = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}
VERSIONS = {"atom": "atom10", "rss": "rss20"}


async def fetched(house: House, path: str, **more: Any) -> Answer:
    answer = await house.client.get(path, headers={"Accept": "*/*"}, **more)
    form = path.partition("?")[0].rpartition(".")[2]
    assert answer.status == 200, answer.text
    assert answer.headers["Content-Type"] == f"{KINDS[form]}; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer


def parsed(answer: Answer) -> Any:
    """As feedparser understands it, after a parser that forgives nothing."""
    etree.fromstring(answer.body, etree.XMLParser(resolve_entities=False, no_network=True))
    found = feedparser.parse(answer.body, response_headers={"content-type": answer.headers["Content-Type"]})
    assert not found.bozo, found.get("bozo_exception")
    return found


def said(answer: Answer, preset: Preset, origin: str) -> bool:
    """The headers of this policy and of no other."""
    wanted = headers(POLICIES[preset], origin)
    names = ("Content-Usage", "Content-Signal", "tdm-reservation", "tdm-policy", "X-Robots-Tag")
    return all(answer.headers.getall(name, []) == [value for key, value in wanted if key == name] for name in names)


@pytest.mark.parametrize("form", ["atom", "rss"])
async def test_atom_and_rss_carry_works_with_their_words_pictures_and_rights(house: House, form: str) -> None:
    answer = await fetched(house, f"/@jane/feed.{form}")
    found = parsed(answer)
    assert found.version == VERSIONS[form]
    assert found.feed.title == f"Jane & Co (@jane@{house.site.config.instance.host})"
    assert found.feed.link == f"{house.origin}/@jane"
    sly, opened, covered, _ = house.works
    assert [one.link for one in found.entries] == [house.page(one) for one in (covered, opened, sly)]
    item = found.entries[2]
    assert item.title == SLY
    assert item.id == f"{house.origin}/users/jane/posts/{sly.id}"
    assert item.author == "Jane & Co"
    assert {one.label or one.term for one in item.tags} == {"Ink", "Birds"}
    assert item.published_parsed[:5] == (2026, 5, 28, 20, 27)
    content = item.content[0].value if form == "atom" else item.summary
    assert "&lt;script&gt;" in content and "<script" not in content, "words are never markup"
    assert 'alt="Reeds &amp; &lt;b&gt;&quot;water&quot;&lt;/b&gt;, picture 2"' in content
    assert "Ink on paper" in content
    files = [one for one in item.links if one.rel == "enclosure"]
    assert len(files) == (2 if form == "atom" else 1)
    for file in files:
        assert (file.type, file.length) == ("image/png", "100")
        assert file.href.startswith(f"{house.origin}/media/")
    assert form == "atom" or len(item.media_content) == 2


@pytest.mark.parametrize("form", ["atom", "rss"])
@pytest.mark.one_engine
async def test_every_item_says_its_own_rights(house: House, form: str) -> None:
    found = parsed(await fetched(house, f"/@jane/feed.{form}"))
    for item, claim, licence in zip(
        found.entries,
        ("No AI training.", "AI training permitted.", "No AI training."),
        ("rightsstatements.org/vocab/InC/1.0", "rightsstatements.org/vocab/InC/1.0", "creativecommons.org/licenses/by"),
        strict=True,
    ):
        assert item.rights == f"© 2026 Jane & Co. {claim}"
        rsl, plain = [one for one in item.links if one.rel == "license"]
        assert (rsl.type, rsl.href) == ("application/rsl+xml", f"{house.origin}/license.xml")
        assert licence in plain.href and plain.type != rsl.type
        assert item.rsl_content["url"] == item.link
    assert found.entries[1].rsl_terms == f"{house.origin}/policies/open"
    assert found.entries[2].rsl_terms == f"{house.origin}/policies/no-ai"


@pytest.mark.parametrize("form", KINDS)
@pytest.mark.one_engine
async def test_the_items_of_a_mixed_feed_are_read_each_by_itself(house: House, form: str) -> None:
    """What the audit's reader, which is not the writer, makes of them."""
    body = (await fetched(house, f"/@jane/feed.{form}")).body
    answers = {}
    for work in house.works[:2]:
        signals = read_feed(body, house.page(work))
        assert signals is not None
        answers[work.title] = {one.signal: one.value for one in signals}
    name = "contentUsage" if form == "json" else "rsl:license"
    wanted = ("train-ai=n, search=y", "train-ai=y, search=y")
    if form != "json":
        wanted = ("permits search; prohibits ai-all", "permits all")
    assert (answers[SLY][name], answers["Open"][name]) == wanted


async def test_json_feed_keeps_to_its_specification(house: House) -> None:
    feed = json_feed.read((await fetched(house, "/@jane/feed.json")).body)
    assert feed["home_page_url"] == f"{house.origin}/@jane"
    assert feed["feed_url"] == f"{house.origin}/@jane/feed.json"
    assert feed["_fediart"]["contentUsage"] == "train-ai=n, search=y"
    covered, opened, sly = feed["items"]
    assert sly["id"] == f"{house.origin}/users/jane/posts/{house.works[0].id}"
    assert sly["title"] == SLY
    assert [one["title"] for one in sly["attachments"]] == [f"{SLY}, picture 1", f"{SLY}, picture 2"]
    assert sly["image"] == sly["attachments"][0]["url"]
    assert sly["_fediart"]["license"] == "https://creativecommons.org/licenses/by/4.0"
    assert opened["_fediart"]["tdmReservation"] == 0
    assert covered["_fediart"]["warning"] == "Blood"


@pytest.mark.parametrize("form", KINDS)
@pytest.mark.one_engine
async def test_a_covered_work_comes_with_its_warning_alone(house: House, form: str) -> None:
    text = (await fetched(house, f"/@jane/feed.{form}")).text
    covered = house.works[2]
    assert "Blood" in text and f"/@jane/{covered.id}" in text
    assert f"/{covered.id}/" not in text, "none of its files"
    assert "Much of it" not in text
    assert "Followers only" not in text, "what is not for everybody is in no feed"


async def test_series_tags_and_the_whole_instance_have_feeds(house: House) -> None:
    sly, opened, covered, _ = house.works
    wanted = {
        "/feed": (covered, opened, sly),
        "/@jane/series/rain/feed": (opened,),
        "/tags/ink/feed": (covered, opened, sly),
        "/tags/birds/feed": (sly,),
    }
    for path, works in wanted.items():
        addresses = [house.page(one) for one in works]
        for form in VERSIONS:
            assert [one.link for one in parsed(await fetched(house, f"{path}.{form}")).entries] == addresses
        assert [one["url"] for one in json_feed.read((await fetched(house, f"{path}.json")).body)["items"]] == addresses
    assert parsed(await fetched(house, "/tags/ink/feed.atom")).feed.title == "#ink · fediart"


@pytest.mark.one_engine
async def test_the_headers_of_a_feed_are_the_strictest_of_its_works(house: House) -> None:
    assert said(await fetched(house, "/@jane/feed.rss"), Preset.NO_AI, house.origin)
    alone = await fetched(house, "/@jane/series/rain/feed.rss")
    assert said(alone, Preset.OPEN, house.origin)
    assert "rightsstatements.org" in str(alone.headers.getall("Link")), "the licence that all its works share"
    await seeds.hang(house.site, house.jane, "Hidden", ai_policy="no-ai-no-search", series_id=house.rain.id)
    for path in ("/@jane/series/rain/feed.rss", "/@jane/feed.json", "/feed.atom"):
        answer = await fetched(house, path)
        assert said(answer, Preset.NO_AI_NO_SEARCH, house.origin), path
    assert "ai-no-search" in str(json_feed.read((await fetched(house, "/@jane/feed.json")).body)["_fediart"])
    empty = await fetched(house, "/tags/nothing/feed.atom")
    assert parsed(empty).entries == []
    assert said(empty, Preset.NO_AI, house.origin), "an empty one has the instance's"


def test_the_strictest_of_several_policies_is_one_of_them() -> None:
    every = list(POLICIES.values())
    fallback = POLICIES[Preset.OPEN]
    assert strictest([], fallback) is fallback
    for one in every:
        for other in every:
            found = strictest([one, other], fallback)
            assert found in (one, other)
            for axis in ("train_gen", "train_other", "ai_input", "search"):
                assert getattr(found, axis) == (getattr(one, axis) and getattr(other, axis)), (one, other, axis)
    both = strictest([POLICIES[Preset.ASK_FIRST], POLICIES[Preset.NO_AI]], fallback)
    assert both.preset is Preset.NO_AI, "an offer of one work is none for the other"


async def test_a_long_feed_goes_on_in_pages(house: House, clock: HandClock) -> None:
    for number in range(ON_A_PAGE):
        clock.move(MINUTE)
        await seeds.hang(house.site, house.jane, f"Sheet {number}", sizes=())
    seen: dict[str, list[str]] = {}
    for form in KINDS:
        path, titles = f"/@jane/feed.{form}", list[str]()
        while path:
            answer = await fetched(house, path)
            if form == "json":
                feed = json_feed.read(answer.body)
                titles += [one["title"] for one in feed["items"]]
                assert feed["feed_url"] == house.origin + path
                following = feed.get("next_url", "")
            else:
                found = parsed(answer)
                titles += [one.title for one in found.entries]
                links = {one.rel: one.href for one in found.feed.links}
                assert links["self"] == house.origin + path
                assert links.get("first", links["self"]) == f"{house.origin}/@jane/feed.{form}"
                following = links.get("next", "")
            path = following.removeprefix(house.origin)
        seen[form] = titles
    assert len(set(seen["atom"])) == len(seen["atom"]) == ON_A_PAGE + 3
    assert seen["atom"] == seen["rss"] == seen["json"]


@pytest.mark.one_engine
async def test_labelled_works_say_so_and_can_be_left_out(house: House) -> None:
    await seeds.hang(house.site, house.jane, "Assisted", ai_label="assisted", description="A study")
    item = parsed(await fetched(house, "/@jane/feed.atom")).entries[0]
    assert "AI-assisted" in item.content[0].value
    assert "AIassisted" in {one.label for one in item.tags}
    under_label = parsed(await fetched(house, "/tags/aiassisted/feed.atom"))
    assert [one.title for one in under_label.entries] == ["Assisted"]
    for path in ("/feed.json", "/@jane/feed.json", "/tags/aiassisted/feed.json"):
        feed = json_feed.read((await fetched(house, f"{path}?ai=hide")).body)
        assert "Assisted" not in [one["title"] for one in feed["items"]]
        assert feed["feed_url"].endswith("?ai=hide")


@pytest.mark.one_engine
async def test_what_has_no_page_has_no_feed(house: House) -> None:
    empty = await seeds.new_series(house.site, house.jane, "Empty", "empty")
    await seeds.hang(house.site, house.jane, "Secret", visibility="followers", series_id=empty.id)
    for path in ("/@nobody/feed.atom", "/@jane/series/none/feed.atom", "/@jane/series/empty/feed.rss"):
        assert (await house.client.get(path)).status == 404, path
    assert (await house.client.get("/@jane/feed.xml")).status == 404
    await seeds.change_actor(house.site, house.jane, suspended=1)
    assert (await house.client.get("/@jane/feed.atom")).status == 404
    assert parsed(await fetched(house, "/feed.atom")).entries == []


@pytest.mark.one_engine
async def test_pages_name_their_feeds(house: House) -> None:
    work = house.works[0]
    wanted = {
        "/": "/feed", "/@jane": "/@jane/feed", "/@jane/series/rain": "/@jane/series/rain/feed",
        "/tags/ink": "/tags/ink/feed", f"/@jane/{work.id}": "/@jane/feed",
    }  # fmt: skip
    for page, feed in wanted.items():
        head = (await house.client.get(page)).text
        tree = etree.HTML(head)
        found = {one.get("type"): one.get("href") for one in tree.iterfind(".//link[@rel='alternate']")}
        for form, kind in KINDS.items():
            assert found[kind] == f"{feed}.{form}", page
            await fetched(house, found[kind])


@pytest.mark.one_engine
async def test_a_reader_that_has_it_gets_nothing_twice(house: House, clock: HandClock) -> None:
    path = "/@jane/feed.atom"
    first = await fetched(house, path)
    dated = {"If-Modified-Since": first.headers["Last-Modified"]}
    tagged = {"If-None-Match": first.headers["ETag"]}
    clock.move(MINUTE)
    for asked in (dated, tagged, dated | tagged):
        again = await house.client.get(path, headers={"Accept": "*/*"} | asked)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["Last-Modified"] == first.headers["Last-Modified"]
        assert said(again, Preset.NO_AI, house.origin)
    other = await house.client.get(path, headers={"Accept": "*/*", "If-None-Match": 'W/"other"'} | dated)
    assert other.status == 200, "a tag goes before a date"
    await change_settings(house.site, name="Another name")
    assert (await house.client.get(path, headers={"Accept": "*/*"} | dated)).status == 304, "nothing of it changed"
    async with house.site.db.writing() as tx:
        await tx.run("update posts set deleted = 1 where id = :id", id=house.works[0].id)
    house.site.pages.changed()
    for asked in (dated, tagged):
        gone = await house.client.get(path, headers={"Accept": "*/*"} | asked)
        assert gone.status == 200, "an older item that went away is not hidden by the date of the newest"
        assert SLY not in gone.text


@pytest.mark.one_engine
async def test_two_changes_within_a_second_never_share_a_date(house: House) -> None:
    path = "/@jane/feed.json"
    first = await fetched(house, path)
    await seeds.hang(house.site, house.jane, "At once")
    second = await fetched(house, path)
    assert second.headers.get("Last-Modified") != first.headers["Last-Modified"]
    asked = {"Accept": "*/*", "If-Modified-Since": first.headers["Last-Modified"]}
    assert (await house.client.get(path, headers=asked)).status == 200
