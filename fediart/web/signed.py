"""Short texts that only this instance can have written: form tokens, notices, the set-up code."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from fediart.config import Config


def mark(config: Config, purpose: str, text: str) -> str:
    """A URL-safe HMAC-SHA256 of the text. A mark made for one purpose is worthless for another."""
    made = hmac.new(config.secrets.key.encode(), f"{purpose}\0{text}".encode(), sha256).digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def is_mark(config: Config, purpose: str, text: str, given: str) -> bool:
    return hmac.compare_digest(mark(config, purpose, text).encode(), given.encode("utf-8", "replace"))


def seal(config: Config, purpose: str, text: str) -> str:
    """The text together with its mark, fit for a cookie."""
    return urlsafe_b64encode(text.encode()).decode().rstrip("=") + "." + mark(config, purpose, text)


def unseal(config: Config, purpose: str, sealed: str) -> str:
    """The text, or nothing where it was not sealed here."""
    body, _, given = sealed.partition(".")
    try:
        text = urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
    except ValueError:
        return ""
    return text if is_mark(config, purpose, text, given) else ""
