"""Search for apps: people, works and tags by their words, the newest first; handles and addresses of other servers.

Who may be found is settled where pages settle it: people and works that let themselves be found, public ones alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from fediart.actions import find, people_search
from fediart.api.call import Call
from fediart.api.entities.accounts import Account
from fediart.api.entities.search import Search
from fediart.api.entities.statuses import Status
from fediart.api.entities.tags import Tag
from fediart.api.given import Id, asked, limited
from fediart.api.refusals import Refused
from fediart.api.shown.accounts import accounts
from fediart.api.shown.statuses import statuses
from fediart.api.shown.tags import tags
from fediart.errors import Problem, TooOften
from fediart.store import posts, search
from fediart.store.actors import Actor
from fediart.store.posts import Post
from fediart.store.search_words import asked as words_in
from fediart.store.visibility import NOBODY

LONGEST: Final = 200
FURTHEST: Final = 200
_NO_OFFSET: Final = "Search queries pagination is not supported without authentication"
_NO_RESOLVE: Final = "Search queries that resolve remote resources are not supported without authentication"


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked for."""

    q: str = asked("Words, a handle or an address.", required=True, most=2_000)
    type: Literal["accounts", "hashtags", "statuses"] | None = asked("Of this kind alone.")
    resolve: bool = asked("Ask another server for a handle or an address; for members.", default=False)
    following: bool = asked("Only people the member follows.", default=False)
    account_id: Id | None = asked("Only posts of this person.")
    exclude_unreviewed: bool = asked("Changes nothing: tags are not reviewed here.", default=False)
    max_id: Id | None = asked("Only posts older than this id.")
    min_id: Id | None = asked("Only posts newer than this id.")
    limit: int = limited()
    offset: int = asked("How many to leave out first; for members, with a type.", default=0, least=0, most=FURTHEST,
                        clamped=True)  # fmt: skip


async def find_all(call: Call, given: Looking) -> Search:
    """Finds people, posts and tags."""
    if call.viewer_id is None and (given.offset or given.resolve):
        raise Refused(401, _NO_OFFSET if given.offset else _NO_RESOLVE)
    words = given.q.replace("\0", "").strip()[: 2_000 if _is_address(given.q.strip()) else LONGEST]
    if not words:
        return {"accounts": [], "statuses": [], "hashtags": []}
    if _is_address(words):
        return await _at(call, words, given)
    return {
        "accounts": await _people(call, words, given) if given.type in (None, "accounts") else [],
        "statuses": await _posts(call, words, given) if given.type in (None, "statuses") else [],
        "hashtags": await _tags(call, words, given) if given.type in (None, "hashtags") else [],
    }


def _is_address(words: str) -> bool:
    return words.startswith(("https://", "http://")) and " " not in words


async def _at(call: Call, url: str, given: Looking) -> Search:
    """What is at an address: known here, or asked for by a member. What may not be seen is not there."""
    found = await _known(call, url)
    if found is None and given.resolve and call.viewer_id is not None:
        try:
            found = await find.by_member(call.site, url, viewer_id=call.viewer_id)
        except TooOften:
            raise
        except Problem:
            found = None  # whatever stands in the way, there is nothing to show
    made: Search = {"accounts": [], "statuses": [], "hashtags": []}
    async with call.site.db.reading() as tx:
        if isinstance(found, Post) and given.type in (None, "statuses"):
            made["statuses"] = await statuses(tx, call, [found])
        if isinstance(found, Actor) and given.type in (None, "accounts") and not given.following:
            made["accounts"] = await accounts(tx, call, [found])
    return made


async def _known(call: Call, url: str) -> Actor | Post | None:
    async with call.site.db.reading() as tx:
        found = await find.known_at(tx, call.site, url)
    if isinstance(found, Actor) and (found.deleted or found.suspended or found.kind == "Application"):
        return None
    return found


async def _people(call: Call, words: str, given: Looking) -> list[Account]:
    viewer = call.viewer_id or NOBODY
    following = given.following and call.viewer_id is not None
    wanted = people_search.Wanted(words, given.limit, given.offset, given.resolve, following)
    found = await people_search.people(call.site, wanted, viewer_id=viewer)
    async with call.site.db.reading() as tx:
        return await accounts(tx, call, found)


async def _posts(call: Call, words: str, given: Looking) -> list[Status]:
    looked_for, viewer = words_in(words), call.viewer_id or NOBODY
    before = given.max_id if given.max_id is not None else search.LAST
    async with call.site.db.reading() as tx:
        ids = await search.posts(
            tx, call.site.db.engine, looked_for, viewer=viewer, by=given.account_id or 0, before=before,
            limit=given.offset + given.limit,
        )  # fmt: skip
        wanted = [one for one in ids[given.offset :] if given.min_id is None or one > given.min_id]
        found = await posts.by_ids(tx, wanted)
        return await statuses(tx, call, [found[one] for one in wanted if one in found])


async def _tags(call: Call, words: str, given: Looking) -> list[Tag]:
    if " " in words or words.startswith("@"):
        return []
    async with call.site.db.reading() as tx:
        names = await search.tags(tx, words, limit=given.offset + given.limit)
        return await tags(tx, call, names[given.offset :])
