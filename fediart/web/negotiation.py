"""Whether a program of the fediverse asks or a person's browser, and how ActivityPub documents are answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from aiohttp import web

from federation.media_types import ACTIVITY_JSON
from fediart.errors import Problem
from fediart.language import _
from fediart.store.actors import Actor
from fediart.web.request import settings_of, wants_html

VARY = "Accept, Accept-Encoding, Accept-Language, Cookie, Signature, Signature-Input"
_PAGES = ("text/html", "application/xhtml+xml")
_DOCUMENTS = (ACTIVITY_JSON, "application/ld+json", "application/json")


class Unsigned(Problem):
    """In secure mode a document is only for who proves to be somebody."""

    status = 401


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for a document, as web/asking.py found it out.

    `proven` is the actor whose key made the signature, `actor` their row where there is one; `claimed` is the row of
    whom the signature names, right or wrong. `problem` says why nothing is proven.
    """

    actor: Actor | None = None
    claimed: Actor | None = None
    proven: str = ""
    problem: str = ""


ASKER: web.RequestKey[Asker] = web.RequestKey("asker", Asker)
UNSIGNED = Asker(problem="the request is not signed")


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
    request: web.Request,
    document: Mapping[str, Any],
    *,
    status: int = 200,
    private: bool = False,
    to_anyone: bool = False,
) -> web.Response:
    """The document as other servers expect it. `private` is for what not everyone may see (advisory 106).

    In secure mode raises Unsigned where nobody has proven who they are, unless the document is there `to_anyone`.
    """
    if not to_anyone:
        demand_proof(request)
    response = web.Response(
        body=json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(),
        status=status,
        headers={"Content-Type": f"{ACTIVITY_JSON}; charset=utf-8", "Vary": VARY},
    )
    # Who takes pages as well shares a place in the page cache with browsers: such an answer is not kept.
    named = "Signature" in request.headers or "Authorization" in request.headers
    shared = to_anyone or not (settings_of(request).authorized_fetch or named)
    kept = not private and shared and not wants_html(request)
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate" if kept else "private, no-store"
    return response


def demand_proof(request: web.Request) -> None:
    """Raises Unsigned in secure mode for who has not proven who they are."""
    asker: Asker = request.get(ASKER, UNSIGNED)
    if settings_of(request).authorized_fetch and not asker.proven:
        raise Unsigned(
            _("This server gives ActivityPub documents to signed requests only: %(problem)s.", problem=asker.problem)
        )


def to_page(path: str) -> web.Response:
    """A person is sent to the page; what is odd in a name somebody made up is escaped anew."""
    return web.Response(status=302, headers={"Location": quote(path, safe="/@"), "Vary": VARY})
