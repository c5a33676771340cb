"""Things of an import of which must be known what was before: it is noted first, so that whatever is broken off and run
again comes once, and is taken back to what was before the first run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fediart.actions.import_ties import BEFORE
from fediart.site import Site
from fediart.store import import_items
from fediart.store.actors import Actor
from fediart.store.import_items import DONE, Item
from fediart.store.imports import Import

Body = Mapping[str, Any]


def doing_once(
    look: Callable[[Site, Actor, Body], Awaitable[Any]],
    put: Callable[[Site, Actor, Body], Awaitable[dict[str, Any] | None]],
) -> Callable[[Site, Actor, Import, Item], Awaitable[None]]:
    """The deed that notes what `look` gives as `before` in the body, and then does `put`, which gives what is needed to
    undo it, or None where nothing had to be done."""

    async def do(site: Site, actor: Actor, made: Import, item: Item) -> None:
        body = item.body
        if "before" not in body:
            body = {**body, "before": await look(site, actor, body)}
            async with site.db.writing() as tx:
                await import_items.note(tx, item, body)
        kept = await put(site, actor, body)
        async with site.db.writing() as tx:
            done = {**body, "made": kept}
            await import_items.settle(tx, item, to=DONE, outcome="" if kept is not None else BEFORE, body=done)

    return do
