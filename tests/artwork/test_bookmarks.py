"""Bookmarks: kept for oneself, told to nobody, and gone with what they point at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions.bookmark import bookmark, unbookmark
from fediart.actions.delete import delete
from fediart.clock import HandClock
from fediart.errors import NotFound
from fediart.site import Site
from fediart.store import bookmarks
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests import seeds
from tests.site import log_in, make_artist, running_site, served


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as made:
        yield made


@pytest.fixture
async def tom(site: Site) -> Actor:
    return (await make_artist(site, "tom"))[1]


@pytest.fixture
async def jane(site: Site) -> Actor:
    return (await make_artist(site, "jane"))[1]


async def kept(site: Site, who: Actor) -> list[int]:
    async with site.db.reading() as tx:
        return [said.post.id for _, said in await bookmarks.newest(tx, who.id)]


async def test_what_is_kept_is_the_keepers_alone(site: Site, tom: Actor, jane: Actor) -> None:
    first, second = await seeds.hang(site, jane, "One"), await seeds.hang(site, jane, "Two")
    for work in (first, second, first):
        await bookmark(site, tom, work.id)
    assert await kept(site, tom) == [second.id, first.id]
    assert await kept(site, jane) == []
    async with site.db.reading() as tx:
        told = await tx.value("select count(*) from notifications where actor_id = :id", id=jane.id)
        sent = await tx.value("select count(*) from outgoing")
    assert (told, sent) == (0, 0), "nobody is told, here or elsewhere"
    await unbookmark(site, tom, first.id)
    assert await kept(site, tom) == [second.id]


@pytest.mark.one_engine
async def test_nobody_keeps_what_they_may_not_see(site: Site, tom: Actor, jane: Actor) -> None:
    hidden = await seeds.hang(site, jane, "Private", visibility="followers")
    with pytest.raises(NotFound):
        await bookmark(site, tom, hidden.id)
    await seeds.follow(site, tom, jane)
    await bookmark(site, tom, hidden.id)
    assert await kept(site, tom) == [hidden.id]
    async with site.db.writing() as tx:
        await tx.run("delete from follows where follower_id = :id", id=tom.id)
    assert await kept(site, tom) == []
    await unbookmark(site, tom, hidden.id)


@pytest.mark.one_engine
async def test_a_deleted_work_is_kept_by_nobody(site: Site, tom: Actor, jane: Actor) -> None:
    work = await seeds.hang(site, jane, "Short")
    await bookmark(site, tom, work.id)
    await delete(site, jane, work.id)
    async with site.db.reading() as tx:
        assert await tx.value("select count(*) from bookmarks") == 0


@pytest.mark.one_engine
async def test_the_page_is_read_with_forms_alone(
    site: Site, tom: Actor, jane: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fediart.web.bookmarks.ON_A_PAGE", 2)
    works = [await seeds.hang(site, jane, title) for title in ("One", "Two", "Three")]
    async with served(site) as client:
        assert (await client.get("/bookmarks")).location.startswith("/log-in")
        await log_in(client, "tom")
        assert "Nothing kept yet" in (await client.get("/bookmarks")).text
        for work in works:
            page = f"/@jane/{work.id}"
            answer = await client.post_form(f"/posts/{work.id}/bookmark", {"back": page}, page=page)
            assert (answer.status, answer.location) == (303, page)
        first = await client.get("/bookmarks")
        assert "Three" in first.text and "Two" in first.text and ">One<" not in first.text
        assert first.headers["Cache-Control"] == "no-store"
        older = f"/bookmarks?before={(await _cursors(site, tom))[1]}"
        assert f'href="{older}"' in first.text
        assert ">One<" in (await client.get(older)).text
        assert (await client.get("/bookmarks?before=²")).status == 200
        assert (await client.post(f"/posts/{works[0].id}/bookmark")).status == 403, "a form of ours must have sent it"


async def _cursors(site: Site, who: Actor) -> list[int]:
    async with site.db.reading() as tx:
        return [number for number, _ in await bookmarks.newest(tx, who.id)]
