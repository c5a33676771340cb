"""The four questions who may like, answer, boost and quote, in plain words: for the settings and for each work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fediart.language import N_, _
from fediart.store.consent import APPROVAL, EVERYONE, FOLLOWERS, FOLLOWING, NOBODY_WORD, USUAL, VERBS, Choice

Option = tuple[str, str]
PEOPLE: tuple[Option, ...] = (
    (EVERYONE, N_("Everyone")),
    (FOLLOWERS, N_("People who follow you")),
    (FOLLOWING, N_("People you follow")),
    (NOBODY_WORD, N_("Nobody")),
)
QUOTING: tuple[Option, ...] = ((APPROVAL, N_("Everyone may ask, and you decide each time")), *PEOPLE)


@dataclass(frozen=True, slots=True)
class Question:
    """One select of the form; `name` is the field's, `short` its label where all answers stand in one line."""

    name: str
    label: str
    short: str
    value: str
    options: tuple[Option, ...]


def questions(choice: Choice) -> tuple[Question, ...]:
    """With what was chosen."""
    return (
        Question("may_like", _("Who may like and react"), _("Like and react"), choice.like, PEOPLE),
        Question("may_reply", _("Who may reply"), _("Reply"), choice.reply, PEOPLE),
        Question("may_boost", _("Who may boost"), _("Boost"), choice.boost, PEOPLE),
        Question("may_quote", _("Who may quote"), _("Quote"), choice.quote, QUOTING),
    )


def choice_from(fields: Mapping[str, str]) -> Choice | None:
    """What was sent, as it was sent; None where the form does not ask."""
    said = {verb: fields[f"may_{verb}"] for verb in VERBS if f"may_{verb}" in fields}
    return Choice(**{**{verb: getattr(USUAL, verb) for verb in VERBS}, **said}) if said else None


def in_words(asked: tuple[Question, ...]) -> str:
    """The answers in one line: `Like and react: Everyone · Reply: People you follow · ...`."""
    return " · ".join(f"{one.short}: {dict(one.options).get(one.value, one.value)!s}" for one in asked)
