"""Exploring by what works are made with and by their colours, and works that look alike."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from fediart.actions.delete import delete
from fediart.media.alike import nearest, see
from fediart.media.colours import families_of, family, lab_of, shade, shades_near
from fediart.site import Site
from fediart.store import explore, pictures, renditions, search_index
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.search_index import Impression
from tests import seeds
from tests.finding.conftest import House, take_in
from tests.site import log_in

NAMED = {
    "red": "#d02020", "orange": "#f08020", "yellow": "#f5d020", "green": "#30a040", "teal": "#109090",
    "blue": "#2050d0", "purple": "#8030a0", "pink": "#f090b8", "brown": "#6b4630", "black": "#0c0c0e",
    "grey": "#888888", "white": "#fafafa",
}  # fmt: skip


def drawn(colour: str, *, seed: int = 1) -> bytes:
    """A picture of one colour with a few darker bars."""
    own = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
    flat = np.full((120, 160, 3), own, dtype=np.uint8)
    for bar in np.random.default_rng(seed).integers(0, 150, 3):
        flat[:, bar : bar + 6] = flat[:, bar : bar + 6] // 2
    file = io.BytesIO()
    Image.fromarray(flat).save(file, "WEBP", lossless=True)
    return file.getvalue()


async def painted(site: Site, artist: Actor, title: str, colour: str, *, seed: int = 1, **changes: Any) -> Artwork:
    """A work whose public file really is there."""
    work = await seeds.hang(site, artist, title, **changes)
    folder = site.storage.incoming()
    (folder / "drawn").write_bytes(drawn(colour, seed=seed))
    kept = await site.storage.keep(folder / "drawn", "public", "webp")
    site.storage.discard(folder)
    async with site.db.writing() as tx:
        files = await renditions.of_artwork(tx, work.id)
        await renditions.replace(tx, work.id, [replace(one, key=kept.key) for one in files])
        await search_index.note(tx, "post", [work.id])
    return work


async def titles(house: House, **asked: str) -> list[str]:
    async with house.site.db.reading() as tx:
        return [work.title for work in await explore.works(tx, tuple(asked.items()))]


def test_colours_have_the_names_that_people_give_them() -> None:
    for name, colour in NAMED.items():
        lab = lab_of(colour)
        assert lab is not None
        assert family(lab) == name, colour
        assert shade(lab) in shades_near(lab)
    assert lab_of("red") is lab_of("#12") is lab_of("#1234567") is None
    assert families_of([("#d02020", 0.6), ("#2050d0", 0.3), ("#30a040", 0.05)]) == ("red", "blue")


def test_alike_is_what_has_like_colours_in_like_places(tmp_path: Path) -> None:
    seen = {}
    for number, (colour, seed) in enumerate([("#c03030", 1), ("#b83434", 2), ("#2050d0", 1)]):
        (tmp_path / f"{number}.webp").write_bytes(drawn(colour, seed=seed))
        seen[number] = see(tmp_path / f"{number}.webp")
    assert see(tmp_path / "0.webp") == seen[0], "the same picture always looks the same"
    near = nearest(seen[0].body, [(number, one.body) for number, one in seen.items()] + [(9, b"damaged")])
    assert [number for number, _ in near] == [0, 1]
    assert set(seen[0].bands) & set(seen[1].bands)


async def test_by_medium_tool_tag_and_colour(house: House) -> None:
    site = house.site
    await painted(site, house.jane, "Cliff", NAMED["red"], medium="Oil on canvas", tags=("sea",))
    await painted(
        site, house.tomasz, "Tide", NAMED["blue"], medium="oil, ink, 9 × 7 cm", tools="Dip pen", tags=("Sea",)
    )
    await painted(site, house.tomasz, "Secret", NAMED["blue"], medium="Oil", visibility="unlisted")
    await take_in(site)
    assert await titles(house, medium="9×7cm") == []  # a size
    assert await titles(house, medium="oil") == ["Tide", "Cliff"]
    assert await titles(house, medium="oil", colour="red") == ["Cliff"]
    assert await titles(house, tag="sea", tool="dippen", colour="blue", medium="ink") == ["Tide"]
    page = (await house.client.get("/explore?medium=Oil&colour=blue")).text
    assert "Tide" in page
    assert "Cliff" not in page
    assert 'href="/explore?colour=blue"' in page, "the medium can be taken away"
    assert ">Dip pen<" in page
    by_shade = (await house.client.get("/explore", params={"shade": "#d42222"})).text
    assert "Cliff" in by_shade
    assert "Tide" not in by_shade
    await delete(site, house.tomasz, (await _id(house, "Tide")))
    await take_in(site)
    assert await titles(house, medium="oil") == ["Cliff"]
    async with site.db.reading() as tx:
        assert [one.shown for one in await explore.words(tx, "tool", limit=9)] == []


async def _id(house: House, title: str) -> int:
    async with house.site.db.reading() as tx:
        return int(await tx.value("select id from artworks where title = :title", title=title))


async def test_more_like_this_shows_only_what_may_be_found(house: House) -> None:
    site = house.site
    first = await painted(site, house.jane, "First", "#c03030")
    await painted(site, house.tomasz, "Like it", "#b83434", seed=2)
    await painted(site, house.tomasz, "Not like it", "#2050d0")
    hidden = await painted(site, house.tomasz, "Out of search", "#c03030", ai_policy="no-ai-no-search")
    narrow = await painted(site, house.tomasz, "For followers", "#c03030", visibility="followers")
    await take_in(site)
    page = (await house.client.get(f"/explore/like/{first.id}")).text
    assert "Like it" in page
    for absent in ("Not like it", "Out of search", "For followers"):
        assert absent not in page
    assert "Like it" in (await house.client.get(f"/@jane/{first.id}")).text
    assert (await house.client.get(f"/explore/like/{narrow.id}")).status == 404
    assert (await house.client.get("/explore/like/9223372036854775807")).status == 404
    async with site.db.reading() as tx:
        assert await explore.like(tx, hidden.id) == []
    async with site.db.writing() as tx:
        await tx.run("update artworks set ai_policy = 'no-ai-no-search' where title = 'Like it'")
    await take_in(site)
    async with site.db.reading() as tx:
        assert await explore.like(tx, first.id) == [], "who has left search is no longer shown"


async def test_lists_of_neighbours_stay_short_and_a_second_look_changes_nothing(house: House) -> None:
    site = house.site
    works = [await seeds.hang(site, house.jane, f"Work {number}", sizes=()) for number in range(6)]
    async with site.db.writing() as tx:
        for work in works:
            row = Impression(work.id, "x", json.dumps([]), "", 1)
            await search_index.keep_impression(tx, row, (7,))
        for number, work in enumerate(works[1:], 1):
            await search_index.keep_alike(tx, work.id, {works[0].id: number}, most=3)
        await search_index.keep_alike(tx, works[1].id, {works[0].id: 1}, most=3)
        rows = await tx.all("select other_id from alike where post_id = :id order by distance", id=works[0].id)
        assert [row["other_id"] for row in rows] == [work.id for work in works[1:4]]
        found = await search_index.candidates(tx, works[0].id, (7,), each=2, newest=1)
        assert [number for number, _ in found] == [work.id for work in works[4:]]


async def test_nothing_in_the_address_breaks_or_marks_the_page(house: House) -> None:
    await seeds.hang(
        house.site, house.jane, "<script>alert(1)</script>", medium='"><img src=x onerror=1>', tags=("a&b",)
    )
    await take_in(house.site)
    for query in (
        "medium='--",
        "colour=<b>",
        "shade=%23zzz",
        "tag=%00",
        "before=1-99999999999999999999",
        "tool=" + "x" * 999,
    ):
        answer = await house.client.get(f"/explore?{query}")
        assert answer.status == 200
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert "<b>" not in answer.text


async def test_muted_blocked_and_hidden_works_are_left_out(house: House) -> None:
    site, client = house.site, house.client
    await painted(site, house.tomasz, "Muted", NAMED["red"], medium="oil")
    await painted(site, house.jane, "Mine", NAMED["red"], medium="oil", ai_label="generated")
    await take_in(site)
    await log_in(client, "jane")
    assert "Muted" in (await client.get("/explore?medium=oil")).text
    await client.post_form("/@tomasz/mute", {}, page="/explore")
    for path in (
        "/explore",
        "/explore?medium=oil",
        "/explore?colour=red",
        "/search?q=muted",
        "/explore?shade=%23d02020",
    ):
        assert ">Muted<" not in (await client.get(path)).text, path
    other = client.fresh()
    assert "Mine" not in (await other.get("/explore?medium=oil&ai=hide")).text


async def test_pictures_are_measured_whose_files_are_there(house: House) -> None:
    """A file that is gone or damaged is passed over, and asked for again when it changes."""
    work = await seeds.hang(house.site, house.jane, "No file")
    await take_in(house.site)
    async with house.site.db.reading() as tx:
        assert await search_index.impression(tx, work.id) is None
        assert await search_index.to_look_at(tx, limit=9) == []
        assert len(await pictures.of_artwork(tx, work.id)) == 1
