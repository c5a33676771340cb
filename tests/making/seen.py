"""What tests of making look at: what was sent, and how a work's pictures stand."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from fediart.actions.submission import Upload
from fediart.site import Site
from fediart.store import history
from tests.publish.works import artwork_of, files_of, pictures_of


def upload(tmp_path: Path, data: bytes, alt: str = "A new one") -> Upload:
    path = tmp_path / f"new-{hashlib.sha256(data).hexdigest()[:8]}"
    path.write_bytes(data)
    return Upload(path, "new.png", alt)


async def sent(site: Site, kind: str) -> list[dict[str, Any]]:
    """The activities of this type, the oldest first."""
    async with site.db.reading() as tx:
        rows = await tx.all("select body from outgoing order by id")
    return [body for row in rows if (body := json.loads(row["body"]))["type"] == kind]


async def alts_of(site: Site, work_id: int) -> list[str]:
    return [one.alt for one in await pictures_of(site, work_id)]


async def state_of(site: Site, work_id: int) -> str:
    return (await artwork_of(site, work_id)).state


async def names_of(site: Site, work_id: int) -> dict[int, set[str]]:
    """The names of the public files of each picture."""
    found: dict[int, set[str]] = {}
    for one in await files_of(site, work_id):
        found.setdefault(one.picture_id, set()).add(one.name)
    return found


async def edits_of(site: Site, work_id: int) -> list[list[tuple[str, str, str]]]:
    async with site.db.reading() as tx:
        found = await history.of_artwork(tx, work_id, limit=50)
    return [[(one.what, one.before, one.after) for one in edit.changes] for edit in found]
