"""Small words of the client API: times, visibilities, addresses, names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from fediart.api.entities.common import CustomEmoji, Visibility
from fediart.store.actors import Actor

VISIBILITIES: Final[Mapping[str, Visibility]] = {
    "public": "public",
    "unlisted": "unlisted",
    "followers": "private",
    "direct": "direct",
}
"""Ours, as Mastodon says them."""


def when(milliseconds: int) -> str:
    """`2026-11-22T07:00:00.000Z`, as every app reads it."""
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03}Z"


def when_ever(milliseconds: int) -> str | None:
    """The same; None for 0."""
    return when(milliseconds) if milliseconds else None


def day(milliseconds: int) -> str | None:
    """`2026-11-22`; None for 0."""
    return when(milliseconds)[:10] if milliseconds else None


def acct(actor: Actor) -> str:
    """`jane` for our own, `jane@other.example` for others."""
    return f"{actor.name}@{actor.host}" if actor.host else actor.name


def whole(origin: str, path: str) -> str:
    """A path of this server as an address."""
    return path if path.startswith(("http://", "https://")) else f"{origin}{path}"


def led_out(origin: str, markup: str) -> str:
    """Apps have no address of their own: links to pages here are written out."""
    return markup.replace('href="/', f'href="{origin}/') if 'href="/' in markup else markup


def emojis(origin: str, drawn: Mapping[str, str]) -> list[CustomEmoji]:
    """Of paths by name."""
    return [
        {
            "shortcode": code,
            "url": whole(origin, path),
            "static_url": whole(origin, path),
            "visible_in_picker": False,
            "category": None,
        }
        for code, path in drawn.items()
        if path
    ]
