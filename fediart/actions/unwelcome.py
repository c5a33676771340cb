"""Where accounts may not come from: an admin says it, sign-up and the gate heed it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from ipaddress import ip_address, ip_network

from fediart.actions.permissions import demand
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import unwelcome
from fediart.store.accounts import Account
from fediart.store.admin_log import RULE, log
from fediart.store.database import Conflict, Reading, Writing
from fediart.store.domain_rules import covering
from fediart.store.unwelcome import APPROVAL, NO_ACCESS, SEVERITIES, MailDomain, Network

MOST_COMMENT = 500
MOST = 1_000  # networks: all of them are kept in memory


@dataclass(frozen=True, slots=True)
class Doors:
    """All networks that are dealt with, as numbers: kept in memory and asked at every request."""

    blocks: tuple[Network, ...] = ()

    def severity(self, address: str, *, now: int) -> str:
        """The strictest that holds for this address, as `web.request.address_of` writes it; empty for none."""
        if not self.blocks:
            return ""
        try:
            asked = ip_network(address) if "/" in address else ip_network(ip_address(address))
        except ValueError:
            return ""
        found = [
            SEVERITIES.index(one.severity)
            for one in self.blocks
            if (not one.expires or one.expires > now) and _touch(asked, one.network)
        ]
        return SEVERITIES[max(found)] if found else ""


def _touch(asked: object, network: str) -> bool:
    """Whether the two overlap: of IPv6 we know the household alone, and a rule for a part of it holds for it."""
    other = ip_network(network)
    return type(asked) is type(other) and other.overlaps(asked)


async def doors(tx: Reading) -> Doors:
    return Doors(tuple(await unwelcome.networks(tx, limit=MOST)))


async def demand_mail_domain(tx: Reading, email: str) -> None:
    """Raises NotAllowed for an address of a provider that is turned away."""
    domain = email.rpartition("@")[2].lower()
    if domain and await unwelcome.covers_mail(tx, covering(domain)):
        raise NotAllowed(_("This instance takes no accounts with an e-mail address of this provider. Use another one."))


async def demand_welcome(tx: Reading, site: Site, email: str, address: str) -> bool:
    """Whether who signs up from there needs a moderator's approval. Raises NotAllowed where they may not at all."""
    await demand_mail_domain(tx, email)
    severity = (await doors(tx)).severity(address, now=site.clock.now())
    if severity and severity != APPROVAL:
        raise NotAllowed(_("This instance takes no new accounts from your network. Write to its administrators."))
    return severity == APPROVAL


def mail_domain_of(text: str) -> str:
    """A domain as it stands in the rows. Raises Problem."""
    domain = text.strip().lower().lstrip("@").rstrip(".")
    if "." not in domain or len(domain) > 253 or not all(part and part.isprintable() for part in domain.split(".")):
        raise Problem(_("Give a domain such as mail.example."), field="domain")
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        raise Problem(_("Give a domain such as mail.example."), field="domain") from None


async def add_mail_domain(site: Site, by: Account, text: str) -> MailDomain:
    """Raises NotAllowed, Problem."""
    demand(by, "approve sign-ups")
    domain = mail_domain_of(text)
    made = MailDomain(site.ids.new(), domain, site.clock.now())
    try:
        async with site.db.writing() as tx:
            await unwelcome.add_mail_domain(tx, made)
            await _log(tx, site, by, "turn away e-mail domain", domain)
    except Conflict:
        raise Problem(_("This domain is turned away already."), field="domain") from None
    return made


async def drop_mail_domain(site: Site, by: Account, block_id: int) -> None:
    """Raises NotAllowed, NotFound."""
    demand(by, "approve sign-ups")
    async with site.db.writing() as tx:
        found = await unwelcome.mail_domain(tx, block_id)
        if found is None or not await unwelcome.drop_mail_domain(tx, block_id):
            raise NotFound(_("There is no such rule."))
        await _log(tx, site, by, "let e-mail domain in", found.domain)


async def put_network(site: Site, by: Account, wanted: Network) -> Network:
    """Makes or changes a rule; `wanted.id` 0 makes one. Raises NotAllowed, NotFound, Problem by field.

    Nobody can shut out the whole internet: an IPv4 network has at least 8 bits, one of IPv6 at least 16.
    """
    demand(by, "suspend")
    rule = replace(wanted, network=_network(wanted.network), comment=wanted.comment.strip()[:MOST_COMMENT])
    if rule.severity not in SEVERITIES:
        words = _("Choose one of %(severities)s.", severities=", ".join(SEVERITIES))
        raise Problem(words, field="severity")
    try:
        async with site.db.writing() as tx:
            if rule.id and await unwelcome.network(tx, rule.id) is None:
                raise NotFound(_("There is no such rule."))
            if not rule.id:
                if len(await unwelcome.networks(tx, limit=MOST)) >= MOST:
                    raise Problem(_("There are too many rules for networks. Take some back first."), field="ip")
                rule = replace(rule, id=site.ids.new(), created=site.clock.now())
            await unwelcome.put_network(tx, rule)
            await _log(tx, site, by, "rule for network", rule.network, rule.severity)
    except Conflict:
        raise Problem(_("There is a rule for this network already."), field="ip") from None
    site.passes.changed()
    return rule


async def drop_network(site: Site, by: Account, block_id: int) -> None:
    """Raises NotAllowed, NotFound."""
    demand(by, "suspend")
    async with site.db.writing() as tx:
        found = await unwelcome.network(tx, block_id)
        if found is None or not await unwelcome.drop_network(tx, block_id):
            raise NotFound(_("There is no such rule."))
        await _log(tx, site, by, "take back rule for network", found.network)
    site.passes.changed()


def shut_out(known: Doors, address: str, *, now: int) -> bool:
    """Whether nothing at all is answered to this address."""
    return known.severity(address, now=now) == NO_ACCESS


def _network(text: str) -> str:
    try:
        found = ip_network(text.strip(), strict=False)
    except ValueError:
        raise Problem(_("Give an address or a network such as 192.0.2.0/24."), field="ip") from None
    if found.prefixlen < (8 if found.version == 4 else 16):
        raise Problem(_("This network is too large: it would shut out everybody."), field="ip")
    return str(found)


async def _log(tx: Writing, site: Site, by: Account, action: str, subject: str, detail: str = "") -> None:
    now = site.clock.now()
    await log(tx, site.ids, account_id=by.id, action=action, subject=subject, detail=detail, now=now, kind=RULE)
