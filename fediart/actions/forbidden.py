"""The list of pictures that nobody may upload: PDQ hashes, kept by moderators and exchanged with other instances.

The list itself is shown to moderators only, and a refusal does not say that a picture is on it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from fediart.actions.permissions import demand
from fediart.clock import MINUTE
from fediart.errors import NotFound, Problem
from fediart.language import _, number
from fediart.site import Site
from fediart.store import forbidden, jobs, picture_hashes, pictures
from fediart.store.accounts import Account
from fediart.store.admin_log import RULE, log
from fediart.store.database import Reading, Writing
from fediart.store.forbidden import MOST, Forbidden

KIND: Final = "forbidden-again"
"""Jobs that look at kept pictures again after the list has changed."""
NEAR: Final = 31  # bits of 256 that may differ, as PDQ's authors advise
LEAST_QUALITY: Final = 50  # below it, PDQ says little: only the very same hash counts
LONGEST: Final = 500
MOST_BYTES: Final = 8_000_000
_PDQ: Final = re.compile(r"[0-9a-fA-F]{64}")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
COLUMNS: Final = ("hash", "quality", "source", "reason")


@dataclass(frozen=True, slots=True)
class Read:
    """A list as it was read: `wrong` counts lines without a hash."""

    entries: tuple[tuple[str, int, str, str], ...]
    wrong: int


async def is_forbidden(tx: Reading, pdqs: Sequence[str], quality: int) -> bool:
    """Whether a picture is as good as one on the list. `pdqs` are its hashes, flipped and turned in every way."""
    if quality < LEAST_QUALITY:
        return any([await forbidden.by_pdq(tx, one) is not None for one in pdqs])
    near = await forbidden.with_bands(tx, {probe for one in pdqs for probe in _probes(one)})
    listed, own = [int(one, 16) for _, one in near], [int(one, 16) for one in pdqs]
    return any((one ^ other).bit_count() <= NEAR for one in own for other in listed)


def nearly_turned(pdq: str) -> tuple[str, ...]:
    """About the hashes of the flips and turns of a picture of which only its own hash is known.

    Mirroring negates every other cosine coefficient. Their median is not quite nought, so that up to a tenth of the
    bits are wrong, by experience: to be sure, the picture has to be opened.
    """
    number = int(pdq, 16)
    across = sum(1 << place for place in range(0, 256, 2))
    down = sum(0xFFFF << place for place in range(0, 256, 32))
    turned = sum((number >> (16 * u + v) & 1) << (16 * v + u) for v in range(16) for u in range(16))
    masks = (0, across, down, across ^ down)
    return tuple(f"{one ^ mask:064x}" for one in (number, turned) for mask in masks)


async def schedule(tx: Writing, site: Site, *, removed: bool = False) -> None:
    """Queues another look at the pictures from elsewhere that are kept here: one for all changes of a minute.

    `removed`: what is kept out is looked at, too. Ring no bell: it can wait.
    """
    turn = site.clock.now() // MINUTE + 1
    await jobs.enqueue(
        tx, site.ids.new(), KIND, {"after": 0, "removed": int(removed)}, now=site.clock.now(), due=turn * MINUTE,
        order_key=KIND, once_key=f"{KIND}:{turn}:{int(removed)}",
    )  # fmt: skip


def _probes(pdq: str) -> Iterator[int]:
    """Of hashes that differ in at most 31 of 256 bits, one of sixteen parts differs in at most one."""
    for band in forbidden.bands(pdq):
        yield band
        yield from (band ^ 1 << bit for bit in range(16))


async def add(site: Site, moderator: Account, pdq: str, reason: str, *, source: str = "", quality: int = 100) -> None:
    """Puts one hash on the list. Raises NotAllowed, Problem."""
    demand(moderator, "review")
    if not _PDQ.fullmatch(pdq):
        raise Problem(_("A PDQ hash is 64 digits from 0 to 9 and a to f."), field="hash")
    if not reason.strip():
        raise Problem(_("Say why, for the moderators after you."), field="reason")
    now = site.clock.now()
    one = Forbidden(
        site.ids.new(), pdq.lower(), max(0, min(100, quality)), source.strip()[:LONGEST], reason.strip()[:LONGEST],
        moderator.id, now,
    )  # fmt: skip
    async with site.db.writing() as tx:
        if await forbidden.count(tx) >= MOST:
            raise Problem(
                _("The list has %(most)s hashes, which is the most it takes. Remove some first.", most=number(MOST)),
                field="hash",
            )
        if not await forbidden.insert(tx, one):
            raise Problem(_("This hash is on the list already."), field="hash")
        await schedule(tx, site)
        await log(tx, site.ids, account_id=moderator.id, action="forbidden picture: add", subject=one.pdq,
                  detail=one.reason, now=now, kind=RULE)  # fmt: skip


async def add_work(site: Site, moderator: Account, artwork_id: int, reason: str) -> int:
    """Puts every picture of a work on the list; how many were new. Raises NotFound where none has a fingerprint."""
    demand(moderator, "review")
    async with site.db.reading() as tx:
        found = [await picture_hashes.of_picture(tx, one.id) for one in await pictures.of_artwork(tx, artwork_id)]
    known = [one for one in found if one is not None]
    if not known:
        raise NotFound(_("No picture of this work has a fingerprint; is the number right?"))
    added = 0
    for one in known:
        try:
            await add(site, moderator, one.pdq, reason, source=f"work {artwork_id}", quality=one.quality)
            added += 1
        except Problem as problem:
            if problem.field != "hash":
                raise
    return added


async def remove(site: Site, moderator: Account, forbidden_id: int) -> Forbidden:
    """Takes a hash off the list. Raises NotAllowed, NotFound."""
    demand(moderator, "review")
    async with site.db.writing() as tx:
        gone = await forbidden.remove(tx, forbidden_id)
        if gone is None:
            raise NotFound(_("This hash is not on the list any more."))
        await schedule(tx, site, removed=True)
        await log(tx, site.ids, account_id=moderator.id, action="forbidden picture: remove", subject=gone.pdq,
                  detail=gone.reason, now=site.clock.now(), kind=RULE)  # fmt: skip
    return gone


def read_list(text: str) -> Read:
    """Lines of CSV with the columns hash, quality, source, reason, or plain hashes one to a line. `#` is a comment."""
    entries: dict[str, tuple[str, int, str, str]] = {}
    wrong = 0
    try:
        rows = list(csv.reader(io.StringIO(text)))
    except csv.Error as error:
        raise Problem(_("This is no CSV: %(error)s.", error=error), field="file") from None
    for row in rows:
        cells = [_plain(cell) for cell in row] + ["", "", "", ""]
        word = cells[0].lower()
        if not word or word.startswith("#") or word == COLUMNS[0]:
            continue
        if not _PDQ.fullmatch(word):
            wrong += 1
            continue
        quality = int(cells[1]) if re.fullmatch(r"[0-9]{1,3}", cells[1]) else 100
        entries[word] = (word, min(100, quality), cells[2][:LONGEST], cells[3][:LONGEST])
    return Read(tuple(entries.values()), wrong)


async def take_list(site: Site, moderator: Account | None, given: Read, *, source: str) -> int:
    """Adds what the list has not yet; how many those were. None as moderator is the command line. Problem."""
    if moderator is not None:
        demand(moderator, "review")
    now, added = site.clock.now(), 0
    by = moderator.id if moderator else None
    async with site.db.writing() as tx:
        if await forbidden.count(tx) + len(given.entries) > MOST:
            raise Problem(
                _("The list would have more than %(most)s hashes; take a shorter one.", most=number(MOST)), field="file"
            )
    for begin in range(0, len(given.entries), 500):
        async with site.db.writing() as tx:
            for pdq, quality, said, reason in given.entries[begin : begin + 500]:
                one = Forbidden(site.ids.new(), pdq, quality, said or source[:LONGEST], reason, by, now)
                added += await forbidden.insert(tx, one)
            await schedule(tx, site)
    if by is not None and added:
        async with site.db.writing() as tx:
            await log(tx, site.ids, account_id=by, action="forbidden pictures: import", subject=source[:LONGEST],
                      detail=f"{added} hashes", now=now, kind=RULE)  # fmt: skip
    return added


def write_list(entries: Iterable[Forbidden]) -> str:
    """The CSV that `read_list` reads. No cell begins as a formula for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in entries:
        writer.writerow((one.pdq, one.quality, _safe(one.source), _safe(one.reason)))
    return out.getvalue()


async def whole_list(tx: Reading) -> list[Forbidden]:
    """Everything, the newest first."""
    found: list[Forbidden] = []
    while part := await forbidden.page(tx, before=found[-1].id if found else 2**62, limit=1000):
        found.extend(part)
    return found


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:2] in _FORMULA else cell


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
