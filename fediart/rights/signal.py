"""One no-AI signal as it was found somewhere: the type that readers make and the auditor judges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Surface = Literal[
    "http", "html", "activitypub", "image", "c2pa", "robots.txt", "tdmrep.json", "license.xml", "ai.txt", "trust.txt",
    "policy", "feed", "oembed", "api",
]  # fmt: skip
Status = Literal["present", "exact", "missing", "contradictory", "unreadable"]


@dataclass(frozen=True, slots=True)
class Signal:
    """Where it was, what it is called there, its value as written, and its status.

    Readers say `present`, `missing` (expected on this surface and not there; the value says in which part)
    or `unreadable` (a broken document); the auditor refines `present`.
    """

    surface: Surface
    signal: str
    value: str
    status: Status = "present"
