"""How walls hang: a visitor's own choice, kept without a script, seen by nobody else, and leading nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.store.sqlite import SqliteDatabase
from fediart.web.style import COLOURS
from tests import seeds
from tests.site import Client, change_settings, log_in, make_artist, running_site, served


@pytest.fixture
async def client(db: SqliteDatabase, tmp_path: Path, clock: HandClock) -> AsyncIterator[Client]:
    """A visitor of an instance where one work hangs."""
    async with running_site(db, tmp_path, clock) as site:
        await change_settings(site, name="Lichtung", tagline="A house for <i>prints</i>", registrations="open")
        _, jane = await make_artist(site, "jane")
        await seeds.hang(site, jane, "Low tide")
        async with served(site) as client:
            yield client


async def test_a_visitor_chooses_how_walls_hang_and_nobody_else_sees_it(client: Client) -> None:
    before = (await client.get("/")).text
    assert 'class="gallery rows"' in before
    chosen = await client.get("/wall/masonry?next=/%3Fof%3Dfollowing")
    assert (chosen.status, chosen.location) == (303, "/?of=following")
    mine, others = (await client.get("/")).text, (await client.fresh().get("/")).text
    assert 'class="gallery masonry"' in mine
    assert 'title="Columns" aria-current="true"' in mine
    assert others == before


async def test_what_is_kept_for_one_choice_is_not_given_to_another(client: Client) -> None:
    """The cache of pages keeps each way of hanging apart, whichever was asked for first."""
    other = client.fresh()
    await other.get("/wall/single")
    for _ in range(2):
        assert 'class="gallery single"' in (await other.get("/")).text
        assert 'class="gallery rows"' in (await client.get("/")).text


async def test_a_link_cannot_choose_where_one_lands_or_what_hangs(client: Client) -> None:
    for away in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/%0d%0aX: y"):
        answer = await client.get("/wall/rows", params={"next": away})
        assert answer.location == "/" or answer.location.startswith("/%"), away
    assert (await client.get("/wall/%3Cscript%3E")).status == 404
    hostile = (
        {"Cookie": f'{client.cookie_name("wall")}="masonry\\"><script>"'} if hasattr(client, "cookie_name") else {}
    )
    assert "<script>" not in (await client.get("/", headers=hostile)).text.split("<main", 1)[1]


async def test_the_front_page_greets_visitors_only_and_shows_art_first(client: Client) -> None:
    text = (await client.get("/")).text
    assert '<h1 class="display">A house for &lt;i&gt;prints&lt;/i&gt;</h1>' in text
    assert text.index("Low tide") < text.index('id="artists"')
    assert text.count('href="/sign-up"') == 3  # in the head, above the art, and below it
    await log_in(client, "jane")
    inside = (await client.get("/")).text
    assert "front.css" not in inside
    assert 'id="artists"' not in inside
    assert "Low tide" in inside


async def test_the_style_page_shows_every_colour_and_part(client: Client) -> None:
    text = (await client.get("/style")).text
    for name, _ in COLOURS:
        assert f'class="swatch of-{name}"' in text
    for part in (
        "button primary",
        "error-summary",
        "gallery masonry",
        "toast",
        "badge alarm",
        "empty",
    ):
        assert part in text
    assert '<a href="/style">' in (await client.get("/about")).text
