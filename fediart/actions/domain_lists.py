"""Lists of domain rules from files and from other people: compared, proposed, and accepted one by one or together.

What would end follows is never accepted together with the rest, and never without a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from federation.lenient import http_url
from federation.rules import Forbidden, host_of
from fediart.actions import domain_csv, domains, limits
from fediart.actions.domain_csv import ReadList
from fediart.actions.permissions import demand
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import domain_lists, domain_rules, jobs, severed
from fediart.store.accounts import Account
from fediart.store.admin_log import RULE, log
from fediart.store.database import Conflict, Reading, Writing
from fediart.store.domain_lists import ADD, CHANGE, FILE, REMOVE, Proposal, SharedList
from fediart.store.domain_rules import SEVERITIES, SUSPEND, DomainRule, covering

MOST_LISTS = 20
AT_ONCE = 500  # proposals applied in one transaction


@dataclass(frozen=True, slots=True)
class Weighed:
    """A proposal with what holds now (None: nothing) and how many follows it would end."""

    proposal: Proposal
    before: DomainRule | None
    severs: int


async def import_file(site: Site, by: Account | None, text: str) -> ReadList:
    """Proposes what the file asks for and is not so already. Raises NotAllowed, Problem."""
    _demand(by)
    asked = domain_csv.read(site, text)
    async with site.db.writing() as tx:
        await propose(tx, site, FILE, asked.rules)
    return asked


async def propose(tx: Writing, site: Site, list_id: int, asked: Sequence[DomainRule]) -> int:
    """Compares with what holds; returns how many changes are proposed.

    A rule stricter than the list asks for, or made here by hand, is never proposed to be loosened.
    """
    rules = await domain_rules.read_rules(tx)
    made = [(site.ids.new(), *found) for rule in asked if (found := _compared(rules.by_domain.get(rule.domain), rule))]
    wanted = {rule.domain for rule in asked}
    if list_id != FILE:
        made += [
            (site.ids.new(), REMOVE, rule)
            for rule in rules.by_domain.values()
            if rule.list_id == list_id and rule.domain not in wanted
        ]
    await domain_lists.withdraw(tx, list_id, (rule.domain for _, _, rule in made))
    await domain_lists.propose(tx, list_id, made, now=site.clock.now())
    return len(made)


def _compared(before: DomainRule | None, asked: DomainRule) -> tuple[str, DomainRule] | None:
    if before is None:
        return ADD, asked
    joined = replace(
        before,
        severity=max(before.severity, asked.severity, key=SEVERITIES.index),
        reject_media=before.reject_media or asked.reject_media,
        reject_reports=before.reject_reports or asked.reject_reports,
        public_comment=before.public_comment or asked.public_comment,
    )
    same = replace(joined, public_comment=before.public_comment) == before
    return None if same else (CHANGE, joined)


async def weighed(tx: Reading, proposals: Sequence[Proposal]) -> list[Weighed]:
    """What each of them would do."""
    rules = (await domain_rules.read_rules(tx)).by_domain
    stakes = await stakes_of(tx)
    return [_weigh(one, rules.get(one.rule.domain), stakes) for one in proposals]


def _weigh(one: Proposal, before: DomainRule | None, stakes: Mapping[str, int]) -> Weighed:
    ends = one.change != REMOVE and one.rule.severity == SUSPEND and not (before and before.severity == SUSPEND)
    return Weighed(one, before, stakes.get(one.rule.domain, 0) if ends else 0)


async def stakes_of(tx: Reading) -> dict[str, int]:
    """For each domain, how many follows there are with the hosts under it."""
    found: dict[str, int] = {}
    for host, count in (await severed.at_stake(tx)).items():
        for domain in covering(host):
            found[domain] = found.get(domain, 0) + count
    return found


async def accept(site: Site, by: Account | None, proposal_ids: Iterable[int]) -> int:
    """These, whatever they sever: somebody has looked at each. Returns how many. Raises NotAllowed."""
    _demand(by)
    async with site.db.writing() as tx:
        found = await domain_lists.some(tx, proposal_ids)
        for one in found:
            await _carry_out(tx, site, by, one)
        await limits.apply(tx, site, [one.rule.domain for one in found])
    await domains.refresh_rules(site)
    return len(found)


async def accept_harmless(site: Site, by: Account | None, *, list_id: int | None = None) -> tuple[int, int]:
    """All that sever nothing; returns how many were accepted, and how many wait for a look at each."""
    _demand(by)
    async with site.db.reading() as tx:
        found = await weighed(tx, await domain_lists.open_proposals(tx))
    asked = [one for one in found if list_id is None or one.proposal.list_id == list_id]
    harmless = [one.proposal for one in asked if not one.severs]
    for start in range(0, len(harmless), AT_ONCE):
        some = harmless[start : start + AT_ONCE]
        async with site.db.writing() as tx:
            for one in some:
                await _carry_out(tx, site, by, one)
            await limits.apply(tx, site, [one.rule.domain for one in some])
    await domains.refresh_rules(site)
    return len(harmless), len(asked) - len(harmless)


async def dismiss(site: Site, by: Account | None, proposal_ids: Iterable[int] | None = None) -> int:
    """These, or all that are open, are not asked for again. Returns how many. Raises NotAllowed."""
    _demand(by)
    async with site.db.writing() as tx:
        some = await (domain_lists.open_proposals(tx) if proposal_ids is None else domain_lists.some(tx, proposal_ids))
        await domain_lists.settle(tx, [one.id for one in some], "dismissed")
    return len(some)


async def _carry_out(tx: Writing, site: Site, by: Account | None, one: Proposal) -> None:
    before = (await domain_rules.one(tx, one.rule.domain)) or one.rule
    if one.change == REMOVE:
        await domains.drop_rule(tx, site, by, one.rule.domain)
    else:
        kept = replace(before, severity=one.rule.severity, reject_media=one.rule.reject_media,
                       reject_reports=one.rule.reject_reports, public_comment=one.rule.public_comment,
                       obfuscate=before.obfuscate or one.rule.obfuscate,
                       list_id=one.list_id if one.change == ADD else before.list_id)  # fmt: skip
        await domains.put_rule(tx, site, by, kept)
    await domain_lists.settle(tx, [one.id], "accepted")


async def subscribe(site: Site, by: Account | None, url: str, *, auto: bool = False) -> SharedList:
    """The list is read soon, and once a day from then on. Raises NotAllowed, Problem."""
    _demand(by)
    address = http_url(url.strip())
    try:
        host = host_of(address or "")
    except Forbidden as problem:
        raise Problem(_("Write the whole address of the list, with https://."), field="url") from problem
    now = site.clock.now()
    made = SharedList(site.ids.new(), address or "", host, int(auto), 0, "", now)
    try:
        async with site.db.writing() as tx:
            if len(await domain_lists.all_lists(tx)) >= MOST_LISTS:
                raise Problem(
                    _("There are %(most_lists)s lists already. Leave one first.", most_lists=MOST_LISTS), field="url"
                )
            await domain_lists.put_list(tx, made)
            await domain_rules.rules_changed(tx)
            await jobs.enqueue(tx, site.ids.new(), "domain-list", {"list_id": made.id}, now=now)
            await _log(tx, site, by, "subscribe to list", made.url)
    except Conflict:
        raise Problem(_("This list is subscribed to already."), field="url") from None
    await domains.refresh_rules(site)
    return made


async def unsubscribe(site: Site, by: Account | None, list_id: int) -> None:
    """What was accepted of it stays. Raises NotAllowed, NotFound."""
    _demand(by)
    async with site.db.writing() as tx:
        if not await domain_lists.drop_list(tx, list_id):
            raise NotFound(_("There is no such list."))
        await domain_rules.rules_changed(tx)
        await _log(tx, site, by, "leave list", str(list_id))
    await domains.refresh_rules(site)


def _demand(by: Account | None) -> None:
    if by is not None:
        demand(by, "block domains")


async def _log(tx: Writing, site: Site, by: Account | None, action: str, subject: str) -> None:
    now = site.clock.now()
    await log(tx, site.ids, account_id=by.id if by else None, action=action, subject=subject, now=now, kind=RULE)
