"""What is kept of a picture so that copies of it are found: a fingerprint of some 3 kilobytes.

Free of numpy, so the server can import it: fingerprints are taken and compared in worker processes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Print:
    """`pdq` are the PDQ hashes of the eight flips and turns, the picture itself first, with their `quality` (0-100).

    `places` counts what is recognisable in it, 0 for a flat picture, which only its very bytes can tell. `kept` is
    the fingerprint as the database keeps it; `more` are further places, for asking only. `plain`: it is of one colour
    throughout, and nobody's.
    """

    pdq: tuple[str, ...]
    quality: int
    places: int
    kept: bytes
    more: bytes
    plain: bool = False

    @property
    def asking(self) -> bytes:
        """The form to search with."""
        return self.kept + self.more


@dataclass(frozen=True, slots=True)
class Likeness:
    """How one picture lies in another. Corners are x, y, x, y in shares (0 to 1) of the whole pictures.

    `turn` is how the asked picture has to be mirrored: bit 4 across the diagonal, 2 upside down, 1 sideways.
    `certain` is a copy; otherwise they only have something in common.
    """

    print_id: int
    certain: bool
    places: int
    agreement: float
    turn: int
    ours: tuple[float, float, float, float]
    theirs: tuple[float, float, float, float]
