"""Whether a file may be kept at all: not if its very bytes are on the list, nor, for a picture, if it shows what is.

Asked of everything that comes in from elsewhere (posts, avatars, headers, emojis) and of what members upload beside
works: profile pictures, and files shown in private. Works themselves are asked in actions/copies.py.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Final

from fediart.actions.fingerprints import take
from fediart.actions.forbidden import LONGEST, is_forbidden
from fediart.actions.permissions import demand
from fediart.actions.submission import limits_of
from fediart.errors import NotFound, Problem
from fediart.language import _, number
from fediart.media.digest import sha256_of
from fediart.media.errors import BadImage, WorkFailed
from fediart.media.facts import Limits
from fediart.site import Site
from fediart.store import forbidden_files
from fediart.store.accounts import Account
from fediart.store.admin_log import RULE, log
from fediart.store.forbidden import MOST
from fediart.store.forbidden_files import ForbiddenFile

SIGN: Final = "sha256:"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


async def may_keep(site: Site, path: Path, limits: Limits | None = None) -> bool:
    """False for what is on the list. What is no picture, or cannot be opened, is known by its bytes alone."""
    digest = await asyncio.to_thread(sha256_of, path)
    async with site.db.reading() as tx:
        if await forbidden_files.is_listed(tx, digest):
            return False
        if not await forbidden_files.any_picture(tx):
            return True
    try:
        taken = await take(site.pool, path, limits or limits_of(site.config))
    except (BadImage, WorkFailed):
        return True
    async with site.db.reading() as tx:
        return taken.plain or not await is_forbidden(tx, taken.pdq, taken.quality)


async def demand_keepable(site: Site, path: Path, field: str) -> None:
    """Raises Problem at this field. The words do not say that there is a list."""
    if not await may_keep(site, path):
        raise Problem(_("This file cannot be used here. Ask the moderators if you wonder why."), field=field)


def hash_of(word: str) -> str:
    """The hex digits of `sha256:…`; empty for anything else."""
    word = word.strip().lower()
    digits = word.removeprefix(SIGN)
    return digits if word.startswith(SIGN) and _SHA256.fullmatch(digits) else ""


async def add(site: Site, moderator: Account, word: str, reason: str, *, source: str = "") -> None:
    """Puts one file on the list, by `sha256:` and its digits. Raises NotAllowed, Problem by field."""
    demand(moderator, "review")
    digest = hash_of(word)
    if not digest:
        words = _("A file is written as sha256: and 64 digits from 0 to 9 and a to f.")
        raise Problem(words, field="hash")
    if not reason.strip():
        raise Problem(_("Say why, for the moderators after you."), field="reason")
    now = site.clock.now()
    one = ForbiddenFile(
        site.ids.new(), digest, source.strip()[:LONGEST], reason.strip()[:LONGEST], moderator.id, now
    )  # fmt: skip
    async with site.db.writing() as tx:
        if await forbidden_files.count(tx) >= MOST:
            words = _("The list has %(most)s hashes, which is the most it takes. Remove some first.", most=number(MOST))
            raise Problem(words, field="hash")
        if not await forbidden_files.insert(tx, one):
            raise Problem(_("This hash is on the list already."), field="hash")
        await log(tx, site.ids, account_id=moderator.id, action="forbidden file: add", subject=digest,
                  detail=one.reason, now=now, kind=RULE)  # fmt: skip


async def remove(site: Site, moderator: Account, file_id: int) -> ForbiddenFile:
    """Takes a file off the list. Raises NotAllowed, NotFound."""
    demand(moderator, "review")
    async with site.db.writing() as tx:
        gone = await forbidden_files.remove(tx, file_id)
        if gone is None:
            raise NotFound(_("This hash is not on the list any more."))
        await log(tx, site.ids, account_id=moderator.id, action="forbidden file: remove", subject=gone.sha256,
                  detail=gone.reason, now=site.clock.now(), kind=RULE)  # fmt: skip
    return gone


async def take_files(site: Site, by: int | None, given: list[tuple[str, str, str]], *, source: str) -> int:
    """Adds those of a list that are new: hash, source, reason. How many they were. Raises Problem."""
    now, added = site.clock.now(), 0
    async with site.db.reading() as tx:
        if await forbidden_files.count(tx) + len(given) > MOST:
            words = _("The list would have more than %(most)s hashes; take a shorter one.", most=number(MOST))
            raise Problem(words, field="file")
    for begin in range(0, len(given), 500):
        async with site.db.writing() as tx:
            for digest, said, reason in given[begin : begin + 500]:
                one = ForbiddenFile(site.ids.new(), digest, said or source[:LONGEST], reason, by, now)
                added += await forbidden_files.insert(tx, one)
    return added
