"""Our posts as ActivityPub, to whom web/asking.py lets have them; 410 once deleted."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from federation import write
from fediart.actions.gone import has_left
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import actors, artworks, contexts, withdrawals
from fediart.store.database import Reading
from fediart.store.posts import Post
from fediart.translate.loading import SHOWN_REPLIES, reply_uris
from fediart.translate.rights import artist_policy, artwork_rights
from fediart.web.actors import gone_document, note_of, post_in
from fediart.web.negotiation import activity_json, wants_activity
from fediart.web.request import set_rights, settings_of, site_of
from fediart.web.sent_to_pages import to_post

_OPEN = ("public", "unlisted")


async def show(request: web.Request) -> web.StreamResponse:
    """`/users/NAME/posts/ID`."""
    if not wants_activity(request):
        return await to_post(request)
    async with site_of(request).db.reading() as tx:
        if await has_left(tx, site_of(request).config, request.match_info["name"]):
            return gone_document(request)
        post = await post_in(tx, request)
        if post.deleted:
            if await withdrawals.is_hidden(tx, post.id):  # it may come back, and 410 would be for ever
                raise NotFound(_("There is no such document."))
            return _tombstone(request, post)
        await say_rights(tx, request, post)
        document = await note_of(tx, request, post)
    return activity_json(request, document, private=post.visibility not in _OPEN)


def _tombstone(request: web.Request, post: Post) -> web.Response:
    """That something was here is told only where everyone could see it."""
    if post.visibility not in _OPEN:
        raise NotFound(_("There is no such document."))
    return activity_json(request, write.tombstone(post.uri, "Note", write.iso(post.deleted)), status=410)


async def say_rights(tx: Reading, request: web.Request, post: Post) -> None:
    """The headers of a post's own document, and of the collections below its address, are those of the post."""
    author, artwork = await actors.by_id(tx, post.actor_id), await artworks.by_id(tx, post.id)
    if author is not None and artwork is not None:
        rights = artwork_rights(artwork, author, settings_of(request), site_of(request).config.origin)
        set_rights(request, rights.policy, licence_uri=rights.licence.uri, page=rights.work_url)
    elif author is not None:
        set_rights(request, artist_policy(author, settings_of(request)), page=post.url)


async def replies(request: web.Request) -> web.StreamResponse:
    """`.../replies`: public replies from anywhere, the oldest first; the first page inlined."""
    async with site_of(request).db.reading() as tx:
        post = await _living(tx, request)
        url = f"{post.uri}/replies"
        given = request.query.get("page", "")
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 0
        after = await contexts.last_answer(tx, post.id, of_first=(number - 1) * SHOWN_REPLIES)
        items = await reply_uris(tx, post.id, after=after)
    number, whole = number or 1, number == 0
    more = f"{url}?page={number + 1}" if len(items) == SHOWN_REPLIES else None
    page = write.collection_page(f"{url}?page={number}", url, items, more)
    if whole:
        first = {name: value for name, value in page.items() if name != "@context"}
        page = write.collection(url, post.reply_count) | {"first": first}
    return activity_json(request, page, private=post.visibility not in _OPEN)


async def likes(request: web.Request) -> web.StreamResponse:
    """`.../likes`: how many, not who."""
    return await _counted(request, "likes", lambda post: post.like_count)


async def shares(request: web.Request) -> web.StreamResponse:
    """`.../shares`: how many, not who."""
    return await _counted(request, "shares", lambda post: post.boost_count)


async def _counted(request: web.Request, name: str, count: Callable[[Post], int]) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        post = await _living(tx, request)
    private = post.visibility not in _OPEN
    return activity_json(request, write.collection(f"{post.uri}/{name}", count(post)), private=private)


async def _living(tx: Reading, request: web.Request) -> Post:
    post = await post_in(tx, request)
    if post.deleted:
        raise NotFound(_("There is no such document."))
    await say_rights(tx, request, post)
    return post
