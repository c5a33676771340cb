"""Addresses that strangers write: what is no web address is told apart, and raises nothing."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit


def web_address(url: str) -> SplitResult | None:
    """Its parts; None for what is no http or https address with a host, malformed ones included."""
    try:
        parts = urlsplit(url)
        return parts if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def path_of(url: str) -> str:
    """The path with its query, as robots.txt and its kin match it; what is no web address stays as it is."""
    parts = web_address(url)
    if parts is None:
        return url
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def joined(base: str, address: str) -> str:
    """What an address that stands at `base` means; empty where it is no web address."""
    try:
        whole = urljoin(base, address)
    except ValueError:
        return ""
    return whole if web_address(whole) else ""
