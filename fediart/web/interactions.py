"""What members do to posts and people: like, react, boost, reply, delete a reply, follow, block, answer requests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions import block, boost, critique, follow, like, mute, react, reply
from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.site import Site
from fediart.store import actors, emojis, follows, posts
from fediart.store.actors import Actor
from fediart.store.follows import REQUESTED
from fediart.store.posts import Post
from fediart.store.threads import faces_of
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer
from fediart.web.showing import Person, actor_path, person

_ABSENT = N_("There is nobody of that name here.")

ON_PEOPLE = "{deed:follow|unfollow|block|unblock|mute|unmute|remove-follower}"

OnPost = Callable[[Site, Actor, int], Awaitable[object]]
ON_POSTS: dict[str, OnPost] = {
    "like": like.like,
    "unlike": like.unlike,
    "boost": boost.boost,
    "unboost": boost.unboost,
    "show-again": boost.show_again,
}


async def on_post(request: web.Request) -> web.StreamResponse:
    """`/posts/ID/DEED`."""
    deed = ON_POSTS.get(request.match_info["deed"])
    if deed is None:
        raise NotFound(_("There is no such deed."))
    post_id = number_in(request)
    await deed(site_of(request), viewer(request).actor, post_id)
    again = _("Your followers see it again.") if deed is boost.show_again else ""
    return pages.go(request, await _back(request, post_id), notice=again)


async def on_reaction(request: web.Request) -> web.StreamResponse:
    """`/posts/ID/react` and `/posts/ID/unreact`, with the emoji."""
    deed = react.react if request.match_info["deed"] == "react" else react.unreact
    post_id = number_in(request)
    await deed(site_of(request), viewer(request).actor, post_id, (await answers(request)).get("emoji", ""))
    return pages.go(request, await _back(request, post_id))


async def send_reply(request: web.Request) -> web.StreamResponse:
    """`/posts/ID/reply`. Words that cannot be sent are told by an error page, and the browser keeps them."""
    given, me = await answers(request), viewer(request)
    post_id = number_in(request)
    made = await reply.reply(
        site_of(request),
        me.actor,
        post_id,
        given.get("text", ""),
        visibility=given.get("visibility", ""),
        warning=given.get("warning", ""),
        language=given.get("language") or me.account.locale,
    )
    if given.get("critique") == "1":
        await critique.mean_as_critique(site_of(request), made)
    return pages.go(request, f"{await _back(request, post_id)}#post-{made.id}", notice=_("Your reply is sent."))


async def delete_reply(request: web.Request) -> web.StreamResponse:
    """`/posts/ID/delete`."""
    gone = await reply.delete_reply(site_of(request), viewer(request).actor, number_in(request))
    if gone.kind == "note":
        own = f"/@{viewer(request).actor.name}/timeline"
        return pages.go(request, own, notice=_("Your post is deleted, here and wherever it was sent."))
    back = await _back(request, gone.reply_to_id or gone.id)
    return pages.go(request, back, notice=_("Your reply is deleted, here and wherever it was sent."))


async def _back(request: web.Request, post_id: int) -> str:
    """Where the form was; `pages.go` sees to it that it is a path of this site."""
    back = (await answers(request)).get("back", "")
    if back:
        return back
    async with site_of(request).db.reading() as tx:
        post = await posts.by_id(tx, post_id)
    return _path(site_of(request), post) if post else "/"


def _path(site: Site, post: Post) -> str:
    return post.url.removeprefix(site.config.origin) if post.local else f"/posts/{post.id}"


async def on_person(request: web.Request) -> web.StreamResponse:
    """`/@HANDLE/DEED`."""
    name, _, host = request.match_info["handle"].partition("@")
    async with site_of(request).db.reading() as tx:
        target = await actors.by_handle(tx, name, host.lower())
    return await _do_to(request, target)


async def on_actor(request: web.Request) -> web.StreamResponse:
    """`/actors/ID/DEED`."""
    async with site_of(request).db.reading() as tx:
        target = await actors.by_id(tx, number_in(request))
    return await _do_to(request, target)


async def _do_to(request: web.Request, target: Actor | None) -> web.StreamResponse:
    if target is None:
        raise NotFound(_(_ABSENT))
    site, me = site_of(request), viewer(request).actor
    name = target.shown_name
    match request.match_info["deed"]:
        case "follow":
            asked = await follow.follow(site, me, target.id) == REQUESTED
            notice = _("%(name)s has been asked.", name=name) if asked else _("You follow %(name)s.", name=name)
        case "unfollow":
            await follow.unfollow(site, me, target.id)
            notice = _("You do not follow %(name)s any more.", name=name)
        case "block":
            await block.block(site, me, target.id)
            notice = _("%(name)s is blocked.", name=name)
        case "unblock":
            await block.unblock(site, me, target.id)
            notice = _("%(name)s is not blocked any more.", name=name)
        case "mute":
            said = await answers(request)
            await mute.mute(site, me, target.id, news=said.get("news") == "1", lasts=said.get("lasts", ""))
            notice = _("%(name)s is muted. You take it back in the settings, under “Muted”.", name=name)
        case "unmute":
            await mute.unmute(site, me, target.id)
            notice = _("%(name)s is not muted any more.", name=name)
        case "remove-follower":
            await follow.drop_follower(site, me, target.id)
            notice = _("%(name)s does not follow you any more.", name=name)
        case _other:
            raise NotFound(_("There is no such deed."))
    back = (await answers(request)).get("back", "")
    return pages.go(request, back or actor_path(target), notice=notice)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks to follow; `id` is the request's."""

    id: int
    person: Person


@dataclass(frozen=True, slots=True)
class FollowRequestsPage(Page):
    template: ClassVar[str] = "follow_requests.html"
    requests: tuple[Asked, ...]


async def follow_requests(request: web.Request) -> web.StreamResponse:
    """`/follow-requests`: who waits for an answer."""
    site = site_of(request)
    async with site.db.reading() as tx:
        found = await follows.requests(tx, viewer(request).actor.id)
        faces = await faces_of(tx, [one for _, one in found])
        drawn = await emojis.in_names(tx, [one for _, one in found])
    host = site.config.instance.host
    asked = tuple(Asked(number, person(one, faces[one.id], host=host, emojis=drawn)) for number, one in found)
    return await pages.show(request, FollowRequestsPage(title=_("Follow requests"), requests=asked))


async def answer_request(request: web.Request) -> web.StreamResponse:
    """`/follow-requests/ID/approve` or `/reject`."""
    deeds = {
        "approve": (follow.approve, _("They follow you now.")),
        "reject": (follow.reject, _("The request is refused.")),
    }
    deed = deeds.get(request.match_info["deed"])
    if deed is None:
        raise NotFound(_("There is no such deed."))
    await deed[0](site_of(request), viewer(request).actor, number_in(request))
    return pages.go(request, "/follow-requests", notice=deed[1])
