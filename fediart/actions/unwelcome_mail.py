"""Which e-mail addresses may sign up: not those of single people who are turned away, nor, if admins want it so, those
of services for throw-away mail."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from disposable_email_domains import blocklist

from fediart.actions.permissions import demand
from fediart.actions.unwelcome import MOST_COMMENT, demand_mail_domain, mail_domain_of
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import mail_blocks
from fediart.store.accounts import Account
from fediart.store.admin_log import RULE, log
from fediart.store.database import Conflict, Reading, Writing
from fediart.store.domain_rules import covering
from fediart.store.gate_settings import HOLD, OFF, REFUSE, read_gates
from fediart.store.mail_blocks import MailAddress, ThrowAway

LISTED: Final = len(blocklist)
"""How many domains for throw-away mail the list that we bring along has."""
_HEX: Final = frozenset("0123456789abcdef")


def plain(email: str) -> str:
    """One spelling for all that lead to one mailbox: small letters, without dots and `+word` before the @.

    As Mastodon writes it, so that hashes can be exchanged (docs.joinmastodon.org/entities/Admin_CanonicalEmailBlock).
    """
    name, _at, domain = email.strip().lower().rpartition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{domain}"


def digest_of(email: str) -> str:
    """The SHA-256 of its plain form, as hex digits."""
    return sha256(plain(email).encode()).hexdigest()


def hint_of(email: str) -> str:
    """`j***@mail.example`."""
    name, _at, domain = email.strip().lower().rpartition("@")
    return f"{name[:1]}***@{domain}"


async def demand_mail(tx: Reading, email: str) -> bool:
    """Whether who signs up with it needs a moderator's approval. Raises NotAllowed or Problem where nobody may."""
    await demand_mail_domain(tx, email)
    if await mail_blocks.by_hash(tx, digest_of(email)) is not None:
        words = _("No account can be made with this e-mail address. Write to the people who run this instance.")
        raise Problem(words, field="email")
    wanted = (await read_gates(tx)).disposable
    if wanted == OFF or not await is_throw_away(tx, email.rpartition("@")[2].lower()):
        return False
    if wanted == REFUSE:
        words = _("This is an address for a few minutes. Use one that you keep: it is how you get back in.")
        raise Problem(words, field="email")
    return wanted == HOLD


async def is_throw_away(tx: Reading, domain: str) -> bool:
    """What admins said of the domain, or of the nearest one above it, goes before the list."""
    names = covering(domain)
    said = await mail_blocks.known_of(tx, names)
    nearest = next((name for name in names if name in said), "")
    listed = next((name for name in names if name in blocklist), "")
    if nearest and len(nearest) >= len(listed):
        return not said[nearest]
    return bool(listed)


async def add_address(site: Site, by: Account, text: str, comment: str) -> MailAddress:
    """`text` is an address, or the hash of one that another instance gave out. Raises NotAllowed, Problem."""
    demand(by, "approve sign-ups")
    text = text.strip().lower()
    is_hash = len(text) == 64 and set(text) <= _HEX
    if not is_hash and (text.count("@") != 1 or not all(text.split("@")) or len(text) > 254):
        words = _("Give an e-mail address such as name@mail.example, or the hash of one: 64 digits from 0 to f.")
        raise Problem(words, field="address")
    made = MailAddress(
        site.ids.new(), text if is_hash else digest_of(text), "" if is_hash else hint_of(text),
        comment.strip()[:MOST_COMMENT], site.clock.now(),
    )  # fmt: skip
    try:
        async with site.db.writing() as tx:
            await mail_blocks.add_address(tx, made)
            await _log(tx, site, by, "turn away e-mail address", made.hint or f"{made.hash[:12]}…")
    except Conflict:
        raise Problem(_("This address is turned away already."), field="address") from None
    return made


async def drop_address(site: Site, by: Account, block_id: int) -> None:
    """Raises NotAllowed, NotFound."""
    demand(by, "approve sign-ups")
    async with site.db.writing() as tx:
        found = await mail_blocks.address(tx, block_id)
        if found is None or not await mail_blocks.drop_address(tx, block_id):
            raise NotFound(_("There is no such rule."))
        await _log(tx, site, by, "let e-mail address in", found.hint or f"{found.hash[:12]}…")


async def say_throw_away(site: Site, by: Account, text: str, *, fine: bool) -> ThrowAway:
    """An admin's own word about a domain, before the list's. Raises NotAllowed, Problem."""
    demand(by, "approve sign-ups")
    made = ThrowAway(mail_domain_of(text), int(fine), site.clock.now())
    async with site.db.writing() as tx:
        await mail_blocks.put_throw_away(tx, made)
        await _log(tx, site, by, "no throw-away mail" if fine else "throw-away mail", made.domain)
    return made


async def forget_throw_away(site: Site, by: Account, domain: str) -> None:
    """The list alone counts again. Raises NotAllowed, NotFound."""
    demand(by, "approve sign-ups")
    async with site.db.writing() as tx:
        if not await mail_blocks.drop_throw_away(tx, domain):
            raise NotFound(_("There is no such rule."))
        await _log(tx, site, by, "throw-away mail: as listed", domain)


async def _log(tx: Writing, site: Site, by: Account, action: str, subject: str) -> None:
    await log(tx, site.ids, account_id=by.id, action=action, subject=subject, now=site.clock.now(), kind=RULE)
