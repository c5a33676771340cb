"""No more mails than the provider takes: what somebody waits for to get in goes first, the rest is put off, not lost.

A fifth of what may be sent is kept for what is urgent: confirming an address, getting back in, warnings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fediart.clock import DAY, HOUR
from fediart.config import Mail
from fediart.language import _
from fediart.site import Site
from fediart.store import accounts, jobs, mail_hours
from fediart.store.database import Reading, Writing
from fediart.store.mail_links import CHANGE, CONFIRM, RESET
from fediart.store.notifications import notify

URGENT: Final = frozenset(
    {
        CONFIRM, CHANGE, RESET, "address-changed", "password-changed", "log-in", "second-factor", "commission-confirm",
        "leaving", "suspended", "strike",
    }
)  # fmt: skip
_FOR_ALL: Final = 4, 5  # the part that what is not urgent may take


@dataclass(frozen=True, slots=True)
class Standing:
    """What was sent and may be sent; 0 as most is any number. `waiting` are put off until there is room."""

    hour: int
    day: int
    most_hour: int
    most_day: int
    waiting: int
    put_off: int

    @property
    def tight(self) -> bool:
        """Whether only what is urgent is sent."""
        return _is_full(self.hour, self.most_hour, urgent=False) or _is_full(self.day, self.most_day, urgent=False)


def _is_full(sent: int, most: int, *, urgent: bool) -> bool:
    """At least one mail may always be sent, however small the number."""
    part, whole = (1, 1) if urgent else _FOR_ALL
    return bool(most) and sent >= max(1, most * part // whole)


async def standing(tx: Reading, site: Site) -> Standing:
    mail, seen = site.config.mail, await mail_hours.sent(tx, now=site.clock.now())
    return Standing(seen.hour, seen.day, mail.per_hour, mail.per_day, await mail_hours.waiting(tx), seen.put_off)


async def take(tx: Writing, site: Site, kind: str) -> bool:
    """Counts a mail that is about to be sent; False where there is no room for one of this kind."""
    mail, now = site.config.mail, site.clock.now()
    if mail.per_hour or mail.per_day:
        seen, urgent = await mail_hours.sent(tx, now=now), kind in URGENT
        if _is_full(seen.hour, mail.per_hour, urgent=urgent) or _is_full(seen.day, mail.per_day, urgent=urgent):
            await mail_hours.count(tx, now=now, put_off=1)
            return False
    await mail_hours.count(tx, now=now, sent=1)
    return True


async def put_off(tx: Writing, site: Site, payload: dict[str, object]) -> None:
    """The mail waits until the next hour begins, and admins hear once a day that mails do."""
    now = site.clock.now()
    due = (now // HOUR + 1) * HOUR
    urgent = payload["kind"] in URGENT
    key = "" if urgent else mail_hours.PUT_OFF  # what is urgent waits behind nothing else
    await jobs.enqueue(tx, site.ids.new(), "mail", payload, now=now, due=due, order_key=key)
    if await jobs.enqueue(tx, site.ids.new(), "mail-quota", {}, now=now, once_key=f"mail-quota:{now // DAY}"):
        site.bell.ring()


async def tell_admins(site: Site) -> int:
    """Says that mails are put off, and how to change that; how many were told."""
    async with site.db.writing() as tx:
        found = await accounts.with_roles(tx, ["admin", "owner"])
        for admin in found:
            await notify(
                tx, site.ids, admin.actor_id, "mail-quota", now=site.clock.now(), text=quota_words(site.config.mail)
            )
    return len(found)


def quota_words(mail: Mail) -> str:
    return _(
        "Mails are put off, because more were to be sent than mail.per_hour (%(hour)s) and mail.per_day (%(day)s) in "
        "the config allow. What is urgent still goes out. None is lost.",
        hour=mail.per_hour or "∞",
        day=mail.per_day or "∞",
    )
