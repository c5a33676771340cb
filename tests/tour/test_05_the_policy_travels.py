"""Chapter five. What an artist says about AI goes wherever the work goes, and every machine reads the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from fediart.clock import MINUTE
from fediart.rights.auditor import audit
from fediart.rights.crawlers import read_crawlers
from fediart.rights.model import Preset
from fediart.rights.read_image import read_image
from fediart.rights.reading import read_activity, read_response, read_robots, read_tdmrep
from fediart.rights.signal import Signal
from tests.remote import RemoteServer
from tests.rights import collectors
from tests.site import Answer, Client, drain
from tests.tour.hands import press
from tests.tour.places import Place, publish, says

# What files, pages and answers say does not hang on where the rows are; the chapters beside this one run on both.
pytestmark = pytest.mark.one_engine

NO = {"train_gen": "deny", "train_other": "deny", "ai_input": "deny", "search": "allow"}
DECISIONS = {
    Preset.NO_AI: NO,
    Preset.NO_AI_NO_SEARCH: NO | {"search": "deny"},
    Preset.NO_TRAINING: NO | {"ai_input": "allow"},
    Preset.ASK_FIRST: NO,
    Preset.OPEN: dict.fromkeys(NO, "allow"),
}
MEDIA = "image/avif,image/webp,image/*"


@pytest.fixture
async def jane(place: Place) -> Client:
    return await place.member("jane")


async def everywhere(place: Place, page: str) -> dict[str, tuple[Signal, ...]]:
    """What each surface says about one work, as it is found by somebody who looks."""
    shown = await place.visitor.get(page)
    note = await place.document(page)
    image = note["attachment"][0]["url"].removeprefix(place.origin)
    file = await place.visitor.get(image, headers={"Accept": MEDIA})
    assert file.status == 200
    robots = (await place.visitor.get("/robots.txt")).body
    reserved = (await place.visitor.get("/.well-known/tdmrep.json")).body
    found: dict[str, tuple[Signal, ...]] = {
        "page": read_response(shown.headers.items(), shown.body),
        "object": read_activity(json.dumps(note).encode()),
        "file headers": read_response(file.headers.items(), b""),
        "file": read_image(file.body),
    }
    for path, name in ((page, "page"), (image, "file")):
        found[f"robots.txt on the {name}"] = read_robots(robots, path, read_crawlers())
        found[f"tdmrep.json on the {name}"] = read_tdmrep(reserved, path)
    return found


@pytest.mark.parametrize("chosen", Preset)
async def test_all_surfaces_say_what_the_artist_chose_for_the_work(place: Place, jane: Client, chosen: Preset) -> None:
    # Given an instance whose own policy is no AI
    page = await publish(place, jane, "Low sun", ai_policy=chosen.value)
    found = await everywhere(place, page)

    # Then no surface says anything else, the strictest ones least of all
    for surface, signals in found.items():
        said = {axis: answer for axis, answer in audit(signals).decision.items() if answer != "unknown"}
        assert said.items() <= DECISIONS[chosen].items(), surface
        assert "train_gen" in said, f"{surface} is silent"

    # And together they are complete and without contradiction
    whole = audit(signal for signals in found.values() for signal in signals)
    assert whole.decision == DECISIONS[chosen]
    assert [s for s in whole.signals if s.status not in ("exact", "present")] == []


@pytest.mark.parametrize(("chosen", "refused"), [(Preset.NO_AI, True), (Preset.OPEN, False)])
async def test_collectors_that_say_what_they_obey_come_to_the_same(
    place: Place, jane: Client, chosen: Preset, refused: bool
) -> None:
    page = await publish(place, jane, "Low sun", ai_policy=chosen.value)
    shown = await place.visitor.get(page)
    image = (await place.document(page))["attachment"][0]["url"]
    path = image.removeprefix(place.origin)
    file = await place.visitor.get(path)
    robots = (await place.visitor.get("/robots.txt")).text
    reserved = (await place.visitor.get("/.well-known/tdmrep.json")).body

    asked = {
        "X-Robots-Tag": collectors.robots_tag_refuses(headers_of(file)),
        "img2dataset": collectors.img2dataset_refuses(headers_of(file)),
        "Content-Usage": collectors.header_usage_refuses(headers_of(file)),
        "tdm-reservation": collectors.header_tdm_refuses(headers_of(file)),
        "the page": collectors.metas_refuse(shown.text),
        "PLUS": collectors.packet_refuses(packet_in(file.body)),
        "robots.txt usage": collectors.robots_usage_refuses(robots, path),
        "robots.txt signal": collectors.robots_signal_refuses(robots, path),
        "robots.txt usage of the page": collectors.robots_usage_refuses(robots, page),
        "GPTBot": collectors.robots_access_refuses(robots, "GPTBot", image),
        "tdmrep.json": collectors.tdmrep_refuses(reserved, path),
        "tdmrep.json of the page": collectors.tdmrep_refuses(reserved, page),
    }
    assert set(asked.values()) == {refused}, asked


def headers_of(answer: Answer) -> list[tuple[str, str]]:
    return list(answer.headers.items())


def packet_in(data: bytes) -> bytes:
    start = data.index(b"<x:xmpmeta")
    return data[start : data.index(b"</x:xmpmeta>") + len(b"</x:xmpmeta>")]


async def test_the_most_specific_word_counts(place: Place, jane: Client) -> None:
    # Given that the instance says no AI, and Jane: ask me first
    await press(jane, "/settings/ai", "Save AI policy", {"ai_policy": "ask-first"})
    hers = await publish(place, jane, "Low sun")
    one = await publish(place, jane, "Gift to everyone", ai_policy="open")

    # Then her works ask first, the one she chose for is open, and what others hang says no
    assert (await place.document(hers))["usageInfo"].endswith("/policies/ask-first")
    assert (await place.document("/users/jane"))["usageInfo"].endswith("/policies/ask-first")
    assert (await place.document(one))["usageInfo"].endswith("/policies/open")
    his = place.painting("woodcut", size=(480, 360))
    other = await publish(place, await place.member("otto"), "Blue hour", his)
    assert (await place.document(other))["usageInfo"].endswith("/policies/no-ai")


async def test_a_change_of_mind_reaches_files_pages_and_followers(place: Place, jane: Client) -> None:
    async with RemoteServer("bob", clock=place.site.clock.now) as bob:
        # Given an open work that Bob's server knows
        assert await bob.deliver(f"{place.origin}/inbox", bob.follow(f"{place.origin}/users/jane")) == 202
        await drain(place.site)
        page = await publish(place, jane, "Low sun", ai_policy="open")
        before = await media(place, page)
        assert b"DMI-ALLOWED" in before.body

        # When Jane changes her mind
        place.site.clock.move(MINUTE)
        await press(jane, f"/works/{page.rsplit('/', 1)[1]}/edit", "Save", {"ai_policy": "no-ai-no-search"})
        await drain(place.site)

        # Then the file says so, at an address that does, too, and the old one leads there
        after = await media(place, page)
        assert after.path == before.path.replace("/media/open/", "/media/no-ai-no-search/")
        assert (await place.visitor.get(before.path)).location == after.path
        assert b"DMI-PROHIBITED<" in after.body and b"DMI-ALLOWED" not in after.body
        assert after.headers["Content-Usage"] == "train-ai=n, search=n"

        # And so do page, robots.txt and what Bob's server is told
        assert audit(read_response(*response(await place.visitor.get(page)))).decision["search"] == "deny"
        said = [s for signals in (await everywhere(place, page)).values() for s in signals]
        assert audit(said).decision == DECISIONS[Preset.NO_AI_NO_SEARCH]
        [update] = await bob.heard("Update")
        assert update["object"]["contentUsage"] == "train-ai=n, search=n"
        assert update["object"]["attachment"][0]["tdmReservation"] == 1
        assert update["object"]["updated"] > update["object"]["published"]


async def media(place: Place, page: str) -> Answer:
    note = await place.document(page)
    return await place.visitor.get(note["attachment"][0]["url"].removeprefix(place.origin))


def response(answer: Answer) -> tuple[Any, bytes]:
    return answer.headers.items(), answer.body


async def test_every_answer_carries_it_whatever_it_says(place: Place, jane: Client) -> None:
    page = await publish(place, jane, "Low sun")
    image = (await media(place, page)).path
    plain: Mapping[str, str] = {"Accept": "application/activity+json"}
    answers = {
        "a page": await place.visitor.get(page),
        "an object": await place.visitor.get(page, headers=plain),
        "an actor": await place.visitor.get("/users/jane", headers=plain),
        "webfinger": await place.visitor.get(f"/.well-known/webfinger?resource=acct:jane@{place.host}"),
        "an error": await place.visitor.get("/nothing-here"),
        "a redirect": await place.visitor.get("/home"),
        "a file": await place.visitor.get(image),
        "a file, asked for by its head": await place.visitor.request("HEAD", image),
        "a file that has not changed": await place.visitor.get(
            image, headers={"If-None-Match": (await place.visitor.get(image)).headers["ETag"]}
        ),
        "a part of a file": await place.visitor.get(image, headers={"Range": "bytes=0-99"}),
        "a style sheet": await place.visitor.get("/static/fediart.css"),
    }
    assert (answers["a file that has not changed"].status, answers["a part of a file"].status) == (304, 206)
    for what, answer in answers.items():
        assert answer.headers["Content-Usage"] == "train-ai=n, search=y", what
        assert answer.headers["tdm-reservation"] == "1", what
        assert "noai" in answer.headers["X-Robots-Tag"], what
        assert "ai-train=no" in answer.headers["Content-Signal"], what


async def test_what_the_signals_point_to_is_there(place: Place, jane: Client) -> None:
    page = await publish(place, jane, "Low sun", ai_policy="ask-first")
    note = await place.document(page)
    for pointer in (note["usageInfo"], note["hasPolicy"], note["tdmPolicy"]):
        assert (await place.visitor.get(pointer.removeprefix(place.origin))).status == 200
    words_of_it = await place.visitor.get(note["usageInfo"].removeprefix(place.origin))
    says(words_of_it, "AI use of this work needs the artist's consent, given beforehand.")
    offer = (await place.visitor.get(note["tdmPolicy"].removeprefix(place.origin))).json
    assert (offer["@type"], offer["permission"][0]["action"]) == ("Offer", "tdm:mine")
    says(await place.visitor.get(page), "Ask first")
    says(await place.visitor.get("/about"), "No AI")
