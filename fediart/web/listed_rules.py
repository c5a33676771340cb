"""The rules for other servers as the about page tells of them, to those whom the admin lets read them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from fediart.actions.domain_names import obfuscated, shown_domain
from fediart.store.domain_rules import EVERYONE, MEMBERS, NONE, SUSPEND, DomainRule, Rules

_WHAT = {SUSPEND: "suspended", "silence": "silenced"}


@dataclass(frozen=True, slots=True)
class ListedRule:
    """`name` may be starred out; `digest` then lets those who know the domain recognise it."""

    name: str
    digest: str
    what: str
    why: str


def listed_rules(rules: Rules, *, member: bool) -> tuple[ListedRule, ...]:
    """Nothing for whom the list is not (advisory 107). Private comments are never in it."""
    shown_to = rules.settings.shown_to
    if shown_to != EVERYONE and not (shown_to == MEMBERS and member):
        return ()
    return tuple(_listed(one) for one in rules.by_domain.values())


def _listed(one: DomainRule) -> ListedRule:
    name = obfuscated(one.domain) if one.obfuscate else shown_domain(one.domain)
    digest = sha256(one.domain.encode()).hexdigest() if one.obfuscate else ""
    effects = {"no pictures": one.reject_media, "no reports": one.reject_reports, "sensitive": one.mark_sensitive}
    words = [] if one.severity == NONE else [_WHAT[one.severity]]
    return ListedRule(
        name, digest, ", ".join([*words, *(word for word, holds in effects.items() if holds)]), one.public_comment
    )
