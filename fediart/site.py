"""What a running instance is made of: few fields, no methods, passed to whoever needs it and never global."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from federation.fetch import Fetcher
from federation.objects import Raw
from federation.vocab import Activity
from fediart.clock import Clock
from fediart.company import Company
from fediart.config import Config
from fediart.figures import Figures
from fediart.ids import Ids
from fediart.mail import Mailer
from fediart.media.pool import Pool
from fediart.media.storage import Storage
from fediart.passwords import Passwords
from fediart.store.database import Database
from fediart.store.domain_rules import KnownRules
from fediart.store.people_told import KeptTallies
from fediart.store.word_rules import KnownWords

MOST_ARRIVED = 1000
LONGEST_ARRIVED = 16_384  # characters


def alone() -> None:
    """There is nobody to tell."""


class Bell:
    """Rung when work was queued, so that no worker of this process has to poll for it."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self.tell: Callable[[], None] = alone

    def ring(self) -> None:
        self._rung.set()
        self.tell()

    def heard(self) -> None:
        """Another process has rung its own."""
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
        self.tell: Callable[[], None] = alone

    def changed(self) -> None:
        self.number += 1
        self.tell()

    def heard(self) -> None:
        """Another process has changed something."""
        self.number += 1


class Arrived:
    """Activities that were read at the door and whose jobs are still to be done: who does them need not read again.

    The row is what counts. This only spares the work, for as many as are likely to be asked for.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, object], Activity] = OrderedDict()

    def put(self, signer: str, activity: Activity, length: int) -> None:
        """`length` is that of its JSON: what is long is not kept."""
        if length > LONGEST_ARRIVED:
            return
        self._kept[signer, activity.id] = activity
        if len(self._kept) > MOST_ARRIVED:
            self._kept.popitem(last=False)

    def take(self, signer: str, raw: Raw) -> Activity | None:
        """What was made of this very JSON, once; None where it has to be read."""
        name = raw.get("id")
        known = self._kept.pop((signer, name), None) if isinstance(name, str) else None
        return known if known is not None and known.raw == raw else None


@dataclass(frozen=True, slots=True)
class Site:
    """`bell` wakes the job worker, `delivery_bell` the deliverer; `pages` is the generation of cached pages,
    `rules` what was decided about other servers, `arrived` what the inbox has read; `passes` is the generation of
    what is known of accounts and their apps' tokens: it changes with every suspension and revocation. `tallies` are
    counts of posts that took long, `figures` what this process has done, for /metrics, and `company` what the other
    processes on the same database are told."""

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
    arrived: Arrived = field(default_factory=Arrived)
    passes: Generation = field(default_factory=Generation)
    tallies: KeptTallies = field(default_factory=KeptTallies)
    figures: Figures = field(default_factory=Figures)
    words: KnownWords = field(default_factory=KnownWords)
    company: Company = field(default_factory=Company)
