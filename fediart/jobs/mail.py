"""Sends a queued mail. It was queued in the transaction that caused it, so none is lost and none is sent in vain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.clock import MINUTE
from fediart.mail import MailFailed
from fediart.outcomes import Done, Later, Outcome
from fediart.site import Site


async def send(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `to`, `subject`, `text`."""
    try:
        await site.mail.send(to=payload["to"], subject=payload["subject"], text=payload["text"])
    except MailFailed as failed:
        return Later(5 * MINUTE, f"the mail server did not take it: {failed}")
    return Done()
