"""Mastodon's archive: outbox.json with the files it names, bookmarks and likes, and lists as CSV that came with it.

Works are posts with pictures of one's own; boosts and posts without pictures stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from federation.audience import PUBLIC
from fediart.language import written
from fediart.translate.imports import captions, tables
from fediart.translate.imports.archive import Archive, Member
from fediart.translate.imports.dates import moment
from fediart.translate.imports.found import (
    MISSING,
    MOST_ITEMS,
    VIDEO,
    ArchiveError,
    Found,
    FoundItem,
    FoundPicture,
    work,
)
from fediart.translate.imports.manifest import PICTURES
from fediart.translate.typed import typed

PRIVATE: Final = written("It was for the people named in it alone, and stays away.")
_LONGEST: Final = 100_000
_FILES: Final = "media_attachments/"


def read(archive: Archive) -> Found:
    """Raises ArchiveError where there is nothing of Mastodon's in it."""
    items: list[FoundItem] = []
    outboxes = archive.called("outbox.json")
    for outbox in outboxes:
        for raw in _listed(archive.json(outbox)):
            note = raw.get("object")
            if raw.get("type") == "Create" and isinstance(note, Mapping) and _of(note.get("attachment")):
                items.append(_work(archive, outbox, note))
    for name, kind in (("bookmarks.json", "bookmark"), ("likes.json", "like")):
        for member in archive.called(name):
            items += [_tie(kind, uri) for uri in _uris(archive.json(member))]
    items = sorted(items, key=lambda one: one.happened)
    lists = list(tables.read_all(archive))
    if not outboxes and not items and not lists:
        raise ArchiveError(written("There is no outbox.json in it: send in the archive of Mastodon as it is."))
    if len(items) + len(lists) > MOST_ITEMS:
        raise ArchiveError(written("There are more than %(most)s things in it; send them in parts."), most=MOST_ITEMS)
    return Found((*items, *lists))


def _listed(raw: Any) -> Iterator[Mapping[str, Any]]:
    found = raw.get("orderedItems") if isinstance(raw, Mapping) else None
    yield from (one for one in found or () if isinstance(one, Mapping))


def _uris(raw: Any) -> list[str]:
    found = raw.get("orderedItems") if isinstance(raw, Mapping) else None
    return [one for one in found or () if isinstance(one, str) and one.startswith(("https://", "http://"))]


def _tie(kind: str, uri: str) -> FoundItem:
    return FoundItem(kind, {"uri": uri}, part=kind, source=f"{kind}:{uri}", chosen=kind != "like")


def _of(value: object) -> Sequence[Mapping[str, Any]]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, Mapping)]


def _work(archive: Archive, outbox: Member, note: Mapping[str, Any]) -> FoundItem:
    pictures, words = [], []
    for one in _of(note.get("attachment")):
        member = _file(archive, outbox, str(one.get("url") or ""))
        if member is None:
            words.append(MISSING)
        elif member.suffix not in PICTURES:
            words.append(VIDEO)
        else:
            pictures.append(FoundPicture(member.file, member.name, alt=str(one.get("name") or "")[:5000]))
    tags = _of(note.get("tag"))
    people = {str(one.get("href")): str(one.get("name")) for one in tags if one.get("type") == "Mention"}
    said = captions.read(typed(str(note.get("content") or "")[:_LONGEST], people))
    named = [str(one.get("name") or "").lstrip("#") for one in tags if one.get("type") == "Hashtag"]
    visibility = visibility_of(note)
    if visibility == "direct":
        pictures, words = [], [*words, PRIVATE]
    found = work(
        pictures, title=said.title, description=said.words, tags=list(dict.fromkeys((*said.tags, *named))),
        part="replies" if note.get("inReplyTo") else "posts", source=str(note.get("id") or ""),
        happened=moment(str(note.get("published") or "")), words=words, chosen=not note.get("inReplyTo"),
        warning=str(note.get("summary") or ""), mature=bool(note.get("sensitive")) and not note.get("summary"),
        visibility=visibility, language=_language(note),
    )  # fmt: skip
    return found


def _file(archive: Archive, outbox: Member, url: str) -> Member | None:
    """The address is a path on Mastodon's server, of which the archive has the last part."""
    at = url.find(_FILES)
    return archive.find(url, beside=outbox) or (archive.find(url[at:], beside=outbox) if at > 0 else None)


def visibility_of(note: Mapping[str, Any]) -> str:
    """By whom it is for."""
    to, cc = _texts(note.get("to")), _texts(note.get("cc"))
    if PUBLIC in to:
        return "public"
    if PUBLIC in cc:
        return "unlisted"
    return "followers" if any(one.endswith("/followers") for one in (*to, *cc)) else "direct"


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]


def _language(note: Mapping[str, Any]) -> str:
    named = note.get("contentMap")
    return next((str(one) for one in named), "") if isinstance(named, Mapping) else ""
