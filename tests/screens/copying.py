"""Copies for the photographs: a work of jane's, cropped and framed by somebody else."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image

from fediart.actions.publish import submit
from fediart.actions.submission import Details, Submission, Upload
from fediart.jobs.publishing import publish_now
from fediart.site import Site
from fediart.store import accounts, actors, copies
from tests.copies.art import cropped, drawn, framed


async def ensure(site: Site) -> dict[str, str]:
    """Paths by name; what is there already is not made again."""
    async with site.db.reading() as tx:
        jane, tomasz = await actors.by_handle(tx, "jane"), await actors.by_handle(tx, "tomasz")
        assert jane is not None and tomasz is not None
        found = await copies.of_artist(tx, jane.id)
    if not found:
        scene = drawn(11)
        await _hang(site, jane.id, scene, "Low water")
        await _hang(site, tomasz.id, framed(cropped(scene, 0.75, 0.9, 0.1), 0.08, (20, 20, 24)), "Found by the sea")
        async with site.db.reading() as tx:
            found = await copies.of_artist(tx, jane.id)
    pair = f"/review/{found[0].artwork_id}/copies/{found[0].id}"
    return {
        "copy": f"/copies/{found[0].id}", "copies": "/copies", "case-pair": pair,
        "case-pair-full": f"{pair}?size=full",
    }  # fmt: skip


async def _hang(site: Site, actor_id: int, image: Image.Image, title: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "picture.png", io.BytesIO()
        image.save(out, "PNG")
        path.write_bytes(out.getvalue())
        async with site.db.reading() as tx:
            artist = await actors.by_id(tx, actor_id)
            assert artist is not None and await accounts.by_actor(tx, actor_id)
        given = Submission(Details(title=title), (Upload(path, "picture.png", "Shapes upon a soft ground"),))
        await publish_now(site, await submit(site, artist, given))
