"""Who may see a commission: its artist, who asked, and moderators once one of the two has shown it to them.

A visitor has no account: the link in their mails says who they are. It is made from the instance's key and never kept,
so that no row and no log of jobs holds it; another round number in the row ends all links before it.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Final

from fediart.actions.permissions import may
from fediart.config import Config
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import commissions
from fediart.store.accounts import Account
from fediart.store.commissions import ARTIST, CLIENT, UNCONFIRMED, Commission
from fediart.store.database import Reading

MODERATOR: Final = "moderator"


def other(side: str) -> str:
    """The side that is spoken to."""
    return ARTIST if side == CLIENT else CLIENT


def side_of(account: Account, one: Commission) -> str:
    """artist, client, moderator, or nothing for everybody else. What is not confirmed is not the artist's to see."""
    if one.client_id is not None and one.client_id == account.actor_id:
        return CLIENT
    if one.artist_id == account.actor_id:
        return ARTIST if one.state != UNCONFIRMED else ""
    return MODERATOR if one.moderators and may(account, "handle reports") else ""


async def for_account(tx: Reading, account: Account, commission_id: int) -> tuple[Commission, str]:
    """The commission and the side this account is on. Raises NotFound alike for what is absent and what is private."""
    found = await commissions.by_id(tx, commission_id)
    side = side_of(account, found) if found else ""
    if found is None or not side:
        raise NotFound(_("There is no such commission here."))
    return found, side


async def for_link(tx: Reading, config: Config, word: str) -> Commission:
    """The commission that a visitor's link opens. Raises NotFound for any word that we did not make."""
    number, _dot, given = word.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise NotFound(_("This link does not open anything. Look for a newer mail from us."))
    found = await commissions.by_id(tx, int(number))
    right = (
        found is not None
        and bool(found.client_email)
        and hmac.compare_digest(_seal(config, found).encode(), given.encode("utf-8", "replace"))
    )
    if found is None or not right:
        raise NotFound(_("This link does not open anything. Look for a newer mail from us."))
    return found


def link_word(config: Config, one: Commission) -> str:
    """The word in the link of the visitor who asked: `ID.SEAL`, fit for an address."""
    return f"{one.id}.{_seal(config, one)}"


def _seal(config: Config, one: Commission) -> str:
    text = f"commission link\0{one.id}\0{one.round}\0{one.client_email}"
    made = hmac.new(config.secrets.key.encode(), text.encode(), sha256).digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def address_hash(config: Config, artist_id: int, email: str) -> str:
    """Under which an address is kept that an artist wants nothing from: nobody reads the address off it."""
    text = f"commission address\0{artist_id}\0{email.lower()}"
    return hmac.new(config.secrets.key.encode(), text.encode(), sha256).hexdigest()
