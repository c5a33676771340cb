"""Messages and files between an artist and who asked for a commission: kept in private, as they came.

Files go where attachments are (fediart/actions/attach.py): named by the hash of their content, read in a worker before
they are taken, given out as downloads to the two sides alone, and swept when no row names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from fediart.actions import brakes
from fediart.actions.brakes import Brake
from fediart.actions.commission_telling import SAID, tell_other
from fediart.actions.forbidden_files import demand_keepable
from fediart.actions.submission import Upload, file_name, limits_of, paragraphs
from fediart.admission.attached import asking
from fediart.admission.attached.facts import Attached
from fediart.clock import HOUR, MINUTE
from fediart.config import Config
from fediart.errors import NotFound, Problem, Problems
from fediart.language import _
from fediart.media.errors import BadImage, WorkFailed
from fediart.media.storage import StoredFile
from fediart.site import Site
from fediart.store import blocks, commission_talk, commissions
from fediart.store.commission_talk import MESSAGE, Event, File
from fediart.store.commissions import ARTIST, UNCONFIRMED, Commission
from fediart.store.database import Reading, Writing

FIELD: Final = "files"
LONGEST: Final = 5_000
MOST_EVENTS: Final = 900  # a commission that has more to say goes on elsewhere
SAYING: Final = Brake("commission messages", free=60, first=MINUTE, longest=HOUR)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may be sent: with one message, in one file, and with one commission in all. Bytes."""

    files: int
    file_bytes: int
    quota: int


@dataclass(frozen=True, slots=True)
class _Taken:
    """A file that is in its place; no row names it yet."""

    upload: Upload
    facts: Attached
    file: StoredFile
    preview: StoredFile | None


def bounds_of(config: Config) -> Bounds:
    """What this instance takes."""
    own = config.commissions
    return Bounds(own.max_files, own.max_file_mb * 1_000_000, own.quota_mb * 1_000_000)


async def say(site: Site, one: Commission, side: str, words: str, uploads: Sequence[Upload]) -> None:
    """One message, with files or without. Raises Problems by field, TooOften."""
    words = paragraphs(words)
    if not words and not uploads:
        raise Problem(_("Write something, or choose a file."), field="words")
    if len(words) > LONGEST:
        raise Problem(_("Shorten this to %(most)s characters.", most=LONGEST), field="words")
    async with site.db.reading() as tx:
        await demand_open(tx, one)
        before = (await commission_talk.held(tx, one.id)).bytes
    taken = await _take_over(site, uploads, before)
    async with site.db.writing() as tx:
        now = site.clock.now()
        await brakes.count_try(tx, SAYING, f"{one.id}:{side}", now=now)
        found = await commissions.lock(tx, one.id)
        if found is None:
            raise NotFound(_("There is no such commission here."))
        await demand_open(tx, found)
        event = Event(site.ids.new(), one.id, side, MESSAGE, words, now)
        await commission_talk.add(tx, event)
        await _write(tx, site, event, taken)
        await commissions.touch(tx, one.id, now=now)
        await commissions.saw(tx, one.id, side, now=now)
        await tell_other(tx, site, found, side, SAID)
    site.bell.ring()


async def demand_open(tx: Reading, one: Commission) -> None:
    """Raises Problem where nothing more can be said: not confirmed yet, one has blocked the other, or too much."""
    if one.state == UNCONFIRMED:
        raise Problem(_("First send your request with the button above."))
    if one.client_id is not None and await blocks.between(tx, one.artist_id, one.client_id):
        raise Problem(_("You cannot write to each other any more."))
    if one.client_id is None and not one.client_email:
        raise Problem(_("Who asked has left: nobody would read it."))
    if await commission_talk.count_events(tx, one.id) >= MOST_EVENTS:
        raise Problem(_("This conversation is full. Ask for a new commission to go on."))


async def _take_over(site: Site, uploads: Sequence[Upload], before: int) -> list[_Taken]:
    if not uploads:
        return []
    bounds = bounds_of(site.config)
    found = _too_much(bounds, len(uploads), before + sum(one.path.stat().st_size for one in uploads))
    if found:
        raise Problems(found)
    folder = site.storage.incoming()
    try:
        read = [await _read(site, one, folder / str(place), found) for place, one in enumerate(uploads)]
        if found:
            raise Problems(found)
        return [await _keep(site, one, facts) for one, facts in zip(uploads, read, strict=True) if facts]
    finally:
        site.storage.discard(folder)


def _too_much(bounds: Bounds, files: int, sizes: int) -> list[Problem]:
    if files > bounds.files:
        return [Problem(_("Send at most %(most)s files at once.", most=bounds.files), field=FIELD)]
    if sizes > bounds.quota:
        most = bounds.quota // 1_000_000
        return [Problem(_("All files of a commission together may have %(most)s MB.", most=most), field=FIELD)]
    return []


async def _read(site: Site, upload: Upload, folder: Path, found: list[Problem]) -> Attached | None:
    name, bounds = file_name(upload.name), bounds_of(site.config)
    if upload.path.stat().st_size > bounds.file_bytes:
        most = bounds.file_bytes // 1_000_000
        found.append(Problem(_("%(name)s: send a file of at most %(most)s MB.", name=name, most=most), field=FIELD))
        return None
    folder.mkdir()
    try:
        await demand_keepable(site, upload.path, FIELD)
        limits = replace(limits_of(site.config), file_bytes=bounds.file_bytes)
        return await asking.read(site.pool, upload.path, folder, limits)
    except Problem as problem:
        found.append(problem)
    except BadImage as error:
        found.append(Problem(_("%(name)s: %(why)s", name=name, why=error.reason), field=FIELD))
    except WorkFailed as error:
        found.append(Problem(_("%(name)s could not be read: %(why)s.", name=name, why=error.reason), field=FIELD))
    return None


async def _keep(site: Site, upload: Upload, facts: Attached) -> _Taken:
    preview = await site.storage.keep(facts.preview, "attachments", "webp") if facts.preview else None
    return _Taken(upload, facts, await site.storage.keep(upload.path, "attachments", "bin"), preview)


async def _write(tx: Writing, site: Site, event: Event, taken: Sequence[_Taken]) -> None:
    """The rows, in the transaction of the message. Raises Problems where uploads side by side are too much together."""
    if not taken:
        return
    sizes = (await commission_talk.held(tx, event.commission_id)).bytes + sum(one.file.bytes for one in taken)
    if found := _too_much(bounds_of(site.config), len(taken), sizes):
        raise Problems(found)
    rows = [
        File(
            id=site.ids.new(),
            commission_id=event.commission_id,
            event_id=event.id,
            side=event.side,
            name=file_name(one.upload.name),
            media_type=one.facts.media_type,
            bytes=one.file.bytes,
            sha256=one.file.sha256,
            stored=one.file.key,
            preview=one.preview.key if one.preview else "",
            created=event.created,
        )
        for one in taken
    ]
    await commission_talk.add_files(tx, rows)


async def look(site: Site, one: Commission, side: str) -> None:
    """This side has seen everything so far. A row is written only where there was something new."""
    seen = one.artist_seen if side == ARTIST else one.client_seen
    if seen >= one.changed:
        return
    async with site.db.writing() as tx:
        await commissions.saw(tx, one.id, side, now=site.clock.now())
