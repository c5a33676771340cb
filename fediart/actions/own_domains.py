"""An artist's own domain: asked for, shown to be the artist's, looked at each day, and let go when it no longer is.

A record in the DNS counts for more than a link: who bought a domain can write one, and so gets it from whoever had it
before. A domain is never shown for two artists, nor one that is another server, or this one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from federation.addresses import literal
from fediart.actions.brakes import Brake, count_try
from fediart.actions.domain_names import domain_of
from fediart.actions.own_domain_proofs import in_dns, proof_of, still
from fediart.actions.permissions import demand
from fediart.clock import DAY, HOUR, SECOND
from fediart.errors import NotFound, Problem
from fediart.ids import secret_token
from fediart.language import _
from fediart.site import Site
from fediart.store import own_domains
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.admin_log import DOMAIN, log
from fediart.store.database import Reading
from fediart.store.domain_rules import covering
from fediart.store.own_domains import BARRED, DNS, LOST, VERIFIED, OwnDomain
from fediart.store.settings import InstanceSettings, read_settings, save_settings

MOST: Final = 3
"""Domains of one artist."""

PATIENCE: Final = 7 * DAY
"""How long a domain is shown that cannot be shown to be the artist's any more."""

CHECKS: Final = Brake("own domain", free=10, first=30 * SECOND, longest=HOUR)
_NEVER: Final = ("localhost", "local", "internal", "lan", "home", "arpa", "onion", "alt", "invalid")


async def ask(site: Site, artist: Actor, text: str) -> OwnDomain:
    """Notes the wish and makes the word that its owner is to publish. Raises Problem for what cannot be."""
    domain = _domain(site, text)
    async with site.db.writing() as tx:
        _demand_open(await read_settings(tx))
        own = await own_domains.of_artist(tx, artist.id)
        known = next((one for one in own if one.domain == domain), None)
        if known is not None:
            return known
        if len(own) >= MOST:
            raise Problem(_("You have asked for as many domains as one can have. Remove one first."), field="domain")
        await _demand_free(tx, site, domain)
        one = OwnDomain(domain, artist.id, "asked", secret_token(18), "", 0, 0, 0, "", site.clock.now())
        await own_domains.put(tx, one)
    site.pages.changed()
    return one


async def check(site: Site, artist: Actor, domain: str) -> OwnDomain:
    """Looks for the proof now. Raises Problem where there is none, TooOften, or NotFound for what was not asked for."""
    async with site.db.writing() as tx:
        _demand_open(await read_settings(tx))
        await count_try(tx, CHECKS, str(artist.id), now=site.clock.now())
        one = await _own(tx, artist, domain)
        rivals = [other for other in await own_domains.claims(tx, domain) if other.actor_id != artist.id]
    if one.state == BARRED:
        raise Problem(_("The people who run this server have closed this domain. Write to them."))
    proof = await (still(site, one) if one.state == VERIFIED else proof_of(site, one, artist.url))
    if not proof.kind:
        if proof.unclear:
            raise Problem(_("The name servers did not answer. Try again in a few minutes."))
        raise Problem(_("Neither the record nor the link is there yet. Changes of the DNS can take an hour."))
    holder = next((other for other in rivals if other.state == VERIFIED), None)
    if holder is not None and not await _gives_way(site, holder, proof.kind):
        raise Problem(_("Somebody else here shows their portfolio at this domain. Write to those who run this server."))
    now = site.clock.now()
    since = one.verified or now
    found = replace(one, state=VERIFIED, proof=proof.kind, checked=now, failing=0, words="", verified=since)
    async with site.db.writing() as tx:
        await _demand_free(tx, site, domain)
        await _own(tx, artist, domain)  # it may have been removed in the meantime
        if holder is not None:
            await own_domains.put(tx, replace(holder, state=LOST, checked=now))
        await own_domains.put(tx, found)
    site.pages.changed()
    return found


async def _gives_way(site: Site, holder: OwnDomain, kind: str) -> bool:
    """Only to a record in the DNS, and only where the holder's own record is gone."""
    if kind != DNS:
        return False
    held = await in_dns(site, holder)
    return not held.kind and not held.unclear


