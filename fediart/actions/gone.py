"""Names of people who have left for good: nobody else gets them, and their addresses say that they are gone.

Only a keyed hash is kept, so that the rows name nobody.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from fediart.config import Config
from fediart.errors import Gone
from fediart.language import _
from fediart.store import departures
from fediart.store.database import Reading, Writing


def hash_of(config: Config, name: str) -> str:
    """The same for every spelling of a name."""
    return hmac.new(config.secrets.key.encode(), b"gone name:" + name.lower().encode(), sha256).hexdigest()


async def has_left(tx: Reading, config: Config, name: str) -> bool:
    """Whether somebody of this name was here."""
    return await departures.is_gone(tx, hash_of(config, name))


async def demand_not_left(tx: Reading, config: Config, name: str) -> None:
    """Raises Gone for the pages of somebody who has left for good."""
    if await has_left(tx, config, name):
        raise Gone(_("The account that was here is deleted, with everything in it."))


async def remember(tx: Writing, config: Config, name: str, *, now: int) -> None:
    """Somebody of this name leaves."""
    await departures.keep_name(tx, hash_of(config, name), now=now)
