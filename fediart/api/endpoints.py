"""Every address of the client API, in one list of lists: one for each family."""

from __future__ import annotations

from fediart.api.accounts_endpoints import ACCOUNTS
from fediart.api.admin_endpoints import ADMIN
from fediart.api.c2s_endpoints import C2S
from fediart.api.door import answering, preflight
from fediart.api.endpoint import Endpoint
from fediart.api.news_endpoints import NEWS
from fediart.api.oauth_endpoints import OAUTH
from fediart.api.ours_endpoints import OURS
from fediart.api.reading_endpoints import READING
from fediart.api.statuses_endpoints import STATUSES
from fediart.api.streaming_endpoints import STREAMING
from fediart.web.access import APPS, Route

ENDPOINTS: tuple[Endpoint, ...] = (
    *OAUTH,
    *READING,
    *ACCOUNTS,
    *STATUSES,
    *NEWS,
    *STREAMING,
    *ADMIN,
    *C2S,
    *OURS,
)


def routes() -> tuple[Route, ...]:
    """As lines of fediart/web/routes.py, with what browsers ask before other sites' apps may use an address."""
    listed = [Route(one.method, one.path, answering(one), APPS, cached=one.cached, queried=False) for one in ENDPOINTS]
    open_to_others = dict.fromkeys(one.path for one in ENDPOINTS if not one.secret)
    return (*listed, *(Route("OPTIONS", path, preflight, APPS) for path in open_to_others))
