"""How many forms somebody may send in a minute: an account, and an address as trusted proxies tell it (advisory 104).

Far more than people do, and too few for who fills tables or tries words in bulk; what is worth guessing has brakes of
its own besides (actions/brakes.py). It is counted before the form is read, whatever its address.
"""

from __future__ import annotations

from typing import Final

from aiohttp import web

from fediart.errors import TooOften
from fediart.language import _
from fediart.site import Site
from fediart.web.pace import Pace, network_of
from fediart.web.request import address_of, viewer_of

OF_ACCOUNT: Final = 120  # a minute; twice as many at once after a quiet
OF_ADDRESS: Final = 600  # a minute: a school or a studio may share one
OF_VISITORS: Final = 60  # a minute of one address, without logging in


class FormPace:
    """The counts of one process; several tell each other what they counted. In test mode nothing is bounded."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._free = site.config.instance.development
        self._pace = Pace(tell=lambda key, many: site.company.count("forms", key, many))
        site.company.hear_counts("forms", lambda key, many: self._pace.heard(key, many, now=site.clock.now()))

    def demand(self, request: web.Request) -> None:
        """Counts one form. Raises TooOften."""
        if self._free:
            return
        who, address = viewer_of(request), address_of(request)
        wait = self._take(f"account:{who.account.id}", OF_ACCOUNT) if who else 0
        if not wait and network_of(address):  # a private one is a proxy whose word the config does not trust
            wait = self._take(f"{'members' if who else 'visitors'}:{address}", OF_ADDRESS if who else OF_VISITORS)
        if wait:
            seconds = -(-wait // 1000)
            raise TooOften(
                _("Too many forms at once. Wait %(seconds)s seconds, then send it again.", seconds=seconds),
                retry_after=seconds,
            )

    def _take(self, key: str, per_minute: int) -> int:
        return self._pace.take(key, per_minute, now=self._site.clock.now())


FORM_PACE: web.AppKey[FormPace] = web.AppKey("form pace", FormPace)
