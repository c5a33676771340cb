"""The instance's rules in all their versions and in other languages; and telling members that something has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fediart.actions import announcing
from fediart.actions.announcing import Wanted
from fediart.actions.permissions import demand
from fediart.catalogues import offered
from fediart.errors import Problem
from fediart.language import _, spoken
from fediart.site import Site
from fediart.store import site_rules
from fediart.store.accounts import Account
from fediart.store.admin_log import RULE, log
from fediart.store.database import Reading, Writing
from fediart.store.settings import InstanceSettings, read_settings
from fediart.store.site_rules import RulesVersion

LONGEST: Final = 1_000


async def note_change(tx: Writing, site: Site, before: InstanceSettings, after: InstanceSettings, by: Account) -> None:
    """A version of the rules for each change of them; at the first change also what held until then."""
    if before.rules == after.rules:
        return
    if not await site_rules.versions(tx, limit=1):
        await site_rules.add(tx, RulesVersion(site.ids.new(), before.rules, 0), account_id=None)
    made = RulesVersion(site.ids.new(), after.rules, site.clock.now())
    await site_rules.add(tx, made, account_id=by.id)


async def in_words(tx: Reading, rules: Sequence[str]) -> tuple[str, ...]:
    """The rules in the language spoken now, as far as they were translated."""
    known = await site_rules.translations(tx, rules)
    return tuple(known.get(rule, {}).get(spoken().code, rule) for rule in rules)


async def save_translations(site: Site, by: Account, language: str, words: Mapping[int, str]) -> None:
    """`words` are by the place of the rule, from 0 on. Raises NotAllowed, Problem."""
    demand(by, "change instance")
    if language not in offered():
        raise Problem(_("Choose one of the languages offered."), field="language")
    if any(len(one) > LONGEST for one in words.values()):
        raise Problem(_("Shorten this to %(most)s characters.", most=LONGEST), field="words")
    now = site.clock.now()
    async with site.db.writing() as tx:
        rules = (await read_settings(tx)).rules
        for place, rule in enumerate(rules):
            if place in words:
                await site_rules.translate(tx, rule, language, " ".join(words[place].split()))
        await log(tx, site.ids, account_id=by.id, action="translate rules", subject=language, now=now, kind=RULE)
    site.pages.changed()


async def tell_members(site: Site, by: Account, what: str, address: str) -> None:
    """An announcement that `what`, a sentence, and where to read it. Raises NotAllowed."""
    demand(by, "change instance")
    await announcing.save(site, by, Wanted(f"{what}\n\n{site.config.origin}{address}"))
