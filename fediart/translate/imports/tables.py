"""Lists of people, servers and posts as CSV in Mastodon's form, and as JSON in Pixelfed's."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from fediart.language import written
from fediart.translate.imports.archive import Archive, Member
from fediart.translate.imports.found import MOST_ITEMS, ArchiveError, Found, FoundItem

FOLLOW, BLOCK, MUTE, LIST, BOOKMARK, DOMAIN = "follow", "block", "mute", "list", "bookmark", "domain"
_NAMES: Final = (
    (re.compile(r"(following|follows)"), FOLLOW), (re.compile(r"(domain_blocks|blocked_domains)"), DOMAIN),
    (re.compile(r"(blocks|blocked)"), BLOCK), (re.compile(r"(mutes|muted)"), MUTE),
    (re.compile(r"lists"), LIST), (re.compile(r"bookmarks"), BOOKMARK),
)  # fmt: skip
_HEADS: Final = {"hide notifications": MUTE, "show boosts": FOLLOW, "notify on new posts": FOLLOW,
                 "languages": FOLLOW, "list name": LIST, "#domain": DOMAIN, "#uri": BOOKMARK}  # fmt: skip
_FIRST: Final = ("account address", "list name", "#domain", "#uri")
_HANDLE: Final = re.compile(r"@?([\w.-]{1,200})@([A-Za-z0-9.:-]{1,253})")
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:\d{1,5})?", re.IGNORECASE)
_YES: Final = ("true", "1", "yes")
_PIXELFED: Final = {"pixelfed-following.json": FOLLOW}
_MUTED: Final = "muted-and-blocked-accounts.json"


def read(archive: Archive) -> Found:
    """Raises ArchiveError where there is no list."""
    items = list(read_all(archive))
    if not items:
        raise ArchiveError(
            written("There is no list in it that can be read; send in the CSV files as they were downloaded.")
        )
    return Found(items)


def read_all(archive: Archive) -> Iterator[FoundItem]:
    """Everything in all lists of the archive, each thing once. Raises ArchiveError."""
    seen = set[str]()
    for member in archive.named(lambda base: base.lower().endswith(".csv") and base.lower() != "manifest.csv"):
        yield from _once(_table(member, archive.text(member)), seen)
    for name, kind in _PIXELFED.items():
        for member in archive.called(name):
            yield from _once((_person(kind, uri) for uri in _addresses(archive.json(member))), seen)
    for member in archive.called(_MUTED):
        raw = archive.json(member)
        for word, kind in (("muted", MUTE), ("blocked", BLOCK)):
            listed = raw.get(word) if isinstance(raw, Mapping) else None
            yield from _once((_person(kind, uri) for uri in _addresses(listed)), seen)


def _once(items: Iterator[FoundItem | None], seen: set[str]) -> Iterator[FoundItem]:
    for one in items:
        if one is not None and one.source not in seen:
            seen.add(one.source)
            if len(seen) > MOST_ITEMS:
                raise ArchiveError(written("There are more than %(most)s lines; send them in parts."), most=MOST_ITEMS)
            yield one


def _addresses(raw: Any) -> list[str]:
    return [one for one in raw if isinstance(one, str)] if isinstance(raw, list) else []


def _table(member: Member, text: str) -> Iterator[FoundItem | None]:
    try:
        rows = list(csv.reader(io.StringIO(text)))[: MOST_ITEMS + 2]
    except csv.Error as error:
        raise ArchiveError(
            written("%(name)s cannot be read (%(reason)s); save it as CSV in UTF-8."),
            name=member.base,
            reason=str(error),
        ) from None
    heads = [cell.strip().lower() for cell in rows[0]] if rows else []
    named = bool(heads) and heads[0] in _FIRST
    kind = next((_HEADS[one] for one in heads if one in _HEADS), "") if named else ""
    kind = kind or next((word for name, word in _NAMES if name.match(member.base.lower())), "")
    if not kind:
        raise ArchiveError(
            written(
                "What %(name)s is a list of cannot be told; name it as Mastodon does, such as following_accounts.csv."
            ),
            name=member.base,
        )
    for row in rows[1:] if named else rows:
        if row and row[0].strip():
            cells = [cell.strip() for cell in row]
            yield _line(kind, cells, dict(zip(heads, cells, strict=False)) if named else {})


def _line(kind: str, row: Sequence[str], said: Mapping[str, str]) -> FoundItem | None:
    if kind == BOOKMARK:
        return FoundItem(kind, {"uri": row[0]}, part=kind, source=f"{kind}:{row[0]}")
    if kind == DOMAIN:
        host = row[0].lower()
        return FoundItem(kind, {"name": host}, part=kind, source=f"{kind}:{host}") if _HOST.fullmatch(host) else None
    if kind == LIST:
        return _person(kind, row[1], list=row[0][:100]) if len(row) > 1 else None
    more: dict[str, Any] = {}
    if kind == FOLLOW and said:
        more = {"boosts": said.get("show boosts", "true").lower() in _YES,
                "tells": said.get("notify on new posts", "").lower() in _YES,
                "languages": [one.strip() for one in said.get("languages", "").split(",") if one.strip()]}  # fmt: skip
    if kind == MUTE and said:
        more = {"news": said.get("hide notifications", "true").lower() in _YES}
    return _person(kind, row[0], **more)


def _person(kind: str, text: str, **more: Any) -> FoundItem | None:
    """By handle, or by the address of their page."""
    text = text.strip()
    if found := _HANDLE.fullmatch(text):
        text = f"{found[1]}@{found[2].lower()}"
    elif not text.startswith(("https://", "http://")) or len(text) > 2000:
        return None
    part = more.get("list", "")
    source = f"{kind}:{part}:{text}" if part else f"{kind}:{text}"
    return FoundItem(kind, {"name": text, **more}, part=kind, source=source)
