"""The server's door to the copy search: fingerprints are compared in worker processes, by an index on disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, cast

from fediart.admission.fingerprint import Likeness
from fediart.media.pool import Pool

FOLDER: Final = "copies"  # beside the config file: a cache, which may be deleted at any time
_SEARCH: Final = "fediart.admission.print_index:search"
_COVERED: Final = "fediart.admission.print_index:covered"
_COUNT: Final = "fediart.admission.print_index:count"
_SAMPLE: Final = "fediart.admission.print_index:sample"
_ADD: Final = "fediart.admission.print_index:add"
_CLEAR: Final = "fediart.admission.print_index:clear"
_SOUND: Final = "fediart.admission.print_index:sound"
_COMPARE: Final = "fediart.admission.print_matching:likenesses"
TARGETS: Final = (_SEARCH, _COVERED, _COUNT, _SAMPLE, _ADD, _CLEAR, _SOUND, _COMPARE)


async def search(pool: Pool, folder: Path, asking: bytes, latest: Sequence[tuple[int, bytes]]) -> tuple[int, ...]:
    """The numbers of up to 12 fingerprints that are likely to be of the same picture. Raises WorkFailed.

    `latest` are those that `covered` does not reach.
    """
    return cast(tuple[int, ...], await pool.call(_SEARCH, folder, asking, list(latest)))


async def compare(pool: Pool, asking: bytes, others: Sequence[tuple[int, bytes]]) -> tuple[Likeness, ...]:
    """Which of the others really resemble it, the surest first. Raises WorkFailed."""
    return cast(tuple[Likeness, ...], await pool.call(_COMPARE, asking, list(others)))


async def covered(pool: Pool, folder: Path) -> int:
    """The last number that the index knows."""
    return cast(int, await pool.call(_COVERED, folder))


async def count(pool: Pool, folder: Path, last: int) -> int:
    """How many fingerprints the index holds up to this number."""
    return cast(int, await pool.call(_COUNT, folder, last))


async def sample(pool: Pool, folder: Path) -> tuple[int, ...]:
    """Some of the numbers that it holds."""
    return cast(tuple[int, ...], await pool.call(_SAMPLE, folder))


async def add(pool: Pool, folder: Path, after: int, prints: Sequence[tuple[int, bytes]]) -> int:
    """Takes the next fingerprints into the index; the last number it then covers."""
    return cast(int, await pool.call(_ADD, folder, after, list(prints)))


async def clear(pool: Pool, folder: Path) -> None:
    await pool.call(_CLEAR, folder)


async def sound(pool: Pool, folder: Path) -> bool:
    """Whether every file of the index holds what was written to it."""
    return cast(bool, await pool.call(_SOUND, folder))
