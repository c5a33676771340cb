"""Mails as jobs: queued in the transaction that causes them. What they say is in templates/mail/.

Secrets of links are made when the mail is sent, so that no row ever holds one.
"""

from __future__ import annotations

from fediart.clock import DAY, HOUR
from fediart.site import Site
from fediart.store import jobs
from fediart.store.database import Writing
from fediart.store.mail_links import CHANGE, CONFIRM, LOG_IN, RESET

LIVES = {CONFIRM: 3 * DAY, CHANGE: DAY, RESET: 2 * HOUR, LOG_IN: 14 * DAY}  # milliseconds a link works


async def queue_mail(
    tx: Writing, site: Site, kind: str, *, account_id: int, to: str, reply_to: str = "", **words: str
) -> None:
    """Queues the mail `templates/mail/KIND.txt`; kinds in LIVES carry a link. Ring `site.bell` after the commit.

    `reply_to` is where an answer to it goes, if not to the instance.
    """
    payload = {"kind": kind, "account": account_id, "to": to, "words": words, "reply_to": reply_to}
    await jobs.enqueue(tx, site.ids.new(), "mail", payload, now=site.clock.now())
