"""The posts a strike is about: shown behind a warning, or taken away, and back again where that can be.

Works that are taken away are deleted elsewhere only when no appeal can change it, and come back everywhere. Other posts
are said to people, who are to be spared them at once: their Delete goes out with the deed, which no server takes back.
An appeal that is won brings them back here alone, under the same address; nothing is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fediart.actions import outbox, withdrawal
from fediart.actions.admission_policy import current_policy
from fediart.actions.artwork_post import rewrite_post
from fediart.actions.strikes import Cause
from fediart.errors import Problem
from fediart.language import _
from fediart.sanitize import plain
from fediart.site import Site
from fediart.store import artworks, marked_posts, posts, remote_media, reports, taken_things, withdrawals
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.posts import Post
from fediart.store.strikes import StruckPost
from fediart.store.taken_things import POST, Taken

_OPEN = ("public", "unlisted")


async def chosen(tx: Reading, person: Actor, cause: Cause) -> list[Post]:
    """The posts of the cause: this person's, and either open to all or part of the report. Raises Problem.

    Nobody gets at private words by guessing their numbers.
    """
    if not cause.post_ids:
        return []
    told = set(await reports.post_ids(tx, cause.report_id)) if cause.report_id else set()
    found = await posts.by_ids(tx, cause.post_ids)
    fit = [
        one
        for one in found.values()
        if one.actor_id == person.id and not one.deleted and (one.visibility in _OPEN or one.id in told)
    ]
    if len(fit) != len(cause.post_ids):
        raise Problem(_("Some of these posts are gone, or are not theirs. Load the page again."), field="posts")
    return sorted(fit, key=lambda one: one.id)


def as_struck(post: Post) -> StruckPost:
    """How it is kept with the strike, so that it can be judged again when the post is gone."""
    words = " — ".join(part for part in (post.title, post.warning, plain(post.content)) if part)
    return StruckPost(post.id, words, post.sensitive)


async def mark(tx: Writing, site: Site, found: Sequence[Post]) -> None:
    """They are shown behind the warning from now on; other servers get the change of ours."""
    _demand_some(found)
    for post in found:
        await _set_mark(tx, site, post, sensitive=1)


async def take_away(
    tx: Writing, site: Site, by: Account | None, found: Sequence[Post], *, final: int = 0
) -> list[Taken]:
    """All are hidden, and ours can come back until their time for an appeal is over: for what is no work, `final`, and
    what is returned is to be kept with the strike. What comes from elsewhere is hidden here for good.
    """
    _demand_some(found)
    days, taken = (await current_policy(tx)).appeal_days, list[Taken]()
    for post in found:
        work = await artworks.by_id(tx, post.id) if post.local and post.kind == "artwork" else None
        if work is not None and by is not None:
            await withdrawal.withdraw(tx, site, work, by, appeal_days=days)
            continue
        if post.local:
            await outbox.post_deleted(tx, site, post)
            await posts.hide(tx, post.id, now=site.clock.now())
            taken.append(Taken(site.ids.new(), post.actor_id, POST, final, post_id=post.id))
            continue
        await posts.bury(tx, post.id, now=site.clock.now())
        await remote_media.forget_post(tx, post.id)
    return taken


async def show_again(tx: Writing, site: Site, one: Taken) -> None:
    """A post that is no work is back here, as it was."""
    if await taken_things.end(tx, one.id, now=site.clock.now()):
        await posts.show_again(tx, one.post_id)


async def let_go(tx: Writing, site: Site, one: Taken) -> None:
    """Nothing can bring it back: nothing of what it said stays."""
    if await taken_things.end(tx, one.id, now=site.clock.now()):
        await posts.show_again(tx, one.post_id)  # for this one transaction: only what is there is buried
        await posts.bury(tx, one.post_id, now=site.clock.now())


async def give_back(tx: Writing, site: Site, found: Sequence[StruckPost], *, marked: bool) -> None:
    """After an appeal: marks go, and works that are hidden come back whole."""
    for one in found:
        post = await posts.by_id(tx, one.post_id)
        if marked:
            if post is not None and not post.deleted and not one.was:
                await _set_mark(tx, site, post, sensitive=0)
            continue
        work = await artworks.by_id(tx, one.post_id)
        if work is not None and await withdrawals.is_hidden(tx, work.id):
            await withdrawal.bring_back(tx, site, work, work.ai_label)


async def _set_mark(tx: Writing, site: Site, post: Post, *, sensitive: int) -> None:
    now = site.clock.now()
    await (marked_posts.put(tx, post.id, now=now) if sensitive else marked_posts.forget(tx, post.id))
    if post.sensitive == sensitive:
        return
    work = await artworks.lock(tx, post.id, post.actor_id, now=now) if post.local and post.kind == "artwork" else None
    if work is not None:
        marked = replace(work, mature=sensitive)
        await artworks.save(tx, marked)
        await rewrite_post(tx, site, marked, now=now)
        await outbox.artwork_changed(tx, site, work.id)
        return
    changed = replace(post, sensitive=sensitive, edited=now if post.local else post.edited)
    await posts.edit(tx, changed)
    if post.local:
        await outbox.words_changed(tx, site, changed)


def _demand_some(found: Sequence[Post]) -> None:
    if not found:
        raise Problem(_("Choose the posts it is about."), field="posts")
