"""What a running instance is made of: few fields, no methods, passed to whoever needs it and never global."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from federation.fetch import Fetcher
from fediart.clock import Clock
from fediart.config import Config
from fediart.ids import Ids
from fediart.mail import Mailer
from fediart.media.pool import Pool
from fediart.media.storage import Storage
from fediart.passwords import Passwords
from fediart.store.database import Database
from fediart.store.domain_rules import KnownRules


class Bell:
    """Rung when work was queued, so that no worker of this process has to poll for it."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def wait(self, *, timeout: float) -> None:
        """Returns when rung, or after `timeout` seconds: another process may have queued something."""
        try:
            async with asyncio.timeout(timeout):
                await self._rung.wait()
        except TimeoutError:
            return
        finally:
            self._rung.clear()


class Generation:
    """Counts changes to what the public sees: a cached page of an older generation is not shown."""

    def __init__(self) -> None:
        self.number = 0

    def changed(self) -> None:
        self.number += 1


@dataclass(frozen=True, slots=True)
class Site:
    """`bell` wakes the job worker, `delivery_bell` the deliverer; `pages` is the generation of cached pages,
    `rules` what was decided about other servers."""

    config: Config
    db: Database
    http: Fetcher
    storage: Storage
    pool: Pool
    clock: Clock
    ids: Ids
    mail: Mailer
    passwords: Passwords
    bell: Bell
    delivery_bell: Bell
    pages: Generation
    rules: KnownRules
