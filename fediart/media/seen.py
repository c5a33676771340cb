"""The server's door to what pictures look like: their main colours, and which of them look alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from fediart.media.pool import Pool

_SEE: Final = "fediart.media.alike:see"
_NEAREST: Final = "fediart.media.alike:nearest"
TARGETS: Final = (_SEE, _NEAREST)


@dataclass(frozen=True, slots=True)
class Seen:
    """`colours` are `#rrggbb` with their shares, the largest first; `body` sums the picture up; `bands` are numbers of
    which pictures that look alike have some in common."""

    colours: tuple[tuple[str, float], ...]
    body: bytes
    bands: tuple[int, ...]


async def see(pool: Pool, path: Path) -> Seen:
    """Looks at a file of ours. Raises BadImage, WorkFailed."""
    return cast(Seen, await pool.call(_SEE, path))


async def nearest(pool: Pool, body: bytes, others: Sequence[tuple[int, bytes]]) -> dict[int, int]:
    """Those that look alike, by number, with how far they are from it: at most two dozen. Raises WorkFailed."""
    return dict(cast(tuple[tuple[int, int], ...], await pool.call(_NEAREST, body, tuple(others))))
