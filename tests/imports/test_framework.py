"""An import as a whole: looked over, brought in, broken off, gone on with, taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions import import_steps, import_works, imports
from fediart.clock import DAY, HandClock, iso
from fediart.clock import moment as clock_moment
from fediart.errors import NotFound, Problem
from fediart.site import Site
from fediart.store import artworks, import_items, notifications, posts
from fediart.store import imports as rows
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.import_items import Item
from fediart.store.imports import Import
from fediart.translate.imports.dates import moment
from tests.imports.packed import picture, zipped
from tests.site import drain, make_artist, running_site

MANIFEST = """file,work,title,description,tags,date,alt,series,medium
heron.jpg,,Heron,"Painted, on the pier",birds; sea,2019-03-12,A heron,Shore,Watercolour
a.jpg,two,Two hands,,hands,2020-05-01T10:00:00Z,A hand,,
b.jpg,two,,,,,The other hand,,
gone.jpg,,Gone,,,2018-01-01,,,
"""
FILES: dict[str, bytes | str] = {
    "art/manifest.csv": MANIFEST, "art/heron.jpg": picture(1), "art/a.jpg": picture(2), "art/b.jpg": picture(3),
    "art/low_tide.jpg": picture(4), "art/notes.txt": "no picture",
}  # fmt: skip


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as running:
        yield running


async def looked_over(site: Site, artist: Actor, tmp_path: Path, kind: str = "folder") -> int:
    number = await imports.begin(site, artist, kind, [(zipped(tmp_path / "art.zip", FILES), "art.zip")])
    await drain(site)
    return number


async def state_of(site: Site, number: int) -> tuple[Import, list[Item]]:
    async with site.db.reading() as tx:
        found = await rows.by_id(tx, number)
        assert found is not None
        return found, await import_items.page(tx, number)


async def test_from_an_archive_to_a_portfolio_and_back(site: Site, tmp_path: Path) -> None:
    _, jane = await make_artist(site, "jane")
    number = await looked_over(site, jane, tmp_path)
    made, items = await state_of(site, number)
    assert (made.state, made.words) == (rows.CHOOSING, "")
    assert [(one.body["title"], one.state, one.chosen) for one in items] == [
        ("Gone", "skipped", 0), ("Heron", "found", 1), ("low tide", "found", 1), ("Two hands", "found", 1),
    ]  # fmt: skip
    await imports.choose(site, jane, number, {"licence": "cc-by-4.0", "visibility": "unlisted"})
    await imports.start(site, jane, number)
    await drain(site)
    made, items = await state_of(site, number)
    assert made.state == rows.DONE
    heron, hands = items[1], items[3]
    async with site.db.reading() as tx:
        works = await artworks.by_ids(tx, [heron.id, hands.id, items[2].id])
        post = await posts.by_id(tx, heron.id)
        assert await rows.files_of(tx, number) == []
        news = await notifications.page(tx, jane.id)
    assert {one.state for one in works.values()} == {"published"}
    assert works[heron.id].published == post.published == moment("2019-03-12")  # type: ignore[union-attr]
    assert works[heron.id].tags == ("birds", "sea") and works[heron.id].series_id
    assert works[hands.id].licence == "cc-by-4.0" and works[hands.id].visibility == "unlisted"
    assert [one.kind for one in news] == ["import-done"]
    await imports.undo(site, jane, number)
    await drain(site)
    made, items = await state_of(site, number)
    assert made.state == rows.UNDONE
    async with site.db.reading() as tx:
        works = await artworks.by_ids(tx, [heron.id, hands.id])
    assert {one.state for one in works.values()} == {"deleted"}


@pytest.mark.one_engine
async def test_what_was_broken_off_goes_on(site: Site, tmp_path: Path) -> None:
    """Between sending a work in and noting it, a process can die: the work comes once."""
    _, jane = await make_artist(site, "jane")
    number = await looked_over(site, jane, tmp_path)
    await imports.start(site, jane, number)
    await import_steps.go_on(site, number)
    async with site.db.writing() as tx:
        assert await tx.run("update import_items set state = 'waiting' where state = 'sent'") == 3
    await drain(site)
    made, items = await state_of(site, number)
    assert made.state == rows.DONE
    async with site.db.reading() as tx:
        own = await artworks.of_artist(tx, jane.id)
    assert sorted(one.id for one in own) == sorted(one.id for one in items if one.state == "done")
    assert len(own) == 3 and {one.state for one in own} == {"published"}


@pytest.mark.one_engine
async def test_files_made_just_now_are_no_news(site: Site, tmp_path: Path) -> None:
    """Whoever saves a whole gallery today floods nobody; what says that it is of today is of today."""
    _, jane = await make_artist(site, "jane")
    today = moment_in(site.clock.now())
    table = f"file,date\nb.jpg,{iso(site.clock.now() - 3_600_000)}\n"
    path = zipped(tmp_path / "a.zip", {"a.jpg": picture(1), "b.jpg": picture(2), "manifest.csv": table}, when=today)
    number = await imports.begin(site, jane, "folder", [(path, "a.zip")])
    await drain(site)
    made, items = await state_of(site, number)
    ages = {one.body["title"]: made.created - import_works.moment_of(one, made) for one in items}
    assert ages["a"] > DAY and ages["b"] < 2 * 3_600_000


def moment_in(milliseconds: int) -> tuple[int, int, int, int, int, int]:
    when = clock_moment(milliseconds)
    return when.year, when.month, when.day, when.hour, when.minute, 0


@pytest.mark.one_engine
async def test_only_the_member_has_it(site: Site, tmp_path: Path) -> None:
    _, jane = await make_artist(site, "jane")
    _, bob = await make_artist(site, "bob")
    number = await looked_over(site, jane, tmp_path)
    for act in (imports.start, imports.stop, imports.cancel, imports.undo):
        with pytest.raises(NotFound):
            await act(site, bob, number)
    with pytest.raises(Problem, match="Finish or cancel"):
        await looked_over(site, jane, tmp_path)
    await imports.cancel(site, jane, number)
    assert (await state_of(site, number))[1] == []


@pytest.mark.one_engine
async def test_what_nobody_goes_on_with_is_let_go(site: Site, clock: HandClock, tmp_path: Path) -> None:
    _, jane = await make_artist(site, "jane")
    number = await looked_over(site, jane, tmp_path)
    clock.move(15 * DAY)
    assert await imports.expire(site) == 1
    made, _ = await state_of(site, number)
    assert made.state == rows.FAILED
    async with site.db.reading() as tx:
        assert await rows.files_of(tx, number) == []


@pytest.mark.one_engine
async def test_it_rests_and_goes_on(site: Site, tmp_path: Path) -> None:
    """When its member stops it; and nothing comes in for somebody who may not publish."""
    account, jane = await make_artist(site, "jane")
    number = await looked_over(site, jane, tmp_path)
    await imports.start(site, jane, number)
    await imports.stop(site, jane, number)
    assert "stopped" in await import_steps.go_on(site, number)
    await imports.start(site, jane, number)
    async with site.db.writing() as tx:
        await tx.run("update accounts set frozen = 1 where id = :id", id=account.id)
    assert "nothing to do" in await import_steps.go_on(site, number)
    _, items = await state_of(site, number)
    assert {one.state for one in items} == {"skipped", "waiting"}
    async with site.db.writing() as tx:
        await tx.run("update accounts set frozen = 0 where id = :id", id=account.id)
    await drain(site)
    assert (await state_of(site, number))[0].state == rows.DONE
