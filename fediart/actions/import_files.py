"""Where the archives of an import lie."""

from __future__ import annotations

from pathlib import Path

from fediart.site import Site
from fediart.store import imports


async def files_of(site: Site, import_id: int) -> list[tuple[Path, str]]:
    """Its archives on this machine, each with what it was called."""
    async with site.db.reading() as tx:
        files = await imports.files_of(tx, import_id)
    return [(await site.storage.local(one.stored), one.name) for one in files]
