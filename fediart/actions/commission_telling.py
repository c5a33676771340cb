"""Telling both sides what is new about a commission: one notification at a time, and few mails.

Of what was said, the other side is mailed once until they have looked; of every step, each time. A visitor has
nothing but their mails.
"""

from __future__ import annotations

from typing import Final

from fediart.actions.commission_sides import other
from fediart.actions.mails import queue_mail
from fediart.site import Site
from fediart.store import accounts, commissions, mail_choices, notifications
from fediart.store.commissions import ARTIST, CLIENT, Commission
from fediart.store.database import Writing

ASKED, SAID, MOVED = "commission-asked", "commission-said", "commission-moved"
CONFIRM_MAIL: Final = "commission-confirm"


async def tell_other(tx: Writing, site: Site, one: Commission, side: str, kind: str) -> None:
    """Tells the side that did not do it. Ring `site.bell` after the commit."""
    target = other(side)
    actor_id = one.artist_id if target == ARTIST else one.client_id
    if actor_id is not None:
        by = one.client_id if target == ARTIST else one.artist_id
        await notifications.replace_about(tx, site.ids, actor_id, kind, str(one.id), now=site.clock.now(), from_id=by)
    told, seen = (one.artist_told, one.artist_seen) if target == ARTIST else (one.client_told, one.client_seen)
    if kind == SAID and told > seen:
        return
    if await _mail(tx, site, one, target, kind):
        await commissions.told(tx, one.id, target, now=site.clock.now())


async def _mail(tx: Writing, site: Site, one: Commission, target: str, kind: str) -> bool:
    """Nothing that anybody typed goes into these mails: what was said is read on the page, by those it is for."""
    if target == CLIENT and one.client_id is None:
        if one.client_email:
            await _to_visitor(tx, site, one, "commission-visitor")
        return bool(one.client_email)
    actor_id = one.artist_id if target == ARTIST else one.client_id
    account = await accounts.by_actor(tx, actor_id) if actor_id is not None else None
    if account is None or not account.active:
        return False
    if mail_choices.COMMISSION not in await mail_choices.wanted(tx, account.id):
        return False
    template = "commission-asked" if kind == ASKED else "commission-news"
    await queue_mail(tx, site, template, account_id=account.id, to=account.email, number=str(one.id))
    return True


async def mail_confirmation(tx: Writing, site: Site, one: Commission) -> None:
    """To a visitor: whoever can read this has the address. Ring `site.bell` after the commit."""
    await _to_visitor(tx, site, one, CONFIRM_MAIL)


async def _to_visitor(tx: Writing, site: Site, one: Commission, template: str) -> None:
    """The link is made when the mail is sent, so that no row holds it."""
    await queue_mail(tx, site, template, account_id=0, to=one.client_email, commission=str(one.id))
