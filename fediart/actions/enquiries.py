"""Writing to an artist without knowing their address: kept here, told to the artist, and sent on by mail.

The artist's address is in nothing that the writer gets; the mail says whom an answer goes to. Nothing is ever sent to
the address a stranger types, so that the form cannot be used to send mail to others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from fediart.actions.brakes import Allowance, Brake, count_try, take
from fediart.actions.mails import queue_mail
from fediart.actions.submission import one_line, paragraphs
from fediart.clock import DAY, HOUR, MINUTE
from fediart.errors import NotFound, Problem, Problems, TooOften
from fediart.language import _
from fediart.site import Site
from fediart.store import accounts, enquiries, notifications
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.enquiries import DOORS, Enquiry
from fediart.store.visibility import NOBODY

LONGEST: Final = {"name": 80, "email": 254, "subject": 120, "words": 5_000}
SHORTEST: Final = 20  # letters of a letter
MOST_LINKS: Final = 3  # in what a visitor writes
LETTERS_ADDRESS: Final = Brake("enquiries address", free=3, first=5 * MINUTE, longest=DAY)
LETTERS_MEMBER: Final = Brake("enquiries member", free=6, first=5 * MINUTE, longest=6 * HOUR)
LETTERS_TO_ARTIST: Final = Allowance("enquiries to artist", most=40, each=DAY)
_EMAIL: Final = re.compile(r"[^\s@<>\"',;:\\()\[\]]{1,64}@[^\s@<>\"',;:\\()\[\]]{1,190}\.[^\s@<>\"',;:\\()\[\].]{2,63}")
_ADDRESS: Final = re.compile(r"https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody typed. `email` is where they want their answer."""

    name: str = ""
    email: str = ""
    subject: str = ""
    words: str = ""


async def write_to(site: Site, artist: Actor, given: Letter, *, writer: Actor | None, address: str) -> None:
    """Keeps the letter and passes it on; the same one twice is one. `writer` is a member, None a visitor at `address`.

    Raises NotFound where the artist does not take letters from them, Problems for the form, TooOften.
    """
    letter = _checked(given, visitor=writer is None)
    async with site.db.writing() as tx:
        if not await enquiries.may_write(tx, artist.id, writer.id if writer else NOBODY):
            raise NotFound(_("%(name)s takes no messages through this page.", name=artist.shown_name))
        await _brake(tx, site, artist, writer, address)
        kept = Enquiry(
            id=site.ids.new(),
            actor_id=artist.id,
            from_id=writer.id if writer else None,
            name=letter.name,
            email=letter.email,
            subject=letter.subject,
            words=letter.words,
            digest=sha256(f"{letter.email}\0{letter.words}".encode()).hexdigest(),
            created=site.clock.now(),
        )
        if await enquiries.insert(tx, kept):
            await _pass_on(tx, site, artist, kept)
    site.bell.ring()


async def _brake(tx: Writing, site: Site, artist: Actor, writer: Actor | None, address: str) -> None:
    now = site.clock.now()
    if writer is None:
        await count_try(tx, LETTERS_ADDRESS, address, now=now)
    else:
        await count_try(tx, LETTERS_MEMBER, str(writer.id), now=now)
    if not await take(tx, LETTERS_TO_ARTIST, str(artist.id), now=now):
        words = _("%(name)s has been sent very many messages today. Try again tomorrow.", name=artist.shown_name)
        raise TooOften(words, retry_after=DAY // 1000)


async def _pass_on(tx: Writing, site: Site, artist: Actor, letter: Enquiry) -> None:
    await notifications.notify(
        tx,
        site.ids,
        artist.id,
        "enquiry",
        now=letter.created,
        from_id=letter.from_id,
        text=f"{letter.name}: {letter.subject or letter.words}",
    )
    account = await accounts.by_actor(tx, artist.id)
    if account is None:
        return
    await queue_mail(
        tx, site, "enquiry", account_id=account.id, to=account.email, reply_to=letter.email, sender=letter.name,
        answer=letter.email, subject=letter.subject, text=letter.words,
    )  # fmt: skip


async def choose_door(site: Site, artist: Actor, who: str) -> None:
    """Who may write: one of DOORS. Raises Problem."""
    if who not in DOORS:
        raise Problem(_("Choose one of these."), field="who")
    async with site.db.writing() as tx:
        await enquiries.set_door(tx, artist.id, who)
    site.pages.changed()


async def delete_enquiry(site: Site, artist: Actor, enquiry_id: int) -> None:
    """Raises NotFound where it is not theirs, or gone already."""
    async with site.db.writing() as tx:
        if not await enquiries.delete(tx, artist.id, enquiry_id):
            raise NotFound(_("There is no such message among yours."))


def _checked(given: Letter, *, visitor: bool) -> Letter:
    """Raises Problems."""
    tidy = replace(
        given,
        name=one_line(given.name),
        email=given.email.strip(),
        subject=one_line(given.subject),
        words=paragraphs(given.words),
    )
    found = [
        Problem(_("Shorten this to %(most)s characters.", most=most), field=name)
        for name, most in LONGEST.items()
        if len(getattr(tidy, name)) > most
    ]
    if not tidy.name:
        found.append(Problem(_("Say who you are."), field="name"))
    if not _EMAIL.fullmatch(tidy.email) or not tidy.email.isascii():
        words = _("Give an e-mail address to which the answer can go, such as name@example.org.")
        found.append(Problem(words, field="email"))
    if len(tidy.words) < SHORTEST:
        words = _("Write a little more: at least %(least)s characters.", least=SHORTEST)
        found.append(Problem(words, field="words"))
    if visitor and len(_ADDRESS.findall(f"{tidy.subject} {tidy.words}")) > MOST_LINKS:
        words = _("Leave at most %(most)s links in the message; others can follow in your next one.", most=MOST_LINKS)
        found.append(Problem(words, field="words"))
    if found:
        raise Problems(found)
    return tidy
