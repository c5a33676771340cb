"""What curators choose for the wall of the house: public works of others, with a few words why."""

from __future__ import annotations

from typing import Final

from fediart.actions.permissions import demand
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import artworks, chosen_works
from fediart.store.accounts import Account
from fediart.store.admin_log import POST, log
from fediart.store.database import Writing

MOST_WORDS: Final = 500


async def choose(site: Site, by: Account, artwork_id: int, words: str) -> None:
    """Raises NotAllowed, also for one's own works, NotFound for what is not public, and Problem."""
    demand(by, "curate")
    words = words.strip()
    if len(words) > MOST_WORDS:
        raise Problem(_("Shorten this to %(most)s characters.", most=MOST_WORDS), field="words")
    async with site.db.writing() as tx:
        work = await artworks.by_id(tx, artwork_id)
        if work is None or work.state != "published" or work.visibility != "public":
            raise NotFound(_("There is no such work that everybody may see."))
        if work.actor_id == by.actor_id:
            raise NotAllowed(_("Somebody else has to choose your works."))
        await chosen_works.put(tx, work.id, by.id, words, now=site.clock.now())
        await _log(tx, site, by, "choose work", work.id, words)
    site.pages.changed()


async def let_go(site: Site, by: Account, artwork_id: int) -> None:
    """It hangs on the wall of the house no more. Raises NotAllowed, NotFound."""
    demand(by, "curate")
    async with site.db.writing() as tx:
        if not await chosen_works.forget(tx, artwork_id):
            raise NotFound(_("This work was not chosen."))
        await _log(tx, site, by, "unchoose work", artwork_id)
    site.pages.changed()


async def _log(tx: Writing, site: Site, by: Account, action: str, artwork_id: int, detail: str = "") -> None:
    await log(
        tx, site.ids, account_id=by.id, action=action, subject=f"work {artwork_id}", detail=detail,
        now=site.clock.now(), kind=POST, about=artwork_id,
    )  # fmt: skip
