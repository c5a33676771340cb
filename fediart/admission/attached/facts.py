"""What is read off an attached file, as plain facts and as the JSON that its row keeps; free of every heavy library."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

MOST_LAYERS: Final = 20_000
MOST_KEPT: Final = 300
LONGEST_NAME: Final = 120
_TURNS_TEXT: Final = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSHOWN: Final = frozenset({"Cc", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class Layer:
    """`kind` is layer, group, text, adjustment, vector or mask; `level` counts the groups around it."""

    name: str
    kind: str
    level: int
    visible: bool


@dataclass(frozen=True, slots=True)
class Attached:
    """One file, recognised by its content. Sizes are pixels, 0 where it does not say; layers from the top down.

    `more` are further lines, such as the editing time. `partial` says what could not be read, else it is empty.
    `preview` is a small WebP in the folder that was given, or None.
    """

    kind: str
    media_type: str
    program: str
    width: int
    height: int
    layers: tuple[Layer, ...]
    layer_count: int
    group_count: int
    more: tuple[tuple[str, str], ...]
    partial: str
    preview: Path | None

    def as_json(self) -> dict[str, Any]:
        """What the row keeps."""
        return {
            "program": self.program,
            "width": self.width,
            "height": self.height,
            "layers": [[one.name, one.kind, one.level, int(one.visible)] for one in self.layers],
            "layer_count": self.layer_count,
            "group_count": self.group_count,
            "more": [list(line) for line in self.more],
            "partial": self.partial,
        }


def shown(text: str, longest: int = LONGEST_NAME) -> str:
    """A text out of a file, fit to be shown in one line: nothing that turns, hides or breaks it."""
    kept = (mark for mark in text[: 4 * longest] if mark not in _TURNS_TEXT)
    plain = "".join(" " if unicodedata.category(mark) in _UNSHOWN else mark for mark in kept)
    return " ".join(plain.split())[:longest]
