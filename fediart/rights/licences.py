"""The licences an artist can put a work under: a short id for forms and the CLI, a name, a URI.

URIs are written without a trailing slash, the form other servers compare with (FEP-6757 practice).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence; `reserved` is False where copyright itself is given up or has ended."""

    id: str
    name: str
    uri: str
    reserved: bool = True


ALL_RIGHTS_RESERVED = Licence(
    "all-rights-reserved", "All rights reserved", "https://rightsstatements.org/vocab/InC/1.0"
)
_CC = "https://creativecommons.org"

LICENCES: Mapping[str, Licence] = MappingProxyType(
    {
        licence.id: licence
        for licence in (
            ALL_RIGHTS_RESERVED,
            Licence("cc-by-4.0", "CC BY 4.0", f"{_CC}/licenses/by/4.0"),
            Licence("cc-by-sa-4.0", "CC BY-SA 4.0", f"{_CC}/licenses/by-sa/4.0"),
            Licence("cc-by-nd-4.0", "CC BY-ND 4.0", f"{_CC}/licenses/by-nd/4.0"),
            Licence("cc-by-nc-4.0", "CC BY-NC 4.0", f"{_CC}/licenses/by-nc/4.0"),
            Licence("cc-by-nc-sa-4.0", "CC BY-NC-SA 4.0", f"{_CC}/licenses/by-nc-sa/4.0"),
            Licence("cc-by-nc-nd-4.0", "CC BY-NC-ND 4.0", f"{_CC}/licenses/by-nc-nd/4.0"),
            Licence("cc0-1.0", "CC0 1.0", f"{_CC}/publicdomain/zero/1.0", reserved=False),
            Licence("public-domain", "Public domain", f"{_CC}/publicdomain/mark/1.0", reserved=False),
        )
    }
)


def licence(licence_id: str) -> Licence:
    """The licence with this id. Raises ValueError naming the choices."""
    found = LICENCES.get(licence_id)
    if found is None:
        raise ValueError(f"unknown licence {licence_id!r}: choose one of {', '.join(LICENCES)}")
    return found
