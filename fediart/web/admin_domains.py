"""Administration: rules for other servers, the allow-list, and who may read of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import ClassVar
from urllib.parse import quote, urlencode

from aiohttp import web

from fediart.actions import domains
from fediart.actions.domain_lists import stakes_of
from fediart.actions.domain_names import domain_of, shown_domain
from fediart.actions.permissions import may
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.store import domain_rules
from fediart.store.domain_rules import DomainRule, Moderation, covering
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.upload_form import by_field

PATH = "/admin/federation/domains"
SEVERITIES = (
    ("silence", N_("Silence"), N_("Posts from there are seen only by those who follow their author.")),
    (
        "suspend",
        N_("Suspend"),
        N_("Nothing is taken from there and nothing is sent there; follows end, and can be restored."),
    ),
    ("none", N_("Neither"), N_("Only what is ticked below.")),
)
AUDIENCES = (
    ("nobody", N_("Nobody but moderators")),
    ("members", N_("Members, when logged in")),
    ("everyone", N_("Everyone")),
)
MODES = (
    ("block", "Block-list", N_("This instance talks to every server that no rule suspends.")),
    ("allow", "Allow-list", N_("This instance talks only to the domains listed here, in every direction.")),
)
_FLAGS = ("reject_media", "reject_reports", "mark_sensitive", "obfuscate")


@dataclass(frozen=True, slots=True)
class ShownRule:
    rule: DomainRule
    name: str
    words: str
    path: str


@dataclass(frozen=True, slots=True)
class ShownAllowed:
    domain: str
    name: str
    comment: str
    created: int


@dataclass(frozen=True, slots=True)
class DomainsPage(Page):
    """`undo` is a rule that was just taken back; `given` what somebody has typed into the form."""

    template: ClassVar[str] = "admin/domains.html"
    q: str
    found: Sequence[ShownRule]
    total: int
    allowed: Sequence[ShownAllowed]
    settings: Moderation
    may_choose: bool
    given: DomainRule
    undo: ShownRule | None = None
    stake: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)
    severities: tuple[tuple[str, str, str], ...] = SEVERITIES
    audiences: tuple[tuple[str, str], ...] = AUDIENCES
    modes: tuple[tuple[str, str, str], ...] = MODES


@dataclass(frozen=True, slots=True)
class DomainPage(Page):
    """`people` are known from there, `stake` follows are with them."""

    template: ClassVar[str] = "admin/domain.html"
    name: str
    exists: bool
    given: DomainRule
    people: int
    stake: int
    ended: int
    may_purge: bool
    errors: Mapping[str, str] = field(default_factory=dict)
    severities: tuple[tuple[str, str, str], ...] = SEVERITIES


async def show(request: web.Request) -> web.StreamResponse:
    return await _list(request, DomainRule(request.query.get("domain", ""), "silence"), {})


async def edit(request: web.Request) -> web.StreamResponse:
    """`/admin/federation/domains/DOMAIN`: its rule, or the form for one."""
    async with site_of(request).db.reading() as tx:
        domain = domain_of(request.match_info["domain"])
        found = (await domain_rules.read_rules(tx)).by_domain.get(domain)
    return await _one(request, found or DomainRule(domain, "silence"), {}, exists=found is not None)


async def save(request: web.Request) -> web.StreamResponse:
    """The form of the list, or that of one domain (`page` says which)."""
    given = await answers(request)
    wanted = _rule_in(given)
    try:
        await _demand_confirmed(request, wanted, given)
        rule = await domains.set_rule(site_of(request), viewer(request).account, wanted)
    except Problem as problem:
        if problem.status != 422:
            raise
        again = _one if given.get("page") == "one" else _list
        return await again(request, wanted, by_field(problem), status=422)
    words = domains.in_words(rule)
    return pages.go(
        request, PATH, notice=_("The rule for %(domain)s is kept: %(words)s.", domain=rule.domain, words=words)
    )


async def remove(request: web.Request) -> web.StreamResponse:
    """The rule goes, and the page that follows offers to put it back."""
    domain = (await answers(request)).get("domain", "")
    async with site_of(request).db.reading() as tx:
        before = (await domain_rules.read_rules(tx)).by_domain.get(domain_of(domain))
    domain = await domains.remove_rule(site_of(request), viewer(request).account, domain)
    values = {name: str(int(v) if isinstance(v, bool) else v) for name, v in asdict(before).items()} if before else {}
    undo = urlencode({f"undo_{name}": value for name, value in values.items() if value not in ("", "0")})
    return pages.go(request, f"{PATH}?{undo}", notice=_("The rule for %(domain)s is taken back.", domain=domain))


async def allow(request: web.Request) -> web.StreamResponse:
    """`/admin/federation/allowed/allow` and `/disallow`."""
    given, site, by = await answers(request), site_of(request), viewer(request).account
    if request.match_info["deed"] == "disallow":
        domain = await domains.disallow(site, by, given.get("domain", ""))
        return pages.go(request, PATH, notice=_("%(domain)s is not on the allow-list any more.", domain=domain))
    try:
        domain = await domains.allow(site, by, given.get("domain", ""), comment=given.get("comment", ""))
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _list(request, DomainRule("", "silence"), {"allowed": problem.message}, status=422)
    return pages.go(request, PATH, notice=_("%(domain)s is on the allow-list.", domain=domain))


async def choose(request: web.Request) -> web.StreamResponse:
    """Mode and audience."""
    given, site = await answers(request), site_of(request)
    async with site.db.reading() as tx:
        before = await domain_rules.read_moderation(tx)
    wanted = replace(before, mode=given.get("mode", ""), shown_to=given.get("shown_to", ""))
    await domains.choose(site, viewer(request).account, wanted)
    return pages.go(request, PATH, notice=_("The choice is kept."))


async def purge(request: web.Request) -> web.StreamResponse:
    domain = (await answers(request)).get("domain", "")
    domain = await domains.purge(site_of(request), viewer(request).account, domain)
    return pages.go(request, PATH, notice=_("What came from %(domain)s is being removed for good.", domain=domain))


def _rule_in(given: Mapping[str, str]) -> DomainRule:
    flags = {name: given.get(name) == "1" for name in _FLAGS}
    return DomainRule(
        domain=given.get("domain", ""),
        severity=given.get("severity", ""),
        comment=given.get("comment", ""),
        public_comment=given.get("public_comment", ""),
        reject_media=flags["reject_media"],
        reject_reports=flags["reject_reports"],
        mark_sensitive=flags["mark_sensitive"],
        obfuscate=flags["obfuscate"],
    )


async def _demand_confirmed(request: web.Request, wanted: DomainRule, given: Mapping[str, str]) -> None:
    """Follows do not end by a slip of the hand."""
    if wanted.severity != domain_rules.SUSPEND or given.get("confirm") == "1":
        return
    async with site_of(request).db.reading() as tx:
        stake = (await stakes_of(tx)).get(domain_of(wanted.domain), 0)
    if stake:
        word = "follow" if stake == 1 else "follows"
        raise Problem(
            _("This would end %(stake)s %(word)s. Tick the box to go on.", stake=stake, word=word), field="confirm"
        )


def shown(rule: DomainRule) -> ShownRule:
    return ShownRule(rule, shown_domain(rule.domain), domains.in_words(rule), f"{PATH}/{quote(rule.domain, safe='')}")


def _undo(request: web.Request) -> ShownRule | None:
    given = {name.removeprefix("undo_"): value for name, value in request.query.items() if name.startswith("undo_")}
    return shown(_rule_in(given)) if given.get("domain") else None


async def _list(
    request: web.Request, given: DomainRule, errors: Mapping[str, str], *, status: int = 200
) -> web.StreamResponse:
    q = request.query.get("q", "").strip().lower()
    async with site_of(request).db.reading() as tx:
        rules = await domain_rules.read_rules(tx)
        allowed = await domain_rules.allowed(tx)
        stake = (await stakes_of(tx)).get(_lenient(given.domain), 0) if "confirm" in errors else 0
    listed = [shown(one) for one in rules.by_domain.values()]
    page = DomainsPage(
        title=_("Rules for other servers"),
        q=q,
        found=[one for one in listed if q in f"{one.name} {one.rule.comment} {one.rule.public_comment}".lower()],
        total=len(listed),
        allowed=[ShownAllowed(r["domain"], shown_domain(r["domain"]), r["comment"], r["created"]) for r in allowed],
        settings=rules.settings,
        may_choose=may(viewer(request).account, "change instance"),
        given=given,
        undo=_undo(request),
        stake=stake,
        errors=errors,
    )
    return await pages.show(request, page, status=status)


async def _one(
    request: web.Request, given: DomainRule, errors: Mapping[str, str], *, status: int = 200, exists: bool = True
) -> web.StreamResponse:
    domain = _lenient(given.domain)
    if not domain:
        raise NotFound(_("There is no such domain."))
    async with site_of(request).db.reading() as tx:
        rows = await tx.all("select host, count(*) as count from actors where host <> '' group by host")
        ended = await tx.all("select host, count(*) as count from severed_follows group by host")
        stake = (await stakes_of(tx)).get(domain, 0)
    page = DomainPage(
        title=_("Rule for %(domain)s", domain=given.domain),
        name=shown_domain(domain),
        exists=exists,
        given=given,
        people=sum(int(row["count"]) for row in rows if domain in covering(row["host"])),
        stake=stake,
        ended=sum(int(row["count"]) for row in ended if domain in covering(row["host"])),
        may_purge=may(viewer(request).account, "change instance"),
        errors=errors,
    )
    return await pages.show(request, page, status=status)


def _lenient(text: str) -> str:
    try:
        return domain_of(text)
    except Problem:
        return ""
