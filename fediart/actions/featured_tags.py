"""A member shows some tags on their profile; other servers read them, too."""

from __future__ import annotations

from fediart.actions import outbox
from fediart.actions.home_choices import tag_of
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import featured_tags
from fediart.store.actors import Actor
from fediart.store.database import Conflict
from fediart.store.featured_tags import MOST, FeaturedTag


async def feature(site: Site, actor: Actor, tag: str) -> FeaturedTag:
    """What is there already stays. Raises Problem."""
    word = tag_of(tag)
    async with site.db.writing() as tx:
        before = await featured_tags.by_tag(tx, actor.id, word)
        if before is not None:
            return before
        if len(await featured_tags.tags(tx, actor.id)) >= MOST:
            raise Problem(_("Show at most %(most)s tags. Take one down first.", most=MOST), field="name")
        made = FeaturedTag(site.ids.new(), word, tag.strip().removeprefix("#"))
        try:
            await featured_tags.add(tx, actor.id, made, now=site.clock.now())
        except Conflict:
            raise Problem(_("This tag stands on your profile already."), field="name") from None
        await outbox.actor_updated(tx, site, actor)
    _ring(site)
    return made


async def unfeature(site: Site, actor: Actor, number: int) -> None:
    """Raises NotFound for another's, and for none."""
    async with site.db.writing() as tx:
        if await featured_tags.by_id(tx, actor.id, number) is None:
            raise NotFound(_("There is no such tag on your profile."))
        await featured_tags.remove(tx, number)
        await outbox.actor_updated(tx, site, actor)
    _ring(site)


async def unfeature_tag(site: Site, actor: Actor, tag: str) -> None:
    """By its name; nothing happens where it is not there. Raises Problem for what is no tag."""
    word = tag_of(tag)
    async with site.db.writing() as tx:
        found = await featured_tags.by_tag(tx, actor.id, word)
        if found is None:
            return
        await featured_tags.remove(tx, found.id)
        await outbox.actor_updated(tx, site, actor)
    _ring(site)


def _ring(site: Site) -> None:
    site.pages.changed()
    site.delivery_bell.ring()
