"""Full detail: tiles of pictures that are larger than their largest file, for those who may come near, with the policy
in each of them; gone with the choice and with the work, and written anew with the policy."""

from __future__ import annotations

import io
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from fediart.actions.delete import delete
from fediart.actions.full_detail import choose_for_all, choose_for_work
from fediart.actions.profile import choose_policy
from fediart.actions.sizes import choose_for_work as bound_work
from fediart.clock import DAY, HandClock
from fediart.jobs.tidy import sweep
from fediart.media import tile_pack, tiles
from fediart.media.facts import Limits
from fediart.media.marks import Marks, Visible
from fediart.media.tile_pack import Grid
from fediart.site import Site
from fediart.store import tile_sets
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.tile_sets import TileSet
from fediart.store.visitor_sizes import Bound
from tests.media.conftest import encoded, photo
from tests.publish.works import publish_one
from tests.seeds import change_actor
from tests.site import Client, drain, log_in, make_artist, running_site, served

WIDE = (6100, 40)  # its federated file is 5,000 pixels wide
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>'
SIGNED = Visible("Jane", None, "bottom-right", 70, 30, "auto")


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as made:
        yield made


@pytest.fixture
async def jane(site: Site) -> Actor:
    await make_artist(site, "tom")
    return (await make_artist(site, "jane"))[1]


async def publish(site: Site, tmp_path: Path, artist: Actor, **details: str) -> int:
    return await publish_one(site, tmp_path, artist, encoded(photo(*WIDE), "JPEG", quality=80), **details)


async def tiles_of(site: Site, work_id: int) -> list[TileSet]:
    async with site.db.reading() as tx:
        return list((await tile_sets.of_artwork(tx, work_id)).values())


def address(one: TileSet, tile: str = "0-0-0", policy: str = "") -> str:
    return f"/media/{policy or one.policy}/{one.artwork_id}/{one.name}/{tile}.jpg"


async def look(client: Client, one: TileSet, **changed: str) -> int:
    return (await client.get(address(one, **changed))).status


async def test_tiles_come_and_go_with_the_artists_choice(site: Site, jane: Actor, tmp_path: Path) -> None:
    work_id = await publish(site, tmp_path, jane)
    assert await tiles_of(site, work_id) == [], "nobody gives away every pixel without saying so"
    await choose_for_all(site, jane, True)
    await drain(site)
    [one] = await tiles_of(site, work_id)
    assert (one.width, one.height, one.steps) == (*WIDE, 1)
    async with served(site) as client:
        text = (await client.get(f"/@jane/{work_id}")).text
        assert f'data-tiles="{address(one).rpartition("/")[0]}"' in text
        assert re.search(r'data-full-width="6100" data-full-height="40"', text)
        answer = await client.get(address(one, "0-11-0"))
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Content-Usage"] == "train-ai=n, search=y"
        assert answer.headers["tdm-reservation"] == "1"
        assert b"DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING" in answer.body
        assert Image.open(io.BytesIO(answer.body)).size == (6100 - 11 * 512, 40)
        for wrong in ("0-12-0", "0-0-1", "1-0-0", "99-99999-99999"):
            assert await look(client, one, tile=wrong) == 404
        assert await look(client, one, policy="open") == 404
        await choose_for_work(site, jane, work_id, False)
        assert await look(client, one) == 404, "at once, before anything is swept"
        await drain(site)
        assert await tiles_of(site, work_id) == []
        assert "data-tiles" not in (await client.get(f"/@jane/{work_id}")).text


@pytest.mark.one_engine
async def test_another_policy_is_written_into_every_tile(site: Site, jane: Actor, tmp_path: Path) -> None:
    await choose_for_all(site, jane, True)
    work_id = await publish(site, tmp_path, jane)
    [before] = await tiles_of(site, work_id)
    await choose_policy(site, jane, "no-ai-no-search")
    async with served(site) as client:
        await drain(site)
        [after] = await tiles_of(site, work_id)
        assert (after.name, after.policy) == (before.name, "no-ai-no-search")
        assert await look(client, before) == 404, "the address names a policy that holds no more"
        answer = await client.get(address(after))
        assert answer.headers["Content-Usage"] == "train-ai=n, search=n"
        assert b"DMI-PROHIBITED-EXCEPT" not in answer.body
        assert b"DMI-PROHIBITED" in answer.body


@pytest.mark.one_engine
async def test_nothing_is_left_of_a_deleted_work(site: Site, jane: Actor, tmp_path: Path, clock: HandClock) -> None:
    await choose_for_all(site, jane, True)
    work_id = await publish(site, tmp_path, jane)
    [one] = await tiles_of(site, work_id)
    path = await site.storage.local(one.key)
    await drain(site)
    old = (clock.now() - 2 * DAY) / 1000
    os.utime(path, (old, old))
    await sweep(site, "public")
    assert path.exists(), "what a row names stays"
    await delete(site, jane, work_id)
    async with served(site) as client:
        assert await look(client, one) == 404
    await sweep(site, "public")
    assert not path.exists()


