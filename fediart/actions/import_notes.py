"""Notes and replies out of an archive: dated as they were, said to nobody anew, below what they answer.

The id of the item is the id of its post: whether it came already is seen by asking for it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from fediart.actions import consent as consenting
from fediart.actions import reply
from fediart.actions.find import find
from fediart.actions.import_asking import count
from fediart.actions.import_works import moment_of
from fediart.actions.note import VISIBILITIES
from fediart.actions.word_gate import Wanted, pass_words
from fediart.actions.written import written
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, consent, contexts, import_items, posts
from fediart.store.actors import Actor
from fediart.store.consent import Answer
from fediart.store.import_items import DONE, UNDONE, Item
from fediart.store.imports import Import
from fediart.store.posts import Post
from fediart.store.visibility import may_see
from fediart.store.word_rules import POST, REPLY
from fediart.translate.words import tags_in

_CLOSED: Final = ("public", "unlisted", "followers")


async def bring(site: Site, artist: Actor, made: Import, item: Item) -> None:
    """Raises Problem where it cannot stand here."""
    async with site.db.reading() as tx:
        there = await posts.by_id(tx, item.id)
    if there is None:
        parent = await _parent(site, artist, str(item.body.get("reply_to", "")))
        await _insert(site, await _written(site, artist, made, item, parent))
    async with site.db.writing() as tx:
        await import_items.settle(tx, item, to=DONE)
    site.pages.changed()


async def _parent(site: Site, artist: Actor, address: str) -> Post | None:
    """What it answers: something of the same archive, or whatever has this address. Raises NotFound, NotAllowed."""
    if not address:
        return None
    async with site.db.reading() as tx:
        own = await import_items.brought(tx, artist.id, [address])
        found = await posts.by_id(tx, own[address]) if address in own else None
    if found is None:
        await count(site, artist.id)
        asked = await find(site, address)
        found = asked if isinstance(asked, Post) else None
    async with site.db.reading() as tx:
        author = await actors.by_id(tx, found.actor_id) if found else None
        if found is None or found.deleted or author is None or not await may_see(tx, found, artist.id):
            raise NotFound(_("What it answers is not here."))
        if await consenting.demand(tx, found, author, artist, "reply") is Answer.ASK:
            raise Problem(_("%(name)s wants to be asked before somebody answers.", name=author.shown_name))
    return found


async def _written(site: Site, artist: Actor, made: Import, item: Item, parent: Post | None) -> Post:
    """Nobody is named by it: those it names are people elsewhere, who have read it long ago."""
    body: Mapping[str, Any] = item.body
    text = str(body.get("text", "")).strip()
    if not text or len(text) > reply.MOST_CHARACTERS:
        raise Problem(_("A post has at most %(most)s characters.", most=reply.MOST_CHARACTERS))
    warning = str(body.get("warning", "")).strip()[:500]
    wanted = Wanted(REPLY if parent else POST, f"{warning}\n{text}", number=item.id)
    sensitive = await pass_words(site, artist, wanted) or body.get("sensitive") is True
    async with site.db.reading() as tx:
        kept = await consent.default_text(tx, artist.id)
        thread = await contexts.of_thread(tx, parent.thread_id) if parent else None
    made_of = written(
        site, artist, text, {}, visibility=_visibility(str(body.get("visibility", "")), parent), warning=warning,
        language=str(body.get("language", ""))[:30], parent=parent, consent=kept, number=item.id, sensitive=sensitive,
    )  # fmt: skip
    made_of = replace(made_of, published=moment_of(item, made))
    return replace(made_of, context=thread.context, conversation=thread.conversation) if thread else made_of


def _visibility(wanted: str, parent: Post | None) -> str:
    """Never more open than what it answers."""
    own = wanted if wanted in VISIBILITIES else "followers"
    above = parent.visibility if parent and parent.visibility in _CLOSED else own
    return max(own, above, key=_CLOSED.index)


async def _insert(site: Site, made: Post) -> None:
    async with site.db.writing() as tx:
        above = posts.counting_replies_above(made.id) if made.reply_to_id else []
        tags = posts.tagging_new(made.id, tags_in(made.source), published=made.published)
        await tx.batch([posts.inserting_new(made), *tags, *above])


async def take_back(site: Site, artist: Actor, made: Import, item: Item) -> None:
    """Deleted, and whoever has seen it since is told."""
    with contextlib.suppress(NotFound):  # it was deleted by hand, or never came to be
        await reply.delete_reply(site, artist, item.id)
    async with site.db.writing() as tx:
        await import_items.settle(tx, item, to=UNDONE)
