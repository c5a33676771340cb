"""Mails to artists about their works before the moderators, for those who want them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from fediart.actions.mails import queue_mail
from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import accounts, mail_choices
from fediart.store.accounts import Account
from fediart.store.artworks import Artwork
from fediart.store.database import Writing
from fediart.store.mail_choices import APPEAL, ASKED, HELD, KINDS, REFUSED

_TEMPLATES: Final = {
    "artwork-refused": (REFUSED, "work-refused"),
    "artwork-withdrawn": (REFUSED, "work-withdrawn"),
    "artwork-asked": (ASKED, "work-asked"),
    "artwork-held": (HELD, "work-held"),
}


async def mail_artist(tx: Writing, site: Site, artwork: Artwork, kind: str, words: str) -> None:
    """The mail that goes with a notification of this kind, if there is one and the artist wants it."""
    if kind in _TEMPLATES:
        await _queue(tx, site, artwork, *_TEMPLATES[kind], words)


async def mail_appeal(tx: Writing, site: Site, artwork: Artwork, outcome: str, words: str) -> None:
    """How an appeal was decided. `outcome` is a value of fediart.actions.review.Choice."""
    await _queue(tx, site, artwork, APPEAL, "appeal-decided", words, outcome=outcome)


async def _queue(
    tx: Writing, site: Site, artwork: Artwork, choice: str, template: str, words: str, **more: str
) -> None:
    """To an address that was confirmed, of somebody who can log in and answer."""
    account = await accounts.by_actor(tx, artwork.actor_id)
    if account is None or not account.active or choice not in await mail_choices.wanted(tx, account.id):
        return
    title = " ".join(artwork.title.split()) or "Untitled"
    await queue_mail(
        tx,
        site,
        template,
        account_id=account.id,
        to=account.email,
        title=title,
        work=str(artwork.id),
        said=words,
        **more,
    )


async def choose(site: Site, account: Account, kinds: Collection[str]) -> None:
    """Keeps which mails somebody wants. Raises Problem."""
    if set(kinds) - set(KINDS):
        raise Problem(_("There is no such mail."), field="mails")
    async with site.db.writing() as tx:
        await mail_choices.choose(tx, account.id, kinds)
