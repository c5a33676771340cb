"""Every URL and who may use it, in one list.

An access that is not ANYONE, PEERS, FILES or VIEWERS is a deed of actions/permissions.py.
"""

from __future__ import annotations

from fediart.web import static
from fediart.web.access import FILES, Route, get

ROUTES: tuple[Route, ...] = (
    # Files
    get("/static/{name:.+}", static.show, FILES),
)
