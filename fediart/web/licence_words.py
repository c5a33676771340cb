"""What a licence lets others do with a work, in one plain sentence; the licence itself holds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fediart.language import N_

IN_PLAIN_WORDS: Mapping[str, str] = MappingProxyType({
    "all-rights-reserved": N_("Look, and share the link. For anything else, ask the artist first."),
    "cc-by-4.0": N_(
        "You may share and change it, also for money, if you name the artist and say what you "
        "changed."
    ),
    "cc-by-sa-4.0": N_(
        "You may share and change it, also for money, if you name the artist and pass on what you "
        "make of it under the same licence."
    ),
    "cc-by-nd-4.0": N_(
        "You may share it as it is, also for money, if you name the artist. Changed versions may "
        "not be shared."
    ),
    "cc-by-nc-4.0": N_(
        "You may share and change it, but not for money, if you name the artist and say what you "
        "changed."
    ),
    "cc-by-nc-sa-4.0": N_(
        "You may share and change it, but not for money, if you name the artist and pass on what "
        "you make of it under the same licence."
    ),
    "cc-by-nc-nd-4.0": N_(
        "You may share it as it is, but not for money, if you name the artist. Changed versions "
        "may not be shared."
    ),
    "cc0-1.0": N_("The artist has given up their rights: you may do with it what you like."),
    "public-domain": N_("No copyright is known to hold any more: you may do with it what you like."),
})  # fmt: skip
