"""Fetches what a relay has named from its own server, and keeps what members may like to come by: public pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from federation.audience import Visibility, visibility_of
from federation.fetch import Budget
from federation.objects import Note
from fediart.actions.keep import keep_note
from fediart.actions.resolve import fetch_post
from fediart.clock import DAY
from fediart.outcomes import Done, Ignored, Outcome
from fediart.site import Site
from fediart.store import posts, relays, remote_media
from fediart.store.actors import Actor
from fediart.store.domain_rules import NONE, Rules
from fediart.translate.incoming import IMAGES

FETCHES: Final = 4  # for one post: itself, its author, and a redirect or two
KEPT_FOR: Final = 30 * DAY
AT_ONCE: Final = 500


async def fetch(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `uri` and `relay_id`. Nobody is notified of what comes this way."""
    found = await fetch_post(site, str(payload["uri"]), Budget(FETCHES))
    if found is None:
        return Ignored("its origin does not show it to everyone, or it is here already")
    note, author = found[-2], found[-1]
    async with site.db.reading() as tx:
        rules = await site.rules.read(tx, now=site.clock.now())
    why = unwanted(note, author, rules)
    if why:
        return Ignored(why)
    post = await keep_note(site, note, author, public_only=True)
    if post is None:
        return Ignored("it could not be kept")
    async with site.db.writing() as tx:
        await relays.keep(tx, post.id, int(payload["relay_id"]), now=site.clock.now())
    site.pages.changed()
    return Done()


def unwanted(note: Note, author: Actor, rules: Rules) -> str:
    """Why a post that a relay names is left where it is; empty where it is wanted."""
    if visibility_of(note.to, note.cc, author.followers_uri or None) is not Visibility.PUBLIC:
        return "it is not for everyone"
    if note.in_reply_to:
        return "it answers something"
    rule = rules.rule_for(author.host)
    if rule is not None and (rule.severity != NONE or rule.reject_media):
        return "there is a rule for its server"
    pictures = any(one.media_type in IMAGES or one.type == "Image" for one in note.attachments)
    return "" if pictures or not rules.settings.relay_pictures_only else "it shows no picture"


async def thin_out(site: Site) -> int:
    """What came by a relay a month ago and nobody here cared for is emptied; its address is remembered."""
    before = site.clock.now() - KEPT_FOR
    async with site.db.writing() as tx:
        idle = await relays.idle(tx, before=before, limit=AT_ONCE)
        for post_id in idle:
            await posts.bury(tx, post_id, now=site.clock.now())
            await remote_media.forget_post(tx, post_id)
            await tx.run("delete from relayed_posts where post_id = :id", id=post_id)
        if len(idle) < AT_ONCE:
            await relays.forget_posts(tx, before=before)
    return len(idle)
