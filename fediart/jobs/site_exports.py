"""Packs a portfolio into a ZIP in the background."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from fediart.catalogues import named
from fediart.language import _, speaking
from fediart.outcomes import Done, Ignored, Outcome
from fediart.rights.crawlers import in_force
from fediart.site import Site
from fediart.store import accounts, actors, site_exports
from fediart.store.site_exports import FAILED, READY, WAITING, SiteExport
from fediart.web.own_site.export import export

_SINCE: Final = (1980, 1, 1, 0, 0, 0)  # the first date that the format knows: the same files give the same ZIP
_PICTURES: Final = {".jpg", ".png", ".webp", ".avif", ".woff2"}


async def pack(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `export-site` jobs. What an interruption left is swept, and the next run begins anew."""
    async with site.db.reading() as tx:
        asked = await site_exports.by_id(tx, int(payload["export"]))
        artist = await actors.by_id(tx, asked.actor_id) if asked else None
        account = await accounts.by_actor(tx, asked.actor_id) if asked else None
    if asked is None or artist is None or account is None or asked.state != WAITING:
        return Ignored("it is no longer waited for")
    if artist.suspended or artist.deleted:
        return Ignored("the artist is gone")
    folder = site.storage.incoming()

    async def tell(done: int, total: int) -> None:
        async with site.db.writing() as tx:
            await site_exports.tell(tx, asked.id, done, total)

    try:
        crawlers = await asyncio.to_thread(in_force, site.config.folder)
        with speaking(named(account.locale)):
            made = await export(site, artist, folder / "portfolio", crawlers, base=asked.base, tell=tell)
        path = folder / "portfolio.zip"
        await asyncio.to_thread(_zip, folder / "portfolio", path)
        await _keep(site, asked, path)
    except FileNotFoundError:
        words = _("the file of a picture is missing. Write to the people who run this server.")
        async with site.db.writing() as tx:
            await site_exports.settle(tx, asked.id, state=FAILED, words=words)
        raise
    finally:
        site.storage.discard(folder)
    return Done(f"{made.files} files")


async def _keep(site: Site, asked: SiteExport, path: Path) -> None:
    kept = await site.storage.keep(path, "attachments", "bin")
    async with site.db.writing() as tx:
        await site_exports.settle(tx, asked.id, state=READY, stored=kept.key, bytes_=kept.bytes)


def _zip(folder: Path, path: Path) -> None:
    """Pictures do not get smaller, and are stored as they are."""
    with zipfile.ZipFile(path, "w") as packed:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            about = zipfile.ZipInfo(f"portfolio/{file.relative_to(folder).as_posix()}", _SINCE)
            about.external_attr = 0o644 << 16
            about.compress_type = zipfile.ZIP_STORED if file.suffix in _PICTURES else zipfile.ZIP_DEFLATED
            packed.writestr(about, file.read_bytes())
