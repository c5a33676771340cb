"""When something that failed is tried again, as Mastodon does it: soon at first, then ever more rarely, for days."""

from __future__ import annotations

from fediart.clock import DAY, SECOND

MOST_TRIES = 16
TOO_OLD = 7 * DAY  # what has waited for a server for so long is given up
DELETES_TOO_OLD = 90 * DAY  # but for Deletes: what an artist takes back is told whenever the server comes back
RAREST = 7 * DAY  # a dead server is asked at least so often


def wait_after(tries: int, chance: float) -> int:
    """Milliseconds until the next try, after `tries` failed ones (at least one); `chance` is from 0 to 1.

    n^4 + 15 seconds and some chance, so that not everything comes at once: 16 tries take about two days.
    """
    before = tries - 1
    return int((before**4 + 15 + chance * 10 * (before + 1)) * SECOND)


def host_wait_after(failures: int, down: int = 0) -> int:
    """Milliseconds for which a host is left alone that failed so often in a row, and was `down` for so long.

    One that is dead waits for a tenth of the time that it has been down, at most a week.
    """
    return min(max((min(failures - 1, MOST_TRIES - 1) ** 4 + 15) * SECOND, down // 10 if down > TOO_OLD else 0), RAREST)
