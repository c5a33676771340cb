"""A member keeps rules about what they do not want to come by: words and posts, where they hold and how.

Nobody is told. The pages under /settings/muted and apps change the same rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import filters, jobs, muted_words, posts
from fediart.store.actors import Actor
from fediart.store.database import Conflict, Reading, Writing
from fediart.store.filters import Filter, NamedPost
from fediart.store.muted_words import LONGEST, PLACES, WAYS, MutedWord
from fediart.store.visibility import may_see

LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is wanted: a new one, or with `id` a change of one that is there; `gone` takes it out."""

    phrase: str = ""
    whole: bool | None = None
    id: int | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a rule is to be; None leaves as it is. `lasts` is in milliseconds from now, 0 for good."""

    title: str | None = None
    places: Sequence[str] | None = None
    way: str | None = None
    lasts: int | None = None
    words: Sequence[Word] = ()


async def make(site: Site, actor: Actor, wanted: Wanted) -> Filter:
    """Raises Problem."""
    places = checked_places(wanted.places or ())
    way = _checked_way(wanted.way or muted_words.COVER)
    title = _checked_title(wanted.title or "")
    async with site.db.writing() as tx:
        if await filters.count(tx, actor.id) >= filters.MOST:
            raise Problem(_("You can have %(most)s rules at most. Remove one first.", most=filters.MOST))
        until = await until_of(tx, site, actor, wanted.lasts or 0)
        made = Filter(site.ids.new(), title, places, way, until)
        await filters.put(tx, actor.id, made, now=site.clock.now())
        # The first word bears the number of its rule, by which older apps, which know words alone, ask for it.
        for number, word in enumerate(wanted.words):
            await _put_word(tx, site, actor, made, word, made.id if number == 0 else None)
        return await own(tx, actor, made.id)


async def change(site: Site, actor: Actor, filter_id: int, wanted: Wanted) -> Filter:
    """Raises Problem, NotFound."""
    async with site.db.writing() as tx:
        now = await own(tx, actor, filter_id)
        until = now.until if wanted.lasts is None else await until_of(tx, site, actor, wanted.lasts)
        made = replace(
            now,
            title=now.title if wanted.title is None else _checked_title(wanted.title),
            places=now.places if wanted.places is None else checked_places(wanted.places),
            way=now.way if wanted.way is None else _checked_way(wanted.way),
            until=until,
        )
        await filters.put(tx, actor.id, made, now=site.clock.now())
        for word in wanted.words:
            await _change_word(tx, site, actor, made, word)
        return await own(tx, actor, filter_id)


async def remove(site: Site, actor: Actor, filter_id: int) -> None:
    """With its words. Raises NotFound."""
    async with site.db.writing() as tx:
        await own(tx, actor, filter_id)
        await filters.remove(tx, actor.id, filter_id)


async def add_word(site: Site, actor: Actor, filter_id: int, phrase: str, *, whole: bool) -> MutedWord:
    """Raises Problem, NotFound."""
    async with site.db.writing() as tx:
        rule = await own(tx, actor, filter_id)
        return await _put_word(tx, site, actor, rule, Word(phrase, whole))


async def change_word(site: Site, actor: Actor, word_id: int, phrase: str, *, whole: bool | None) -> MutedWord:
    """Raises Problem, NotFound."""
    async with site.db.writing() as tx:
        now = await own_word(tx, actor, word_id)
        rule = await own(tx, actor, now.filter_id)
        kept = bool(now.whole) if whole is None else whole
        return await _put_word(tx, site, actor, rule, Word(phrase, kept), word_id)


async def remove_word(site: Site, actor: Actor, word_id: int) -> None:
    """The rule stays, also without words. Raises NotFound."""
    async with site.db.writing() as tx:
        await own_word(tx, actor, word_id)
        await muted_words.remove(tx, actor.id, word_id)


async def remove_alone(site: Site, actor: Actor, word_id: int) -> None:
    """The word, and its rule where it has nothing else. Raises NotFound."""
    async with site.db.writing() as tx:
        word = await own_word(tx, actor, word_id)
        await muted_words.remove(tx, actor.id, word_id)
        rule = await own(tx, actor, word.filter_id)
        if not rule.words and not rule.posts:
            await filters.remove(tx, actor.id, rule.id)


async def add_post(site: Site, actor: Actor, filter_id: int, post_id: int) -> NamedPost:
    """A post that the member may see. Raises Problem, NotFound."""
    async with site.db.writing() as tx:
        rule = await own(tx, actor, filter_id)
        post = await posts.by_id(tx, post_id)
        if post is None or not await may_see(tx, post, actor.id):
            raise NotFound(_("There is no such post here, or it is not for everyone."))
        if any(one.post_id == post_id for one in rule.posts):
            raise Problem(_("This post is in the rule already."), field="status_id")
        if await filters.count_posts(tx, actor.id) >= filters.MOST_POSTS:
            raise Problem(_("Your rules name as many posts as they can. Take some out first."), field="status_id")
        named = NamedPost(site.ids.new(), post_id)
        try:
            await filters.add_post(tx, rule.id, named)
        except Conflict:
            raise Problem(_("This post is in the rule already."), field="status_id") from None
    return named


async def remove_post(site: Site, actor: Actor, named_id: int) -> NamedPost:
    """Raises NotFound."""
    async with site.db.writing() as tx:
        named = await filters.post_by_id(tx, actor.id, named_id)
        if named is None:
            raise NotFound(_("There is no such rule of yours."))
        await filters.remove_post(tx, named_id)
    return named


async def own(tx: Reading, actor: Actor, filter_id: int) -> Filter:
    """Raises NotFound for another's, and for none."""
    found = await filters.by_id(tx, actor.id, filter_id)
    if found is None:
        raise NotFound(_("There is no such rule of yours."))
    return found


