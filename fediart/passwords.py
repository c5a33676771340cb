"""Passwords are kept as argon2id hashes; the only module that knows argon2.

64 MiB and three rounds (RFC 9106's choice for machines with little memory, on one core) cost about a tenth of a second
of CPU. Two at once at most, so that a crowd at the log-in page cannot take the machine's memory.
"""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MEMORY = 65_536  # KiB
ROUNDS = 3


class Passwords:
    """Hashes and checks in threads, a few at a time. `memory` is in KiB."""

    def __init__(self, *, memory: int = MEMORY, rounds: int = ROUNDS, at_once: int = 2) -> None:
        self._argon = PasswordHasher(time_cost=rounds, memory_cost=memory, parallelism=1)
        self._free = asyncio.Semaphore(at_once)

    async def hash(self, password: str) -> str:
        async with self._free:
            return await asyncio.to_thread(self._argon.hash, password)

    async def matches(self, kept: str | None, password: str) -> bool:
        """Whether this is the password. Without a kept hash it takes as long, and the answer is no."""
        if kept is None:
            await self.hash(password)
            return False
        async with self._free:
            return await asyncio.to_thread(self._verify, kept, password)

    def outdated(self, kept: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._argon.check_needs_rehash(kept)

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._argon.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False
