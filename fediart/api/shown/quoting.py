"""Quotes as Mastodon 4.5 shows them (docs.joinmastodon.org/entities/Quote), and who may quote a post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from fediart.api.entities.statuses import Quote, QuoteApproval, Quoters, QuoteState, ShallowQuote, Status
from fediart.store import quotes
from fediart.store.consent import EVERYONE, FOLLOWERS, FOLLOWING, Answer, consent_in
from fediart.store.eyes import Bar
from fediart.store.posts import Post
from fediart.store.whole_posts import Whole

_STATES: Final[Mapping[str, QuoteState]] = {
    quotes.UNCHECKED: "pending",
    quotes.WAITING: "pending",
    quotes.REFUSED: "rejected",
    quotes.UNCONFIRMED: "rejected",
    quotes.REVOKED: "revoked",
}
_BARS: Final[Mapping[Bar, QuoteState]] = {
    Bar.NONE: "accepted",
    Bar.DELETED: "deleted",
    Bar.UNSEEN: "unauthorized",
    Bar.BLOCKED: "blocked_account",
    Bar.MUTED_HOST: "blocked_domain",
    Bar.MUTED: "muted_account",
}
_QUOTERS: Final[Mapping[str, Quoters]] = {EVERYONE: "public", FOLLOWERS: "followers", FOLLOWING: "following"}


def quote_of(one: Whole, bars: Mapping[int, Bar], shown: Mapping[int, Status]) -> Quote | None:
    """`shown` are the quoted posts, for this viewer to see; `bars` what keeps others from them."""
    if one.quote is None:
        return None
    state = _state(one.quote, bars)
    quoted = shown.get(one.quote.quoted_id or 0) if state == "accepted" else None
    return {"state": state if quoted or state != "accepted" else "unauthorized", "quoted_status": quoted}


def shallow_quote_of(one: Whole, bars: Mapping[int, Bar]) -> ShallowQuote | None:
    """Of a post that is quoted itself: one quote deep, no deeper (advisory 49)."""
    if one.quote is None:
        return None
    state = _state(one.quote, bars)
    quoted = str(one.quote.quoted_id) if state == "accepted" and one.quote.quoted_id else None
    return {"state": state, "quoted_status_id": quoted}


def _state(quote: quotes.Quote, bars: Mapping[int, Bar]) -> QuoteState:
    if quote.state != quotes.ALLOWED:
        return _STATES.get(quote.state, "rejected")
    if quote.quoted_id is None:
        return "pending"
    return _BARS[bars.get(quote.quoted_id, Bar.DELETED)]


def approval_of(post: Post, answer: Answer | None) -> QuoteApproval:
    """`answer` is what holds for the viewer; None for a visitor."""
    if post.visibility not in ("public", "unlisted"):
        return {"automatic": [], "manual": [], "current_user": "automatic" if answer is Answer.YES else "denied"}
    said = consent_in(post)
    return {
        "automatic": _words(said.at_once.get("quote", ())),
        "manual": _words(said.asking.get("quote", ())),
        "current_user": "denied" if answer is None else _ANSWERS[answer],
    }


_Answered = Literal["automatic", "manual", "denied"]
_ANSWERS: Final[Mapping[Answer, _Answered]] = {Answer.YES: "automatic", Answer.ASK: "manual", Answer.NO: "denied"}


def _words(who: Iterable[str]) -> list[Quoters]:
    return list(dict.fromkeys(_QUOTERS.get(one, "unsupported_policy") for one in who))