async def own_word(tx: Reading, actor: Actor, word_id: int) -> MutedWord:
    """Raises NotFound for another's, and for none."""
    found = await muted_words.by_id(tx, actor.id, word_id)
    if found is None:
        raise NotFound(_("There is no such muted word of yours."))
    return found


async def until_of(tx: Writing, site: Site, actor: Actor, lasts: int) -> int:
    """When something ends that is muted for `lasts` milliseconds, with the job that ends it; 0 for good."""
    if lasts <= 0:
        return 0
    now = site.clock.now()
    await jobs.enqueue(tx, site.ids.new(), "mutes-run-out", {"actor": actor.id}, now=now, due=now + lasts)
    return now + lasts


def checked_places(places: Sequence[str]) -> tuple[str, ...]:
    """Raises Problem where there is none."""
    wanted = tuple(one for one in PLACES if one in places)
    if not wanted:
        raise Problem(_("Choose at least one place where it is muted."), field="places")
    return wanted


def _checked_way(way: str) -> str:
    if way not in WAYS:
        raise Problem(_("Choose whether to hide or to cover."), field="way")
    return way


def _checked_title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Problem(_("Give the rule a title."), field="title")
    if len(title) > LONGEST_TITLE:
        raise Problem(_("A title has at most %(most)s letters.", most=LONGEST_TITLE), field="title")
    return title


def checked_phrase(phrase: str) -> str:
    """Without spaces around it. Raises Problem."""
    phrase = " ".join(phrase.split())
    if not muted_words.fold(phrase).strip():
        raise Problem(_("Say which word or phrase."), field="phrase")
    if len(phrase) > LONGEST:
        raise Problem(_("A phrase has at most %(most)s letters.", most=LONGEST), field="phrase")
    return phrase


async def _change_word(tx: Writing, site: Site, actor: Actor, rule: Filter, word: Word) -> None:
    before = next((one for one in rule.words if one.id == word.id), None)
    if word.id is not None and before is None:
        raise NotFound(_("There is no such muted word of yours."))
    if before is None:
        if not word.gone:
            await _put_word(tx, site, actor, rule, word)
    elif word.gone:
        await muted_words.remove(tx, actor.id, before.id)
    else:
        whole = bool(before.whole) if word.whole is None else word.whole
        await _put_word(tx, site, actor, rule, Word(word.phrase or before.phrase, whole), before.id)


async def _put_word(
    tx: Writing, site: Site, actor: Actor, rule: Filter, word: Word, number: int | None = None
) -> MutedWord:
    phrase = checked_phrase(word.phrase)
    listed = await muted_words.of_actor(tx, actor.id)
    if len(listed) >= muted_words.MOST and number not in {one.id for one in listed}:
        raise Problem(_("You can mute %(most)s words at most. Remove one first.", most=muted_words.MOST))
    made = MutedWord(
        number or site.ids.new(), phrase, int(bool(word.whole)), rule.places, rule.way, rule.until, rule.id
    )
    await muted_words.put(tx, actor.id, made, now=site.clock.now())
    return made
