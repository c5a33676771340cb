"""What this process has written, or has heard that others wrote: whoever keeps an answer knows whether it still holds.

Every commit counts, whoever made it and whatever for: nothing that changes what somebody may see can forget to say so.
Only tables of which no answer ever tells are left out, by name: a table that is new counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

_WRITTEN: Final = re.compile(r"\s*(?:insert into|update|delete from)\s+(\w+)", re.IGNORECASE)
_UNTOLD: Final = frozenset(
    {
        "jobs", "deliveries", "outgoing", "receipts", "signatures", "hosts", "host_errors", "ed25519_hosts", "sessions",
        "tries", "measurements", "crawler_days", "crawler_visits", "remote_budget", "to_index", "search_people",
        "search_posts", "notifications", "markers", "push_subscriptions", "app_subscriptions", "stream_events",
        "stream_listeners", "looks", "look_backs", "relayed_posts", "app_answers", "app_files", "access_tokens",
        "refresh_tokens", "oauth_codes", "mail_links", "admin_log", "prints", "picture_prints", "media_prints",
        "impression_bands", "copies", "facets", "facet_words", "alike", "processes",
    }
)  # fmt: skip
_BEGINNING: Final = 100  # letters of a statement that name its table


class Changes:
    """Counts the commits of this process that wrote what answers may tell of."""

    def __init__(self) -> None:
        self.number = 0
        self.tell: Callable[[], None] | None = None

    def committed(self, *, told: bool) -> None:
        """After a commit; `told` is whether one of its statements was about what may be told."""
        if told:
            self.number += 1
            if self.tell is not None:
                self.tell()

    def heard(self) -> None:
        """Another process has written something of the kind."""
        self.number += 1


def any_told(statements: Iterable[str]) -> bool:
    return any(told(sql) for sql in statements)


def told(sql: str) -> bool:
    """Whether a statement that writes is about what answers may tell of. What cannot be read is."""
    return _told(sql[:_BEGINNING])


@lru_cache(maxsize=4096)
def _told(beginning: str) -> bool:
    found = _WRITTEN.match(beginning)
    return found is None or found[1].lower() not in _UNTOLD
