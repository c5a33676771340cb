"""What browsers are offered: AVIF first, one preload of what the page is about, and nothing newer to anybody else."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import pytest
from PIL import Image

from fediart.actions.embedding import embed_work
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.renditions import Rendition
from tests.pictures.conftest import saved, texture
from tests.publish.works import artwork_of, files_of, publish_one
from tests.site import Answer, Client, change_settings, served

pytestmark = pytest.mark.one_engine
NEWER = ("image/avif", "image/webp")


async def hung(site: Site, folder: Path, artist: Actor, **details: object) -> int:
    work = await publish_one(site, folder, artist, saved(texture(), "PNG"), title="Field", **details)
    assert (await artwork_of(site, work)).state == "published"
    return work


def preloads(answer: Answer) -> list[str]:
    """Other `Link` headers speak of rights."""
    return [one for one in answer.headers.getall("Link", []) if "rel=preload" in one]


def offered(answer: Answer) -> list[tuple[str, str, str]]:
    """Type, files and sizes of every `<source>`."""
    found = re.findall(r'<source type="([^"]+)" srcset="([^"]+)" sizes="([^"]*)"', answer.text)
    return [(kind, html.unescape(files), html.unescape(sizes)) for kind, files, sizes in found]


async def test_pages_offer_avif_first_and_preload_the_very_same(site: Site, artist: Actor, tmp_path: Path) -> None:
    work = await hung(site, tmp_path, artist)
    async with served(site) as client:
        for path in (f"/@jane/{work}", "/"):
            page = await client.get(path)
            (kind, files, sizes), (other, webps, same) = offered(page)[:2]
            assert (kind, other, same) == ("image/avif", "image/webp", sizes)
            # Where there is no AVIF, below 440 pixels, the list goes on with the WebP.
            assert [one.split()[1] for one in files.split(", ")] == ["320w", "480w", "700w"]
            assert files.split(", ")[0] == webps.split(", ")[0] and ".avif 700w" in files
            [link] = preloads(page)
            assert f'imagesrcset="{files}"; imagesizes="{sizes}"; fetchpriority=high' in link
            assert "rel=preload; as=image" in link and 'type="image/avif"' in link
            address = link[1 : link.index(">")]
            assert f"{address} " in files and 'fetchpriority="high"' in page.text
            picture = await client.get(address)
            assert picture.status == 200 and picture.headers["Content-Type"] == "image/avif"
            assert "noai" in picture.headers["X-Robots-Tag"] and b"train-ai=n" in picture.body
        await _servers_and_feeds_get_neither(client, work)
        await _a_covered_one_is_not_fetched_beforehand(site, client, work)
    await _a_new_policy_is_written_into_them_and_no_pixel_changes(site, work)


async def test_the_setting_turns_it_off(site: Site, artist: Actor, tmp_path: Path) -> None:
    await change_settings(site, avif=False)
    work = await hung(site, tmp_path, artist)
    assert "image/avif" not in {one.media_type for one in await files_of(site, work)}
    async with served(site) as client:
        page = await client.get(f"/@jane/{work}")
        assert [kind for kind, _, _ in offered(page)] == ["image/webp"]
        assert 'type="image/webp"' in preloads(page)[0]


async def _servers_and_feeds_get_neither(client: Client, work: int) -> None:
    told = (await client.get(f"/users/jane/posts/{work}", headers={"Accept": "application/activity+json"})).text
    assert "image/png" in told and not [one for one in NEWER if one in told]
    for ending in ("feed.atom", "feed.json", "feed.rss"):
        text = (await client.get(f"/@jane/{ending}", follow=True)).text
        assert "/media/" in text and ".avif" not in text and ".webp" not in text
    page = await client.get(f"/@jane/{work}")
    assert ".avif" not in re.sub(r"<source[^>]*>", "", page.text)


async def _a_covered_one_is_not_fetched_beforehand(site: Site, client: Client, work: int) -> None:
    async with site.db.writing() as tx:
        await tx.run("update artworks set mature = 1, warning = 'Blood' where id = :id", id=work)
        await tx.run("update posts set sensitive = 1, warning = 'Blood' where id = :id", id=work)
    site.pages.changed()
    for path in (f"/@jane/{work}", "/"):
        page = await client.get(path)
        assert "Blood" in page.text and not preloads(page)


async def _a_new_policy_is_written_into_them_and_no_pixel_changes(site: Site, work: int) -> None:
    before = await avif_of(site, work)
    async with site.db.writing() as tx:
        await tx.run("update artworks set ai_policy = 'open' where id = :id", id=work)
    assert await embed_work(site, work) == len(await files_of(site, work))
    after = await avif_of(site, work)
    assert after[0].name == before[0].name and after[0].key != before[0].key
    assert b"DMI-ALLOWED" in after[1] and b"DMI-ALLOWED" not in before[1]
    with Image.open(io.BytesIO(before[1])) as one, Image.open(io.BytesIO(after[1])) as other:
        assert one.tobytes() == other.tobytes()


async def avif_of(site: Site, work: int) -> tuple[Rendition, bytes]:
    found = [one for one in await files_of(site, work) if one.media_type == "image/avif"]
    row = max(found, key=lambda one: one.width)
    return row, (await site.storage.local(row.key)).read_bytes()
