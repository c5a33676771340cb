"""Works of an import: sent in like any upload, so that the same filter looks at them, with the date they had elsewhere.

The id of the item is the id of its artwork: whether it was sent in already is seen by asking for it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from federation.fetch import FetchError
from fediart.actions import marks
from fediart.actions.account_settings import typed
from fediart.actions.attach import LONGEST_NOTE
from fediart.actions.delete import deleted
from fediart.actions.import_asking import count
from fediart.actions.import_choices import alts_of, details_of
from fediart.actions.import_files import files_of
from fediart.actions.publish import submit
from fediart.actions.sizes import SIDES
from fediart.actions.submission import Submission, Upload, limits_of
from fediart.clock import DAY, SECOND
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.media.errors import WorkFailed
from fediart.media.facts import MEDIA_TYPES
from fediart.site import Site
from fediart.store import artworks, import_items
from fediart.store.actors import Actor
from fediart.store.artworks import UNDER_WAY
from fediart.store.import_items import DONE, SENT, UNDONE, Item
from fediart.store.imports import Import
from fediart.store.marks import Wish
from fediart.store.settings import read_settings
from fediart.store.visitor_sizes import Bound
from fediart.translate.imports.found import UNDATED, ArchiveError

TAKE: Final = "fediart.translate.imports.reading:take"
AT_ONCE: Final = 8
"""Works of one import that may be under way together: others' uploads go in between."""


async def bring(site: Site, artist: Actor, made: Import, item: Item) -> None:
    """Raises Problem where it cannot come."""
    async with site.db.reading() as tx:
        there = await artworks.by_id(tx, item.id)
    if there is None:
        folder = site.storage.incoming()
        try:
            await submit(site, artist, await _submission(site, artist, made, item, folder), item.id)
        except (ArchiveError, FileNotFoundError) as error:
            raise Problem(str(error)) from None
        except WorkFailed as error:
            raise Problem(_("Its pictures could not be unpacked: %(reason)s.", reason=error.reason)) from None
        finally:
            site.storage.discard(folder)
    async with site.db.writing() as tx:
        await import_items.settle(tx, item, to=SENT)


async def _submission(site: Site, artist: Actor, made: Import, item: Item, folder: Path) -> Submission:
    async with site.db.reading() as tx:
        settings = await read_settings(tx)
    most = site.config.media.max_pictures
    pictures = list(item.body.get("pictures", ()))[:most]
    taken = await _taken(site, made, pictures, folder)
    details = details_of(item.body, made.options, settings, item.happened)
    alts = alts_of(item.body, made.options, details)
    uploads = tuple(
        _upload(path, one, alts[number]) for number, (path, one) in enumerate(zip(taken, pictures, strict=True))
    )
    shown = list(item.body.get("evidence", ()))[: site.config.attachments.max_files]
    kept = await _taken(site, made, shown, folder / "evidence") if shown else []
    return Submission(
        details, uploads,
        evidence=tuple(Upload(path, str(one.get("name", ""))) for path, one in zip(kept, shown, strict=True)),
        evidence_note=next((str(one["note"])[:LONGEST_NOTE] for one in shown if one.get("note")), ""),
        brought_by=made.id, happened=moment_of(item, made), **await _own_choices(site, artist, item.body),
    )  # fmt: skip


def _upload(path: Path, one: Mapping[str, Any], alt: str) -> Upload:
    across, up = one.get("focal") or (0.0, 0.0)
    role, name = str(one.get("role", "")), str(one.get("name") or _name_of(one))
    return Upload(path, name, alt, (float(across), float(up)), caption=str(one.get("caption", "")), role=role)


async def _own_choices(site: Site, artist: Actor, body: Mapping[str, Any]) -> dict[str, Any]:
    """What was chosen for this work alone, where that can be here."""
    found: dict[str, Any] = {}
    if "sizes" in body and (bound := typed(Bound, body["sizes"])).side in SIDES:
        found["bound"] = bound
    if isinstance(body.get("detail"), bool):
        found["full_detail"] = body["detail"]
    if "marks" in body:
        with contextlib.suppress(Problem):
            found["wish"] = await marks.checked(site, artist, typed(Wish, body["marks"]))
    return found


async def _taken(site: Site, made: Import, pictures: Sequence[Mapping[str, Any]], folder: Path) -> list[Path]:
    """The files of a work: out of the archive, or from where they are."""
    most = limits_of(site.config).file_bytes
    if any("url" in one for one in pictures):
        return [await _fetched(site, made, str(one.get("url", "")), folder / f"taken-{number}", most)
                for number, one in enumerate(pictures)]  # fmt: skip
    wanted = [(int(one["file"]), str(one["member"])) for one in pictures]
    folder.mkdir(exist_ok=True)
    found: list[Path] = await site.pool.call(TAKE, await files_of(site, made.id), wanted, folder, most)
    return found


async def _fetched(site: Site, made: Import, url: str, target: Path, most: int) -> Path:
    """By the one connector, within what one member may have us ask for. Raises TooOften, Problem."""
    await count(site, made.actor_id)
    try:
        with target.open("wb") as file:
            await site.http.get_bytes(url, most, tuple(MEDIA_TYPES.values()), file)
    except FetchError as error:
        raise Problem(_("A picture could not be fetched from there: %(reason)s.", reason=error.reason)) from None
    return target


def _name_of(picture: Mapping[str, Any]) -> str:
    return str(picture.get("member") or picture.get("url", "").rpartition("/")[2])


def moment_of(item: Item, made: Import) -> int:
    """When the work was published elsewhere. One without a date counts as of two days before the import, in its order,
    and so does one whose file was only just made: nothing undated comes up in everybody's timelines."""
    youngest = made.created - (2 * DAY if UNDATED in item.words else 0)
    if 0 < item.happened < youngest:
        return item.happened
    return made.created - 2 * DAY + min(item.position, 80_000) * SECOND


async def settle_sent(site: Site, import_id: int) -> int:
    """Works that are not under way any more are done; how many still are."""
    async with site.db.reading() as tx:
        sent = await import_items.in_state(tx, import_id, SENT, limit=AT_ONCE * 2)
        works = await artworks.by_ids(tx, [one.id for one in sent])
    ended = [one for one in sent if one.id not in works or works[one.id].state not in UNDER_WAY]
    if ended:
        async with site.db.writing() as tx:
            for one in ended:
                await import_items.settle(tx, one, to=DONE)
    return len(sent) - len(ended)


async def take_back(site: Site, artist: Actor, made: Import, item: Item) -> None:
    """The work is deleted, whatever became of it meanwhile."""
    async with site.db.writing() as tx:
        with contextlib.suppress(NotFound):  # it was deleted by hand, or never came to be
            await deleted(tx, site, artist, item.id)
        await import_items.settle(tx, item, to=UNDONE)
