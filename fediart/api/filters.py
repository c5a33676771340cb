"""Filters (version 2): a title, words and posts, where they hold and how. They are the rules of /settings/muted."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.actions import filters as ruling
from fediart.actions.filters import Wanted, Word
from fediart.api.call import Call
from fediart.api.entities.common import Empty
from fediart.api.entities.filters import Filter, FilterAction, FilterContext, FilterKeyword, FilterStatus
from fediart.api.given import Id, asked
from fediart.api.shown.filtered import ACTIONS, CONTEXTS, keyword, named_status, shown
from fediart.clock import DAY, SECOND
from fediart.errors import NotFound, Problem, Problems
from fediart.language import _
from fediart.store import filters
from fediart.store.muted_words import PLACES

LONGEST = 10 * 365 * DAY // SECOND
_NAMES = {"places": "context", "way": "filter_action", "phrase": "keyword"}


@dataclass(frozen=True, slots=True)
class WordChange:
    keyword: str | None = asked("The word or phrase.", most=400)
    whole_word: bool | None = asked("Whether it counts only as a word of its own.")
    id: Id | None = asked("Which of the filter's words this changes; none adds one.")
    destroy: bool = asked("Whether to take this word out.", default=False, name="_destroy")


@dataclass(frozen=True, slots=True)
class NewFilter:
    title: str = asked("What it is called.", required=True, default="", most=400)
    context: tuple[FilterContext, ...] = asked("Where it holds.", required=True, default=(), most=10)
    filter_action: FilterAction | None = asked("What apps do about it; usually `warn`.")
    expires_in: int | None = asked("For how many seconds; none is for good.", least=0, most=LONGEST, clamped=True)
    keywords_attributes: tuple[WordChange, ...] = asked("Its words.", default=(), most=200)


@dataclass(frozen=True, slots=True)
class ChangedFilter:
    title: str | None = asked("What it is called.", most=400)
    context: tuple[FilterContext, ...] | None = asked("Where it holds.", most=10)
    filter_action: FilterAction | None = asked("What apps do about it.")
    expires_in: int | None = asked("For how many seconds from now; 0 is for good.", least=0, most=LONGEST, clamped=True)
    keywords_attributes: tuple[WordChange, ...] = asked("Its words that change.", default=(), most=200)


@dataclass(frozen=True, slots=True)
class NewWord:
    keyword: str = asked("The word or phrase.", required=True, default="", most=400)
    whole_word: bool | None = asked("Whether it counts only as a word of its own.")


@dataclass(frozen=True, slots=True)
class NewPost:
    status_id: Id = asked("Which post.", required=True, default=Id(0))


async def listed(call: Call) -> list[Filter]:
    """Lists the member's filters, the latest first."""
    async with call.site.db.reading() as tx:
        return [shown(one) for one in await filters.of_actor(tx, call.actor.id)]


async def show(call: Call) -> Filter:
    """Shows a filter of the member's."""
    return shown(await _own(call, "id"))


async def make(call: Call, given: NewFilter) -> Filter:
    """Makes a filter."""
    wanted = Wanted(
        title=given.title,
        places=places_of(given.context),
        way=ACTIONS[given.filter_action or "warn"],
        lasts=(given.expires_in or 0) * SECOND,
        words=[Word(one.keyword or "", one.whole_word) for one in given.keywords_attributes if not one.destroy],
    )
    try:
        return shown(await ruling.make(call.site, call.actor, wanted))
    except Problem as problem:
        raise in_their_words(problem) from None


async def change(call: Call, given: ChangedFilter) -> Filter:
    """Changes a filter, and those of its words that are named."""
    wanted = Wanted(
        title=given.title,
        places=None if given.context is None else places_of(given.context),
        way=ACTIONS[given.filter_action] if given.filter_action else None,
        lasts=None if given.expires_in is None else given.expires_in * SECOND,
        words=[Word(one.keyword or "", one.whole_word, one.id, one.destroy) for one in given.keywords_attributes],
    )
    try:
        return shown(await ruling.change(call.site, call.actor, call.number(), wanted))
    except NotFound:
        raise
    except Problem as problem:
        raise in_their_words(problem) from None


async def remove(call: Call) -> Empty:
    """Deletes a filter with its words."""
    await ruling.remove(call.site, call.actor, call.number())
    return {}


async def words(call: Call) -> list[FilterKeyword]:
    """Lists the words of a filter."""
    return [keyword(one) for one in (await _own(call, "filter_id")).words]


async def add_word(call: Call, given: NewWord) -> FilterKeyword:
    """Adds a word to a filter."""
    rule = await _own(call, "filter_id")
    try:
        return keyword(
            await ruling.add_word(call.site, call.actor, rule.id, given.keyword, whole=bool(given.whole_word))
        )
    except Problem as problem:
        raise in_their_words(problem) from None


async def show_word(call: Call) -> FilterKeyword:
    """Shows a word of one of the member's filters."""
    async with call.site.db.reading() as tx:
        return keyword(await ruling.own_word(tx, call.actor, call.number()))


async def change_word(call: Call, given: NewWord) -> FilterKeyword:
    """Changes a word."""
    try:
        made = await ruling.change_word(call.site, call.actor, call.number(), given.keyword, whole=given.whole_word)
    except NotFound:
        raise
    except Problem as problem:
        raise in_their_words(problem) from None
    return keyword(made)


async def remove_word(call: Call) -> Empty:
    """Takes a word out of its filter."""
    await ruling.remove_word(call.site, call.actor, call.number())
    return {}


async def posts(call: Call) -> list[FilterStatus]:
    """Lists the posts that a filter names by themselves."""
    return [named_status(one) for one in (await _own(call, "filter_id")).posts]


async def add_post(call: Call, given: NewPost) -> FilterStatus:
    """Adds a post to a filter."""
    return named_status(await ruling.add_post(call.site, call.actor, call.number("filter_id"), given.status_id))


async def show_post(call: Call) -> FilterStatus:
    """Shows a post that a filter names."""
    async with call.site.db.reading() as tx:
        found = await filters.post_by_id(tx, call.actor.id, call.number())
    if found is None:
        raise NotFound(_("Record not found"))
    return named_status(found)


async def remove_post(call: Call) -> FilterStatus:
    """Takes a post out of its filter."""
    return named_status(await ruling.remove_post(call.site, call.actor, call.number()))


async def _own(call: Call, name: str) -> filters.Filter:
    async with call.site.db.reading() as tx:
        return await ruling.own(tx, call.actor, call.number(name))


def places_of(contexts: tuple[FilterContext, ...]) -> tuple[str, ...]:
    """In our words."""
    return tuple(one for one in PLACES if one in {CONTEXTS[context] for context in contexts})


def in_their_words(problem: Problem) -> Problem:
    """The same with the names of fields as apps know them."""
    found = problem.found if isinstance(problem, Problems) else (problem,)
    return Problems([Problem(one.message, field=_NAMES.get(one.field, one.field)) for one in found])
