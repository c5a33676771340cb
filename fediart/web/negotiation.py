"""Whether a program of the fediverse asks or a person's browser, and how ActivityPub documents are answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from aiohttp import web

from federation.media_types import ACTIVITY_JSON
from fediart.web.request import wants_html

VARY = "Accept, Accept-Encoding, Cookie, Signature"
_PAGES = ("text/html", "application/xhtml+xml")
_DOCUMENTS = (ACTIVITY_JSON, "application/ld+json", "application/json")


def wants_activity(request: web.Request) -> bool:
    """True where the ActivityPub document is wanted rather than the page, by the weights of the Accept header."""
    return _prefers_document(", ".join(request.headers.getall("Accept", [])))


@lru_cache(maxsize=512)
def _prefers_document(accept: str) -> bool:
    weights = {"page": 0.0, "document": 0.0}
    for part in accept.lower().split(","):
        kind, _, parameters = part.strip().partition(";")
        word = "page" if kind in _PAGES else "document" if kind in _DOCUMENTS else ""
        if word:
            weights[word] = max(weights[word], _weight(parameters))
    return weights["document"] > weights["page"]


def _weight(parameters: str) -> float:
    for one in parameters.split(";"):
        name, _, value = one.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def activity_json(
    request: web.Request, document: Mapping[str, Any], *, status: int = 200, private: bool = False
) -> web.Response:
    """The document as other servers expect it. `private` is for what not everyone may see (advisory 106)."""
    response = web.Response(
        body=json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(),
        status=status,
        headers={"Content-Type": f"{ACTIVITY_JSON}; charset=utf-8", "Vary": VARY},
    )
    # Who takes pages as well shares a place in the page cache with browsers: such an answer is not kept.
    if private or wants_html(request):
        response.headers["Cache-Control"] = "private, no-store"
    return response


def to_page(path: str) -> web.Response:
    """A person is sent to the page."""
    return web.Response(status=302, headers={"Location": path, "Vary": VARY})
