"""A member mutes people, servers and words: for their own eyes alone. Nobody is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fediart.actions.domain_names import domain_of
from fediart.clock import DAY, HOUR
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, jobs, muted_words, mutes
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.muted_words import LONGEST, PLACES, WAYS, MutedWord

LASTS: Final = {"": 0, "1h": HOUR, "1d": DAY, "7d": 7 * DAY, "30d": 30 * DAY, "90d": 90 * DAY}
"""How long, as forms say it, in milliseconds; 0 is for good."""


async def mute(site: Site, actor: Actor, target_id: int, *, news: bool = True, lasts: str = "") -> None:
    """The member comes by nothing of the target any more; with `news`, is not told of it either. Follows stay.

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


async def unmute_host(site: Site, actor: Actor, host: str) -> None:
    async with site.db.writing() as tx:
        await mutes.unmute_host(tx, actor.id, host)


async def mute_word(
    site: Site,
    actor: Actor,
    phrase: str,
    *,
    places: Sequence[str],
    way: str,
    whole: bool,
    lasts: str = "",
    word_id: int | None = None,
) -> None:
    """Adds a word or phrase, or changes the one of this id. Raises Problem, NotFound."""
    phrase = " ".join(phrase.split())
    wanted = tuple(one for one in PLACES if one in places)
    _demand_fit(phrase, wanted, way)
    async with site.db.writing() as tx:
        if word_id is not None and await muted_words.by_id(tx, actor.id, word_id) is None:
            raise NotFound(_("There is no such muted word of yours."))
        if word_id is None and len(await muted_words.of_actor(tx, actor.id)) >= muted_words.MOST:
            raise Problem(_("You can mute %(most)s words at most. Remove one first.", most=muted_words.MOST))
        until = await _until(tx, site, actor, lasts)
        made = MutedWord(word_id or site.ids.new(), phrase, int(whole), wanted, way, until)
        await muted_words.put(tx, actor.id, made, now=site.clock.now())


async def unmute_word(site: Site, actor: Actor, word_id: int) -> None:
    async with site.db.writing() as tx:
        await muted_words.remove(tx, actor.id, word_id)


def _demand_fit(phrase: str, places: Sequence[str], way: str) -> None:
    if not muted_words.fold(phrase).strip():
        raise Problem(_("Say which word or phrase."), field="phrase")
    if len(phrase) > LONGEST:
        raise Problem(_("A phrase has at most %(most)s letters.", most=LONGEST), field="phrase")
    if not places:
        raise Problem(_("Choose at least one place where it is muted."), field="places")
    if way not in WAYS:
        raise Problem(_("Choose whether to hide or to cover."), field="way")


async def _demand_room(tx: Writing, actor: Actor) -> None:
    if await mutes.count(tx, actor.id) >= mutes.MOST:
        raise Problem(_("You have muted as many as you can. Take some back first."))


async def _until(tx: Writing, site: Site, actor: Actor, lasts: str) -> int:
    """When it ends, with the job that ends it; 0 for good. Raises Problem."""
    if lasts not in LASTS:
        raise Problem(_("Choose how long."), field="lasts")
    if not LASTS[lasts]:
        return 0
    now = site.clock.now()
    until = now + LASTS[lasts]
    await jobs.enqueue(tx, site.ids.new(), "mutes-run-out", {"actor": actor.id}, now=now, due=until)
    return until
