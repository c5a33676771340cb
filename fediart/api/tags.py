"""Tags: how much they are used, following them, and showing them on a profile."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.actions import featured_tags as featuring
from fediart.actions import home_choices as choosing
from fediart.api.call import Call, Paged
from fediart.api.entities.common import Empty
from fediart.api.entities.tags import FeaturedTag, Tag
from fediart.api.given import Older, asked
from fediart.api.people import ABSENT, somebody
from fediart.api.shown.tags import featured, tag, tags
from fediart.api.turning import page, window
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import blocks, featured_tags, home_choices


@dataclass(frozen=True, slots=True)
class Followed(Older):
    limit: int = asked("How many, at most 200.", default=100, least=1, most=200, clamped=True)


@dataclass(frozen=True, slots=True)
class NewFeatured:
    name: str = asked("The tag, with or without `#`.", required=True, default="", most=110)


def _name(call: Call) -> str:
    """The tag in the address. Raises NotFound for what cannot be one."""
    name = call.part("name").strip().removeprefix("#")
    try:
        choosing.tag_of(name)
    except Problem:
        raise NotFound(_(ABSENT)) from None
    return name.lower()


async def show(call: Call) -> Tag:
    """Shows a tag, with the last seven days."""
    async with call.site.db.reading() as tx:
        return await tag(tx, call, _name(call))


async def follow(call: Call) -> Tag:
    """Lets what is posted under a tag come to the member's home."""
    await choosing.follow_tag(call.site, call.actor, _name(call))
    call.site.pages.changed()
    return await show(call)


async def unfollow(call: Call) -> Tag:
    """Follows a tag no more."""
    await choosing.unfollow_tag(call.site, call.actor, _name(call))
    call.site.pages.changed()
    return await show(call)


async def followed(call: Call, given: Followed) -> Paged[Tag]:
    """Lists the tags that the member follows, in the order of letters."""
    async with call.site.db.reading() as tx:
        names = await home_choices.followed_tags(tx, call.actor.id)
        # At most a hundred: cursors are places in the list, counted from its end so that they fall as ids do.
        placed = [(len(names) - number, name) for number, name in enumerate(names)]
        asked_for = window(given)
        shown = [one for one in placed if asked_for.after < one[0] < asked_for.before]
        shown = shown[-given.limit :] if asked_for.upwards else shown[: given.limit]
        found = await tags(tx, call, [name for _place, name in shown])
    return page(found, [place for place, _name in shown], given)


async def feature(call: Call) -> Tag:
    """Shows a tag on the member's profile."""
    await featuring.feature(call.site, call.actor, _name(call))
    return await show(call)


async def unfeature(call: Call) -> Tag:
    """Takes a tag down from the member's profile."""
    await featuring.unfeature_tag(call.site, call.actor, _name(call))
    return await show(call)


async def own_featured(call: Call) -> list[FeaturedTag]:
    """Lists the tags on the member's profile."""
    async with call.site.db.reading() as tx:
        return [featured(call, one) for one in await featured_tags.of_actor(tx, call.actor.id)]


async def add_featured(call: Call, given: NewFeatured) -> FeaturedTag:
    """Shows a tag on the member's profile."""
    made = await featuring.feature(call.site, call.actor, given.name)
    async with call.site.db.reading() as tx:
        listed = await featured_tags.of_actor(tx, call.actor.id)
    return featured(call, next((one for one in listed if one.id == made.id), made))


async def remove_featured(call: Call) -> Empty:
    """Takes a tag down from the member's profile."""
    await featuring.unfeature(call.site, call.actor, call.number())
    return {}


async def suggested(call: Call) -> list[Tag]:
    """Lists the tags that the member used most lately and does not show on their profile."""
    async with call.site.db.reading() as tx:
        return await tags(tx, call, await featured_tags.used(tx, call.actor.id))


async def featured_of(call: Call) -> list[FeaturedTag]:
    """Lists the tags on somebody's profile; of people elsewhere, none are known."""
    async with call.site.db.reading() as tx:
        them = await somebody(tx, call.number())
        away = call.viewer_id is not None and await blocks.blocks(tx, them.id, call.viewer_id)
        if them.suspended or away:
            return []
        return [featured(call, one) for one in await featured_tags.of_actor(tx, them.id)]