@pytest.mark.one_engine
async def test_who_gets_tiles_is_decided_as_for_every_file(site: Site, jane: Actor, tmp_path: Path) -> None:
    await choose_for_all(site, jane, True)
    [bounded] = await tiles_of(site, await publish(site, tmp_path, jane))
    await bound_work(site, jane, bounded.artwork_id, Bound(640))
    [private] = await tiles_of(site, await publish(site, tmp_path, jane, visibility="followers"))
    async with served(site) as client:
        tom, own = client.fresh(), client.fresh()
        await log_in(tom, "tom")
        await log_in(own, "jane")
        assert [await look(one, bounded) for one in (client, tom)] == [404, 200]
        assert "data-tiles" not in (await client.get(f"/@jane/{bounded.artwork_id}")).text
        answer = await tom.get(address(bounded))
        assert "public" not in answer.headers["Cache-Control"]
        assert [await look(one, private) for one in (client, tom, own)] == [404, 404, 200]
        await change_actor(site, jane, suspended=1)
        assert [await look(one, bounded) for one in (client, tom)] == [404, 404]


@pytest.mark.one_engine
async def test_the_choice_is_made_in_a_form(site: Site, jane: Actor, tmp_path: Path) -> None:
    work_id = await publish(site, tmp_path, jane)
    async with served(site) as client:
        await log_in(client, "jane")
        assert "Every pixel" in (await client.get("/settings/sizes")).text
        await client.post_form("/settings/detail", {"detail": "1"}, page="/settings/sizes")
        page = f"/works/{work_id}/size"
        assert "As your other works: every pixel" in (await client.get(page)).text
        await client.post_form(f"/works/{work_id}/detail", {"detail": "0"}, page=page)
        await drain(site)
        assert await tiles_of(site, work_id) == []
        await client.post_form(f"/works/{work_id}/detail", {"detail": ""}, page=page)
        await drain(site)
        assert len(await tiles_of(site, work_id)) == 1
        assert (await client.post_form("/settings/detail", {"detail": "x"}, page="/settings/sizes")).status == 422
        other = client.fresh()
        await log_in(other, "tom")
        assert (await other.post_form(f"/works/{work_id}/detail", {"detail": "1"}, page="/home")).status == 404


def test_tiles_of_every_step_are_the_picture(tmp_path: Path) -> None:
    """Each step is half as fine, each tile lies where its place says, and transparent pictures stay transparent."""
    picture = photo(700, 560)
    (tmp_path / "whole.png").write_bytes(encoded(picture, "PNG"))
    made = tiles.cut(tmp_path / "whole.png", tmp_path / "pack", XMP, Limits(), None, 200)
    assert made.grid == Grid(700, 560, 512, 2)
    assert (made.grid.count(0), made.grid.count(1), made.grid.tiles) == ((2, 2), (1, 1), 5)
    assert made.bytes == (tmp_path / "pack").stat().st_size
    place = made.grid.place(0, 1, 1)
    assert place is not None
    corner = Image.open(io.BytesIO(tile_pack.read(tmp_path / "pack", place)))
    assert corner.size == (700 - 512, 560 - 512)
    wanted = picture.crop((512, 512, 700, 560)).resize((8, 8))
    got = corner.convert("RGB").resize((8, 8))
    assert max(abs(one - other) for one, other in zip(wanted.tobytes(), got.tobytes(), strict=True)) < 12
    assert made.grid.place(2, 0, 0) is made.grid.place(0, 2, 0) is made.grid.place(0, -1, 0) is None


def test_marks_are_in_the_tiles_too(tmp_path: Path) -> None:
    """Who signs their pictures does not give away a clean one in pieces."""
    picture = photo(500, 400)
    (tmp_path / "whole.png").write_bytes(encoded(picture, "PNG"))
    made = []
    for name, marks in (("plain", None), ("marked", Marks(SIGNED, None, b""))):
        tiles.cut(tmp_path / "whole.png", tmp_path / name, XMP, Limits(), marks, 400)
        made.append(tile_pack.read(tmp_path / name, 0))
    assert made[0] != made[1]


def test_a_file_that_is_cut_short_is_told(tmp_path: Path) -> None:
    tile_pack.write(tmp_path / "pack", Grid(10, 10, 512, 1), [b"tile"])
    assert tile_pack.read(tmp_path / "pack", 0) == b"tile"
    data = (tmp_path / "pack").read_bytes()
    for broken in (b"", b"not ours at all", data[:10], data[:-1]):
        (tmp_path / "pack").write_bytes(broken)
        with pytest.raises(ValueError, match="pack"):
            tile_pack.read(tmp_path / "pack", 0)
