"""What stands beside a post, for templates: reactions, the post it quotes, and why something is not offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fediart.actions.consent import refusal
from fediart.language import N_
from fediart.store import quotes
from fediart.store.actors import Actor
from fediart.store.beside import Beside
from fediart.store.consent import VERBS, Answer
from fediart.store.reactions import Tally

# What is said of a quote that is not shown in full.
SAID = {
    quotes.UNCHECKED: N_("The quoted author’s consent is being checked"),
    quotes.WAITING: N_("Waits for the quoted author’s consent"),
    quotes.REFUSED: N_("The quoted author has refused this quote"),
    quotes.REVOKED: N_("The quoted author has withdrawn this quote"),
    quotes.UNCONFIRMED: N_("Quote not confirmed by its author"),
    quotes.ALLOWED: N_("The quoted post cannot be shown"),
}
WITH_LINK = (quotes.UNCHECKED, quotes.WAITING, quotes.UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """`said` is the quoted post, a fediart.web.showing.Remark, or None where only `words` and perhaps a link stand."""

    said: Any
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownBeside:
    """`refused` are verbs the viewer may not, `why` one sentence of it; `asks` are verbs that wait for the author."""

    reactions: tuple[Tally, ...] = ()
    refused: frozenset[str] = frozenset()
    why: str = ""
    asks: frozenset[str] = frozenset()
    quotable: bool = False
    quote: ShownQuote | None = None


def shown_beside(beside: Beside, author: Actor, quoted: Any, *, open_: bool) -> ShownBeside:
    """`quoted` is the quoted post as it is shown, where it may be. What is not `open_` nobody could boost anyway,
    and that one may not quote is the rule on most servers: neither is explained."""
    answers = beside.may
    refused = [verb for verb in VERBS if answers.get(verb) is Answer.NO]
    told = [verb for verb in refused if verb != "quote" and (open_ or verb != "boost")]
    return ShownBeside(
        reactions=beside.reactions,
        refused=frozenset(refused),
        why=refusal(author, *told) if told else "",
        asks=frozenset(verb for verb in VERBS if answers.get(verb) is Answer.ASK),
        quotable=answers.get("quote") in (Answer.YES, Answer.ASK),
        quote=_quote(beside, quoted),
    )


def _quote(beside: Beside, quoted: Any) -> ShownQuote | None:
    if beside.quote is None:
        return None
    state = beside.quote.state
    return ShownQuote(quoted, SAID[state], beside.quoted_url if state in WITH_LINK else "")
