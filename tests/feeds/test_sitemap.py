"""The sitemap, read by the rules of the protocol: whole, valid, and silent about what asks not to be found."""

from __future__ import annotations

import pytest
from protego import Protego

from fediart.clock import MINUTE, HandClock
from fediart.store import sitemap
from fediart.web.sitemap import KEPT
from tests import seeds
from tests.feeds.conftest import House
from tests.feeds.sitemaps import Listed, read_index, read_urls
from tests.site import change_settings, make_artist


async def whole(house: House) -> dict[str, Listed]:
    """Everything that is listed in any part."""
    answer = await house.client.get("/sitemap.xml", headers={"Accept": "*/*"})
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/xml; charset=utf-8")
    found: dict[str, Listed] = {}
    for part in read_index(answer.body, house.origin):
        answer = await house.client.get(part.removeprefix(house.origin), headers={"Accept": "*/*"})
        assert (answer.status, answer.headers["Content-Type"]) == (200, "application/xml; charset=utf-8"), part
        for one in read_urls(answer.body, house.origin):
            assert one.address not in found, f"{one.address} is in two parts"
            found[one.address] = one
    return found


async def test_every_public_page_is_listed_with_its_pictures(house: House) -> None:
    found = await whole(house)
    sly, opened, covered, followers = house.works
    for path in ("/", "/about", "/policies/no-ai", "/@jane", "/@jane/series/rain"):
        assert house.origin + path in found
    assert {house.page(sly), house.page(opened), house.page(covered)} <= set(found)
    assert house.page(followers) not in found
    pictures = found[house.page(sly)].images
    assert len(pictures) == 2
    assert all(licence == "https://creativecommons.org/licenses/by/4.0" for _, licence in pictures)
    assert found[house.page(covered)].images == (), "what is covered on its page is not shown in an index of pictures"
    for address in found:
        answer = await house.client.get(address.removeprefix(house.origin))
        assert answer.status == 200, address
        if "/policies/" not in address:
            assert "noindex" not in answer.headers.get("X-Robots-Tag", ""), address


async def test_parts_are_bounded_and_together_whole(
    house: House, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(await whole(house))
    for name in ("ana", "ben"):
        _, artist = await make_artist(house.site, name)
        one = await seeds.new_series(house.site, artist, "One", "one")
        clock.move(MINUTE)
        await seeds.hang(house.site, artist, "First", series_id=one.id)
    monkeypatch.setattr(sitemap, "ON_A_PART", 2)
    clock.move(KEPT)
    index = await house.client.get("/sitemap.xml")
    parts = [one.rpartition("/")[2].partition("-")[0] for one in read_index(index.body, house.origin)]
    assert parts.count("works") == 3 and parts.count("artists") == 2 and parts.count("series") == 2
    found = set(await whole(house))
    assert before < found
    assert len(found - before) == 6, "two artists, their series and their works"


@pytest.mark.one_engine
async def test_who_refuses_search_is_left_out(house: House, clock: HandClock) -> None:
    sly, opened, _, _ = house.works
    hidden = await seeds.hang(house.site, house.jane, "Hidden", ai_policy="no-ai-no-search")
    quiet = await seeds.new_series(house.site, house.jane, "Quiet", "quiet")
    async with house.site.db.writing() as tx:
        await tx.run("update series set ai_policy = 'no-ai-no-search' where id = :id", id=quiet.id)
    in_quiet = await seeds.hang(house.site, house.jane, "In the quiet", series_id=quiet.id)
    loud = await seeds.hang(house.site, house.jane, "Loud", series_id=quiet.id, ai_policy="no-ai")
    _, shy = await make_artist(house.site, "shy")
    await seeds.change_actor(house.site, shy, discoverable=0)
    shy_work = await seeds.hang(house.site, shy, "Shy")
    found = set(await whole(house))
    assert {house.page(sly), house.page(opened), house.page(loud)} <= found
    assert not {house.page(hidden), house.page(in_quiet), f"{house.origin}/@jane/series/quiet"} & found
    assert not {f"{house.origin}/@shy", f"{house.origin}/@shy/{shy_work.id}"} & found


@pytest.mark.one_engine
async def test_on_an_instance_without_search_only_what_is_opened_is_listed(house: House) -> None:
    sly, opened, _, _ = house.works
    await change_settings(house.site, ai_policy="no-ai-no-search")
    found = set(await whole(house))
    assert house.page(opened) in found
    assert not {house.page(sly), f"{house.origin}/@jane"} & found
    await change_settings(house.site, ai_policy_floor="no-ai-no-search")
    assert house.page(opened) not in set(await whole(house)), "nobody goes below the floor"
    assert (await house.client.get("/sitemap/works-1-1.xml")).status == 404
    assert (await house.client.get("/sitemap/artists-1.xml")).status == 404


@pytest.mark.one_engine
async def test_crawlers_find_it_and_parts_that_are_not_there_are_told_so(house: House) -> None:
    robots = Protego.parse((await house.client.get("/robots.txt")).text)
    assert next(iter(robots.sitemaps)) == f"{house.origin}/sitemap.xml"
    assert robots.can_fetch(f"{house.origin}/sitemap.xml", "Googlebot")
    for path in (f"/sitemap/works-{2**62}-1.xml", f"/sitemap/series-{2**63}.xml", "/sitemap/none.xml"):
        assert (await house.client.get(path)).status == 404, path
