"""Words that moderators use again and again: kept, changed and taken away by them."""

from __future__ import annotations

from typing import Final

from fediart.actions.permissions import demand
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import answer_templates as rows
from fediart.store.accounts import Account
from fediart.store.admin_log import SETTINGS, log
from fediart.store.database import Writing

MOST_TITLE: Final = 100
MOST_TEXT: Final = 2_000


async def add(site: Site, by: Account, title: str, text: str) -> None:
    """Raises NotAllowed, Problem."""
    title, text = _checked(by, title, text)
    async with site.db.writing() as tx:
        if len(await rows.everyone(tx)) >= rows.MOST:
            raise Problem(_("There are %(most)s answers: take one away first.", most=rows.MOST), field="title")
        await rows.add(tx, site.ids, title, text, now=site.clock.now())
        await _log(tx, site, by, "add answer", title)


async def change(site: Site, by: Account, template_id: int, title: str, text: str) -> None:
    """Raises NotAllowed, NotFound, Problem."""
    title, text = _checked(by, title, text)
    async with site.db.writing() as tx:
        if not await rows.change(tx, template_id, title, text):
            raise NotFound(_("There is no such answer."))
        await _log(tx, site, by, "change answer", title)


async def remove(site: Site, by: Account, template_id: int) -> None:
    """Raises NotAllowed, NotFound."""
    demand(by, "moderate members")
    async with site.db.writing() as tx:
        found = await rows.by_id(tx, template_id)
        if found is None or not await rows.remove(tx, template_id):
            raise NotFound(_("There is no such answer."))
        await _log(tx, site, by, "remove answer", found.title)


def _checked(by: Account, title: str, text: str) -> tuple[str, str]:
    demand(by, "moderate members")
    title, text = title.strip(), text.strip()
    if not title or len(title) > MOST_TITLE:
        raise Problem(_("Name it, in at most %(most)s characters.", most=MOST_TITLE), field="title")
    if not text or len(text) > MOST_TEXT:
        raise Problem(_("Write the answer, in at most %(most)s characters.", most=MOST_TEXT), field="text")
    return title, text


async def _log(tx: Writing, site: Site, by: Account, action: str, title: str) -> None:
    await log(tx, site.ids, account_id=by.id, action=action, subject=title, now=site.clock.now(), kind=SETTINGS)
