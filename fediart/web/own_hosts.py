"""Which requests are for an artist's own domain. Whatever else stands in a Host header changes nothing in an answer."""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import Final

from aiohttp import web

from fediart.clock import SECOND
from fediart.site import Site
from fediart.store import own_domains
from fediart.store.own_domains import Standing

FRESH: Final = 5 * SECOND  # another process may have changed something
MOST: Final = 2_000
_NAME: Final = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,10}")


class OwnHosts:
    """What is known of names that were asked for, for a few seconds, so that a crowd does not reach the database."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._own = site.config.instance.host.partition(":")[0]
        self._known: OrderedDict[str, tuple[int, int, Standing | None]] = OrderedDict()

    async def of(self, request: web.Request) -> Standing | None:
        """None for the instance's own host, and for every name that nobody here asked for: those get its usual answer,
        in which the name is not used."""
        host = request.headers.get("Host", "")
        if host.partition(":")[0] == self._own:
            return None
        name = host.lower().partition(":")[0].rstrip(".")
        if name == self._own or len(name) > 253 or _NAME.fullmatch(name) is None:
            return None
        return await self._find(name)

    async def _find(self, name: str) -> Standing | None:
        generation, now = self._site.pages.number, self._site.clock.now()
        kept = self._known.get(name)
        if kept is not None and kept[0] == generation and now - kept[1] < FRESH:
            return kept[2]
        async with self._site.db.reading() as tx:
            found = await own_domains.standing(tx, name)
        self._known[name] = generation, now, found
        self._known.move_to_end(name)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return found


OWN_HOSTS: web.AppKey[OwnHosts] = web.AppKey("own hosts", OwnHosts)
