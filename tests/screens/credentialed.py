"""Content Credentials for the photographs: a work of jane's whose file was signed by a program, indiscreetly."""

from __future__ import annotations

import asyncio
import io
import tempfile
from pathlib import Path

from fediart.actions import certificates
from fediart.actions.publish import submit
from fediart.actions.submission import Details, Submission, Upload
from fediart.clock import SystemClock
from fediart.jobs.publishing import publish_now
from fediart.site import Site
from fediart.store import actors, artworks
from tests.copies.art import drawn
from tests.credentials import made

TITLE = "Signed evening"


async def ensure(site: Site) -> dict[str, tuple[str, str]]:
    """Paths and viewers by name; what is there already is not made again."""
    await asyncio.to_thread(certificates.ensure, site.config, now=SystemClock().now())
    async with site.db.reading() as tx:
        jane = await actors.by_handle(tx, "jane")
        assert jane is not None
        own = await artworks.of_artist(tx, jane.id)
    work_id = next((one.id for one in own if one.title == TITLE), 0) or await _hang(site, jane.id)
    plain = next(one.id for one in own if one.state == "published" and one.title != TITLE)
    return {
        "credentials": (f"/works/{work_id}/credentials", "jane"),
        "credentials-none": (f"/works/{plain}/credentials", "jane"),
        "credentials-shown": (f"/@jane/{work_id}", ""),
        "credentials-work": (f"/works/{work_id}", "jane"),
        "admin-credentials": ("/admin/credentials", "jane"),
    }


async def _hang(site: Site, actor_id: int) -> int:
    out = io.BytesIO()
    drawn(23).convert("RGB").save(out, "JPEG", quality=92)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "evening.jpg"
        path.write_bytes(made.signed(out.getvalue()))
        async with site.db.reading() as tx:
            artist = await actors.by_id(tx, actor_id)
            assert artist is not None
        given = Submission(Details(title=TITLE, process="by-hand"), (Upload(path, "evening.jpg", "Shapes at dusk"),))
        work_id = await submit(site, artist, given)
        await publish_now(site, work_id)
    return work_id
