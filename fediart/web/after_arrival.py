"""What an arrival tells beside its activity: that its server is alive, and whom it believes to follow its people."""

from __future__ import annotations

from collections import OrderedDict

from aiohttp import web

from federation.rules import Forbidden, host_of
from federation.signatures import HEADER, Signer
from federation.synchronization import read_header
from fediart.clock import MINUTE
from fediart.jobs import synchronize
from fediart.site import Site
from fediart.store import deliveries, hosts
from fediart.web.request import site_of

NOT_AGAIN = 10 * MINUTE
MOST_HEARD = 10_000


class Hearing:
    """Signs of life of other servers: written down now and then, and what waits for a server in trouble is tried."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._heard: OrderedDict[str, int] = OrderedDict()

    async def heard_from(self, actor_id: str) -> None:
        """A verified activity has come from this actor's server."""
        try:
            host = host_of(actor_id)
        except Forbidden:
            return
        now = self._site.clock.now()
        if now - self._heard.get(host, -NOT_AGAIN) < NOT_AGAIN:
            return
        self._heard[host] = now
        self._heard.move_to_end(host)
        if len(self._heard) > MOST_HEARD:
            self._heard.popitem(last=False)
        async with self._site.db.writing() as tx:
            if await hosts.hear(tx, host, now=now):
                await deliveries.hasten(tx, host, now=now)
        self._site.delivery_bell.ring()


HEARING: web.AppKey[Hearing] = web.AppKey("hearing", Hearing)


async def look_further(request: web.Request, signer: Signer) -> None:
    """Called once an activity is accepted. `signer` made the request's own signature."""
    await request.app[HEARING].heard_from(signer.actor_id)
    given = request.headers.getall(HEADER, [])
    if len(given) != 1 or HEADER.lower() not in signer.covered:
        return
    offer = read_header(given[0], signer.actor_id)
    if offer is None:
        return
    site = site_of(request)
    async with site.db.writing() as tx:
        await synchronize.schedule(tx, site, signer.actor_id, offer)
    site.bell.ring()