async def remove(site: Site, artist: Actor, domain: str) -> None:
    async with site.db.writing() as tx:
        if not await own_domains.remove(tx, domain, artist.id):
            raise NotFound(_("You have not asked for this domain."))
    site.pages.changed()


async def bar(site: Site, account: Account, domain: str, *, barred: bool) -> None:
    """An admin closes a domain for everybody here, or opens it again: then it has to be shown anew whose it is."""
    demand(account, "change instance")
    now = site.clock.now()
    async with site.db.writing() as tx:
        if not await own_domains.claims(tx, domain):
            raise NotFound(_("Nobody has asked for this domain."))
        await own_domains.set_barred(tx, domain, barred=barred, now=now)
        action = "close an own domain" if barred else "open an own domain"
        await log(tx, site.ids, account_id=account.id, action=action, subject=domain, now=now, kind=DOMAIN)
    site.pages.changed()


async def turn(site: Site, account: Account, *, on: bool) -> None:
    """Artists may show their portfolios at domains of their own, or no longer. NotAllowed."""
    demand(account, "change instance")
    now = site.clock.now()
    async with site.db.writing() as tx:
        before = await read_settings(tx)
        if before.own_domains == on:
            return
        await save_settings(tx, replace(before, own_domains=on), now=now)
        await log(tx, site.ids, account_id=account.id, action=f"turn own domains {'on' if on else 'off'}", now=now)
    site.pages.changed()


async def look_again(site: Site, one: OwnDomain) -> OwnDomain:
    """The daily look. What failed for `PATIENCE` is let go; name servers that are silent say nothing."""
    proof, now = await still(site, one), site.clock.now()
    if proof.kind or proof.unclear:
        found = replace(one, checked=now, failing=one.failing if proof.unclear else 0)
    else:
        since = one.failing or now
        state = LOST if now - since >= PATIENCE else VERIFIED
        found = replace(one, checked=now, failing=since, state=state)
    async with site.db.writing() as tx:
        known = [other for other in await own_domains.claims(tx, one.domain) if other.actor_id == one.actor_id]
        if known != [one]:
            return one  # the artist or an admin was faster
        await own_domains.put(tx, found)
    if found.state != one.state:
        site.pages.changed()
    return found


async def _own(tx: Reading, artist: Actor, domain: str) -> OwnDomain:
    found = next((one for one in await own_domains.of_artist(tx, artist.id) if one.domain == domain), None)
    if found is None:
        raise NotFound(_("You have not asked for this domain."))
    return found


def _domain(site: Site, text: str) -> str:
    """Raises Problem for what no portfolio can be shown at: this server, addresses, ports and private names."""
    domain, own = domain_of(text), site.config.instance.host
    bare, _colon, port = domain.partition(":")
    if bare in covering(own.partition(":")[0]) and not (port and domain != own):
        raise Problem(_("This is where this server lives. Write a domain of your own."), field="domain")
    if domain == own:
        raise Problem(_("This is where this server lives. Write a domain of your own."), field="domain")
    if domain.startswith("[") or literal(bare) is not None or bare.replace(".", "").isdigit():
        raise Problem(_("Write a name such as jane.example, not an address of numbers."), field="domain")
    if not site.config.instance.development and (port or bare.rpartition(".")[2] in _NEVER):
        raise Problem(_("Write a name that everybody can reach, such as jane.example, without a port."), field="domain")
    return domain


async def _demand_free(tx: Reading, site: Site, domain: str) -> None:
    if not site.rules.permits(domain):
        raise Problem(_("The people who run this server have closed this domain. Write to them."), field="domain")
    if any(one.state == BARRED for one in await own_domains.claims(tx, domain)):
        raise Problem(_("The people who run this server have closed this domain. Write to them."), field="domain")
    if await own_domains.server_known(tx, domain):
        raise Problem(_("This is another server of the fediverse. A portfolio needs its own domain."), field="domain")


def _demand_open(settings: InstanceSettings) -> None:
    if not settings.own_domains:
        raise Problem(_("This server does not show portfolios at other domains. Ask the people who run it."))
