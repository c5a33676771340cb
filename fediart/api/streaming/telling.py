"""What listeners are sent of what happens: the only place that turns a change into messages."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from fediart.api.streaming.hub import Hub
from fediart.store.stream_events import Event

log = logging.getLogger("fediart.streams")


async def tell(hub: Hub, events: Sequence[Event]) -> None:
    """One after the other; one that fails is left out."""
    for event in dict.fromkeys(events):
        try:
            if event.kind in ("token", "person"):
                dismiss(hub, event)
        except Exception:
            log.exception("Of %s nobody was told", event)


def dismiss(hub: Hub, event: Event) -> None:
    """A token, a person's password or standing has changed: their streams end, and who may connects again."""
    ids = frozenset(event.ids[:1])
    hub.dismiss(tokens=ids) if event.kind == "token" else hub.dismiss(people=ids)
