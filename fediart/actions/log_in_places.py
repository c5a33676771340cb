"""Where somebody logs in from: browsers and networks they are known by, and a word to them when one is new.

What is kept of a place is a hash. A browser is known by a random word it was given, or by its name in a known network;
so a phone that changes networks is not told of, and neither is a browser at home that forgot its cookies.
"""

from __future__ import annotations

from hashlib import sha256
from ipaddress import ip_address, ip_network
from typing import Final

from fediart.actions.agents import named_agent
from fediart.actions.mails import queue_mail
from fediart.clock import DAY
from fediart.site import Site
from fediart.store import known_places
from fediart.store.accounts import Account
from fediart.store.database import Writing
from fediart.store.notifications import notify

KEPT: Final = 400 * DAY


async def noticed(tx: Writing, site: Site, account: Account, *, agent: str, network: str, device: str) -> bool:
    """Remembers this log-in. True where it is from a place they have not been before, and they are told so."""
    now, name = site.clock.now(), named_agent(agent)
    words = [f"{name} in {network}", *([f"device {device}"] if device else [])]
    hashes = [_hash(account.id, word) for word in words]
    before = await known_places.of_account(tx, account.id, hashes)
    for one in hashes:
        await known_places.seen(tx, account.id, one, now=now)
    if before.known or not before.any:
        return False
    await notify(tx, site.ids, account.actor_id, "log-in", text=" · ".join(filter(None, (name, network))), now=now)
    await queue_mail(tx, site, "log-in", account_id=account.id, to=account.email, agent=name, network=network)
    return True


def network_of(address: str) -> str:
    """The /24, or /48 in IPv6, of an address as `web.request.address_of` gives it; empty where there is none."""
    plain, _, _ = address.partition("/")
    try:
        found = ip_address(plain)
    except ValueError:
        return ""
    return str(ip_network(f"{plain}/{24 if found.version == 4 else 48}", strict=False))


def _hash(account_id: int, word: str) -> str:
    return sha256(f"{account_id}\0{word}".encode()).hexdigest()
