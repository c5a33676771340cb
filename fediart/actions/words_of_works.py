"""Moderators' rules for words, and newcomers' brakes, where they meet works: what waits for a person goes the way of
all held works, through the review queue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from fediart.actions.newcomers import why_hold, why_words
from fediart.actions.submission import Details
from fediart.actions.word_gate import find_rule, is_above, limit, refusal
from fediart.admission.verdict import Decision, Label, Reason, Verdict
from fediart.errors import Problem
from fediart.language import N_, _
from fediart.site import Site
from fediart.store import actors
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.held_words import FIRST
from fediart.store.word_rules import HOLD, LIMIT, POST, REFUSE, SENSITIVE

WORDS: Final = "words"
"""The code of the reason that what is said of a work fits a rule for words, or is a newcomer's."""
_FITS: Final = N_("What is said of it has words or links that moderators look at here.")


async def words_taken(site: Site, artist: Actor, details: Details) -> Details:
    """What may be said of a work, perhaps marked as mature. Raises Problem at `description` where it may not."""
    said = _joined(details.title, details.description, details.warning, details.medium, details.tools, details.tags)
    rule = await find_rule(site, said, POST)
    if rule is None:
        return details
    async with site.db.reading() as tx:
        if await is_above(tx, artist):
            return details
    if rule.deed == REFUSE:
        raise Problem(refusal(rule), field="description")
    if rule.deed == LIMIT:
        await limit(site, artist, POST, said, rule)
    return replace(details, mature=True) if rule.deed == SENSITIVE else details


async def edited_words(site: Site, artist: Actor, details: Details) -> Details:
    """As `words_taken`, for a work that is out already: what would have to wait is not taken at all."""
    said = _joined(details.title, details.description, details.warning, details.medium, details.tools, details.tags)
    rule = await find_rule(site, said, POST)
    if rule is not None and rule.deed == HOLD:
        async with site.db.reading() as tx:
            if not await is_above(tx, artist):
                raise Problem(rule.said or _(_FITS), field="description")
    return await words_taken(site, artist, details)


async def words_verdict(tx: Reading, site: Site, artwork: Artwork) -> list[Verdict]:
    """Why a person is to look at a submitted work because of its words or its artist's newness; empty: no reason."""
    artist = await actors.by_id(tx, artwork.actor_id)
    if artist is None or await is_above(tx, artist):
        return []
    said = _joined(artwork.title, artwork.description, artwork.warning, artwork.medium, artwork.tools, artwork.tags)
    rule = await find_rule(site, said, POST, tx)
    if rule is not None and rule.deed == HOLD:
        return [_held(rule.said or _(_FITS))]
    why = await why_hold(tx, site, artist, said, ())
    return [_held(why_words(why))] if why and (why != FIRST or not artwork.published) else []


def _held(words: str) -> Verdict:
    return Verdict(Decision.HOLD, Label.NONE, (Reason(WORDS, words),))


def _joined(title: str, description: str, warning: str, medium: str, tools: str, tags: Iterable[str]) -> str:
    return "\n".join(part for part in (title, description, warning, medium, tools, " ".join(tags)) if part)
