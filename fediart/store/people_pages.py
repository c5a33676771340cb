"""People in lists that apps turn the pages of: followers, who is followed, who asks, who is blocked, muted, in a list.

Each goes by ids: those of follows where there are such, else those of the people.
"""

from __future__ import annotations

from collections.abc import Sequence

from fediart.store.actors import Actor, actor_from, listed
from fediart.store.database import Reading
from fediart.store.windows import Window

Placed = Sequence[tuple[int, Actor]]
"""`(cursor, person)`, the highest cursor first."""

_PERSON = listed("a")
_SEEN = "a.suspended = 0 and a.deleted = 0"
_DOWN = "order by {0} desc limit :limit"
_UP = "order by {0} limit :limit"


def _both(statement: str, cursor: str) -> tuple[str, str]:
    whole = f"{statement} and {cursor} < :before and {cursor} > :after"
    return f"{whole} {_DOWN.format(cursor)}", f"{whole} {_UP.format(cursor)}"


_FOLLOWERS = _both(
    f"""select f.id as cursor, {_PERSON} from follows f join actors a on a.id = f.follower_id and {_SEEN}
    where f.followee_id = :id and f.state = 'accepted'""",
    "f.id",
)
_FOLLOWING = _both(
    f"""select f.id as cursor, {_PERSON} from follows f join actors a on a.id = f.followee_id and {_SEEN}
    where f.follower_id = :id and f.state = 'accepted'""",
    "f.id",
)
_ASKING = _both(
    f"""select f.id as cursor, {_PERSON} from follows f join actors a on a.id = f.follower_id and {_SEEN}
    where f.followee_id = :id and f.state = 'requested'""",
    "f.id",
)
_BLOCKED = _both(
    f"""select b.target_id as cursor, {_PERSON} from blocks b join actors a on a.id = b.target_id and a.deleted = 0
    where b.actor_id = :id""",
    "b.target_id",
)
_MUTED = _both(
    f"""select m.target_id as cursor, {_PERSON} from mutes m join actors a on a.id = m.target_id and a.deleted = 0
    where m.actor_id = :id""",
    "m.target_id",
)
_LISTED = _both(
    f"""select m.person_id as cursor, {_PERSON} from list_people m join actors a on a.id = m.person_id and {_SEEN}
    where m.list_id = :list_id and m.owner_id = :id""",
    "m.person_id",
)


async def followers(tx: Reading, actor_id: int, window: Window) -> Placed:
    """Who follows somebody; cursors are the follows' ids."""
    return await _page(tx, _FOLLOWERS, window, id=actor_id)


async def following(tx: Reading, actor_id: int, window: Window) -> Placed:
    """Whom somebody follows; cursors are the follows' ids."""
    return await _page(tx, _FOLLOWING, window, id=actor_id)


async def asking(tx: Reading, actor_id: int, window: Window) -> Placed:
    """Who has asked to follow; cursors are the follows' ids."""
    return await _page(tx, _ASKING, window, id=actor_id)


async def blocked(tx: Reading, actor_id: int, window: Window) -> Placed:
    """Whom a member blocks."""
    return await _page(tx, _BLOCKED, window, id=actor_id)


async def muted(tx: Reading, actor_id: int, window: Window) -> Placed:
    """Whom a member has muted."""
    return await _page(tx, _MUTED, window, id=actor_id)


async def in_list(tx: Reading, actor_id: int, list_id: int, window: Window) -> Placed:
    """Who is in the member's own list."""
    return await _page(tx, _LISTED, window, id=actor_id, list_id=list_id)


async def _page(tx: Reading, statements: tuple[str, str], window: Window, **named: int) -> Placed:
    rows = await tx.all(statements[1] if window.upwards else statements[0], **named, **window.bounds())
    return window.newest_first([(row["cursor"], actor_from(row, "actor_")) for row in rows])
