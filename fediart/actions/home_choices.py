"""A member chooses what comes to their home: kinds of posts, and tags they follow."""

from __future__ import annotations

from collections.abc import Iterable

from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import home_choices
from fediart.store.actors import Actor
from fediart.store.home_choices import KINDS, MOST_TAGS

LONGEST_TAG = 100


async def show_at_home(site: Site, actor: Actor, kinds: Iterable[str]) -> None:
    """Keeps which kinds of posts are shown. Raises Problem where there are none: home would stay empty."""
    chosen = frozenset(kinds) & frozenset(KINDS)
    if not chosen:
        raise Problem(_("Leave at least one kind of post: else home stays empty."), field="kinds")
    async with site.db.writing() as tx:
        await home_choices.show(tx, actor.id, chosen)


async def follow_tag(site: Site, actor: Actor, tag: str) -> None:
    """What is posted for everybody under it comes to their home. Raises Problem for none, and for too many."""
    word = tag_of(tag)
    async with site.db.writing() as tx:
        if not await home_choices.follow_tag(tx, actor.id, word, now=site.clock.now()):
            raise Problem(_("You follow %(most)s tags already. Let go of one first.", most=MOST_TAGS))


async def unfollow_tag(site: Site, actor: Actor, tag: str) -> None:
    async with site.db.writing() as tx:
        await home_choices.unfollow_tag(tx, actor.id, tag_of(tag))


def tag_of(tag: str) -> str:
    """As posts keep it: small letters, without `#`. Raises Problem for what cannot be a tag."""
    word = tag.strip().removeprefix("#").lower()
    if not word or len(word) > LONGEST_TAG or not word.isprintable() or any(sign in word for sign in " /#\0"):
        raise Problem(_("That is no tag: it is one word, without spaces."))
    return word
