"""Rules for other servers: made, changed and taken back by those who look after this one; each deed is logged."""

from __future__ import annotations

from dataclasses import replace

from federation.rules import Forbidden, host_of
from fediart.actions import limits
from fediart.actions.domain_names import domain_of, foreign_domain
from fediart.actions.permissions import demand
from fediart.errors import NotFound, Problem, Problems
from fediart.language import _
from fediart.site import Site
from fediart.store import deliveries, domain_rules, jobs
from fediart.store.accounts import Account
from fediart.store.admin_log import DOMAIN, log
from fediart.store.database import Reading, Writing
from fediart.store.domain_rules import ALLOW_LIST, BLOCK_LIST, SEVERITIES, DomainRule, Moderation, Rules

MOST_COMMENT = 500
MOST_PER_MINUTE = 1000
_AUDIENCES = (domain_rules.NOBODY, domain_rules.MEMBERS, domain_rules.EVERYONE)


async def rules_of(site: Site, tx: Reading | None = None) -> Rules:
    """What holds now: from memory, or by the transaction one has, or by one of its own."""
    now = site.clock.now()
    kept = site.rules.kept(now=now)
    if kept is not None:
        return kept
    if tx is not None:
        return await site.rules.read(tx, now=now)
    async with site.db.reading() as own:
        return await site.rules.read(own, now=now)


def talks_to_url(rules: Rules, url: str) -> bool:
    """False as well for what is no proper address: neither is talked to."""
    try:
        return rules.talks_to(host_of(url))
    except Forbidden:
        return False


def takes_image(rules: Rules, owner_host: str, url: str) -> bool:
    """Whether an image (of a post, an avatar, an emoji) is fetched: by whose it is, and by where it lies."""
    try:
        return rules.takes_media_of(owner_host) and rules.takes_media_of(host_of(url))
    except Forbidden:
        return False


async def set_rule(site: Site, by: Account | None, wanted: DomainRule) -> DomainRule:
    """Makes or changes the rule for `wanted.domain`, as people write it. `by` None: the command line.

    Raises NotAllowed, Problems by field.
    """
    _demand(by)
    rule = checked_rule(site, wanted)
    async with site.db.writing() as tx:
        await put_rule(tx, site, by, rule)
        await limits.apply(tx, site, [rule.domain])
    await refresh_rules(site)
    return rule


async def put_rule(tx: Writing, site: Site, by: Account | None, rule: DomainRule) -> None:
    """The rule alone, in the caller's transaction: `limits.apply` brings people in line with it, and after the commit
    comes `refresh_rules`.
    """
    await domain_rules.put_rule(tx, replace(rule, created=rule.created or site.clock.now()))
    await _log(tx, site, by, "set rule for domain", rule.domain, in_words(rule))


async def remove_rule(site: Site, by: Account | None, text: str) -> str:
    """Takes a rule back: what it hid is seen again, follows it ended are restored. Raises NotAllowed, NotFound."""
    _demand(by)
    domain = domain_of(text)
    async with site.db.writing() as tx:
        if not await drop_rule(tx, site, by, domain):
            raise NotFound(_("There is no rule for this domain."))
        await limits.apply(tx, site, [domain])
    await refresh_rules(site)
    return domain


async def drop_rule(tx: Writing, site: Site, by: Account | None, domain: str) -> bool:
    """As `put_rule`. False where there is none."""
    if not await domain_rules.drop_rule(tx, domain):
        return False
    await _log(tx, site, by, "remove rule for domain", domain)
    return True


async def allow(site: Site, by: Account | None, text: str, *, comment: str = "") -> str:
    """Puts a domain on the allow-list. Raises NotAllowed, Problem."""
    _demand(by)
    domain = foreign_domain(site, text)
    async with site.db.writing() as tx:
        await domain_rules.allow(tx, domain, comment=comment.strip()[:MOST_COMMENT], now=site.clock.now())
        await _log(tx, site, by, "allow domain", domain, comment.strip())
    await refresh_rules(site)
    return domain


async def disallow(site: Site, by: Account | None, text: str) -> str:
    """Takes a domain off the allow-list. Raises NotAllowed, NotFound."""
    _demand(by)
    domain = domain_of(text)
    async with site.db.writing() as tx:
        if not await domain_rules.disallow(tx, domain):
            raise NotFound(_("This domain is not on the allow-list."))
        await _log(tx, site, by, "disallow domain", domain)
        await _drop_unreachable(tx, site)
    await refresh_rules(site)
    return domain


