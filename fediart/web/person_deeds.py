"""What a moderator may do about a person, in words: for that person's page, and for a report about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fediart.actions import person_deeds, struck_profile
from fediart.actions.permissions import is_above, may
from fediart.actions.person_deeds import DEEDS, ELSEWHERE, UNDONE
from fediart.language import N_, _
from fediart.store import admin_people, answer_templates, person_limits
from fediart.store.accounts import Account
from fediart.store.admin_people import Person
from fediart.store.answer_templates import Template
from fediart.store.database import Reading
from fediart.store.person_limits import Limits
from fediart.store.settings import read_settings
from fediart.store.strikes import DELETE, FREEZE, LIMIT, SENSITIVE, SUSPEND, WARN

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    WARN: (N_("Warn"), N_("They read your words. Nothing else follows.")),
    SENSITIVE: (N_("Mark as sensitive"), N_("All their pictures are shown behind the warning.")),
    LIMIT: (N_("Limit"), N_("What they post is shown to those who follow them, and in no list that everybody sees.")),
    FREEZE: (
        N_("Freeze"),
        N_("Their works stay up. They can log in to read why, to appeal, to take their things and to leave."),
    ),
    SUSPEND: (N_("Suspend"), N_("They can do nothing any more, and all of theirs is hidden. It can be lifted.")),
    DELETE: (N_("Delete"), N_("After a time of grace all of theirs is deleted, here and elsewhere.")),
}
MILD: Final = (WARN, SENSITIVE, LIMIT, FREEZE)
GRAVE: Final = (SUSPEND, DELETE)


@dataclass(frozen=True, slots=True)
class Possible:
    """`deeds` are (word, title, explanation) of those this moderator may do, `grave` of those that are asked for once
    more; `undone` are the words of what holds and can be taken back; `parts` those of the profile that can be taken
    away (fediart/actions/struck_profile.py); `why_not` says why there are none."""

    deeds: Sequence[tuple[str, str, str]] = ()
    grave: Sequence[tuple[str, str, str]] = ()
    undone: Sequence[tuple[str, str]] = ()
    rules: Sequence[tuple[int, str]] = ()
    templates: Sequence[Template] = ()
    why_not: str = ""
    parts: Sequence[tuple[str, str]] = ()


NOTHING_POSSIBLE: Final = Possible()


async def possible(tx: Reading, by: Account, actor_id: int) -> Possible:
    """Nothing about somebody who is gone."""
    person = (await admin_people.among(tx, [actor_id])).get(actor_id)
    if person is None or person.actor.deleted or person.actor.kind == "Application":
        return NOTHING_POSSIBLE
    able, why_not = _able(by, person)
    undone = _undone(person, await person_limits.of(tx, actor_id), able)
    holds = {word for word, _words in undone}
    return Possible(
        deeds=[_card(one) for one in able if one in MILD and one not in holds],
        grave=[_card(one) for one in able if one in GRAVE and one not in holds],
        undone=undone,
        rules=list(enumerate((await read_settings(tx)).rules)),
        templates=await answer_templates.everyone(tx),
        why_not=why_not,
        parts=struck_profile.parts_of(person.actor) if person.account and able else (),
    )


def _card(deed: str) -> tuple[str, str, str]:
    title, about = WORDS[deed]
    return deed, _(title), _(about)


def _able(by: Account, person: Person) -> tuple[list[str], str]:
    """What this moderator may do to this person, and why not more."""
    if person.account is None:
        allowed = [one for one in ELSEWHERE if one != DELETE or may(by, "suspend")]
        return [one for one in allowed if one != DELETE or person.actor.suspended], ""
    if not is_above(by, person.account):
        return [], _("You can do this only to accounts with a lesser role than yours.")
    return [one for one in DEEDS if may(by, person_deeds.permission(one))], ""


def _undone(person: Person, limits: Limits, able: Sequence[str]) -> list[tuple[str, str]]:
    account = person.account
    holds = {
        SENSITIVE: limits.sensitive,
        LIMIT: limits.silenced,
        FREEZE: bool(account and account.frozen),
        SUSPEND: bool(person.actor.suspended or (account and account.suspended)),
    }
    words = {
        SENSITIVE: _("Take the mark back"), LIMIT: _("Lift the limit"), FREEZE: _("Unfreeze"),
        SUSPEND: _("Lift the suspension"),
    }  # fmt: skip
    return [(one, words[one]) for one in UNDONE if holds[one] and one in able]
