"""Tags in Mastodon's shape, with how much they were used in the last seven days: counted in what is known here."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.api.call import Call
from fediart.api.entities.tags import FeaturedTag, Tag, TagHistory
from fediart.api.shown.words import day
from fediart.clock import SECOND
from fediart.store import featured_tags, home_choices, tag_use
from fediart.store.database import Reading
from fediart.store.featured_tags import FeaturedTag as Featured
from fediart.store.tag_use import Used
from fediart.translate.words import tag_url


async def tags(tx: Reading, call: Call, names: Sequence[str]) -> list[Tag]:
    """In their order; for a member also whether they follow them and show them on their profile."""
    used = await tag_use.history(tx, [name.lower() for name in names], now=call.now)
    mine = call.viewer_id
    followed = set(await home_choices.followed_tags(tx, mine)) if mine is not None else set()
    featured = await featured_tags.tags(tx, mine) if mine is not None else set()
    made = [_tag(call, name, used[name.lower()]) for name in names]
    if mine is not None:
        for one in made:
            one["following"] = one["id"] in followed
            one["featuring"] = one["id"] in featured
    return made


async def tag(tx: Reading, call: Call, name: str) -> Tag:
    return (await tags(tx, call, [name]))[0]


def featured(call: Call, one: Featured) -> FeaturedTag:
    """A tag on a profile."""
    return {
        "id": str(one.id),
        "name": one.shown,
        "url": tag_url(one.tag, call.site.config.origin),
        "statuses_count": str(one.posts),
        "last_status_at": day(one.newest),
    }


def _tag(call: Call, name: str, used: Sequence[Used]) -> Tag:
    """Tags have no numbers here: the word in small letters stands for them."""
    return {
        "id": name.lower(),
        "name": name,
        "url": tag_url(name, call.site.config.origin),
        "history": [_on(one) for one in used],
    }


def _on(one: Used) -> TagHistory:
    return {"day": str(one.day // SECOND), "uses": str(one.uses), "accounts": str(one.people)}
