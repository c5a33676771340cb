"""OAuth scopes in Mastodon's words: which there are, and which broader one holds which narrower one.

Source: docs.joinmastodon.org/api/oauth-scopes. Which endpoint needs which stands at the endpoint.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_READ = (
    "accounts", "blocks", "bookmarks", "collections", "favourites", "filters", "follows", "lists", "mutes",
    "notifications", "search", "statuses",
)  # fmt: skip
_WRITE = (
    "accounts", "blocks", "bookmarks", "collections", "conversations", "favourites", "filters", "follows", "lists",
    "media", "mutes", "notifications", "reports", "statuses",
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
OFFLINE: Final = "offline_access"  # opens nothing: its tokens expire, and are renewed by refresh tokens


def holds(given: Iterable[str], needed: str) -> bool:
    """Whether one of the given scopes is the needed one or a broader one."""
    return any(_covers(scope, needed) for scope in given)


def _covers(scope: str, needed: str) -> bool:
    if scope == needed or needed.startswith(f"{scope}:"):
        return True
    if scope == "follow":
        return needed in _FOLLOW
    return scope == "read" and needed == "profile"


def named(text: str) -> tuple[str, ...]:
    """The scopes of a list with spaces between, each once; `read` where it names none."""
    return tuple(dict.fromkeys(text.replace("+", " ").split())) or (DEFAULT,)


def unknown(scopes: Iterable[str]) -> list[str]:
    """Those that there are not."""
    return [scope for scope in scopes if scope not in SCOPES and scope != OFFLINE]


def within(wanted: Iterable[str], allowed: Iterable[str]) -> bool:
    """Whether all that is wanted exists and was allowed, or is a part of what was."""
    wanted, allowed = tuple(wanted), tuple(allowed)
    return not unknown(wanted) and all(holds(allowed, scope) for scope in wanted)
