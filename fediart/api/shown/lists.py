"""Lists of people in Mastodon's shape."""

from __future__ import annotations

from fediart.api.entities.lists import List
from fediart.store.lists import AMONG, FOLLOWED, PeopleList


def people_list(one: PeopleList) -> List:
    """A member's own list."""
    policy = one.replies
    return {
        "id": str(one.id),
        "title": one.name,
        "replies_policy": "list" if policy == AMONG else "followed" if policy == FOLLOWED else "none",
        "exclusive": bool(one.off_home),
    }
