"""Brakes on guessing: each try past the free ones must wait twice as long as the one before it; and allowances, which
bound how much others can have us do.

A brake is keyed on the account and on the client's address, so that neither many addresses nor many accounts help
(advisory 104).
"""

from __future__ import annotations

from dataclasses import dataclass

from fediart.clock import DAY, HOUR, MINUTE, SECOND
from fediart.errors import TooOften
from fediart.language import _
from fediart.store import tries
from fediart.store.database import Writing

MEMORY = DAY  # after so long a quiet, all is forgotten


@dataclass(frozen=True, slots=True)
class Brake:
    """`free` tries at will; then a wait of `first` milliseconds that doubles up to `longest`."""

    name: str
    free: int
    first: int
    longest: int

    def wait(self, before: int) -> int:
        """How long after the last of so many tries the next one may come, in milliseconds."""
        if before < self.free:
            return 0
        return min(self.first << min(before - self.free, 40), self.longest)


# Half an hour at most for a name, since a stranger can pull this brake on an artist.
LOG_IN_NAME = Brake("log-in name", free=5, first=10 * SECOND, longest=30 * MINUTE)
LOG_IN_ADDRESS = Brake("log-in address", free=20, first=10 * SECOND, longest=6 * HOUR)
SIGN_UP_ADDRESS = Brake("sign-up address", free=5, first=10 * MINUTE, longest=DAY)
MAIL_ACCOUNT = Brake("mail account", free=3, first=10 * MINUTE, longest=DAY)
MAIL_ADDRESS = Brake("mail address", free=10, first=5 * MINUTE, longest=DAY)
LINK_ADDRESS = Brake("link address", free=20, first=10 * SECOND, longest=6 * HOUR)
# Only who knows the password, or is logged in, comes so far: an artist cannot be locked out by strangers.
SECOND_FACTOR = Brake("second factor", free=5, first=10 * SECOND, longest=30 * MINUTE)
SECOND_ADDRESS = Brake("second factor address", free=20, first=10 * SECOND, longest=6 * HOUR)
TOKEN_ADDRESS = Brake("token address", free=20, first=10 * SECOND, longest=6 * HOUR)
SET_UP_ADDRESS = Brake("set-up address", free=10, first=10 * SECOND, longest=6 * HOUR)


async def count_try(tx: Writing, brake: Brake, whose: str, *, now: int) -> None:
    """Counts a try before it is made. Raises TooOften when it comes too early; then it does not count."""
    key = _key(brake, whose)
    before, since = await tries.count(tx, key, now=now)
    if now - since > MEMORY:
        before = 0
    wait = since + brake.wait(before) - now
    if wait > 0:
        seconds = -(-wait // 1000)
        raise TooOften(
            _("Too many tries. Wait %(spoken)s, then try again.", spoken=_spoken(seconds)), retry_after=seconds
        )
    await tries.keep(tx, key, tries=before + 1, now=now)


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many times in each stretch of `each` milliseconds, and no more before the next one begins."""

    name: str
    most: int
    each: int


# What a member has us ask other servers for, what a server passes on to us, and what we pass on of it to others.
LOOK_UPS = Allowance("look-ups", most=100, each=10 * MINUTE)
IMPORT_LOOK_UPS = Allowance("import look-ups", most=600, each=10 * MINUTE)
PASSED_ON_TO_US = Allowance("passed on to us", most=300, each=HOUR)
PASSED_ON = Allowance("passed on", most=600, each=HOUR)
SMALL_PICTURES = Allowance("small pictures", most=100, each=10 * MINUTE)  # drawn anew from the original each time


async def take(tx: Writing, allowance: Allowance, whose: str, *, now: int) -> bool:
    """Counts one more. False where it is one too many."""
    before, _ = await tries.count(tx, f"{allowance.name}:{now // allowance.each}:{whose[:200]}", now=now)
    return before < allowance.most


async def succeeded(tx: Writing, brake: Brake, whose: str) -> None:
    """A try that was right does not count; for the brake of an account, those before it do not count any more."""
    if brake.name.endswith("address"):
        await tries.forgive(tx, _key(brake, whose))
    else:
        await tries.forget(tx, _key(brake, whose))


def _key(brake: Brake, whose: str) -> str:
    return f"{brake.name}:{whose[:200]}"


def _spoken(seconds: int) -> str:
    if seconds < 90:
        return f"{seconds} seconds"
    minutes = -(-seconds // 60)
    return f"{minutes} minutes" if minutes < 120 else f"{-(-minutes // 60)} hours"
