"""Attaching files privately to a work, to show how it was made: for its artist and for those who review.

They are kept as they came, named by the hash of their content. They go with the work, or a while after its case is
closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fediart.actions.forbidden_files import demand_keepable
from fediart.actions.permissions import may
from fediart.actions.submission import Upload, file_name, limits_of, paragraphs
from fediart.admission.attached import asking
from fediart.admission.attached.facts import Attached
from fediart.clock import DAY
from fediart.config import Config
from fediart.errors import NotFound, Problem, Problems
from fediart.language import _
from fediart.media.errors import BadImage, WorkFailed
from fediart.media.facts import Limits
from fediart.media.storage import StoredFile
from fediart.site import Site
from fediart.store import artworks, attachments, reviews, verdicts
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.attachments import Attachment
from fediart.store.database import Reading, Writing

LONGEST_NOTE = 500
FIELD = "evidence"
"""The form field of attached files."""
_OPEN_STATES = (
    "submitted", "checking", "preparing", "previewed", "scheduled", "held", "refused", "failed", "withdrawn",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may be attached: to one work, in one file, and by one artist in all. Bytes; `days` after a case."""

    files: int
    file_bytes: int
    quota: int
    days: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is in its place, with what it says; no row names it yet."""

    upload: Upload
    facts: Attached
    file: StoredFile
    preview: StoredFile | None


def bounds_of(config: Config) -> Bounds:
    """What this instance takes."""
    own = config.attachments
    return Bounds(own.max_files, own.max_file_mb * 1_000_000, own.quota_mb * 1_000_000, own.keep_days)


async def take_over(site: Site, artist: Actor, uploads: Sequence[Upload], *, before: int = 0) -> list[Taken]:
    """Reads the files and moves them into their place. `before` is how many the work has already.

    Raises Problems for the field `evidence` with everything that is wrong, each file by its name.
    """
    if not uploads:
        return []
    bounds = bounds_of(site.config)
    async with site.db.reading() as tx:
        held = await attachments.held_by(tx, artist.id)
    sizes = sum(upload.path.stat().st_size for upload in uploads)
    found = [*_too_much(bounds, before + len(uploads), held.bytes + sizes)]
    if found:
        raise Problems(found)
    folder = site.storage.incoming()
    try:
        read = [await _read(site, upload, folder / str(place), found) for place, upload in enumerate(uploads)]
        if found:
            raise Problems(found)
        return [await _keep(site, upload, facts) for upload, facts in zip(uploads, read, strict=True) if facts]
    finally:
        site.storage.discard(folder)


def _too_much(bounds: Bounds, files: int, sizes: int) -> list[Problem]:
    if files > bounds.files:
        return [Problem(_("Attach at most %(files)s files to one work.", files=bounds.files), field=FIELD)]
    if sizes > bounds.quota:
        most = bounds.quota // 1_000_000
        return [
            Problem(
                _("All your attachments together may have %(most)s MB. Remove some of older works.", most=most),
                field=FIELD,
            )
        ]
    return []


async def _read(site: Site, upload: Upload, folder: Path, found: list[Problem]) -> Attached | None:
    name, limits = file_name(upload.name), limits_of(site.config)
    most = bounds_of(site.config).file_bytes
    if upload.path.stat().st_size > most:
        message = _(
            "%(name)s: this file has more than %(most)s MB; attach a smaller one, or a picture of it.",
            name=name,
            most=most // 1_000_000,
        )
        found.append(Problem(message, field=FIELD))
        return None
    folder.mkdir()
    try:
        await demand_keepable(site, upload.path, FIELD)
        return await asking.read(site.pool, upload.path, folder, _limits(limits, bounds_of(site.config)))
    except Problem as problem:
        found.append(problem)
    except BadImage as error:
        found.append(Problem(f"{name}: {_(error.reason)}", field=FIELD))
    except WorkFailed as error:
        found.append(Problem(_("%(name)s could not be read: %(reason)s.", name=name, reason=error.reason), field=FIELD))
    return None


def _limits(pictures: Limits, bounds: Bounds) -> Limits:
    return replace(pictures, file_bytes=bounds.file_bytes)


async def _keep(site: Site, upload: Upload, facts: Attached) -> Taken:
    preview = await site.storage.keep(facts.preview, "attachments", "webp") if facts.preview else None
    return Taken(upload, facts, await site.storage.keep(upload.path, "attachments", "bin"), preview)


async def write(
    tx: Writing, site: Site, artwork_id: int, artist: Actor, taken: Sequence[Taken], *, step: str, note: str = "",
    verdict_id: int | None = None,
) -> None:  # fmt: skip
    """The rows of files that were taken over, in the transaction of what they belong to.

    Raises Problems where uploads side by side are too much together.
    """
    if not taken:
        return
    await attachments.queue_up(tx, artist.id)
    files = len(await attachments.of_artwork(tx, artwork_id)) + len(taken)
    sizes = (await attachments.held_by(tx, artist.id)).bytes + sum(one.file.bytes for one in taken)
    if found := _too_much(bounds_of(site.config), files, sizes):
        raise Problems(found)
    rows = [
        Attachment(
            id=site.ids.new(),
            artwork_id=artwork_id,
            actor_id=artist.id,
            step=step,
            verdict_id=verdict_id,
            name=file_name(one.upload.name),
            media_type=one.facts.media_type,
            bytes=one.file.bytes,
            sha256=one.file.sha256,
            stored=one.file.key,
            preview=one.preview.key if one.preview else "",
            kind=one.facts.kind,
            facts=one.facts.as_json(),
            note=note,
            created=site.clock.now(),
        )
        for one in taken
    ]
    await attachments.insert(tx, rows)


async def attach(site: Site, artist: Actor, artwork_id: int, uploads: Sequence[Upload], note: str = "") -> None:
    """Adds files to a work that is not published, or is before the moderators.

    NotFound if it is not theirs; Problem where nobody would look at them; Problems with everything wrong.
    """
    note = checked_note(note)
    if not uploads:
        raise Problem(_("Choose at least one file."), field=FIELD)
    async with site.db.reading() as tx:
        await _demand_open(tx, artist, artwork_id)
        before = len(await attachments.of_artwork(tx, artwork_id))
    taken = await take_over(site, artist, uploads, before=before)
    async with site.db.writing() as tx:
        if await artworks.lock(tx, artwork_id, artist.id, now=site.clock.now()) is None:
            raise NotFound(_("There is no such artwork."))
        await write(tx, site, artwork_id, artist, taken, step=await _step(tx, artwork_id), note=note)


async def _demand_open(tx: Reading, artist: Actor, artwork_id: int) -> Artwork:
    artwork = await artworks.owned(tx, artwork_id, artist.id)
    if artwork is None:
        raise NotFound(_("There is no such artwork."))
    if not await takes_files(tx, artwork):
        raise Problem(_("This work is published, and nobody asks how it was made."), field=FIELD)
    return artwork


async def takes_files(tx: Reading, artwork: Artwork) -> bool:
    """Whether something attached to this work would be looked at."""
    return artwork.state in _OPEN_STATES or await reviews.open_of(tx, artwork.id) is not None


async def _step(tx: Reading, artwork_id: int) -> str:
    case = await reviews.open_of(tx, artwork_id)
    if case is not None and case.cause == "appeal":
        return "appeal"
    return "answer" if case is not None and case.state == reviews.ASKED else "submission"


async def remove(site: Site, artist: Actor, artwork_id: int, attachment_id: int) -> None:
    """The artist takes a file back, at any time. NotFound if it is not theirs."""
    async with site.db.writing() as tx:
        found = await attachments.by_id(tx, artwork_id, attachment_id)
        if found is None or not await attachments.forget_one(tx, attachment_id, artist.id):
            raise NotFound(_("There is no such file."))


async def may_look(tx: Reading, account: Account, artwork: Artwork) -> bool:
    """The artist, always; who reviews, from the moment the work is put before people."""
    if artwork.actor_id == account.actor_id:
        return True
    if not may(account, "review") or artwork.state == "deleted":
        return False
    if artwork.state in ("held", "refused", "withdrawn") or await reviews.of_artwork(tx, artwork.id):
        return True
    return any(row.account_id is not None for row in await verdicts.of_artwork(tx, artwork.id))


async def let_go_of_closed(site: Site) -> int:
    """Forgets what was attached to works whose case has been closed for as long as the instance keeps it."""
    before = site.clock.now() - site.config.attachments.keep_days * DAY
    async with site.db.writing() as tx:
        over = await attachments.closed(tx, before=before)
        if over:
            await attachments.forget_all(tx, over)
    return len(over)


def checked_note(note: str) -> str:
    """The artist's word beside the files. Problem where it is too long."""
    tidy = paragraphs(note)
    if len(tidy) > LONGEST_NOTE:
        raise Problem(_("Shorten this to %(most)s characters.", most=LONGEST_NOTE), field="evidence_note")
    return tidy
