"""Reads the archive of an account at another fediart (docs/leaving.md): its works, with all that was said of them.

What the filter decided there counts for nothing here: every picture is looked at anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fediart.language import written
from fediart.translate.imports import tables
from fediart.translate.imports.archive import Archive, Member
from fediart.translate.imports.dates import moment
from fediart.translate.imports.found import MISSING, MOST_ITEMS, ArchiveError, Found, FoundItem, FoundPicture, work

DIRECT: Final = written("It was not published there.")
_TEXTS: Final = (
    "medium", "tools", "licence", "warning", "visibility", "language", "ai_policy", "source_type", "series", "process",
    "how", "year", "size",
)  # fmt: skip
_FLAGS: Final = ("mature", "portfolio", "how_public")


def read(archive: Archive) -> Found:
    """Every work, the oldest first, then whom and what the lists name. Raises ArchiveError."""
    listed = archive.find("works.json")
    if listed is None or archive.find("manifest.json") is None:
        raise ArchiveError(written("This is no archive of a fediart account: works.json is not in it."))
    works = archive.json(listed)
    if not isinstance(works, list):
        raise ArchiveError(written("works.json is damaged; download the archive anew."))
    items = sorted((_item(archive, one) for one in works if isinstance(one, Mapping)), key=lambda one: one.happened)
    lists = list(tables.read_all(archive))
    if len(items) + len(lists) > MOST_ITEMS:
        raise ArchiveError(written("There are more than %(most)s things in it; send them in parts."), most=MOST_ITEMS)
    return Found((*items, *lists))


def _item(archive: Archive, one: Mapping[str, Any]) -> FoundItem:
    said, missing = _pictures(archive, one.get("pictures"))
    published = _text(one, "published")
    words = ([MISSING] if missing else []) + ([] if published else [DIRECT])
    more: dict[str, Any] = {name: _text(one, name) for name in _TEXTS}
    more |= {name: one[name] for name in _FLAGS if isinstance(one.get(name), bool)}
    return work(
        said, title=_text(one, "title"), description=_text(one, "description"), tags=_tags(one.get("tags")),
        part="works", source=_text(one, "id"), happened=moment(published or _text(one, "created")), words=words,
        chosen=bool(published), **more,
    )  # fmt: skip


def _pictures(archive: Archive, given: object) -> tuple[Sequence[FoundPicture], bool]:
    """Those that are there, and whether one is missing."""
    found, missing = [], False
    for one in given if isinstance(given, list) else []:
        member = archive.find(_text(one, "member")) if isinstance(one, Mapping) and _text(one, "member") else None
        if member is None:
            missing = True
        else:
            found.append(_picture(member, one))
    return found, missing


def _picture(member: Member, one: Mapping[str, Any]) -> FoundPicture:
    return FoundPicture(member.file, member.name, alt=_text(one, "alt"), caption=_text(one, "caption"))


def _text(one: Mapping[str, Any], name: str) -> str:
    value = one.get(name)
    return value if isinstance(value, str) else ""


def _tags(given: object) -> list[str]:
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
