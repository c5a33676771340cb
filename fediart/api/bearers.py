"""Whose token came with a request: kept for a moment, so that a busy app costs no look into the database each time.

What is kept holds for two seconds, and no longer than until an account, a token or anything public changes in this
process: a suspension or a revocation holds at once here, and after two seconds in other processes (advisory 100).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from fediart.clock import HOUR, SECOND
from fediart.site import Site
from fediart.store import access_tokens
from fediart.store.access_tokens import Bearer

FRESH: Final = 2 * SECOND
_MOST_KEPT: Final = 2_000
_SCHEME: Final = "bearer "


@dataclass(frozen=True, slots=True)
class _Known:
    bearer: Bearer
    read: int
    generation: tuple[int, int]


class Bearers:
    def __init__(self, site: Site) -> None:
        self._site = site
        self._kept: OrderedDict[str, _Known] = OrderedDict()

    async def find(self, token: str) -> Bearer | None:
        """None where the token does not hold, or its account may not act now."""
        site, now = self._site, self._site.clock.now()
        generation = (site.passes.number, site.pages.number)
        known = self._kept.get(token)
        if known and known.generation == generation and now - known.read < FRESH:
            return known.bearer
        async with site.db.reading() as tx:
            bearer = await access_tokens.find(tx, token, now=now)
        self._kept.pop(token, None)
        if bearer is None or not _holds(bearer):
            return None
        if now - bearer.last_used > HOUR:
            async with site.db.writing() as tx:
                await access_tokens.used(tx, bearer, now=now)
        self._kept[token] = _Known(bearer, now, generation)
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return bearer


def _holds(bearer: Bearer) -> bool:
    if bearer.account is None or bearer.actor is None:
        return bearer.account is None
    return bearer.account.active and not bearer.actor.deleted


def token_of(request: web.Request, *, in_query: bool = False) -> str | None:
    """The token as RFC 6750, section 2.1, has it; with `in_query` also as `access_token`, for browsers' event sources.

    None where there is none; empty where something else stands in its place.
    """
    given = request.headers.get("Authorization")
    if given is not None:
        return given[len(_SCHEME) :].strip() if given.lower().startswith(_SCHEME) else ""
    return request.query.get("access_token") if in_query else None


BEARERS: web.AppKey[Bearers] = web.AppKey("bearers", Bearers)
