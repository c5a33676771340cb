"""What goes with a work and with an account: rows of every table there is, and files that no row names any more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions import audits as acts
from fediart.actions import staff
from fediart.actions.delete import delete
from fediart.actions.full_detail import choose_for_all
from fediart.actions.new_pictures import revise
from fediart.actions.protection import visiting
from fediart.actions.submission import Upload
from fediart.clock import DAY, HandClock
from fediart.jobs.tidy import sweep
from fediart.media.storage import Area
from fediart.rights.report import from_json
from fediart.site import Site
from fediart.store import departed, sessions, tile_sets
from fediart.store.database import Database
from tests import seeds
from tests.artwork.test_tiles import WIDE, tiles_of
from tests.joints.rows import fill, left, new_tables
from tests.media.conftest import encoded, photo
from tests.publish.works import pictures_of, publish_one
from tests.site import drain, make_artist, running_site, served

# A conversation keeps its place for those who are in it; a number stays that verdicts name.
OF_MESSAGES, NUMBERS = {"talk_posts"}, {"revisions"}


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as made:
        yield made


@pytest.mark.one_engine
async def test_a_deleted_work_is_nowhere_any_more(site: Site, clock: HandClock) -> None:
    _, jane = await make_artist(site, "jane")
    work = await seeds.hang(site, jane, "Gone soon", medium="ink")
    (picture,) = await pictures_of(site, work.id)
    of_work = {"artworks": work.id, "posts": work.id, "pictures": picture.id, "owner": work.id}
    async with site.db.writing() as tx:
        filled = set(await fill(tx, {"actors": jane.id, **of_work}))
        before = await left(tx, of_work)
    assert before == {
        "portfolio_places", "commission_examples", "schedules", "revisions", "work_edits", "batch_works", "critiques",
        "critique_replies", "search_posts", "facets", "impressions", "impression_bands", "alike", "talk_posts",
        "bookmarks", "work_facts", "picture_words", "full_detail", "tile_sets", "own_polls", "filter_posts",
        "post_versions", "imported_works", "chosen_works", "marked_posts",
    }  # fmt: skip
    assert before <= filled
    await delete(site, jane, work.id)
    clock.move(DAY)
    await drain(site)
    async with site.db.reading() as tx:
        assert await left(tx, of_work) == OF_MESSAGES | NUMBERS


async def _fill(site: Site, actor_id: int, account_id: int, work_id: int) -> set[str]:
    async with site.db.writing() as tx:
        await sessions.insert(tx, "token", account_id, agent="", now=site.clock.now())
        session = await tx.value("select token_hash from sessions where account_id = :id", id=account_id)
        picture = await tx.value("select id from pictures where artwork_id = :id", id=work_id)
        known = {
            "artworks": work_id,
            "posts": work_id,
            "pictures": picture,
            "sessions": session,
            "accounts": account_id,
        } | {"access_tokens": "{}"}
        return set(await fill(tx, known | {"actors": actor_id, "owner": actor_id}))


@pytest.mark.one_engine
async def test_of_an_account_that_goes_nothing_is_left(site: Site) -> None:
    owner, other = await make_artist(site, "olga", role="owner")
    work = await seeds.hang(site, other, "A work of somebody else")
    account, eve = await make_artist(site, "eve", approved=0)
    filled = await _fill(site, eve.id, account.id, work.id)
    # One goes with the notification it belongs to, the other with a post from elsewhere.
    assert filled == set(new_tables()) - {"report_news", "remote_copies"}
    async with site.db.writing() as tx:
        assert len(await left(tx, {"actors": eve.id})) >= 25
        await tx.run("update lists set actor_id = :other", other=other.id)  # in which eve stands
    await staff.reject(site, owner, "eve")
    async with site.db.reading() as tx:
        assert await left(tx, {"actors": eve.id, "owner": eve.id}) == set()
        assert await tx.value("select count(*) from lists") == 1
        assert await tx.value("select count(*) from commission_files") == 0
        assert await tx.value("select count(*) from talks") == 0


@pytest.mark.one_engine
async def test_somebody_elsewhere_who_is_gone_is_on_no_list(site: Site) -> None:
    _, jane = await make_artist(site, "jane")
    bob = await seeds.stranger(site, "bob")
    said = await seeds.say(site, bob, "<p>A picture</p>")
    async with site.db.writing() as tx:
        await tx.run(
            "insert into bookmarks (id, actor_id, post_id, created) values (1, :me, :post, 1)", me=jane.id, post=said.id
        )
        await tx.run("insert into critique_replies (post_id) values (:post)", post=said.id)
        await tx.run("insert into mutes (actor_id, target_id, created) values (:me, :bob, 1)", me=jane.id, bob=bob.id)
        await tx.run("insert into lists (id, actor_id, name, created) values (1, :me, 'Far', 1)", me=jane.id)
        await tx.run(
            "insert into list_people (list_id, person_id, owner_id, created) values (1, :bob, :me, 1)",
            me=jane.id,
            bob=bob.id,
        )
        await departed.forget_actor(tx, bob.id, now=1)
        assert await left(tx, {"actors": bob.id, "posts": said.id}) == set()


@pytest.mark.one_engine
async def test_new_pictures_get_tiles_that_go_with_them(site: Site, tmp_path: Path, clock: HandClock) -> None:
    _, jane = await make_artist(site, "jane")
    await choose_for_all(site, jane, True)
    work_id = await publish_one(site, tmp_path, jane)
    (small,) = await pictures_of(site, work_id)
    assert await tiles_of(site, work_id) == []
    (tmp_path / "wide.jpg").write_bytes(encoded(photo(*WIDE), "JPEG", quality=80))
    await revise(site, jane, work_id, [small.id, Upload(tmp_path / "wide.jpg", "wide.jpg", "Wide")])
    await drain(site)
    (_, wide), [tiled] = await pictures_of(site, work_id), await tiles_of(site, work_id)
    assert tiled.picture_id == wide.id
    async with served(site), visiting(site) as visit:
        found = await acts.look_at(site, visit, work_id)
    assert found is not None
    report = from_json(found.report)
    (looked,) = [one for one in report.places if "in full detail" in one.name]
    assert report.troubled == () and {one.surface for one in looked.signals} == {"http", "image"}
    await revise(site, jane, work_id, [small.id])
    async with site.db.reading() as tx:
        assert await tile_sets.by_name(tx, tiled.name) is None
    await delete(site, jane, work_id)
    await drain(site)
    clock.move(10**12)
    areas: tuple[Area, ...] = ("public", "originals")
    for area in areas:
        await sweep(site, area)
        assert [key async for key in site.storage.keys(area)] == []
