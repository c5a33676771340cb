"""A folder behind `python -m http.server`, and a walk over everything in it that a visitor can reach."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

_TAG = re.compile(r"<(a|link|img|source|script|use|iframe|form|video|audio|object)\b([^>]*)>", re.IGNORECASE)
_SAID = re.compile(r'\b(href|src|srcset|action|rel)="([^"]*)"')
_STYLE = re.compile(r"""url\(["']?([^"')]+)""")
# What a browser fetches by itself, and what only somebody who presses it asks for.
_FETCHED = {"img", "source", "script", "use", "iframe", "video", "audio", "object"}
_FETCHED_LINKS = {"stylesheet", "icon", "preload", "manifest"}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing it waits for the last answer


@contextmanager
def http_server(folder: Path) -> Iterator[str]:
    """What `python -m http.server` does, on a loopback port; its origin."""
    server = _Server(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def links(page: str) -> Iterator[tuple[str, bool]]:
    """Each address in a page, and whether a browser fetches it unasked."""
    for found in _TAG.finditer(page):
        said = {name: unescape(value) for name, value in _SAID.findall(found[2])}
        fetched = found[1] in _FETCHED or bool(_FETCHED_LINKS & set(said.get("rel", "").split()))
        for name in ("href", "src", "action"):
            if said.get(name):
                yield said[name], fetched
        for choice in said.get("srcset", "").split(","):
            if choice.strip():
                yield choice.split()[0], True


def style_links(text: str) -> list[str]:
    return _STYLE.findall(text)


def reachable(folder: Path, first: str = "index.html") -> tuple[set[str], set[str], set[str]]:
    """What one comes to from a page of the folder without a server, as `file://` has it: the places, the addresses
    elsewhere that are only linked, and those that would be fetched."""
    places, linked, fetched, waiting = set[str](), set[str](), set[str](), [first]
    while waiting:
        place = waiting.pop()
        if place in places:
            continue
        path = folder / place
        assert path.is_file(), f"{place} is named and not there"
        places.add(place)
        if path.suffix not in (".html", ".css"):
            continue
        text = path.read_text(encoding="utf-8")
        found = links(text) if path.suffix == ".html" else ((one, True) for one in style_links(text))
        for address, unasked in found:
            bare = urldefrag(address).url
            if not bare or bare.startswith("data:"):
                continue
            if "://" in bare or bare.startswith(("//", "/", "mailto:")):
                (fetched if unasked else linked).add(bare)
                continue
            whole = urlsplit(urljoin(f"file:///{place}", bare))
            waiting.append(unquote(whole.path).lstrip("/"))
    return places, linked, fetched
