"""Rules for other servers (docs.joinmastodon.org/methods/admin/domain_blocks, domain_allows), named by their domain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from fediart.actions import domains
from fediart.api.call import Call
from fediart.api.entities.admin import AdminDomainAllow, AdminDomainBlock
from fediart.api.entities.common import Empty
from fediart.api.given import asked
from fediart.api.shown.admin import domain_rule
from fediart.api.shown.words import when
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import domain_rules
from fediart.store.domain_rules import NONE, SILENCE, SUSPEND, DomainRule

_SEVERITIES: Final = {"noop": NONE, "silence": SILENCE, "suspend": SUSPEND}


@dataclass(frozen=True, slots=True)
class NewRule:
    domain: str = asked("Which domain; what is below it is covered, too.", required=True, most=253)
    severity: Literal["noop", "silence", "suspend"] = asked("How strict.", default="silence")
    reject_media: bool = asked("Take no pictures from there.", default=False)
    reject_reports: bool = asked("Take no reports from there.", default=False)
    private_comment: str = asked("For moderators.", default="", most=1_000)
    public_comment: str = asked("For everybody who may see the list.", default="", most=1_000)
    obfuscate: bool = asked("Hide part of the name in the public list.", default=False)


@dataclass(frozen=True, slots=True)
class ChangedRule:
    severity: Literal["noop", "silence", "suspend"] | None = asked("How strict.")
    reject_media: bool | None = asked("Take no pictures from there.")
    reject_reports: bool | None = asked("Take no reports from there.")
    private_comment: str | None = asked("For moderators.", most=1_000)
    public_comment: str | None = asked("For everybody who may see the list.", most=1_000)
    obfuscate: bool | None = asked("Hide part of the name in the public list.")


@dataclass(frozen=True, slots=True)
class NewAllow:
    domain: str = asked("Which domain.", required=True, most=253)


async def listed(call: Call) -> list[AdminDomainBlock]:
    """Shows all rules for other servers."""
    async with call.site.db.reading() as tx:
        return [domain_rule(one) for one in await domain_rules.all_rules(tx)]


async def show(call: Call) -> AdminDomainBlock:
    """Shows the rule for a domain."""
    return domain_rule(await _rule(call))


async def make(call: Call, given: NewRule) -> AdminDomainBlock:
    """Makes a rule for a domain, or changes the one there is."""
    wanted = DomainRule(
        given.domain,
        severity=_SEVERITIES[given.severity],
        reject_media=given.reject_media,
        reject_reports=given.reject_reports,
        comment=given.private_comment,
        public_comment=given.public_comment,
        obfuscate=given.obfuscate,
    )
    return domain_rule(await domains.set_rule(call.site, call.account, wanted))


async def change(call: Call, given: ChangedRule) -> AdminDomainBlock:
    """Changes the rule for a domain."""
    rule = await _rule(call)
    wanted = replace(
        rule,
        severity=_SEVERITIES[given.severity] if given.severity else rule.severity,
        reject_media=rule.reject_media if given.reject_media is None else given.reject_media,
        reject_reports=rule.reject_reports if given.reject_reports is None else given.reject_reports,
        comment=rule.comment if given.private_comment is None else given.private_comment,
        public_comment=rule.public_comment if given.public_comment is None else given.public_comment,
        obfuscate=rule.obfuscate if given.obfuscate is None else given.obfuscate,
    )
    return domain_rule(await domains.set_rule(call.site, call.account, wanted))


async def remove(call: Call) -> Empty:
    """Takes the rule for a domain back."""
    await _rule(call)
    await domains.remove_rule(call.site, call.account, call.part("domain"))
    return {}


async def allows(call: Call) -> list[AdminDomainAllow]:
    """Shows the servers that are talked to where only listed ones are."""
    async with call.site.db.reading() as tx:
        rows = await domain_rules.allowed(tx)
    return [{"id": row["domain"], "domain": row["domain"], "created_at": when(row["created"])} for row in rows]


async def show_allow(call: Call) -> AdminDomainAllow:
    """Shows one of the servers that are talked to."""
    found = next((one for one in await allows(call) if one["domain"] == call.part("domain").lower()), None)
    if found is None:
        raise NotFound(_("Record not found"))
    return found


async def allow(call: Call, given: NewAllow) -> AdminDomainAllow:
    """Puts a domain on the list of those that are talked to."""
    domain = await domains.allow(call.site, call.account, given.domain)
    return next(one for one in await allows(call) if one["domain"] == domain)


async def disallow(call: Call) -> AdminDomainAllow:
    """Takes a domain off that list."""
    before = await show_allow(call)
    await domains.disallow(call.site, call.account, before["domain"])
    return before


async def _rule(call: Call) -> DomainRule:
    async with call.site.db.reading() as tx:
        found = await domain_rules.one(tx, call.part("domain").lower())
    if found is None:
        raise NotFound(_("Record not found"))
    return found
