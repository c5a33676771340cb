"""What other servers tell us: the table of activities and who handles them, the whole list on one screen.

The request was verified and `federation.rules.may_speak` has passed before anything gets here. Every handler may
run twice, and what undoes or deletes names the sender in its `where`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from federation.fetch import Budget
from federation.vocab import (
    Accept,
    Activity,
    Add,
    Announce,
    Block,
    Create,
    Delete,
    EmojiReact,
    Flag,
    Follow,
    Like,
    Move,
    QuoteRequest,
    Reject,
    Remove,
    Undo,
    Update,
)
from fediart.inbox.answers import accepted, rejected
from fediart.inbox.boosts import boosted
from fediart.inbox.creates import created
from fediart.inbox.deletions import deleted
from fediart.inbox.flags import flagged
from fediart.inbox.follows import blocked, followed
from fediart.inbox.likes import liked
from fediart.inbox.moves import moved
from fediart.inbox.pins import pinned, unpinned
from fediart.inbox.quotes import quote_asked
from fediart.inbox.undos import undone
from fediart.inbox.updates import updated
from fediart.outcomes import Outcome
from fediart.site import Site
from fediart.store.actors import Actor

Handler = Callable[[Site, Actor, Any, Budget], Awaitable[Outcome]]

HANDLERS: Mapping[type[Activity], Handler] = {
    Follow: followed,
    Accept: accepted,
    Reject: rejected,
    Block: blocked,
    Undo: undone,
    Like: liked,
    EmojiReact: liked,
    Announce: boosted,
    Create: created,
    Update: updated,
    Delete: deleted,
    Move: moved,
    Add: pinned,
    Remove: unpinned,
    Flag: flagged,
    QuoteRequest: quote_asked,
}
