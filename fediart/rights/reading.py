"""The reverse of the emitters: bytes and headers in, the no-AI signals they carry out.

Nothing here touches the network; whoever fetched the bytes hands them over. Input is hostile: every reader
has a limit, and broken documents become a signal with the status `unreadable`.
"""

from __future__ import annotations

from collections.abc import Iterable

from fediart.rights.read_activity import read_activity
from fediart.rights.read_http import read_headers, read_html
from fediart.rights.read_image import is_image, read_image, read_packet
from fediart.rights.read_site import parse_robots, read_robots, read_tdmrep
from fediart.rights.signal import Signal

__all__ = [
    "is_image",
    "parse_robots",
    "read_activity",
    "read_body",
    "read_headers",
    "read_html",
    "read_image",
    "read_packet",
    "read_response",
    "read_robots",
    "read_tdmrep",
]


def read_response(headers: Iterable[tuple[str, str]], body: bytes, path: str = "/") -> tuple[Signal, ...]:
    """The signals of one HTTP response, whatever its status: its headers, then its body by content type.

    `path` is where it was served, for what a page says of several paths.
    """
    lines = list(headers)
    kinds = [value for name, value in lines if name.lower() == "content-type"]
    return (*read_headers(lines), *read_body(body, kinds[0] if kinds else "", path))


def read_body(body: bytes, content_type: str = "", path: str = "/") -> tuple[Signal, ...]:
    """The signals of a body or a file: what its first bytes show goes before what its type claims."""
    kind = content_type.partition(";")[0].strip().lower()
    if is_image(body):
        return read_image(body)
    start = body[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if "json" in kind or (not kind and start.startswith(b"{")):
        return read_activity(body) if _is_activity(body) else ()
    if kind in ("text/html", "application/xhtml+xml") or start.startswith((b"<!doctype html", b"<html")):
        return read_html(body, path)
    if start.startswith((b"<x:xmpmeta", b"<?xpacket")):
        return read_packet(body)
    return ()


def _is_activity(body: bytes) -> bool:
    """API answers and feeds are JSON as well, and speak through their headers alone."""
    return b"activitystreams" in body
