"""Whether what somebody here writes goes out at once: moderators' rules for words and links, and newcomers' brakes.

Every text of a member passes here, whatever it comes from: page, app, ActivityPub client, schedule. Moderators do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from fediart.actions.newcomers import why_hold, why_words
from fediart.actions.permissions import MAY
from fediart.errors import Held, Problem, TooOften
from fediart.language import N_, _
from fediart.site import Site
from fediart.store import accounts, held_words, person_limits
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.held_words import FIRST, LET, LIMITED, RULE, HeldWords
from fediart.store.notifications import notify
from fediart.store.person_limits import Limits
from fediart.store.word_patterns import ready_text
from fediart.store.word_rules import HOLD, LIMIT, PROFILE, REFUSE, SENSITIVE, SIGN_UP, WordRule, Words

MOST_WAITING: Final = 20  # of one person
_USUAL: Final = N_("This cannot be said here: it has words or links that this instance does not take. Change it.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to say at `place`. `doing` is JSON: what is done when a moderator lets it through, by
    jobs/held_words.py; empty where it cannot wait, which refuses it instead. `number` is the id it gets, 0 for none."""

    place: str
    text: str
    doing: Mapping[str, Any] = field(default_factory=dict)
    named: Sequence[Actor] = ()
    number: int = 0


async def rules(site: Site) -> Words:
    """The rules that hold, mostly from memory."""
    kept = site.words.kept(now=site.clock.now())
    if kept is not None:
        return kept
    async with site.db.reading() as tx:
        return await site.words.read(tx, now=site.clock.now())


async def find_rule(site: Site, text: str, place: str, tx: Reading | None = None) -> WordRule | None:
    """The strictest rule that a text fits at this place. `tx` is a transaction that is open anyway."""
    words = await site.words.read(tx, now=site.clock.now()) if tx is not None else await rules(site)
    return words.find(ready_text(text), place) if words.holds_in(place) else None


async def pass_words(site: Site, actor: Actor, wanted: Wanted) -> bool:
    """Whether it is to be marked as sensitive. Raises Problem where it may not be said, Held where it waits.

    Call it before the transaction that writes it.
    """
    rule = await find_rule(site, wanted.text, wanted.place)
    async with site.db.reading() as tx:
        why = await why_hold(tx, site, actor, wanted.text, wanted.named) if wanted.place != PROFILE else ""
        why = "" if why == FIRST and not wanted.doing else why  # an edit of what is out already
        if rule is None and not why:
            return False
        if await is_above(tx, actor) or await _was_let(tx, actor, wanted.number):
            return False
    if rule is not None and rule.deed == REFUSE:
        raise Problem(refusal(rule), field="text")
    if (rule is not None and rule.deed == HOLD) or why:
        is_rule = rule is not None and rule.deed == HOLD
        await _hold(site, actor, wanted, RULE if is_rule else why, rule if is_rule else None)
    if rule is not None and rule.deed == LIMIT:
        await limit(site, actor, wanted.place, wanted.text, rule)
    return rule is not None and rule.deed == SENSITIVE


def refusal(rule: WordRule) -> str:
    """What is said where a rule does not take something."""
    return rule.said or _(_USUAL)


async def is_above(tx: Reading, actor: Actor) -> bool:
    """Moderators may quote what they keep others from saying."""
    account = await accounts.by_actor(tx, actor.id)
    return account is not None and "handle reports" in MAY.get(account.role, frozenset())


async def _was_let(tx: Reading, actor: Actor, number: int) -> bool:
    held = await held_words.by_id(tx, number) if number else None
    return held is not None and held.state == LET and held.actor_id == actor.id


async def _hold(site: Site, actor: Actor, wanted: Wanted, why: str, rule: WordRule | None) -> None:
    """Raises Held; Problem where it cannot wait, TooOften where too much of theirs does already."""
    if not wanted.doing:
        raise Problem(refusal(rule) if rule else why_words(why), field="text")
    now = site.clock.now()
    detail = rule.pattern if rule else ""
    one = HeldWords(
        wanted.number or site.ids.new(), actor.id, wanted.place, why, detail, wanted.text, wanted.doing, created=now
    )
    async with site.db.writing() as tx:
        if await held_words.many_waiting(tx, actor.id) >= MOST_WAITING:
            words = _("Much that you wrote still waits for a moderator. Go on when they have looked at it.")
            raise TooOften(words, retry_after=3600)
        if await held_words.hold(tx, one):
            await tell_moderators(tx, site, actor)
    site.bell.ring()
    waits = _("A moderator looks at it first, and you will hear of it: you need not send it again.")
    raise Held(f"{rule.said if rule and rule.said else why_words(why)} {waits}")


async def tell_moderators(tx: Writing, site: Site, actor: Actor) -> None:
    """Once for each person whose words begin to wait."""
    if await held_words.many_waiting(tx, actor.id) > 1:
        return
    for one in await accounts.with_roles(tx, [role for role, deeds in MAY.items() if "handle reports" in deeds]):
        await notify(tx, site.ids, one.actor_id, "words-waiting", now=site.clock.now(), from_id=actor.id)


async def limit(site: Site, actor: Actor, place: str, text: str, rule: WordRule) -> None:
    """A rule limits somebody: their posts reach only who follows them. Moderators see it among what is held, and lift
    it with one button."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        own = await person_limits.of(tx, actor.id)
        if own.silenced:
            return
        await person_limits.put(tx, actor.id, Limits(silenced=True, sensitive=own.sensitive), now=now)
        await person_limits.hold(tx, actor.id)
        one = HeldWords(site.ids.new(), actor.id, place, LIMITED, rule.pattern, text, {}, created=now)
        if await held_words.hold(tx, one):
            await tell_moderators(tx, site, actor)
    site.pages.changed()
    site.bell.ring()


async def why_sign_up_first(site: Site, tx: Reading, text: str) -> str:
    """The rule for sign-ups that asks for a moderator, by its pattern; empty for none. Raises Problem."""
    rule = await find_rule(site, text, SIGN_UP, tx)
    if rule is not None and rule.deed == REFUSE:
        raise Problem(refusal(rule), field="reason")
    return rule.pattern if rule else ""
