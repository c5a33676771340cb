"""What a member chose for new posts, where an app says nothing of it."""

from __future__ import annotations

from dataclasses import replace

from fediart.actions.app_post import AppPost
from fediart.site import Site
from fediart.store import profile_choices
from fediart.store.actors import Actor


async def filled(site: Site, actor: Actor, asked: AppPost, *, sensitive: bool | None) -> AppPost:
    """`sensitive` None was not said. An answer is for whom it answers, and a quote for everybody, unless it says so."""
    async with site.db.reading() as tx:
        chosen = await profile_choices.of_actor(tx, actor.id)
    alone = not asked.reply_to and not asked.quoted
    return replace(
        asked,
        visibility=asked.visibility or (chosen.visibility if alone else ""),
        language=asked.language or chosen.language,
        sensitive=chosen.sensitive if sensitive is None else sensitive,
    )
