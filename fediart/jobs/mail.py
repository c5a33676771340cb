"""Sends a queued mail. Secrets of links are made here, at the last moment, and only their hashes are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions import mail_quota
from fediart.actions.commission_sides import link_word
from fediart.actions.mails import LIVES
from fediart.actions.strikes import SHUT_OUT
from fediart.actions.strikes import link_word as strike_word
from fediart.catalogues import named
from fediart.clock import MINUTE, iso
from fediart.language import speaking
from fediart.mail import MailFailed
from fediart.outcomes import Done, Later, Outcome
from fediart.resources import resource
from fediart.site import Site
from fediart.store import accounts, actors, commissions, departures, mail_links, strikes
from fediart.store.database import Reading
from fediart.store.mail_links import LOG_IN, RESET
from fediart.store.settings import read_settings
from fediart.store.strikes import DELETE
from fediart.web.render import mail_text

_PATHS = {RESET: "reset", LOG_IN: "not-me"}  # of the links in mails; the others confirm an address


async def send(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `kind` (a template), `account` (0 for somebody who has none any more), `to`, `words`, `reply_to`."""
    kind, to = str(payload["kind"]), str(payload["to"])
    words = {"name": "", "link": "", "hours": 0, "origin": site.config.origin} | dict(payload["words"])
    async with site.db.writing() as tx:
        if not await mail_quota.take(tx, site, kind):
            await mail_quota.put_off(tx, site, dict(payload))
            return Done("put off: as many mails were sent as may be")
        settings = await read_settings(tx)
        words["instance"] = settings.name
        account = await accounts.by_id(tx, int(payload["account"]))
        actor = await actors.by_id(tx, account.actor_id) if account else None
        if account is None and payload["account"]:
            return Done("the account is gone")
        if actor is not None:
            words["name"] = actor.shown_name
        if account is not None and kind in LIVES:
            now = site.clock.now()
            token = await mail_links.make(tx, account.id, kind, to, now=now, life=LIVES[kind])
            words["link"] = f"{site.config.origin}/{_PATHS.get(kind, 'confirm')}/{token}"
            words["hours"] = LIVES[kind] // (60 * MINUTE)
        if "strike" in words and not await _link_to_strike(tx, site, words, int(payload["account"])):
            return Done("the strike is gone")
        if "commission" in words and not await _link_to_commission(tx, site, words):
            return Done("the commission is gone")
    with speaking(named(account.locale if account else settings.language)):
        subject, text = mail_text(resource("templates"), kind, words)
    try:
        await site.mail.send(to=to, subject=subject, text=text, reply_to=str(payload.get("reply_to", "")))
    except MailFailed as failed:
        return Later(5 * MINUTE, f"the mail server did not take it: {failed}")
    return Done()


async def _link_to_commission(tx: Reading, site: Site, words: dict[str, Any]) -> bool:
    """For a visitor, whose link is made from the instance's key; False where there is nothing to lead to any more."""
    one = await commissions.by_id(tx, int(words["commission"]))
    artist = await actors.by_id(tx, one.artist_id) if one else None
    if one is None or artist is None or not one.client_email:
        return False
    words["artist"] = artist.shown_name
    words["link"] = f"{site.config.origin}/commissions/by-mail/{link_word(site.config, one)}"
    return True


async def tell_of_quota(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `mail-quota` jobs."""
    return Done(f"{await mail_quota.tell_admins(site)} admins told")


async def _link_to_strike(tx: Reading, site: Site, words: dict[str, Any], account_id: int) -> bool:
    """To where it is read and appealed: for whoever cannot log in any more, with a word from the instance's key."""
    strike = await strikes.by_id(tx, int(words["strike"]))
    if strike is None:
        return False
    if strike.deed == DELETE:
        leaving = await departures.of_account(tx, account_id)
        if leaving is None:
            return False  # it is undone already, which they have a mail of
        words["day"] = iso(leaving.due)[:10]
    shut_out = strike.deed in SHUT_OUT
    path = f"/strikes/{strike_word(site.config, strike)}" if shut_out else "/settings/strikes"
    words["link"] = f"{site.config.origin}{path}"
    return True
