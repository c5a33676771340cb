"""A member mutes people, servers and words: for their own eyes alone. Nobody is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from fediart.actions import filters, follow
from fediart.actions.domain_names import domain_of
from fediart.actions.filters import Wanted, Word
from fediart.clock import DAY, HOUR
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, follows, jobs, mutes
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.filters import Filter

LASTS: Final = {"": 0, "1h": HOUR, "1d": DAY, "7d": 7 * DAY, "30d": 30 * DAY, "90d": 90 * DAY}
"""How long, as forms say it, in milliseconds; 0 is for good."""


async def mute(site: Site, actor: Actor, target_id: int, *, news: bool = True, lasts: str | int = "") -> None:
    """The member comes by nothing of the target any more; with `news`, is not told of it either. Follows stay.

    `lasts` is one of LASTS, or in milliseconds.

    Raises NotFound; Problem for oneself and for more than `mutes.MOST`.
    """
    async with site.db.writing() as tx:
        target = await actors.by_id(tx, target_id)
        if target is None or target.kind == "Application":
            raise NotFound(_("There is nobody of that name here."))
        if target.id == actor.id:
            raise Problem(_("You cannot mute yourself."))
        await _demand_room(tx, actor)
        until = await _until(tx, site, actor, lasts)
        await mutes.mute(tx, actor.id, target.id, news=news, until=until, now=site.clock.now())


async def unmute(site: Site, actor: Actor, target_id: int) -> None:
    """Nothing happens where there is no mute."""
    async with site.db.writing() as tx:
        await mutes.unmute(tx, actor.id, target_id)


async def mute_host(site: Site, actor: Actor, said: str, *, lasts: str = "") -> str:
    """Mutes everybody of a server, given by its name or an address on it; the name. Raises Problem."""
    try:
        host = domain_of(said)
    except Problem as problem:
        raise Problem(_("Write a server such as art.example."), field="host") from problem
    if host == site.config.instance.host:
        raise Problem(_("That is this server. Mute people of it one by one."), field="host")
    async with site.db.writing() as tx:
        await _demand_room(tx, actor)
        until = await _until(tx, site, actor, lasts)
        await mutes.mute_host(tx, actor.id, host, until=until, now=site.clock.now())
    return host


async def block_host(site: Site, actor: Actor, said: str) -> str:
    """As `mute_host` for good, and nobody there follows the member or is followed by them any more; the host."""
    host = await mute_host(site, actor, said)
    async with site.db.writing() as tx:
        await jobs.enqueue(
            tx, site.ids.new(), "part-from-host", {"actor": actor.id, "host": host}, now=site.clock.now()
        )
    site.bell.ring()
    return host


async def part_from_host(site: Site, actor: Actor, host: str, *, limit: int = 50) -> int:
    """Ends follows in both directions with some people of a server; how many. 0: there are none left."""
    async with site.db.writing() as tx:
        tied = await follows.tied_at(tx, actor.id, host, limit=limit)
        for one in tied:
            await follow.end(tx, site, actor, one)
            await follow.remove_follower(tx, site, actor, one)
    site.delivery_bell.ring()
    site.pages.changed()
    return len(tied)


async def unmute_host(site: Site, actor: Actor, host: str) -> None:
    async with site.db.writing() as tx:
        await mutes.unmute_host(tx, actor.id, host)


async def mute_words(
    site: Site,
    actor: Actor,
    phrases: Sequence[str],
    *,
    places: Sequence[str],
    way: str,
    whole: bool,
    lasts: str = "",
    title: str = "",
    filter_id: int | None = None,
) -> Filter:
    """A rule of these words, in the words of a form; or that of this id is to have these and no others.

    `title` empty is the first word. Where `whole` is as the rule has it, each word keeps its own. Raises Problem,
    NotFound.
    """
    wanted = [phrase for one in phrases if (phrase := " ".join(one.split()))]
    async with site.db.reading() as tx:
        before = await filters.own(tx, actor, filter_id) if filter_id is not None else None
    for phrase in wanted if wanted or (before and before.posts) else [""]:
        filters.checked_phrase(phrase)
    if lasts not in LASTS:
        raise Problem(_("Choose how long."), field="lasts")
    asked = Wanted(title or " ".join(wanted[:1]), filters.checked_places(places), way, LASTS[lasts])
    if before is None or filter_id is None:
        return await filters.make(site, actor, replace(asked, words=[Word(one, whole) for one in wanted]))
    return await filters.change(site, actor, filter_id, replace(asked, words=_changes(before, wanted, whole)))


def _changes(before: Filter, wanted: Sequence[str], whole: bool) -> list[Word]:
    """What makes the words of a rule these: what is there stays, or is written anew in its place."""
    kept = {one.phrase: one for one in before.words if one.phrase in wanted}
    free = [one for one in before.words if one.phrase not in wanted]
    new = [one for one in dict.fromkeys(wanted) if one not in kept]
    same = bool(before.words) and bool(before.words[0].whole) == whole
    made = [Word(one.phrase, None if same else whole, one.id) for one in kept.values()]
    made += [Word(phrase, None if same else whole, one.id) for phrase, one in zip(new, free, strict=False)]
    made += [Word(phrase, whole) for phrase in new[len(free) :]]
    return made + [Word(id=one.id, gone=True) for one in free[len(new) :]]


async def _demand_room(tx: Writing, actor: Actor) -> None:
    if await mutes.count(tx, actor.id) >= mutes.MOST:
        raise Problem(_("You have muted as many as you can. Take some back first."))


async def _until(tx: Writing, site: Site, actor: Actor, lasts: str | int) -> int:
    """When it ends, with the job that ends it; 0 for good. Raises Problem."""
    if isinstance(lasts, str):
        if lasts not in LASTS:
            raise Problem(_("Choose how long."), field="lasts")
        lasts = LASTS[lasts]
    return await filters.until_of(tx, site, actor, lasts)
