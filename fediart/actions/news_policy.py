"""A member decides what becomes of news by some people, and about each who waits because of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import news_choices, news_lists, news_rules, talks
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.news_choices import APART, ASK, HIDE, REFUSE, SHOW
from fediart.store.news_rules import ACCEPT, DROP, FILTER, WAYS, NewsPolicy
from fediart.store.notifications import MESSAGE
from fediart.store.talks import ASKED, DECLINED, OPEN

_STRICTER = {ACCEPT: 0, FILTER: 1, DROP: 2}
_OF_STRANGERS = {SHOW: ACCEPT, APART: FILTER, HIDE: DROP}


@dataclass(frozen=True, slots=True)
class Summary:
    """How many people wait, and with how much; each at most 100 and 2,000, among the newest."""

    people: int
    notifications: int


async def policy_of(tx: Reading, actor_id: int) -> NewsPolicy:
    """The five rules as they hold together with what the member chose on the page of notifications."""
    rules, choice = await news_rules.of_actor(tx, actor_id), await news_choices.of_actor(tx, actor_id)
    strangers = _OF_STRANGERS[choice.strangers]
    stricter = max(rules.not_following, strangers, key=_STRICTER.__getitem__)
    private = DROP if choice.messages == REFUSE else rules.private_mentions
    return replace(rules, not_following=stricter, private_mentions=private)


async def choose(site: Site, member: Actor, **wanted: str) -> NewsPolicy:
    """`wanted` are the rules that change. Raises Problem for a way that there is not.

    What is chosen for people one does not follow takes the place of what the page chose for strangers, who are among
    them; and so with private messages.
    """
    for name, way in wanted.items():
        if way not in WAYS:
            raise Problem(_("%(name)s is none of %(words)s", name=name, words=", ".join(WAYS)), field=name)
    async with site.db.writing() as tx:
        await news_rules.put(tx, member.id, replace(await news_rules.of_actor(tx, member.id), **wanted))
        choice = await news_choices.of_actor(tx, member.id)
        if "not_following" in wanted:
            choice = replace(choice, strangers=SHOW)
        if "private_mentions" in wanted:
            choice = replace(choice, messages=REFUSE if wanted["private_mentions"] == DROP else ASK)
        await news_choices.put(tx, member.id, choice)
        return await policy_of(tx, member.id)


async def summary(tx: Reading, actor_id: int) -> Summary:
    waiting = await news_lists.waiting(tx, actor_id)
    return Summary(min(len(waiting), 100), sum(one.count for one in waiting))


async def accept(site: Site, member: Actor, people: Collection[int]) -> None:
    """What these people did is among the news, now and from now on; talks they asked for are open."""
    async with site.db.writing() as tx:
        await _settle_talks(tx, member.id, people, OPEN)
        await news_rules.permit(tx, member.id, people, now=site.clock.now())


async def dismiss(site: Site, member: Actor, people: Collection[int]) -> None:
    """What these people did that is kept apart goes; nobody is told. What they do later is kept apart again."""
    async with site.db.writing() as tx:
        kept = await news_lists.kept_apart(tx, member.id, people)
        await _settle_talks(tx, member.id, people, DECLINED)
        await news_lists.forget(tx, member.id, [one.id for one in kept])


async def _settle_talks(tx: Writing, actor_id: int, people: Collection[int], state: str) -> None:
    """The talks in which these people asked."""
    for one in await news_lists.kept_apart(tx, actor_id, people):
        if one.kind != MESSAGE or one.post_id is None:
            continue
        talk_id = await talks.talk_of(tx, one.post_id)
        talk = await talks.by_id(tx, talk_id, actor_id) if talk_id is not None else None
        if talk is not None and talk.state == ASKED:
            await talks.set_state(tx, talk.id, actor_id, state)
