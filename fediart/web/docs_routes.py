"""The URLs of the documentation. A part of fediart/web/routes.py."""

from __future__ import annotations

from fediart.web import docs
from fediart.web.access import ANYONE, FILES, Route, get

DOCUMENTATION: tuple[Route, ...] = (
    get("/docs", docs.front, ANYONE, cached=True, queried=False),
    get("/docs/search", docs.find, ANYONE),
    get("/docs/pictures/{name:[a-z0-9-]{1,60}.png}", docs.picture, FILES),
    get("/docs/{slug:[a-z0-9-]{1,80}}", docs.show, ANYONE, cached=True, queried=False),
)
