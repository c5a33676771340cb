"""oEmbed 1.0: what other sites are given to embed a work, in both forms, and what they are never given."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from lxml import etree

from fediart.rights.read_feed import read_oembed
from tests import seeds
from tests.feeds.conftest import SLY, House
from tests.site import Answer

REQUIRED = {"photo": {"url", "width", "height"}, "link": set[str]()}


async def asked(house: House, address: str, **query: Any) -> Answer:
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return await house.client.get(f"/oembed?url={quote(address, safe='')}{more}", headers={"Accept": "*/*"})


async def read(house: House, address: str, **query: Any) -> dict[str, Any]:
    """A JSON answer that keeps to the specification."""
    answer = await asked(house, address, **query)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json; charset=utf-8"), answer.text
    told: dict[str, Any] = answer.json
    assert told["version"] == "1.0"
    assert REQUIRED[told["type"]] <= set(told)
    thumbnail = {"thumbnail_url", "thumbnail_width", "thumbnail_height"}
    assert thumbnail <= set(told) or not thumbnail & set(told), "all three or none"
    return told


async def test_a_work_is_a_photo_with_its_rights(house: House) -> None:
    sly = house.works[0]
    told = await read(house, house.page(sly))
    assert told["type"] == "photo" and told["title"] == SLY
    assert (told["author_name"], told["author_url"]) == ("Jane & Co", f"{house.origin}/@jane")
    assert (told["provider_name"], told["provider_url"]) == ("fediart", house.origin)
    assert (told["width"], told["height"]) == (1200, 900)
    assert told["url"].startswith(f"{house.origin}/media/")
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0"
    assert told["contentUsage"] == "train-ai=n, search=y" and told["tdmReservation"] == 1
    answer = await asked(house, house.page(sly))
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {one.signal: one.value for one in read_oembed(answer.body)}["contentUsage"] == "train-ai=n, search=y"
    opened = await asked(house, house.page(house.works[1]))
    assert opened.headers["Content-Usage"] == opened.json["contentUsage"] == "train-ai=y, search=y"
    assert "X-Robots-Tag" not in opened.headers


@pytest.mark.one_engine
async def test_the_two_forms_say_the_same(house: House) -> None:
    page = house.page(house.works[0])
    told = await read(house, page)
    answer = await asked(house, page, format="xml")
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    root = etree.fromstring(answer.body)
    assert root.tag == "oembed"
    assert {one.tag: one.text for one in root} == {name: str(value) for name, value in told.items()}


@pytest.mark.one_engine
async def test_the_picture_fits_what_was_asked(house: House) -> None:
    page = house.page(house.works[0])
    for query, wanted in (
        ({"maxwidth": 1000}, (960, 720)),
        ({"maxheight": 800}, (960, 720)),
        ({"maxwidth": 400}, (320, 240)),
        ({"maxwidth": 160}, (160, 120)),
        ({"maxwidth": 5000, "maxheight": 12}, (16, 12)),
    ):
        told = await read(house, page, **query)
        assert (told["width"], told["height"]) == wanted, query
        assert told["thumbnail_width"] <= told["width"] or told["thumbnail_width"] <= 320


@pytest.mark.one_engine
async def test_what_is_to_be_covered_comes_without_a_picture(house: House) -> None:
    covered = house.works[2]
    answer = await asked(house, house.page(covered))
    assert (answer.json["type"], answer.json["warning"]) == ("link", "Blood")
    assert "/media/" not in answer.text


@pytest.mark.one_engine
async def test_every_address_of_a_work_is_understood(house: House) -> None:
    work = house.works[1]
    for address in (
        house.page(work), house.page(work) + "/", house.page(work) + "?from=there#comments",
        f"{house.origin}/users/jane/posts/{work.id}", f"{house.origin}/@JANE/{work.id}",
        f"{house.origin}/open/@jane/{work.id}",
    ):  # fmt: skip
        assert (await read(house, address))["title"] == "Open", address


async def test_nothing_else_is_told(house: House) -> None:
    """What is for followers, elsewhere or nowhere looks the same."""
    sly, _, _, followers = house.works
    stranger = await seeds.stranger(house.site, "ana")
    remote = await seeds.say(house.site, stranger, "Hello")
    reply = await seeds.say(house.site, house.jane, "Thanks", to=sly)
    addresses = [
        house.page(followers), f"{house.origin}/@jane/{remote.id}", f"{house.origin}/@jane/{reply.id}",
        f"{house.origin}/@ana/{sly.id}", f"{house.origin}/@jane/{2**63}", f"{house.origin}/@jane", house.origin,
        f"https://elsewhere.example/@jane/{sly.id}", f"{house.origin}.elsewhere.example/@jane/{sly.id}",
        "http://[", "javascript:alert(1)", f"{house.origin}@elsewhere.example/@jane/{sly.id}",
    ]  # fmt: skip
    texts = set()
    for address in addresses:
        answer = await asked(house, address)
        assert answer.status == 404, address
        texts.add(answer.text)
    assert len({text.partition("<main")[2] for text in texts}) == 1, "the two kinds of no are never told apart"


@pytest.mark.one_engine
async def test_wrong_questions_are_told_what_is_wrong(house: House) -> None:
    page = house.page(house.works[0])
    assert (await asked(house, page, format="yaml")).status == 501
    assert (await house.client.get("/oembed")).status == 400
    for bad in ("0", "-1", "wide", "1e3", "9" * 30, "²"):
        assert (await asked(house, page, maxwidth=bad)).status == 400, bad


@pytest.mark.one_engine
async def test_pages_name_it(house: House) -> None:
    """Discovery: both forms, and nothing for what is not for everyone."""
    tree = etree.HTML((await house.client.get(f"/@jane/{house.works[0].id}")).text)
    for kind in ("application/json+oembed", "text/xml+oembed"):
        (link,) = tree.findall(f".//link[@type='{kind}']")
        answer = await house.client.get(link.get("href").removeprefix(house.origin), headers={"Accept": "*/*"})
        assert answer.status == 200
