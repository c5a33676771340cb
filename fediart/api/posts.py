"""Single posts, what stands around them, and lists of one person's posts (docs.joinmastodon.org/methods/statuses)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from fediart.actions import look
from fediart.api.call import Call, Paged
from fediart.api.entities.statuses import Context, Status
from fediart.api.given import Id, Older, asked
from fediart.api.paging import Page, paged
from fediart.api.showing import Loaded, eyes_of, page, say_strictest, shown
from fediart.api.shown.admitted import with_admission
from fediart.api.shown.statuses import statuses
from fediart.api.shown.waiting import waiting_status, waiting_work
from fediart.errors import NotFound
from fediart.language import _
from fediart.rights.licences import ALL_RIGHTS_RESERVED, LICENCES
from fediart.store import actors, around, artworks, posts, timelines
from fediart.store.database import Reading
from fediart.store.entries import Batch, Entry
from fediart.store.gallery import Cursor
from fediart.store.muted_words import PERSON, THREADS
from fediart.store.posts import Post
from fediart.store.timelines import OfPerson
from fediart.store.visibility import NOBODY, may_see
from fediart.translate.rights import artist_policy, artwork_policy
from fediart.web.request import set_rights


class Collected(Protocol):
    """A list of what somebody has chosen, by the numbers of their choices."""

    async def __call__(
        self, tx: Reading, *, viewer: int, above: int, below: int, forwards: bool, limit: int
    ) -> list[Entry]: ...


MOST_AT_ONCE: Final = 40
_HIGHEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ByIds:
    """Which posts."""

    id: tuple[Id, ...] = asked("The posts' ids.", default=())


@dataclass(frozen=True, slots=True)
class OfAccount(Older):
    """A page of one person's posts."""

    only_media: bool = asked("Only posts that show pictures.", default=False)
    exclude_replies: bool = asked("No replies to others.", default=False)
    exclude_reblogs: bool = asked("No boosts.", default=False)
    pinned: bool = asked("Only what they pinned.", default=False)
    tagged: str = asked("Only what is under this tag.", default="", most=200)


async def show(call: Call) -> Status:
    """Shows one post. A work that is not published is shown to its artist and to moderators."""
    async with call.site.db.reading() as tx:
        post = await posts.by_id(tx, call.number())
        found = await statuses(tx, call, [post]) if post else []
        if post is None or not found:
            say_strictest(call)
            return await waiting_status(tx, call, await waiting_work(tx, call, call.number()))
        await _say_rights(tx, call, post)
        return await with_admission(tx, call, found[0], post)


async def several(call: Call, given: ByIds) -> list[Status]:
    """Shows several posts at once; those that cannot be seen are left out."""
    say_strictest(call)
    async with call.site.db.reading() as tx:
        wanted = list(dict.fromkeys(given.id))[:MOST_AT_ONCE]
        known = await posts.by_ids(tx, wanted)
        return await statuses(tx, call, [known[one] for one in wanted if one in known])


async def context(call: Call) -> Context:
    """Shows what stands above and below a post in its thread; visitors are shown less of a long one."""
    viewer, member = call.viewer_id or NOBODY, call.viewer is not None
    say_strictest(call)
    async with call.site.db.reading() as tx:
        post = await posts.by_id(tx, call.number())
        if post is None or not await may_see(tx, post, viewer):
            raise NotFound(_("Record not found"))
        above = await around.above(tx, post, viewer=viewer, limit=400 if member else 40)
        below = await around.below(tx, post, viewer=viewer, limit=1000 if member else 60, deepest=200 if member else 20)
        loaded = Loaded(tx, call, await eyes_of(tx, call, THREADS))
        ancestors = await shown(tx, call, [_entry(one) for one in above], loaded)
        wanted = await loaded.passes([_entry(one) for one in below])
        descendants = await shown(tx, call, wanted, loaded)
        known = not member or await look.looked_lately(tx, call.site, post)
    if not known:
        await _look(call, post)
    return {"ancestors": ancestors, "descendants": descendants}


async def of_account(call: Call, given: OfAccount) -> Paged[Status]:
    """Shows what one person posted and boosted, the newest first."""
    viewer = call.viewer_id or NOBODY
    async with call.site.db.reading() as tx:
        actor = await actors.by_id(tx, call.number())
        if actor is None or actor.deleted:
            raise NotFound(_("Record not found"))
        if given.pinned:
            return await _pinned(tx, call, actor.id, given)
        wanted = OfPerson(
            replies=not given.exclude_replies,
            boosts=not given.exclude_reblogs,
            pictures=given.only_media,
            tag=given.tagged.strip().removeprefix("#").lower(),
        )

        async def fetch(before: Cursor, limit: int) -> Batch:
            return await timelines.of_person(tx, actor.id, wanted, viewer=viewer, before=before, limit=limit)

        return await page(tx, call, fetch, given, place=PERSON)


async def _pinned(tx: Reading, call: Call, actor_id: int, given: OfAccount) -> Paged[Status]:
    """All at once: there are few."""
    if given.max_id is not None:
        return Paged([])
    loaded = Loaded(tx, call, await eyes_of(tx, call, PERSON))
    found = await loaded.passes(await timelines.pinned(tx, actor_id, viewer=call.viewer_id or NOBODY))
    return Paged(await shown(tx, call, found[: given.limit], loaded))


async def favourites(call: Call, given: Older) -> Paged[Status]:
    """Shows what one likes, the last liked first; the ids of its pages are those of the likes."""
    async with call.site.db.reading() as tx:
        return await _collected(tx, call, given, timelines.liked)


async def bookmarks(call: Call, given: Older) -> Paged[Status]:
    """Shows what one keeps, the last kept first; the ids of its pages are those of the bookmarks."""
    async with call.site.db.reading() as tx:
        return await _collected(tx, call, given, timelines.kept)


async def _collected(tx: Reading, call: Call, given: Older, fetch: Collected) -> Paged[Status]:
    """What somebody has chosen themselves is covered where they want that, and never hidden."""
    forwards = given.min_id is not None
    above = given.min_id if given.min_id is not None else given.since_id
    found = await fetch(
        tx,
        viewer=call.actor.id,
        above=above or 0,
        below=given.max_id or _HIGHEST,
        forwards=forwards,
        limit=given.limit,
    )
    last = found[-1].cursor if len(found) == given.limit or (forwards and found) else 0
    return paged(Page(found, last), await shown(tx, call, found, Loaded(tx, call, await eyes_of(tx, call, ""))))


def _entry(post: Post) -> Entry:
    return Entry(post, post.published, post.id)


async def _look(call: Call, post: Post) -> None:
    """A member reads a thread: what it lacks here is looked for in the background, as when they open its page."""
    async with call.site.db.writing() as tx:
        await look.look_later(tx, call.site, post)
    call.site.bell.ring()


async def _say_rights(tx: Reading, call: Call, post: Post) -> None:
    """The policy of what the answer shows: a work's own, else its author's; of others' posts the strictest."""
    author = await actors.by_id(tx, post.actor_id)
    if author is None or not author.local:
        say_strictest(call)
        return
    work = await artworks.by_id(tx, post.id) if post.kind == "artwork" else None
    if work is None:
        set_rights(call.request, artist_policy(author, call.settings), page=post.url)
        return
    licence = LICENCES.get(work.licence, ALL_RIGHTS_RESERVED).uri
    set_rights(call.request, artwork_policy(work, author, call.settings), licence_uri=licence, page=post.url)
