"""Filters (version 1), for older apps: each word by itself, with what holds for its filter."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.actions import filters as ruling
from fediart.actions.filters import Wanted, Word
from fediart.api.call import Call
from fediart.api.entities.common import Empty
from fediart.api.entities.filters import FilterContext, V1Filter
from fediart.api.filters import LONGEST, in_their_words, places_of
from fediart.api.given import asked
from fediart.api.shown.filtered import contexts
from fediart.api.shown.words import when_ever
from fediart.clock import SECOND
from fediart.errors import NotFound, Problem
from fediart.store import muted_words
from fediart.store.muted_words import COVER, HIDE, MutedWord


@dataclass(frozen=True, slots=True)
class Phrase:
    phrase: str = asked("The word or phrase.", required=True, default="", most=400)
    context: tuple[FilterContext, ...] = asked("Where it holds.", required=True, default=(), most=10)
    irreversible: bool = asked("Whether posts with it are left out, not covered.", default=False)
    whole_word: bool | None = asked("Whether it counts only as a word of its own.")
    expires_in: int | None = asked("For how many seconds; none is for good.", least=0, most=LONGEST, clamped=True)


async def listed(call: Call) -> list[V1Filter]:
    """Lists the member's muted words."""
    async with call.site.db.reading() as tx:
        return [_shown(one) for one in await muted_words.of_actor(tx, call.actor.id)]


async def show(call: Call) -> V1Filter:
    """Shows a muted word."""
    async with call.site.db.reading() as tx:
        return _shown(await ruling.own_word(tx, call.actor, call.number()))


async def make(call: Call, given: Phrase) -> V1Filter:
    """Mutes a word."""
    wanted = _wanted(given, [Word(given.phrase, given.whole_word)])
    try:
        made = await ruling.make(call.site, call.actor, wanted)
    except Problem as problem:
        raise in_their_words(problem) from None
    return _shown(made.words[0])


async def change(call: Call, given: Phrase) -> V1Filter:
    """Changes a muted word, and where its filter holds and how."""
    async with call.site.db.reading() as tx:
        before = await ruling.own_word(tx, call.actor, call.number())
        rule = await ruling.own(tx, call.actor, before.filter_id)
    wanted = _wanted(given, [Word(given.phrase, given.whole_word, before.id)], keep=len(rule.words) > 1)
    try:
        await ruling.change(call.site, call.actor, rule.id, wanted)
    except NotFound:
        raise
    except Problem as problem:
        raise in_their_words(problem) from None
    return await show(call)


async def remove(call: Call) -> Empty:
    """Mutes a word no more."""
    await ruling.remove_alone(call.site, call.actor, call.number())
    return {}


def _wanted(given: Phrase, words: list[Word], *, keep: bool = False) -> Wanted:
    """`keep`: the filter has other words, and keeps its title."""
    title = None if keep else " ".join(given.phrase.split())[: ruling.LONGEST_TITLE]
    way, lasts = HIDE if given.irreversible else COVER, (given.expires_in or 0) * SECOND
    return Wanted(title=title, places=places_of(given.context), way=way, lasts=lasts, words=words)


def _shown(word: MutedWord) -> V1Filter:
    return {
        "id": str(word.id),
        "phrase": word.phrase,
        "context": contexts(word.places),
        "expires_at": when_ever(word.until),
        "irreversible": word.way == HIDE,
        "whole_word": bool(word.whole),
    }
