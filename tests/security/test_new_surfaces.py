"""Attacks on what came later: quotes, proofs and forwarding, followers' synchronization, polls, reports, lists."""

from __future__ import annotations

from typing import Any

import pytest

from federation.media_types import ACTIVITY_JSON
from tests.remote import RemoteServer
from tests.security.world import World

DOCUMENT = {"Accept": ACTIVITY_JSON}


async def kept(world: World, server: RemoteServer, **fields: Any) -> dict[str, Any]:
    """A post of somebody whom Jane follows."""
    note = server.note(**fields)
    assert await world.says(server, server.create(note)) == 202
    return note


async def test_nobody_keeps_a_post_alive_by_naming_it_as_consent(world: World) -> None:
    async with world.server("victim") as victim, world.server("eve") as eve:
        await world.follow(victim)
        await world.follow(eve)
        hers = await kept(world, victim, content="<p>To be taken back</p>")
        other = await kept(world, victim, content="<p>Another</p>")
        await kept(world, eve, content="<p>Q</p>", quote=other["id"], quote_authorization=hers["id"])
        assert await world.says(victim, victim.delete(hers["id"])) == 202
        row = (await world.rows("select * from posts where uri = :uri", uri=hers["id"]))[0]
        assert row["deleted"] and "To be taken back" not in row["content"]


@pytest.mark.parametrize(
    "accept",
    [
        {"Accept": "application/activity+json;q=0"},
        {"Accept": "*/*", "X-CSRF-Token": "x"},
        {"Accept": "application/json;q=0, application/xhtml+xml"},
    ],
)
async def test_a_page_never_takes_the_place_of_a_document(world: World, accept: dict[str, str]) -> None:
    path = f"/@jane/{world.note.id}"
    for first, second in ((accept, DOCUMENT), (DOCUMENT, accept)):
        world.clock.move(60_000)
        kinds = []
        for headers in (first, second):
            answer = await world.web.get(path, headers=headers)
            kinds.append(answer.headers["Content-Type"].partition(";")[0])
        assert kinds[(first, second).index(DOCUMENT)] == ACTIVITY_JSON
        assert kinds[(first, second).index(accept)] == "text/html"


@pytest.mark.parametrize("path", [
    "/users/jane/posts/²", "/users/jane/posts/²/replies", "/users/jane/outbox?page=true&before=²-²",
    "/users/jane/followers?page=1&before=²", "/users/jane/portfolio?page=true&before=²-1", "/@jane?before=²-²",
    "/users/jane/posts/1/context?after=²-1", "/?before=²-1", "/tags/a?before=²-1", "/users/jane/series/x?page=²",
    "/@jane/followers?before=²", "/@jane/timeline?before=²-²", "/search?q=²",
])  # fmt: skip
async def test_odd_digits_are_no_numbers(world: World, path: str) -> None:
    world.complaints.heard.clear()
    for headers in (DOCUMENT, {"Accept": "text/html"}):
        assert (await world.web.get(path, headers=headers)).status in (200, 302, 404), path
    assert not world.complaints.heard
