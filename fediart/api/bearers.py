"""Whose token came with a request: kept for a moment, so that a busy app costs no look into the database each time.

What is kept holds for two seconds, and no longer than until an account, a token or anything public changes in this
process: a suspension or a revocation holds at once here, and after two seconds in other processes (advisory 100).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Final

from aiohttp import web

from fediart.api.refusals import DISABLED, UNAPPROVED, UNCONFIRMED
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
        """None where the token does not hold, or its account is suspended or deleted. One of somebody who is still
        to be confirmed or approved speaks for its app alone, and says so in `waiting`."""
        site, now = self._site, self._site.clock.now()
        generation = (site.passes.number, site.pages.number)
        known = self._kept.get(token)
        if known and known.generation == generation and now - known.read < FRESH:
            return known.bearer
        async with site.db.reading() as tx:
            bearer = await access_tokens.find(tx, token, now=now)
        self._kept.pop(token, None)
        bearer = _as_it_holds(bearer) if bearer else None
        if bearer is None:
            return None
        if now - bearer.last_used > HOUR:
            async with site.db.writing() as tx:
                await access_tokens.used(tx, bearer, now=now)
        self._kept[token] = _Known(bearer, now, generation)
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return bearer


def _as_it_holds(bearer: Bearer) -> Bearer | None:
    if bearer.decoy:
        return replace(bearer, waiting=UNCONFIRMED)
    account, actor = bearer.account, bearer.actor
    if account is None or actor is None:
        return bearer if account is None else None
    if account.suspended or actor.deleted:
        return None
    if account.active:
        return bearer
    if account.only_frozen:
        return replace(bearer, account=None, actor=None, waiting=DISABLED, behind=account)
    why = UNAPPROVED if account.confirmed else UNCONFIRMED
    return replace(bearer, account=None, actor=None, waiting=why, behind=account)


def token_of(request: web.Request, *, in_query: bool = False) -> str | None:
    """The token as RFC 6750, section 2.1, has it; with `in_query` also as `access_token` or a WebSocket's subprotocol.

    Browsers let pages set no header for event sources and sockets.
    None where there is none; empty where something else stands in its place.
    """
    given = request.headers.get("Authorization")
    if given is not None:
        return given[len(_SCHEME) :].strip() if given.lower().startswith(_SCHEME) else ""
    if not in_query:
        return None
    protocol = request.headers.get("Sec-WebSocket-Protocol", "").partition(",")[0].strip()
    return request.query.get("access_token") or protocol or None


BEARERS: web.AppKey[Bearers] = web.AppKey("bearers", Bearers)
