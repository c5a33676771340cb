"""What an address is to a robot: one of the files that say what is allowed, a work, or anything else."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from fediart.web.access import FILES, Route

ROBOTS: Final = "robots"
TERMS: Final = "terms"
PAGE: Final = "page"
FEED: Final = "feed"
MEDIA: Final = "media"
API: Final = "api"
ACTIVITY: Final = "activity"
OTHER: Final = "other"
KINDS: Final = (ROBOTS, TERMS, PAGE, FEED, MEDIA, API, ACTIVITY, OTHER)

_TERMS = ("/.well-known/", "/policies/", "/license.xml", "/ai.txt", "/trust.txt", "/nodeinfo", "/sitemap")
# Public bytes that are works: the artists' here, and our copies of those elsewhere.
_PICTURES = ("/media/", "/remote-media/")
_PAGES = ("/@{", "/{preset", "/posts/", "/tags/", "/search", "/artists")
_INSTANCE = ("/api/v1/instance", "/api/v2/instance")  # what it says of itself
# Documents that hold no work, and that other servers need before they can sign anything.
_DOORS = ("/actor", "/users/{name}", "/inbox", "/users/{name}/inbox", "/users/{name}/followers",
          "/users/{name}/followers/synchronization", "/users/{name}/following")  # fmt: skip


@lru_cache(maxsize=1024)
def kind_of(path: str) -> str:
    """The kind of a route, by its path as routes.py writes it; the empty path is that of no route."""
    if path == "/robots.txt":
        return ROBOTS
    if path.startswith(_TERMS) or path.endswith("/sitemap.xml"):
        return TERMS
    if "/feed." in path:
        return FEED
    if path.startswith(_PICTURES):
        return MEDIA
    if path.startswith(("/api/", "/oembed")):
        return API
    if path.startswith("/users/") or path in _DOORS:
        return ACTIVITY
    return PAGE if path == "/" or path.startswith(_PAGES) else OTHER


def shows_works(route: Route) -> bool:
    """Whether what is there is the works of artists, which robots may be kept out of.

    Never the files that say what is allowed, nor what other servers need in order to sign.
    """
    if route.method != "GET":
        return False
    kind = kind_of(route.path)
    if kind == ACTIVITY:
        return route.path not in _DOORS
    if kind == API:
        return not route.path.startswith(_INSTANCE)
    if kind == MEDIA:
        return route.access == FILES
    return kind in (PAGE, FEED)
