"""A whole thread as a collection (FEP-7888, FEP-f228): what everyone may see of it, from here and elsewhere."""

from __future__ import annotations

from aiohttp import web

from federation import write
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import actors, contexts
from fediart.store.contexts import FIRST, Place, begun_at
from fediart.web.actors import post_in
from fediart.web.negotiation import activity_json, wants_activity
from fediart.web.objects import say_rights
from fediart.web.request import is_number, site_of
from fediart.web.sent_to_pages import to_post

ON_A_PAGE = 50
_OPEN = ("public", "unlisted")


async def show(request: web.Request) -> web.StreamResponse:
    """`/users/NAME/posts/ID/context`: the first page inlined, the following by `after=PUBLISHED-ID`."""
    if not wants_activity(request):
        return await to_post(request)
    after = _after(request)
    async with site_of(request).db.reading() as tx:
        post = await post_in(tx, request)
        owner = await actors.by_id(tx, post.actor_id)
        if owner is None or post.deleted or post.visibility not in _OPEN:
            raise NotFound(_("There is no such thread."))
        await say_rights(tx, request, post)
        found = await contexts.uris(tx, post.thread_id, owner.id, after=after or FIRST, limit=ON_A_PAGE)
        total = await contexts.count(tx, post.thread_id, owner.id) if after is None else 0
    url = begun_at(post.uri)
    page = _page(url, url if after is None else f"{url}?{request.query_string}", found)
    if after is not None:
        return activity_json(request, page)
    page.pop("@context")
    made = write.ordered_collection(url, total)
    return activity_json(request, made | {"attributedTo": owner.uri, "first": page | {"id": f"{url}?page=first"}})


def _page(url: str, own: str, found: list[tuple[str, Place]]) -> write.Json:
    more = "{}?after={}-{}".format(url, *found[-1][1]) if len(found) == ON_A_PAGE else None
    return write.ordered_collection_page(own, url, [uri for uri, _ in found], more)


def _after(request: web.Request) -> Place | None:
    """None for the collection itself; its inlined first page can be asked for by its own address, too."""
    if request.query.get("page") == "first":
        return FIRST
    time, _, post_id = request.query.get("after", "").partition("-")
    if is_number(time) and is_number(post_id):
        return int(time), int(post_id)
    return None
