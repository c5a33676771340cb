"""A member chooses what to be told, and by whom to be written to."""

from __future__ import annotations

from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import news_choices
from fediart.store.actors import Actor
from fediart.store.news_choices import MESSAGES, PUSHED, STRANGERS, NewsChoice


async def choose(site: Site, actor: Actor, choice: NewsChoice) -> None:
    """Raises Problem for a way that there is not; kinds that there are not are left out."""
    if choice.strangers not in STRANGERS:
        raise Problem(_("Choose what becomes of what strangers say."), field="strangers")
    if choice.messages not in MESSAGES:
        raise Problem(_("Choose whether strangers may write to you."), field="messages")
    kept = NewsChoice(choice.strangers, choice.messages, tuple(one for one in PUSHED if one in choice.push))
    async with site.db.writing() as tx:
        await news_choices.put(tx, actor.id, kept)
