"""Addresses that the AI policy has a say in, for files that speak of many addresses at once.

A published file has its policy in its address, `/media/PRESET/ARTWORK/NAME.EXT`; a work's page has a second address
with it, `/PRESET/@NAME/ID`. So robots.txt, tdmrep.json and license.xml need one line per policy for them, not per work.
Paths are patterns of RFC 9309: a prefix, `*` for anything, a final `$` for the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fediart.rights.model import Preset
from fediart.rights.paths import written

MEDIA = "/media/"
"""Addresses of files without a policy: those of earlier versions."""

OF_OTHERS = ("/@*@", "/avatars/", "/emojis/", "/posts/", "/remote-media/")
"""What people of other servers have made, and pictures of people."""

ALL_PAGES = ("/@", "/users/")


def media_folder(preset: Preset) -> str:
    """Where files under this policy are."""
    return f"{MEDIA}{preset.value}/"


def page_folder(preset: Preset) -> str:
    """Where pages of works under this policy are, besides their usual addresses."""
    return f"/{preset.value}/"


def page_path(preset: Preset, name: str, artwork_id: int) -> str:
    """The second address of a work's page."""
    return f"{page_folder(preset)}@{name}/{artwork_id}"


def of_artist(name: str) -> tuple[str, ...]:
    """An artist's pages and documents and all below them, and nobody else's whose name begins alike."""
    return tuple(map(written, (f"/@{name}$", f"/@{name}?", f"/@{name}/", f"/users/{name}$", f"/users/{name}/")))


def of_series(name: str, slug: str) -> tuple[str, ...]:
    """A series' page, feeds and collection."""
    places = (f"/@{name}/series/{slug}", f"/users/{name}/series/{slug}")
    return tuple(written(place + end) for place in places for end in ("$", "?", "/"))


def of_works(name: str, artwork_ids: Iterable[int]) -> Iterator[tuple[str, ...]]:
    """Of each work its page and document, and what is below them. All such numbers are equally long until 2050."""
    page, document = written(f"/@{name}/"), written(f"/users/{name}/posts/")
    return ((f"{page}{number}", f"{document}{number}") for number in artwork_ids)


def of_works_anywhere(name: str, artwork_ids: Iterable[int]) -> Iterator[tuple[str, ...]]:
    """Of each work one pattern for every address that has its number as a part, for when there are many."""
    return ((f"/*/{number}",) for number in artwork_ids)
