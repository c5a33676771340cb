"""A member chooses what to be told, and by whom to be written to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import news_choices, news_rules
from fediart.store.actors import Actor
from fediart.store.news_choices import MESSAGES, PUSHED, STRANGERS, NewsChoice
from fediart.store.news_rules import WAYS, NewsPolicy

NO_RULES: Final[Mapping[str, str]] = {}


async def choose(site: Site, actor: Actor, choice: NewsChoice, rules: Mapping[str, str] = NO_RULES) -> None:
    """Raises Problem for a way that there is not; kinds that there are not are left out.

    `rules` are those of store/news_rules.py that change: for people one does not follow, and so on.
    """
    if choice.strangers not in STRANGERS:
        raise Problem(_("Choose what becomes of what strangers say."), field="strangers")
    if choice.messages not in MESSAGES:
        raise Problem(_("Choose whether strangers may write to you."), field="messages")
    for name, way in rules.items():
        if name not in NewsPolicy.__slots__ or way not in WAYS:
            raise Problem(_("Choose what becomes of this."), field=name)
    kept = NewsChoice(choice.strangers, choice.messages, tuple(one for one in PUSHED if one in choice.push))
    async with site.db.writing() as tx:
        await news_choices.put(tx, actor.id, kept)
        if rules:
            await news_rules.put(tx, actor.id, replace(await news_rules.of_actor(tx, actor.id), **rules))
