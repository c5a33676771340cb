"""What an artist wants in the pixels of their pictures: plain facts that cross to the worker processes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

PLACES: Final = (
    "top-left", "top", "top-right",
    "left", "middle", "right",
    "bottom-left", "bottom", "bottom-right",
    "tiled",
)  # fmt: skip
TONES: Final = ("auto", "light", "dark")
OPACITIES: Final = (5, 100)
WIDTHS: Final = (5, 100)


@dataclass(frozen=True, slots=True)
class Visible:
    """A signature: `text`, or the file of a transparent picture if `image` names one.

    `place` is one of PLACES; `opacity` and `width` are per cent, the width of that of the picture (tiled: of each).
    `tone` is that of the text; `auto` takes what stands out from the picture.
    """

    text: str = ""
    image: Path | None = None
    place: str = "bottom-right"
    opacity: int = 60
    width: int = 20
    tone: str = "auto"


@dataclass(frozen=True, slots=True)
class Marks:
    """`number` is hidden in the pixels with `key`; None hides nothing."""

    visible: Visible | None = None
    number: int | None = None
    key: bytes = b""

    @property
    def any(self) -> bool:
        """Whether there is anything to put into the pixels."""
        return self.visible is not None or self.number is not None


@dataclass(frozen=True, slots=True)
class Look:
    """A preview as WebP, and whether the identifier found room in it."""

    webp: bytes
    hidden: bool


@dataclass(frozen=True, slots=True)
class Read:
    """What was found hidden in a file: a number, or None; and whether the picture is mirrored."""

    number: int | None
    mirrored: bool = False
