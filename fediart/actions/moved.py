"""What an account that has moved away can no longer do: nothing new. Undoing and deleting stay possible."""

from __future__ import annotations

from fediart.errors import NotAllowed
from fediart.language import _
from fediart.store.actors import Actor


def demand_not_moved(actor: Actor) -> None:
    """Raises NotAllowed for who has moved away: what they do is done from the new place."""
    if actor.moved_to:
        raise NotAllowed(
            _("This account has moved. Use the new one for this, or cancel the redirect in your settings.")
        )
