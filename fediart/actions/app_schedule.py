"""Texts that members' apps want posted at a later time. Works have their own schedules, see scheduling.py."""

from __future__ import annotations

from typing import Final

from fediart.actions import app_post
from fediart.actions.app_post import AppPost, app_post_from
from fediart.actions.like import seen_post
from fediart.actions.moved import demand_not_moved
from fediart.actions.scheduling import LATEST
from fediart.errors import NotFound, Problem, TooOften
from fediart.language import _
from fediart.outcomes import Done, Later, Outcome
from fediart.site import Site
from fediart.store import accounts, actors, jobs, scheduled_texts
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.scheduled_texts import ScheduledText

__all__ = ["LATEST", "cancel", "go_up", "put_off", "schedule"]

JOB: Final = "post-text"
MOST: Final = 300
"""Texts of one person that wait for their time."""


async def schedule(site: Site, actor: Actor, asked: AppPost, due: int, number: int) -> None:
    """Keeps a text until its time has come, under this number; once, however often it is called.

    Raises Problem, NotFound where what it answers or quotes is not to be seen.
    """
    demand_not_moved(actor)
    app_post.demand_sound(asked)
    async with site.db.writing() as tx:
        if await scheduled_texts.by_id(tx, number) is not None:
            return
        for about in (asked.reply_to, asked.quoted):
            if about:
                await seen_post(tx, actor, about)
        if await scheduled_texts.count(tx, actor.id) >= MOST:
            words = _("%(count)s posts of yours wait for their time already. Cancel some of them first.", count=MOST)
            raise Problem(words, field="scheduled_at")
        row = ScheduledText(number, actor.id, asked.kept(), due, site.clock.now())
        await scheduled_texts.insert(tx, row)
        await _set_alarm(tx, site, row.id, due)


async def _set_alarm(tx: Writing, site: Site, text_id: int, due: int) -> None:
    await jobs.enqueue(
        tx, site.ids.new(), JOB, {"text": text_id}, now=site.clock.now(), due=due, order_key=f"{JOB}:{text_id}"
    )


async def put_off(site: Site, actor: Actor, text_id: int, due: int) -> None:
    """Another time. Raises NotFound."""
    async with site.db.writing() as tx:
        if not await scheduled_texts.put_off(tx, text_id, actor.id, due=due):
            raise NotFound(_("There is no such post of yours that waits for its time."))
        await _set_alarm(tx, site, text_id, due)


async def cancel(site: Site, actor: Actor, text_id: int) -> None:
    """It is not posted. Raises NotFound."""
    async with site.db.writing() as tx:
        if await scheduled_texts.owned(tx, text_id, actor.id) is None:
            raise NotFound(_("There is no such post of yours that waits for its time."))
        await scheduled_texts.forget(tx, text_id)


async def go_up(site: Site, text_id: int) -> Outcome:
    """The time of a text has come. What cannot be posted any more stays, with why, for its author to look at."""
    async with site.db.writing() as tx:
        row = await scheduled_texts.by_id(tx, text_id)
        if row is None or row.due > site.clock.now():
            return Done("it was cancelled or put off")
        number = await scheduled_texts.number(tx, text_id, site.ids.new())
        author, account = await actors.by_id(tx, row.actor_id), await accounts.by_actor(tx, row.actor_id)
    if author is None or author.suspended or author.deleted or (account is not None and account.frozen):
        return Done("its author is away")
    try:
        await app_post.post(site, author, app_post_from(row.asked), number)
    except TooOften as problem:
        return Later(problem.retry_after * 1000, problem.message)
    except Problem as problem:
        async with site.db.writing() as tx:
            await scheduled_texts.note(tx, text_id, problem.message)
        return Done(f"not posted: {problem.message}")
    async with site.db.writing() as tx:
        await scheduled_texts.forget(tx, text_id)
    return Done("posted")
