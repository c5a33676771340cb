"""Published works with real files, made in no time: tiny pictures, each under a name of its own."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from typing import Any

from PIL import Image

from fediart.actions.rights import digest, packet_of
from fediart.clock import HandClock
from fediart.media.facts import Format
from fediart.media.segments import rewrite
from fediart.rights.read_image import read_image
from fediart.site import Site
from fediart.store import policy_changes, renditions
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Database
from fediart.store.policy_changes import PolicyChange
from fediart.store.renditions import EXTENSIONS
from tests.seeds import hang
from tests.site import drain

SIZE = (40, 30)
_KINDS: Mapping[str, Format] = {"image/webp": "WEBP", "image/jpeg": "JPEG", "image/png": "PNG"}


async def hung(site: Site, artist: Actor, title: str, **changes: Any) -> Artwork:
    """A published work of five files, all of which say what holds, as others have been told."""
    work = await hang(site, artist, title, sizes=(SIZE,), **changes)
    folder = site.storage.incoming()
    async with site.db.reading() as tx:
        files = await renditions.of_artwork(tx, work.id)
        packet, holds = await packet_of(tx, site, work.id)
    kept = []
    for number, one in enumerate(files):
        path = folder / f"{number}.{EXTENSIONS[one.media_type]}"
        kind = _KINDS[one.media_type]
        await asyncio.to_thread(path.write_bytes, rewrite(tiny(kind, number), kind, packet))
        kept.append((one, await site.storage.keep(path, "public", EXTENSIONS[one.media_type])))
    await asyncio.to_thread((folder / "original").write_bytes, tiny("PNG", 0))
    original = await site.storage.keep(folder / "original", "originals", "png")
    site.storage.discard(folder)
    async with site.db.writing() as tx:
        await tx.run("update pictures set original = :key where artwork_id = :id", key=original.key, id=work.id)
        for one, file in kept:
            await renditions.rewrite(tx, one, key=file.key, bytes_=file.bytes, policy=holds, said=digest(packet))
        await policy_changes.work_told(tx, work.id, holds)
    return work


def tiny(kind: Format, colour: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", SIZE, (40 * colour, 90, 120)).save(out, kind)
    return out.getvalue()


async def done(site: Site, clock: HandClock) -> None:
    """All that is queued, however far apart."""
    for _ in range(10):
        await drain(site)
        clock.move(5000)


async def said_in_files(site: Site, work: Artwork) -> set[str]:
    """The PLUS codes in the bytes of a work's files."""
    async with site.db.reading() as tx:
        files = await renditions.of_artwork(tx, work.id)
    found = set()
    for one in files:
        data = await asyncio.to_thread((await site.storage.local(one.key)).read_bytes)
        codes = [signal.value for signal in read_image(data) if signal.signal == "plus:DataMining"]
        found.add(codes[0].rsplit("/", 1)[-1] if codes else "nothing")
    return found


async def pixels_of(site: Site, work: Artwork) -> list[bytes]:
    async with site.db.reading() as tx:
        files = await renditions.of_artwork(tx, work.id)
    found = []
    for one in files:
        data = await asyncio.to_thread((await site.storage.local(one.key)).read_bytes)
        found.append(Image.open(io.BytesIO(data)).convert("RGB").tobytes())
    return found


async def changes(db: Database) -> list[PolicyChange]:
    """The oldest first."""
    async with db.reading() as tx:
        return [one.change for one in reversed(await policy_changes.newest(tx))]
