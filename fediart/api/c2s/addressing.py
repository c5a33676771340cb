"""For whom a client's post is: `to` and `cc` as one of our four visibilities, and never more people than they name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from federation.audience import Visibility
from federation.objects import Raw
from federation.tags import mentions_of, tags_of
from fediart.actions.app_post import AppPost
from fediart.api.c2s.finding import people_at
from fediart.api.c2s.posted import Posted
from fediart.api.call import Call
from fediart.api.refusals import Refused
from fediart.language import _
from fediart.store import actors, posts
from fediart.store.actors import Actor
from fediart.store.posts import Post
from fediart.translate.outgoing import mention_name
from fediart.translate.words import handles_in

_CLOSED: Final = (Visibility.FOLLOWERS, Visibility.DIRECT)
_MOST_NAMED: Final = 20


async def addressed(call: Call, posted: Posted) -> list[Actor]:
    """The people named in `to` and `cc`. Raises Refused where nobody is, or somebody who is no person."""
    if not posted.to and not posted.cc:
        words = _("Say in `to` or `cc` whom it is for: the public, %(followers)s, or people.",
                  followers=call.actor.followers_uri)  # fmt: skip
        raise Refused(422, words)
    return await people_at(call, (*posted.to, *posted.cc))


def handle_of(call: Call, actor: Actor) -> str:
    """As it is typed in a text."""
    return mention_name(call.site.config, actor) if actor.host else f"@{actor.name}"


def handles(call: Call, people: Sequence[Actor]) -> dict[str, str]:
    """By the addresses that links to them have."""
    return {place: handle_of(call, one) for one in people for place in (one.uri, one.url) if place}


async def named_in(call: Call, thing: Raw) -> dict[str, str]:
    """Handles of those whom its Mentions name and who are known here."""
    found: list[Actor] = []
    async with call.site.db.reading() as tx:
        for one in list(mentions_of(tags_of(thing)))[:_MOST_NAMED]:
            actor = await actors.by_uri(tx, one.href)
            if actor is not None and not actor.deleted:
                found.append(actor)
    return handles(call, found)


async def with_names(call: Call, written: str, people: Sequence[Actor], parent: Post | None) -> str:
    """Who is addressed is named in the text, as every server expects; the one who is answered is told in any case."""
    own = call.site.config.instance.host
    there = set(handles_in(written, own))
    missing = [
        handle_of(call, one)
        for one in people
        if (one.name.lower(), one.host) not in there and (parent is None or parent.actor_id != one.id)
    ]
    return " ".join([*missing, written]) if missing else written


async def demand_told(call: Call, asked: AppPost, people: Sequence[Actor]) -> None:
    """What is not for everybody reaches nobody beside those it is addressed to, whatever its words name.

    Raises Refused.
    """
    if asked.visibility not in _CLOSED:
        return
    async with call.site.db.reading() as tx:
        parent = await posts.by_id(tx, asked.reply_to) if asked.reply_to else None
        author = await actors.by_id(tx, parent.actor_id) if parent else None
    if author is not None and author.id not in {call.actor.id, *(one.id for one in people)}:
        words = _("This answers %(name)s, and would reach them. Add %(id)s to `cc`.",
                  name=handle_of(call, author), id=author.uri)  # fmt: skip
        raise Refused(422, words)
    await demand_named(call, asked.text, people)


async def demand_named(call: Call, written: str, people: Iterable[Actor]) -> None:
    """Raises Refused where a text names somebody beside these: they would be told. Nobody is asked who that is."""
    known = {(one.name.lower(), one.host) for one in (call.actor, *people)}
    for name, host in handles_in(written, call.site.config.instance.host):
        if (name, host) in known:
            continue
        async with call.site.db.reading() as tx:
            there = bool(host) or await actors.by_handle(tx, name) is not None
        if there:
            words = _("This would reach @%(name)s, too. Add them to `cc`, or write the name without @.",
                      name=f"{name}@{host}" if host else name)  # fmt: skip
            raise Refused(422, words)
