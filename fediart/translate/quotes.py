"""What a post of another server quotes, as a row; asked for only where a yes is possible at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from federation.objects import Note
from federation.rules import same_origin
from fediart.store import jobs
from fediart.store.quotes import UNCHECKED, UNCONFIRMED, Quote

CHECK = "check-quote"


def quote_row(note: Note, post_id: int, origin: str, *, now: int, nested: bool = False) -> Quote | None:
    """None for a post that quotes nothing. `nested` is one that is only quoted itself: its quotes stay unconfirmed.

    Without an authorization only a quote of oneself can hold; `origin` is ours.
    """
    if note.quote is None or note.quote == note.id:
        return None
    approval = note.quote_authorization or ""
    possible = bool(approval) or same_origin(note.quote, note.id)
    state = UNCHECKED if possible and not nested and not same_origin(note.id, origin) else UNCONFIRMED
    return Quote(post_id, note.quote, None, state, approval, "", now)


def checking(job_id: int, post_id: int, *, now: int) -> tuple[str, Mapping[str, Any]]:
    """The statement that has the quote of a post checked."""
    return jobs.enqueuing(job_id, CHECK, {"post_id": post_id}, now=now)
