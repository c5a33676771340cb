"""What a member wants to be told, of strangers and on their devices; and which kinds of news belong together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fediart.store.database import Reading, Writing

SHOW, APART, HIDE = "show", "apart", "hide"
STRANGERS = (SHOW, APART, HIDE)
ASK, REFUSE = "ask", "refuse"
MESSAGES = (ASK, REFUSE)

FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "words": (
        "reply", "mention", "status", "quote", "quote-request", "quote-allowed", "quote-refused", "reply-refused",
        "poll",
    ),
    "liked": ("like", "boost", "reaction"),
    "people": ("follow", "follow-request", "move", "severed"),
    "works": (
        "artwork-published", "artwork-held", "artwork-refused", "artwork-previewed", "artwork-asked",
        "artwork-labelled", "artwork-withdrawn", "artwork-restored", "artwork-kept", "copy-found", "copy-credit",
        "copy-permitted", "trust", "vouched", "vouching-paused", "report-handled", "words-decided", "enquiry",
        "commission-asked", "commission-said", "commission-moved", "opening-answered", "opening-open",
        "opening-refused", "import-done", "strike", "strike-lifted",
        "strike-decided",
    ),
    "duties": (
        "review-needed", "review-answered", "review-reminder", "sign-up", "report", "rights-audit", "certificate",
        "backup", "opening-waiting", "log-in", "strike-appeal", "strike-reminder",
        "mail-quota", "words-waiting",
    ),
}  # fmt: skip
"""Kinds of notifications by what they are about; a kind in none is among `works`."""
PUSHED = ("messages", *FAMILIES)


@dataclass(frozen=True, slots=True)
class NewsChoice:
    """`strangers` (show, apart, hide) is about their replies, mentions and quotes; `messages` (ask, refuse) about
    their messages; `push` are those of PUSHED that come to the member's devices."""

    strangers: str = SHOW
    messages: str = ASK
    push: tuple[str, ...] = ("messages", "words", "people", "works", "duties")


USUAL = NewsChoice()


def family_of(kind: str) -> str:
    """The one a kind belongs to."""
    return next((name for name, kinds in FAMILIES.items() if kind in kinds), "works")


async def of_actor(tx: Reading, actor_id: int) -> NewsChoice:
    row = await tx.one("select body, strangers, messages from news_choices where actor_id = :id", id=actor_id)
    if row is None:
        return USUAL
    said = json.loads(row["body"])
    return NewsChoice(row["strangers"], row["messages"], tuple(said.get("push", USUAL.push)))


async def put(tx: Writing, actor_id: int, choice: NewsChoice) -> None:
    await tx.run(
        """insert into news_choices (actor_id, body, strangers, messages) values (:id, :body, :strangers, :messages)
        on conflict (actor_id) do update set body = excluded.body, strangers = excluded.strangers,
        messages = excluded.messages""",
        id=actor_id,
        body=json.dumps({"push": choice.push}),
        strangers=choice.strangers,
        messages=choice.messages,
    )
