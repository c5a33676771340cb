"""Pixelfed's data export: pixelfed-statuses.json, which names pictures where they are; lists of people beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fediart.language import written
from fediart.translate.imports import captions, tables
from fediart.translate.imports.archive import Archive
from fediart.translate.imports.dates import moment
from fediart.translate.imports.found import (
    MOST_ITEMS,
    VIDEO,
    ArchiveError,
    Found,
    FoundItem,
    FoundPicture,
    work,
)
from fediart.translate.imports.mastodon import PRIVATE
from fediart.translate.typed import typed

_NAME: Final = "pixelfed-statuses.json"
_VISIBILITY: Final = {"public": "public", "unlisted": "unlisted", "private": "followers"}


def read(archive: Archive) -> Found:
    """Raises ArchiveError where there is nothing of Pixelfed's in it."""
    items: list[FoundItem] = []
    for member in archive.called(_NAME):
        raw = archive.json(member)
        items += [_work(one) for one in raw if _is_post(one)] if isinstance(raw, list) else []
    items.sort(key=lambda one: one.happened)
    lists = list(tables.read_all(archive))
    if not items and not lists:
        raise ArchiveError(
            written("There is nothing of Pixelfed's in it: send in %(name)s as you downloaded it."), name=_NAME
        )
    if len(items) + len(lists) > MOST_ITEMS:
        raise ArchiveError(written("There are more than %(most)s things in it; send them in parts."), most=MOST_ITEMS)
    return Found((*items, *lists))


def _is_post(raw: Any) -> bool:
    return isinstance(raw, Mapping) and not raw.get("reblog") and bool(_of(raw.get("media_attachments")))


def _of(value: object) -> Sequence[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _work(raw: Mapping[str, Any]) -> FoundItem:
    pictures, words = [], []
    for one in _of(raw.get("media_attachments")):
        url = str(one.get("url") or "")
        if one.get("type") == "image" and url.startswith(("https://", "http://")) and len(url) < 2000:
            pictures.append(FoundPicture(0, "", alt=str(one.get("description") or "")[:5000], url=url))
        else:
            words.append(VIDEO)
    said = captions.read(typed(str(raw.get("content") or raw.get("content_text") or "")[:100_000], {}))
    tags = [str(one.get("name") or "").lstrip("#") for one in _of(raw.get("tags"))]
    visibility = _VISIBILITY.get(str(raw.get("visibility") or "public"), "direct")
    if visibility == "direct":
        pictures, words = [], [*words, PRIVATE]
    warning, reply = str(raw.get("spoiler_text") or ""), raw.get("in_reply_to_id")
    return work(
        pictures, title=said.title, description=said.words, tags=list(dict.fromkeys((*said.tags, *tags))),
        part="replies" if reply else "posts", source=str(raw.get("uri") or raw.get("url") or raw.get("id") or ""),
        happened=moment(str(raw.get("created_at") or "")), words=words, chosen=not reply, visibility=visibility,
        warning=warning, mature=bool(raw.get("sensitive")) and not warning,
    )  # fmt: skip
