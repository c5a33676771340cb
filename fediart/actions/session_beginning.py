"""A session begins: the last step of every log-in, by password, second factor or passkey."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.actions import account_deletion
from fediart.actions.log_in_places import network_of, noticed
from fediart.ids import secret_token
from fediart.site import Site
from fediart.store import sessions
from fediart.store.accounts import Account


@dataclass(frozen=True, slots=True)
class Browser:
    """What somebody logs in with. `agent` is what it calls itself, `device` what it was given to be known again by
    (empty for none), `address` where it is; `old_token` is the session that it had, which ends."""

    agent: str
    address: str
    device: str = ""
    old_token: str = ""


async def begin(site: Site, account: Account, browser: Browser) -> str:
    """The new session's secret, for the cookie. A session never survives a log-in; a new place is told by mail."""
    token, now = secret_token(32), site.clock.now()
    async with site.db.writing() as tx:
        if browser.old_token:
            old = await sessions.find(tx, browser.old_token, now=now)
            if old is not None:
                await sessions.end(tx, old.account.id, old.session.token_hash)
        network = network_of(browser.address)
        await sessions.insert(tx, token, account.id, agent=browser.agent, now=now, network=network)
        told = await noticed(tx, site, account, agent=browser.agent, network=network, device=browser.device)
        stays = await account_deletion.kept(tx, site, account)
    if told:
        site.bell.ring()
    if stays:
        account_deletion.rung(site)
    return token
