"""Update and Delete of one's own posts and profile. An Update is partial: what it does not name stays (6.3)."""

from __future__ import annotations

from typing import Any, Final

from federation import write
from federation.audience import Visibility, audience, visibility_of
from federation.lenient import each, kind_of, text, told, yes
from federation.objects import ACTOR_TYPES, Raw
from fediart.actions import app_edit, profile_changes
from fediart.actions.app_edit import AppEdit
from fediart.actions.poll import Asking
from fediart.actions.profile_changes import Changes
from fediart.api.c2s.addressing import demand_named, named_in
from fediart.api.c2s.creating import KINDS, asking_of, create_of, upload_number, with_tags
from fediart.api.c2s.finding import own_number
from fediart.api.c2s.limits import count_deletion, demand_scope
from fediart.api.c2s.posted import Made, Posted
from fediart.api.call import Call
from fediart.api.refusals import NOT_FOUND, Refused
from fediart.errors import NotFound
from fediart.language import _
from fediart.rights import jsonld
from fediart.sanitize import plain
from fediart.store import actor_keys, actors, artworks, polls, posts, profile_choices
from fediart.store.posts import Post
from fediart.translate import outgoing
from fediart.translate.rights import artist_rights
from fediart.translate.typed import typed, typed_of

_SAYS: Final = ("content", "contentMap", "source")


async def delete(call: Call, posted: Posted) -> Made:
    """Deletes one's own post, or withdraws a work that is not published."""
    if posted.about == call.actor.uri:
        raise Refused(422, _("An account is deleted on its own settings page, not by an app."))
    number = own_number(call, posted.about)
    async with call.site.db.reading() as tx:
        post = await posts.by_id(tx, number)
    count_deletion(call)
    await app_edit.take_back(call.site, call.actor, number, keep_media=False)
    uri = f"{call.actor.uri}/posts/{number}"
    to, cc = audience(Visibility(post.visibility), call.actor.followers_uri) if post else ([], [])
    return Made(write.delete(f"{uri}#delete", call.actor.uri, uri, to, cc))


async def update(call: Call, posted: Posted) -> Made:
    """Changes one's own post or profile."""
    thing = posted.thing
    if thing is None:
        raise Refused(422, _("An Update has an `object` with its id and what is to be changed."))
    if posted.about == call.actor.uri and kind_of(thing, ACTOR_TYPES) in ACTOR_TYPES:
        demand_scope(call, "write:accounts")
        return await _person(call, thing)
    demand_scope(call, "write:statuses")
    if kind_of(thing) not in KINDS:
        words = _(
            "An Update changes your profile, or an `object` of one of these types: %(kinds)s.", kinds=", ".join(KINDS)
        )
        raise Refused(422, words)
    return await _post(call, posted, thing)


async def _post(call: Call, posted: Posted, thing: Raw) -> Made:
    number = own_number(call, posted.about)
    async with call.site.db.reading() as tx:
        post = await posts.by_id(tx, number)
        work = await artworks.owned(tx, number, call.actor.id)
        now = (await create_of(tx, call, post))["object"] if post and not post.deleted else {}
    if post is None and work is None:
        raise NotFound(NOT_FOUND)
    if post is not None and post.actor_id != call.actor.id:
        raise NotFound(NOT_FOUND)
    _demand_same(call, posted, thing, post)
    asked = await _edit(call, thing, now, is_work=work is not None)
    await _demand_no_wider(call, post, asked)
    await app_edit.change(call.site, call.actor, number, asked)
    async with call.site.db.reading() as tx:
        changed = await posts.by_id(tx, number)
        uri = f"{call.actor.uri}/posts/{number}"
        note: dict[str, Any] = (
            (await create_of(tx, call, changed))["object"] if changed else {"id": uri, "type": "Note"}
        )
    return Made(write.update(f"{uri}#updates/{call.site.ids.new()}", call.actor.uri, note))


