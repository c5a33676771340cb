"""OAuth scopes in Mastodon's words: which there are, and which broader one holds which narrower one.

Source: docs.joinmastodon.org/api/oauth-scopes. Which endpoint needs which stands at the endpoint.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_READ = (
    "accounts", "blocks", "bookmarks", "favourites", "filters", "follows", "lists", "mutes", "notifications", "search",
    "statuses",
)  # fmt: skip
_WRITE = (
    "accounts", "blocks", "bookmarks", "conversations", "favourites", "filters", "follows", "lists", "media", "mutes",
    "notifications", "reports", "statuses",
)  # fmt: skip
_ADMIN = (
    "accounts",
    "reports",
    "domain_allows",
    "domain_blocks",
    "ip_blocks",
    "email_domain_blocks",
    "canonical_email_blocks",
)

_FOLLOW: Final = frozenset(
    f"{deed}:{what}" for deed in ("read", "write") for what in ("blocks", "follows", "mutes")
)  # what the old scope `follow` holds
SCOPES: Final[tuple[str, ...]] = (
    "read", *(f"read:{what}" for what in _READ),
    "write", *(f"write:{what}" for what in _WRITE),
    "follow", "push", "profile",
    "admin:read", *(f"admin:read:{what}" for what in _ADMIN),
    "admin:write", *(f"admin:write:{what}" for what in _ADMIN),
)  # fmt: skip
DEFAULT: Final = "read"


def holds(given: Iterable[str], needed: str) -> bool:
    """Whether one of the given scopes is the needed one or a broader one."""
    return any(_covers(scope, needed) for scope in given)


def _covers(scope: str, needed: str) -> bool:
    if scope == needed or needed.startswith(f"{scope}:"):
        return True
    if scope == "follow":
        return needed in _FOLLOW
    return scope == "read" and needed == "profile"
