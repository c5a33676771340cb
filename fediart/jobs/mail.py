"""Sends a queued mail. Secrets of links are made here, at the last moment, and only their hashes are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions.mails import LIVES
from fediart.clock import MINUTE
from fediart.mail import MailFailed
from fediart.outcomes import Done, Later, Outcome
from fediart.resources import resource
from fediart.site import Site
from fediart.store import accounts, actors, mail_links
from fediart.store.mail_links import RESET
from fediart.store.settings import read_settings
from fediart.web.render import mail_text


async def send(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `kind` (a template), `account` (0 for somebody who has none any more), `to`, `words`."""
    kind, to = str(payload["kind"]), str(payload["to"])
    words = {"name": "", "link": "", "hours": 0, "origin": site.config.origin} | dict(payload["words"])
    async with site.db.writing() as tx:
        words["instance"] = (await read_settings(tx)).name
        account = await accounts.by_id(tx, int(payload["account"]))
        actor = await actors.by_id(tx, account.actor_id) if account else None
        if account is None and payload["account"]:
            return Done("the account is gone")
        if actor is not None:
            words["name"] = actor.shown_name
        if account is not None and kind in LIVES:
            now = site.clock.now()
            token = await mail_links.make(tx, account.id, kind, to, now=now, life=LIVES[kind])
            words["link"] = f"{site.config.origin}/{'reset' if kind == RESET else 'confirm'}/{token}"
            words["hours"] = LIVES[kind] // (60 * MINUTE)
    subject, text = mail_text(resource("templates"), kind, words)
    try:
        await site.mail.send(to=to, subject=subject, text=text)
    except MailFailed as failed:
        return Later(5 * MINUTE, f"the mail server did not take it: {failed}")
    return Done()
