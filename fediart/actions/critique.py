"""An artist asks for critique of a work, says of what and how, and closes it again; replies can be meant as such."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fediart.actions import outbox
from fediart.actions.moved import demand_not_moved
from fediart.actions.submission import paragraphs
from fediart.errors import NotFound, Problem, Problems
from fediart.language import _
from fediart.site import Site
from fediart.store import artworks, critiques, posts
from fediart.store.actors import Actor
from fediart.store.critiques import Critique
from fediart.store.database import Writing
from fediart.translate.critique import KINDS, TONES

LONGEST: Final = 500


async def ask(site: Site, artist: Actor, artwork_id: int, kinds: Sequence[str], tone: str, words: str) -> None:
    """Opens it, here and in the text that other servers show. NotFound if the work is not theirs; Problems by field."""
    demand_not_moved(artist)
    words, found = paragraphs(words), list[Problem]()
    if not set(kinds) <= set(KINDS):
        found.append(Problem(_("Choose from the kinds offered."), field="kinds"))
    if tone not in TONES:
        found.append(Problem(_("Choose how you would like to hear it."), field="tone"))
    if len(words) > LONGEST:
        found.append(Problem(_("Shorten this to %(most)s characters.", most=LONGEST), field="words"))
    if found:
        raise Problems(found)
    now = site.clock.now()
    async with site.db.writing() as tx:
        await _published(tx, site, artist, artwork_id)
        asked = tuple(one for one in KINDS if one in kinds)
        await critiques.ask(tx, Critique(artwork_id, asked, tone, words, now))
        await _tell(tx, site, artwork_id)
    _ring(site)


async def close(site: Site, artist: Actor, artwork_id: int) -> None:
    """Twice is no error. NotFound if the work is not theirs."""
    async with site.db.writing() as tx:
        await _published(tx, site, artist, artwork_id)
        if await critiques.close(tx, artwork_id, now=site.clock.now()):
            await _tell(tx, site, artwork_id)
    _ring(site)


async def mean_as_critique(site: Site, reply: posts.Post) -> None:
    """Marks a reply, where the work that its thread is about asks for critique; else nothing happens."""
    async with site.db.writing() as tx:
        if await critiques.open_of(tx, reply.thread_id) is not None:
            await critiques.mark(tx, reply.id)
    site.pages.changed()


async def _published(tx: Writing, site: Site, artist: Actor, artwork_id: int) -> None:
    work = await artworks.lock(tx, artwork_id, artist.id, now=site.clock.now())
    if work is None:
        raise NotFound(_("There is no such artwork."))
    if work.state != "published":
        raise Problem(_("Publish the work first, then ask for critique."))


async def _tell(tx: Writing, site: Site, artwork_id: int) -> None:
    await posts.mark_edited(tx, artwork_id, now=site.clock.now())
    await outbox.artwork_changed(tx, site, artwork_id)


def _ring(site: Site) -> None:
    site.delivery_bell.ring()
    site.pages.changed()
