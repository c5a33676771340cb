"""When something that failed is tried again, as Mastodon does it: soon at first, then ever more rarely, for days."""

from __future__ import annotations

from fediart.clock import DAY, SECOND

MOST_TRIES = 16
TOO_OLD = 7 * DAY  # what has waited for a dead host for so long is given up


def wait_after(tries: int, chance: float) -> int:
    """Milliseconds until the next try, after `tries` failed ones (at least one); `chance` is from 0 to 1.

    n^4 + 15 seconds and some chance, so that not everything comes at once: 16 tries take about two days.
    """
    before = tries - 1
    return int((before**4 + 15 + chance * 10 * (before + 1)) * SECOND)


def host_wait_after(failures: int) -> int:
    """Milliseconds for which a host that failed so often in a row is left alone."""
    return (min(failures - 1, MOST_TRIES - 1) ** 4 + 15) * SECOND
