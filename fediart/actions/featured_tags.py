"""A member shows some tags on their profile; other servers read them, too."""

from __future__ import annotations

from collections.abc import Sequence

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


def tags_from(text: str) -> tuple[str, ...]:
    """Tags as a form has them, with spaces or commas between them, each once. Raises Problem."""
    found: dict[str, str] = {}
    for one in text.replace(",", " ").split():
        try:
            found.setdefault(tag_of(one), one.removeprefix("#"))
        except Problem as problem:
            raise Problem(problem.message, field="tags") from None
    if len(found) > MOST:
        raise Problem(_("Show at most %(most)s tags. Take one down first.", most=MOST), field="tags")
    return tuple(found.values())


async def show_exactly(site: Site, actor: Actor, tags: Sequence[str]) -> None:
    """These tags of `tags_from` stand on the profile, and no others; each keeps its place where it was there before."""
    wanted = {tag_of(one): one for one in tags}
    async with site.db.writing() as tx:
        before = {one.tag: one for one in await featured_tags.of_actor(tx, actor.id)}
        if {tag: one.shown for tag, one in before.items()} == wanted:
            return
        for tag, one in before.items():
            if wanted.get(tag) != one.shown:
                await featured_tags.remove(tx, one.id)
        for tag, shown in wanted.items():
            if tag not in before or before[tag].shown != shown:
                made = FeaturedTag(site.ids.new(), tag, shown)
                await featured_tags.add(tx, actor.id, made, now=site.clock.now())
        await outbox.actor_updated(tx, site, actor)
    _ring(site)


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
