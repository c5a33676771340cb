"""How another server fares, in plain words, the same on the page and in the shell."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.actions.permissions import demand
from fediart.clock import DAY, HOUR, MINUTE
from fediart.site import Site
from fediart.store import deliveries, hosts
from fediart.store.accounts import Account
from fediart.store.hosts import Host

SCHEMES = {"rfc9421": "RFC 9421", "cavage": "draft-cavage", "": ""}


@dataclass(frozen=True, slots=True)
class Standing:
    """`word` is well, new, refuses, troubled or dead; `words` one sentence without a full stop."""

    word: str
    words: str


def standing(host: Host, now: int) -> Standing:
    """What an admin needs to know first."""
    if host.dead(now):
        return Standing("dead", f"Not reached for {span(now - host.down_since)}")
    if host.failures:
        times = "once" if host.failures == 1 else f"{host.failures} times in a row"
        return Standing("troubled", f"Failed {times}, for {span(now - host.down_since)}")
    if host.last_error:
        return Standing("refuses", "It answers, but did not want the last delivery")
    if not host.last_success:
        return Standing("new", "Nothing delivered yet")
    return Standing("well", "Well")


def span(milliseconds: int) -> str:
    """`3 days`, `1 hour`, `less than a minute`."""
    for size, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        count = milliseconds // size
        if count:
            return f"{count} {name}{'' if count == 1 else 's'}"
    return "less than a minute"


def software(host: Host) -> str:
    """`mastodon 4.5.2`, or nothing where it has not told."""
    return f"{host.software} {host.version}".strip()


async def try_now(site: Site, account: Account, host: str) -> None:
    """An admin asks to try a server again at once: one delivery goes first, the others follow if it arrives."""
    demand(account, "block domains")
    now = site.clock.now()
    async with site.db.writing() as tx:
        await hosts.revive(tx, host, now=now)
        await deliveries.hasten(tx, host, now=now)
    site.delivery_bell.ring()