async def choose(site: Site, by: Account | None, wanted: Moderation) -> None:
    """Keeps the mode, who may read the list, and the limits of relays. Raises NotAllowed, Problem."""
    if by is not None:
        demand(by, "change instance")
    if wanted.mode not in (BLOCK_LIST, ALLOW_LIST) or wanted.shown_to not in _AUDIENCES:
        raise Problem(_("Choose one of the offered answers."))
    if not 1 <= wanted.relay_per_minute <= MOST_PER_MINUTE:
        raise Problem(
            _("Choose between 1 and %(most_per_minute)s posts a minute.", most_per_minute=MOST_PER_MINUTE),
            field="relay_per_minute",
        )
    async with site.db.writing() as tx:
        before = await domain_rules.read_moderation(tx)
        await domain_rules.save_moderation(tx, wanted, now=site.clock.now())
        changed = [name for name in Moderation.__slots__ if getattr(before, name) != getattr(wanted, name)]
        words = ", ".join(f"{name}: {getattr(wanted, name)}" for name in changed)
        await _log(tx, site, by, "change federation settings", detail=words)
        await _drop_unreachable(tx, site)
    await refresh_rules(site)


async def set_mode(site: Site, by: Account | None, mode: str) -> None:
    """Block-list or allow-list. Raises NotAllowed, Problem."""
    async with site.db.reading() as tx:
        before = await domain_rules.read_moderation(tx)
    await choose(site, by, replace(before, mode=mode))


async def purge(site: Site, by: Account | None, text: str) -> str:
    """What is left here of a suspended domain goes for good, in the background. Raises NotAllowed, Problem."""
    if by is not None:
        demand(by, "change instance")
    domain = domain_of(text)
    async with site.db.writing() as tx:
        rule = (await domain_rules.read_rules(tx)).by_domain.get(domain)
        if rule is None or rule.severity != domain_rules.SUSPEND:
            raise Problem(_("Only what came from a suspended domain can be purged. Suspend it first."), field="domain")
        now = site.clock.now()
        await jobs.enqueue(tx, site.ids.new(), "purge-domain", {"domain": domain}, now=now, order_key="purge-domain")
        await _log(tx, site, by, "purge domain", domain)
    site.bell.ring()
    return domain


def checked_rule(site: Site, wanted: DomainRule) -> DomainRule:
    """Tidied up. Raises Problems by field."""
    found: list[Problem] = []
    domain = wanted.domain
    try:
        domain = foreign_domain(site, domain)
    except Problem as problem:
        found.append(problem)
    if wanted.severity not in SEVERITIES:
        found.append(Problem(_("Choose what happens with this domain."), field="severity"))
    for name in ("comment", "public_comment"):
        if len(getattr(wanted, name).strip()) > MOST_COMMENT:
            found.append(Problem(_("Shorten this to %(most)s characters.", most=MOST_COMMENT), field=name))
    if not found and not wanted.does_something:
        found.append(Problem(_("This rule would do nothing. Choose at least one of its effects."), field="severity"))
    if found:
        raise Problems(found)
    return replace(wanted, domain=domain, comment=wanted.comment.strip(), public_comment=wanted.public_comment.strip())


def in_words(rule: DomainRule) -> str:
    """`silence, no pictures`: for the log and the command line."""
    effects = {
        "no pictures": rule.reject_media, "no reports": rule.reject_reports, "marked sensitive": rule.mark_sensitive,
    }  # fmt: skip
    words = [] if rule.severity == domain_rules.NONE else [rule.severity]
    return ", ".join([*words, *(word for word, holds in effects.items() if holds)])


async def _drop_unreachable(tx: Writing, site: Site) -> None:
    """What waits for a server that is not talked to any more will not be sent."""
    rules = await domain_rules.read_rules(tx)
    rows = await tx.all("select distinct host from deliveries where state = 'waiting'")
    for row in rows:
        if not rules.talks_to(row["host"]):
            await deliveries.drop_host(tx, row["host"], now=site.clock.now())


def _demand(by: Account | None) -> None:
    if by is not None:
        demand(by, "block domains")


async def _log(tx: Writing, site: Site, by: Account | None, action: str, subject: str = "", detail: str = "") -> None:
    account_id = by.id if by else None
    now = site.clock.now()
    kind = DOMAIN if subject else ""
    await log(
        tx, site.ids, account_id=account_id, action=action, subject=subject, detail=detail, now=now, kind=kind
    )  # fmt: skip


async def refresh_rules(site: Site) -> None:
    """To be called after the commit of a change of rules, and at the start."""
    site.rules.changed()
    await rules_of(site)
    site.pages.changed()
    site.bell.ring()
