"""Identifiers: 63-bit integers in the order of time, made by us so that both databases agree."""

from __future__ import annotations

import secrets

from fediart.clock import Clock

EPOCH = 1_577_836_800_000  # 2020-01-01 UTC, milliseconds
_RANDOM_BITS = 20
SEATS = 256


class Ids:
    """Gives identifiers: 43 bits of milliseconds since 2020, then 20 random bits; never twice, always rising.

    Where several processes share a database, the last eight bits are this one's `seat`, which no other has.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0
        self.seat = 0

    def new(self) -> int:
        stamp = max(self._clock.now() - EPOCH, 0) << _RANDOM_BITS
        fresh = stamp | secrets.randbits(_RANDOM_BITS)
        if self.seat:
            fresh = max(fresh, self._last + SEATS) // SEATS * SEATS + self.seat
        self._last = fresh if fresh > self._last else self._last + 1
        return self._last


def first_of(moment: int) -> int:
    """The smallest identifier that can be made in that millisecond since 1970."""
    return max(moment - EPOCH, 0) << _RANDOM_BITS


def moment_of(identifier: int) -> int:
    """When an identifier was made, in milliseconds since 1970."""
    return (identifier >> _RANDOM_BITS) + EPOCH


def made_at(identifier: int) -> int:
    """The millisecond since 1970 in which it was made."""
    return (identifier >> _RANDOM_BITS) + EPOCH


def secret_token(bytes_: int = 24) -> str:
    """An unguessable URL-safe word, for links, invitations and cookies."""
    return secrets.token_urlsafe(bytes_)
