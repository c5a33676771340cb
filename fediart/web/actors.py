"""Our actors and their collections as ActivityPub; people who come here are sent to the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from federation import write
from fediart.actions.gone import has_left
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import actor_keys, actors, featured_tags, follows, outbox_pages, posts, profile_choices
from fediart.store.actor_keys import ActorKey
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.posts import Post
from fediart.store.profile_choices import ProfileChoice
from fediart.translate import outgoing
from fediart.translate.loading import Told, told
from fediart.translate.rights import artist_policy
from fediart.web.asking import blocked_by, demand, is_welcome
from fediart.web.mixed import say_strictest_of_works
from fediart.web.negotiation import ASKER, activity_json, to_page, wants_activity
from fediart.web.request import is_number, set_rights, settings_of, site_of
from fediart.web.sent_to_pages import to_artist

PAGE = 12  # each with all that its Note says
PEOPLE = 40
Json = dict[str, Any]


async def show(request: web.Request) -> web.StreamResponse:
    """`/users/NAME`: the actor; to who is not welcome only its keys; 410 when the account is deleted."""
    if not wants_activity(request):
        return await to_artist(request)
    welcome = await is_welcome(request)
    async with site_of(request).db.reading() as tx:
        actor = await actors.by_handle(tx, request.match_info["name"])
        if actor is None and await has_left(tx, site_of(request).config, request.match_info["name"]):
            return gone_document(request)
        if actor is None or (actor.suspended and not actor.deleted):
            raise NotFound(_("There is no such actor."))
        keys = await actor_keys.of_actor(tx, actor.id)
        choice = await profile_choices.of_actor(tx, actor.id)
        whole = actor.deleted or (welcome and not await blocked_by(tx, request, actor.id))
    if whole:
        return _document(request, actor, keys, choice)
    # Who verifies what we sign must be able to read the key, whoever they are: also whom we tell that they are blocked.
    made = outgoing.bare_actor_document(site_of(request).config, actor, keys)
    return activity_json(request, made, to_anyone=True, private="Signature" in request.headers)


async def instance(request: web.Request) -> web.StreamResponse:
    """`/actor`: the instance itself, which signs what it fetches."""
    if not wants_activity(request):
        return to_page("/about")
    async with site_of(request).db.reading() as tx:
        actor = await actors.by_uri(tx, f"{site_of(request).config.origin}/actor")
        if actor is None:
            raise NotFound(_("There is no such actor."))
        keys = await actor_keys.of_actor(tx, actor.id)
    return _document(request, actor, keys)


def _document(
    request: web.Request, actor: Actor, keys: Sequence[ActorKey], choice: ProfileChoice = profile_choices.USUAL
) -> web.StreamResponse:
    """Given out to anyone: who it is not for has been sent away before."""
    if actor.deleted:
        made = write.tombstone(actor.uri, actor.kind, write.iso(actor.deleted))
        return activity_json(request, made, status=410, to_anyone=True)
    settings = settings_of(request)
    set_rights(request, artist_policy(actor, settings), page=actor.url)
    made = outgoing.actor_document(site_of(request).config, settings, actor, keys, choice)
    return activity_json(request, made, to_anyone=True, private="Signature" in request.headers and ASKER in request)


def gone_document(request: web.Request) -> web.Response:
    """For an address of somebody who has left for good: 410 for ever, also when no row knows it any more."""
    address = f"{site_of(request).config.origin}{request.path}"
    return activity_json(request, write.tombstone(address), status=410, to_anyone=True)


async def local(tx: Reading, request: web.Request) -> Actor:
    """The actor named in the address, whose AI policy the answer carries.

    Raises NotFound, also for those suspended, gone, or who block who asks.
    """
    actor = await actors.by_handle(tx, request.match_info["name"])
    if actor is None or actor.suspended or actor.deleted or actor.kind == "Application":
        raise NotFound(_("There is no such actor."))
    await demand(tx, request, actor.id)
    set_rights(request, artist_policy(actor, settings_of(request)), page=actor.url)
    return actor


async def outbox(request: web.Request) -> web.StreamResponse:
    """`/users/NAME/outbox`: what everyone may see, the newest first, paged by a cursor."""
    if not wants_activity(request):
        return await to_artist(request)
    site = site_of(request)
    async with site.db.reading() as tx:
        actor = await local(tx, request)
        if "page" not in request.query:
            total = await outbox_pages.count(tx, actor.id)
            return activity_json(request, write.ordered_collection(actor.outbox, total, f"{actor.outbox}?page=true"))
        found = await outbox_pages.page(tx, actor.id, before=cursor(request), limit=PAGE)
        items = [await _create(tx, request, post) for post in found]
        await say_strictest_of_works(tx, request, actor, found)
    more = f"{actor.outbox}?page=true&before={found[-1].published}-{found[-1].id}" if len(found) == PAGE else None
    url = actor.outbox + "?" + request.query_string
    return activity_json(request, write.ordered_collection_page(url, actor.outbox, items, more))


def cursor(request: web.Request) -> tuple[int, int] | None:
    """`before=PUBLISHED-ID`, None for the first page."""
    time, _, post_id = request.query.get("before", "").partition("-")
    if is_number(time) and is_number(post_id):
        return int(time), int(post_id)
    return None


async def _create(tx: Reading, request: web.Request, post: Post) -> Json:
    """As it was sent to followers, with the policy on the activity, too."""
    config, settings, made = site_of(request).config, settings_of(request), await _told(tx, post)
    note = outgoing.note(config, settings, made)
    activity = write.create(f"{post.uri}#create", note["attributedTo"], note)
    return activity | outgoing.activity_terms(config, settings, made)


async def note_of(tx: Reading, request: web.Request, post: Post) -> Json:
    """A post of ours as its document. Raises NotFound where its author is missing."""
    return outgoing.note(site_of(request).config, settings_of(request), await _told(tx, post))


async def _told(tx: Reading, post: Post) -> Told:
    made = await told(tx, post)
    if made is None:
        raise NotFound(_("There is no such post."))
    return made


async def followers(request: web.Request) -> web.StreamResponse:
    """`/users/NAME/followers`."""
    async with site_of(request).db.reading() as tx:
        actor = await local(tx, request)
        found = await follows.followers(tx, actor.id, before=_before(request), limit=PEOPLE)
        hidden = (await profile_choices.of_actor(tx, actor.id)).hides_follows
    return _people(request, actor, actor.followers_uri, actor.follower_count, None if hidden else found)


async def following(request: web.Request) -> web.StreamResponse:
    """`/users/NAME/following`."""
    async with site_of(request).db.reading() as tx:
        actor = await local(tx, request)
        found = await follows.following(tx, actor.id, before=_before(request), limit=PEOPLE)
        hidden = (await profile_choices.of_actor(tx, actor.id)).hides_follows
    return _people(request, actor, actor.following_uri, actor.following_count, None if hidden else found)


def _before(request: web.Request) -> int:
    text = request.query.get("before", "")
    return int(text) if is_number(text) else 2**62


def _people(
    request: web.Request, actor: Actor, url: str, total: int, found: Sequence[tuple[int, Actor]] | None
) -> web.StreamResponse:
    """`found` None where the artist tells only how many there are: then there is no first page, as Mastodon has it."""
    if not wants_activity(request):
        return to_page(f"/@{actor.name}")
    if found is None:
        if "page" in request.query:
            raise NotFound(_("There is no such document."))
        return activity_json(request, write.ordered_collection(url, total))
    if "page" not in request.query:
        return activity_json(request, write.ordered_collection(url, total, f"{url}?page=true"))
    more = f"{url}?page=true&before={found[-1][0]}" if len(found) == PEOPLE else None
    page = write.ordered_collection_page(
        f"{url}?{request.query_string}", url, [person.uri for _, person in found], more
    )
    return activity_json(request, page)


async def featured(request: web.Request) -> web.StreamResponse:
    """`/users/NAME/featured`: the works pinned to the top of the portfolio, whole."""
    if not wants_activity(request):
        return await to_artist(request)
    async with site_of(request).db.reading() as tx:
        actor = await local(tx, request)
        found = await outbox_pages.pinned(tx, actor.id)
        items = [await note_of(tx, request, post) for post in found]
        await say_strictest_of_works(tx, request, actor, found)
    made = write.ordered_collection(actor.featured_uri, len(items), items=items)
    return activity_json(request, made | _context(items))


async def featured_hashtags(request: web.Request) -> web.StreamResponse:
    """`/users/NAME/featured-tags`: the tags that stand on the profile."""
    if not wants_activity(request):
        return await to_artist(request)
    async with site_of(request).db.reading() as tx:
        actor = await local(tx, request)
        names = await featured_tags.names(tx, actor.id)
    return activity_json(request, outgoing.featured_tags(site_of(request).config, actor, names))


def _context(items: Sequence[Json]) -> Json:
    """A collection of whole posts needs their terms."""
    return {"@context": items[0]["@context"]} if items else {}


async def post_in(tx: Reading, request: web.Request) -> Post:
    """The post named in the address, also a deleted one. Raises NotFound, alike for absent and forbidden."""
    text = request.match_info["id"]
    post = await posts.by_id(tx, int(text)) if is_number(text) else None
    uri = f"{site_of(request).config.origin}/users/{request.match_info['name']}/posts/{text}"
    if post is None or not post.local or post.uri != uri:
        raise NotFound(_("There is no such document."))
    await demand(tx, request, post.actor_id, None if post.deleted else post)
    return post
