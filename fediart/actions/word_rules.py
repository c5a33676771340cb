"""Moderators make rules for words and links, try them on what was posted lately, pause them and take them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from fediart.actions.permissions import demand
from fediart.errors import NotFound, Problem, Problems
from fediart.language import _
from fediart.sanitize import plain
from fediart.site import Site
from fediart.store import word_rules
from fediart.store.accounts import Account
from fediart.store.admin_log import RULE, log
from fediart.store.database import Reading, Writing
from fediart.store.word_patterns import LINK, LONGEST, WORDS, Pattern, ready, ready_text
from fediart.store.word_rules import DEEDS, MOST, PLACES, WordRule

LONGEST_SAID: Final = 500
TRIED: Final = 500  # posts
_SHOWN: Final = 200  # letters of each


@dataclass(frozen=True, slots=True)
class Fitting:
    """A post of lately that a rule would have met; `by` is a handle."""

    path: str
    by: str
    words: str


async def save(site: Site, by: Account, wanted: WordRule) -> WordRule:
    """Makes or changes a rule; `wanted.id` 0 makes one. Raises NotAllowed, NotFound, Problems by field."""
    demand(by, "handle reports")
    checked(wanted)
    now = site.clock.now()
    async with site.db.writing() as tx:
        before = await word_rules.by_id(tx, wanted.id) if wanted.id else None
        if wanted.id and before is None:
            raise NotFound(_("There is no such rule."))
        if before is None and len(await word_rules.rules(tx)) >= MOST:
            raise Problem(_("There are too many rules. Take some back first."), field="pattern")
        rule = replace(
            wanted, id=before.id if before else site.ids.new(), account_id=before.account_id if before else by.id,
            created=before.created if before else now, changed=now,
        )  # fmt: skip
        await word_rules.put(tx, rule)
        await _log(tx, site, by, "change rule for words" if before else "add rule for words", rule)
    site.words.changed()
    return rule


async def pause(site: Site, by: Account, rule_id: int, *, paused: bool) -> WordRule:
    """Raises NotAllowed, NotFound."""
    demand(by, "handle reports")
    async with site.db.writing() as tx:
        rule = await word_rules.by_id(tx, rule_id)
        if rule is None:
            raise NotFound(_("There is no such rule."))
        await word_rules.put(tx, replace(rule, paused=int(paused), changed=site.clock.now()))
        await _log(tx, site, by, "pause rule for words" if paused else "go on with rule for words", rule)
    site.words.changed()
    return rule


async def drop(site: Site, by: Account, rule_id: int) -> WordRule:
    """Raises NotAllowed, NotFound."""
    demand(by, "handle reports")
    async with site.db.writing() as tx:
        rule = await word_rules.by_id(tx, rule_id)
        if rule is None or not await word_rules.drop(tx, rule_id):
            raise NotFound(_("There is no such rule."))
        await _log(tx, site, by, "take back rule for words", rule)
    site.words.changed()
    return rule


def checked(wanted: WordRule) -> Pattern:
    """The rule's pattern made ready. Raises Problems by field."""
    found = []
    pattern = ready(wanted.kind, wanted.pattern) if wanted.kind in (WORDS, LINK) else None
    if len(wanted.pattern) > LONGEST:
        found.append(Problem(_("Shorten this to %(most)s characters.", most=LONGEST), field="pattern"))
    elif wanted.kind not in (WORDS, LINK):
        found.append(Problem(_("Choose words or links."), field="kind"))
    elif pattern is None and wanted.kind == LINK:
        words = _("Give a domain such as shop.example, with a path if you like, or * for any link.")
        found.append(Problem(words, field="pattern"))
    elif pattern is None:
        words = _("Give a word or several, such as cheap watch*; a star stands for any letters of a word.")
        found.append(Problem(words, field="pattern"))
    if wanted.deed not in DEEDS:
        found.append(Problem(_("Choose what is done."), field="deed"))
    if not wanted.places or not set(wanted.places) <= set(PLACES):
        found.append(Problem(_("Choose where it holds."), field="places"))
    if len(wanted.said) > LONGEST_SAID or len(wanted.comment) > LONGEST_SAID:
        field = "said" if len(wanted.said) > LONGEST_SAID else "comment"
        found.append(Problem(_("Shorten this to %(most)s characters.", most=LONGEST_SAID), field=field))
    if found or pattern is None:
        raise Problems(found)
    return pattern


async def tried(tx: Reading, pattern: Pattern) -> Sequence[Fitting]:
    """Which of the newest posts that are for everyone it fits; what is for few is not looked at."""
    found = []
    for row in await word_rules.latest_public(tx, limit=TRIED):
        said = plain(row["content"])
        if pattern.fits(ready_text("\n".join((row["title"], row["warning"], said)))):
            by = f"@{row['name']}@{row['host']}" if row["host"] else f"@{row['name']}"
            path = f"/@{row['name']}/{row['id']}" if row["local"] else f"/posts/{row['id']}"
            words = " — ".join(part for part in (row["title"], said) if part)
            found.append(Fitting(path, by, words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}…"))
    return found


async def _log(tx: Writing, site: Site, by: Account, action: str, rule: WordRule) -> None:
    detail = f"{rule.deed}: {', '.join(rule.places)}"
    now = site.clock.now()
    await log(
        tx, site.ids, account_id=by.id, action=action, subject=rule.pattern, detail=detail, now=now, kind=RULE,
        about=rule.id,
    )  # fmt: skip
