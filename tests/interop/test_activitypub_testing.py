"""The test cases of socialweb.coop (npm `activitypub-testing`) against an artist and one of her artworks."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest

from tests.interop.conftest import FOREIGN, Instance, Peer, enter
from tests.interop.test_fedify import publish
from tests.publish.works import human_jpeg
from tests.site import Client

PROGRAM = FOREIGN / "node_modules" / "activitypub-testing" / "src" / "cli.js"
MUST_PASS = {
    "actor-objects-must-have-inbox-outbox-properties",
    "actor-must-serve-as2-object-to-get",
    "outbox-must-be-an-orderedcollection",
    "followers-collection-must-be-a-collection",
    "following-collection-must-be-a-collection",
}
OF_POSTS = ("likes-collection-must-be-a-collection", "shares-collection-must-be-a-collection")


def ran(*words: str) -> list[dict[str, Any]]:
    node = shutil.which("node")
    if node is None or not PROGRAM.is_file():
        pytest.fail("Node or tests/foreign/node_modules is missing: run `make test`, which installs both.", False)
    done = subprocess.run(
        [node, str(PROGRAM), *words], capture_output=True, text=True, check=False, timeout=60, cwd=FOREIGN
    )
    assert done.stdout.startswith("{"), done.stderr
    return list(documents(done.stdout))


def documents(text: str) -> Iterator[dict[str, Any]]:
    """JSON documents, one after the other."""
    reader, place = json.JSONDecoder(), 0
    while place < len(text):
        found, place = reader.raw_decode(text, place)
        yield found
        while place < len(text) and text[place].isspace():
            place += 1


def outcomes(found: list[dict[str, Any]]) -> dict[str, str]:
    return {one["test"]["slug"]: one["result"]["outcome"] for one in found}


async def test_an_actor_fails_in_no_case(instance: Instance) -> None:
    found = outcomes(ran("test", "actor", instance.artist("clara")))
    assert "failed" not in found.values(), found
    assert {slug for slug, outcome in found.items() if outcome == "passed"} >= MUST_PASS


async def test_the_collections_of_an_artwork_are_collections(
    instance: Instance, bob: Peer, browser: Client, web: aiohttp.ClientSession
) -> None:
    dora = instance.artist("dora")
    await enter(browser, "dora")
    await bob.do("follow", what=dora)
    await bob.saw("Accept", lambda said: said["actor"] == dora)
    note = await publish(browser, bob, "Two swans", human_jpeg(400, 300))
    async with web.get(note["id"], headers={"Accept": "application/activity+json"}) as answer:
        served = await answer.text()
    for slug in OF_POSTS:
        found = ran("run", "test", f"--slug={slug}", f"--input.object={served}")
        assert found[0]["result"]["outcome"] == "passed", found[0]["result"]