def _demand_same(call: Call, posted: Posted, thing: Raw, post: Post | None) -> None:
    """Whom a post is for stays, and so do its pictures. Raises Refused where anything else is meant."""
    said = visibility_of(posted.to, posted.cc, call.actor.followers_uri) if posted.to or posted.cc else None
    if post is not None and said is not None and said != post.visibility:
        raise Refused(422, _("Who may see a post stays as it was. Delete it and post it anew."))
    if any(upload_number(call, one) is not None for one in each(thing.get("attachment"))):
        raise Refused(422, _("New pictures are given to a work on its page, or by PUT /api/v1/statuses/ID."))


async def _edit(call: Call, thing: Raw, now: dict[str, Any], *, is_work: bool) -> AppEdit:
    """`now` is the post as it is: what an app sends back unchanged is no change."""
    words = (
        with_tags(typed_of(thing, await named_in(call, thing)), thing) if any(one in thing for one in _SAYS) else None
    )
    if words is not None and thing.get("content") == now.get("content") and not thing.get("source"):
        words = None
    name = plain(text(thing.get("name"), 1_000) or "") if "name" in thing else ""
    if name and not is_work:
        raise Refused(422, _("A text has no title here: leave `name` out."))
    return AppEdit(
        text=words,
        warning=plain(text(thing.get("summary"), 20_000) or "") if "summary" in thing else None,
        sensitive=yes(thing["sensitive"]) if "sensitive" in thing else None,
        language=told(thing, "content", 1)[1] if "contentMap" in thing else None,
        poll=await _poll(call, thing),
        work={"title": name} if name else {},
    )


async def _poll(call: Call, thing: Raw) -> Asking | None:
    """None where its answers are the same: an edit that changes them voids all votes."""
    asking = asking_of(thing, call.now)
    if asking is None:
        return None
    number = own_number(call, str(thing.get("id")))
    async with call.site.db.reading() as tx:
        before = (await polls.of_posts(tx, [number])).get(number)
    return None if before and tuple(one.name for one in before.options) == asking.options else asking


async def _demand_no_wider(call: Call, post: Post | None, asked: AppEdit) -> None:
    """New words of what is not for everybody bring nobody else in."""
    if post is None or asked.text is None or post.visibility not in (Visibility.FOLLOWERS, Visibility.DIRECT):
        return
    async with call.site.db.reading() as tx:
        known = await actors.by_ids(tx, await posts.mentioned_ids(tx, post.id))
    await demand_named(call, asked.text, known.values())


async def _person(call: Call, thing: Raw) -> Made:
    """The name, the words about oneself, and the switches that an actor's document has."""

    def flag(name: str) -> bool | None:
        return yes(thing[name]) if name in thing else None

    wanted = Changes(
        display_name=plain(text(thing.get("name"), 4_000) or "") if "name" in thing else None,
        bio=typed(text(thing.get("summary"), 40_000) or "", {}) if "summary" in thing else None,
        locked=flag("manuallyApprovesFollowers"),
        discoverable=flag("discoverable"),
        indexable=flag("indexable"),
        fields=_fields(call, thing),
    )
    actor = await profile_changes.change(call.site, call.actor, wanted)
    async with call.site.db.reading() as tx:
        actor = await actors.by_id(tx, actor.id) or actor
        keys = await actor_keys.of_actor(tx, actor.id)
        choice = await profile_choices.of_actor(tx, actor.id)
    document = outgoing.actor_document(call.site.config, call.settings, actor, keys, choice)
    return Made(write.update(f"{actor.uri}#updates/{call.site.ids.new()}", actor.uri, document))


def _fields(call: Call, thing: Raw) -> list[tuple[str, str]] | None:
    """The lines of the profile; the one that tells the AI policy is ours, and comes back by itself."""
    if "attachment" not in thing:
        return None
    ours = jsonld.profile_field(artist_rights(call.actor, call.settings, call.site.config.origin).policy)["name"]
    listed = [one for one in each(thing["attachment"]) if isinstance(one, dict) and kind_of(one) == "PropertyValue"]
    said = [(plain(text(one.get("name"), 1_000) or ""), text(one.get("value"), 4_000) or "") for one in listed[:50]]
    return [(name, typed(value, {})) for name, value in said if name != ours]
