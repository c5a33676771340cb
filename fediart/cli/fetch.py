"""`fediart fetch URL|HANDLE`: looks up anybody and any post, as the search box does, and says where they are shown."""

from __future__ import annotations

import argparse

from fediart.actions.find import find
from fediart.app import open_site
from fediart.cli.terminal import say, say_json
from fediart.config import load
from fediart.sanitize import plain
from fediart.site import Site
from fediart.store import actors
from fediart.store.actors import Actor
from fediart.store.posts import Post
from fediart.web.render import moment


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", metavar="URL|HANDLE", help="an address, or a handle such as @name@host")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


async def run(args: argparse.Namespace) -> int:
    """Raises Problem with why nothing was found."""
    async with open_site(load(args.config)) as site:
        found = await find(site, args.what)
        told = _actor(site, found) if isinstance(found, Actor) else await _post(site, found)
    if args.json:
        say_json(told)
        return 0
    width = max(map(len, told))
    for name, value in told.items():
        say(f"{name:{width}}  {value}")
    return 0


def _actor(site: Site, actor: Actor) -> dict[str, str]:
    return {
        "what": f"{actor.kind}, {'from here' if actor.local else 'of another server'}",
        "name": actor.shown_name,
        "handle": actor.handle,
        "id": actor.uri,
        "here": f"{site.config.origin}/{actor.handle}",
    }


async def _post(site: Site, post: Post) -> dict[str, str]:
    async with site.db.reading() as tx:
        author = await actors.by_id(tx, post.actor_id)
    words = " ".join(plain(post.content).split())
    return {
        "what": f"{post.kind}, {post.visibility}, {'from here' if post.local else 'of another server'}",
        "author": author.handle if author else "",
        "published": moment(post.published),
        "words": words if len(words) <= 200 else f"{words[:200]}…",
        "id": post.uri,
        "here": post.url if post.local else f"{site.config.origin}/posts/{post.id}",
    }
