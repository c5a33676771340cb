"""Where accounts may not come from (docs.joinmastodon.org/methods/admin/email_domain_blocks and ip_blocks)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from fediart.actions import unwelcome as doing
from fediart.api.call import Call, Paged, by_id
from fediart.api.entities.admin import AdminEmailDomainBlock, AdminIpBlock
from fediart.api.entities.common import Empty
from fediart.api.given import Older, asked, limited
from fediart.api.shown.admin import mail_domain, network
from fediart.clock import SECOND
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import unwelcome
from fediart.store.unwelcome import APPROVAL, Network

Severity = Literal["sign_up_requires_approval", "sign_up_block", "no_access"]


@dataclass(frozen=True, slots=True)
class Page(Older):
    limit: int = limited(100, 200)


@dataclass(frozen=True, slots=True)
class NewMailDomain:
    domain: str = asked("Which domain; what is below it is covered, too.", required=True, most=253)


@dataclass(frozen=True, slots=True)
class NewNetwork:
    ip: str = asked("An address or a network such as 192.0.2.0/24.", required=True, most=64)
    severity: Severity = asked("What is done.", required=True)
    comment: str = asked("For moderators.", default="", most=500)
    expires_in: int | None = asked("After how many seconds the rule ends.", least=1, most=10 * 365 * 86_400)


@dataclass(frozen=True, slots=True)
class ChangedNetwork:
    ip: str | None = asked("An address or a network such as 192.0.2.0/24.", most=64)
    severity: Severity | None = asked("What is done.")
    comment: str | None = asked("For moderators.", most=500)
    expires_in: int | None = asked("After how many seconds the rule ends.", least=1, most=10 * 365 * 86_400)


async def mail_domains(call: Call, given: Page) -> Paged[AdminEmailDomainBlock]:
    """Shows the domains of e-mail addresses that nobody signs up with."""
    async with call.site.db.reading() as tx:
        found = await unwelcome.mail_domains(tx, before=given.max_id or 2**62, after=_after(given), limit=given.limit)
    return by_id([mail_domain(one) for one in found], most=given.limit)


async def show_mail_domain(call: Call) -> AdminEmailDomainBlock:
    """Shows one of these domains."""
    async with call.site.db.reading() as tx:
        found = await unwelcome.mail_domain(tx, call.number())
    if found is None:
        raise NotFound(_("Record not found"))
    return mail_domain(found)


async def add_mail_domain(call: Call, given: NewMailDomain) -> AdminEmailDomainBlock:
    """Turns sign-ups with addresses of a domain away."""
    return mail_domain(await doing.add_mail_domain(call.site, call.account, given.domain))


async def drop_mail_domain(call: Call) -> Empty:
    """Lets sign-ups with addresses of a domain in again."""
    await doing.drop_mail_domain(call.site, call.account, call.number())
    return {}


async def networks(call: Call, given: Page) -> Paged[AdminIpBlock]:
    """Shows the rules for networks."""
    async with call.site.db.reading() as tx:
        found = await unwelcome.networks(tx, before=given.max_id or 2**62, after=_after(given), limit=given.limit)
    return by_id([network(one) for one in found], most=given.limit)


async def show_network(call: Call) -> AdminIpBlock:
    """Shows the rule for a network."""
    return network(await _network(call))


async def add_network(call: Call, given: NewNetwork) -> AdminIpBlock:
    """Makes a rule for a network: to look at its sign-ups first, to turn them away, or to answer nothing at all."""
    wanted = Network(0, given.ip, given.severity, given.comment, 0, _end(call, given.expires_in))
    return network(await doing.put_network(call.site, call.account, wanted))


async def change_network(call: Call, given: ChangedNetwork) -> AdminIpBlock:
    """Changes the rule for a network."""
    rule = await _network(call)
    wanted = replace(
        rule,
        network=given.ip or rule.network,
        severity=given.severity or rule.severity or APPROVAL,
        comment=rule.comment if given.comment is None else given.comment,
        expires=_end(call, given.expires_in) or rule.expires,
    )
    return network(await doing.put_network(call.site, call.account, wanted))


async def drop_network(call: Call) -> Empty:
    """Takes the rule for a network back."""
    await doing.drop_network(call.site, call.account, call.number())
    return {}


def _after(given: Older) -> int:
    return given.min_id or given.since_id or 0


def _end(call: Call, seconds: int | None) -> int:
    return call.now + seconds * SECOND if seconds else 0


async def _network(call: Call) -> Network:
    async with call.site.db.reading() as tx:
        found = await unwelcome.network(tx, call.number())
    if found is None:
        raise NotFound(_("Record not found"))
    return found
