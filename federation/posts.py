"""Posts, collections and tombstones out of other people's JSON, with the bounds of advisory 54."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from federation.lenient import (
    BadObject,
    blurhash,
    count,
    each,
    focal_point,
    id_of,
    ids_of,
    kind_of,
    links,
    moment,
    on_host_of,
    page_url,
    pixels,
    recipients,
    text,
    told,
    total,
    yes,
)
from federation.objects import COLLECTION_TYPES, NOTE_TYPES, Attachment, Collection, Note, Raw, Tombstone
from federation.tags import MAX_ALT, MAX_NAME, emojis_of, hashtags_of, mentions_of, policy_of, tags_of

MAX_SUMMARY = 20_000
MAX_CONTENT = 100_000
MAX_OPTIONS = 500
MAX_ATTACHMENTS = 64
MAX_ITEMS = 1000


def read_note(raw: Raw) -> Note:
    """A post. Raises `BadObject`."""
    kind, note_id, author = _identity(raw)
    content, language = told(raw, "content", MAX_CONTENT)
    name, name_language = told(raw, "name", MAX_NAME)
    summary, summary_language = told(raw, "summary", MAX_SUMMARY)
    tags = tags_of(raw)
    return Note(
        id=note_id,
        attributed_to=author,
        type=kind,
        content=content or "",
        language=language or name_language or summary_language,
        name=name,
        summary=summary,
        sensitive=yes(raw.get("sensitive")),
        published=moment(raw.get("published")),
        updated=moment(raw.get("updated")),
        url=on_host_of(page_url(raw.get("url")), note_id),
        in_reply_to=id_of(raw.get("inReplyTo")),
        conversation=text(raw.get("conversation", raw.get("context")), MAX_NAME),
        to=recipients(raw.get("to")),
        cc=recipients(raw.get("cc")),
        attachments=tuple(_attachments(raw, kind)),
        mentions=tuple(mentions_of(tags)),
        hashtags=tuple(hashtags_of(tags)),
        emojis=emojis_of(tags),
        options=tuple(_options(raw)),
        replies=id_of(raw.get("replies")),
        likes_count=total(raw.get("likes")),
        shares_count=total(raw.get("shares")),
        quote=_first_id(raw, "quote", "quoteUrl", "quoteUri", "_misskey_quote"),
        policy=policy_of(raw.get("interactionPolicy")),
        raw=raw,
    )


def read_tombstone(raw: Raw) -> Tombstone:
    """A tombstone. Raises `BadObject`."""
    tombstone_id = id_of(raw)
    if tombstone_id is None:
        raise BadObject("the tombstone lacks an http(s) id")
    former = text(raw.get("formerType"), 128)
    return Tombstone(id=tombstone_id, former_type=former, deleted=moment(raw.get("deleted")), raw=raw)


def read_collection(raw: Raw) -> Collection:
    """A collection or a page of one. Raises `BadObject`."""
    kind = kind_of(raw, COLLECTION_TYPES)
    if kind not in COLLECTION_TYPES:
        raise BadObject(f"{kind or 'an object without type'} is not a collection")
    items = each(raw.get("orderedItems", raw.get("items")))[:MAX_ITEMS]
    return Collection(
        id=id_of(raw),
        type=kind,
        total=count(raw.get("totalItems")),
        first=id_of(raw.get("first")),
        next=id_of(raw.get("next")),
        part_of=id_of(raw.get("partOf")),
        items=ids_of(items, MAX_ITEMS),
        raw_items=tuple(items),
        raw=raw,
    )


def _identity(raw: Raw) -> tuple[str, str, str]:
    kind = kind_of(raw, NOTE_TYPES)
    if kind not in NOTE_TYPES:
        raise BadObject(f"{kind or 'an object without type'} is not a post")
    note_id, author = id_of(raw), id_of(raw.get("attributedTo", raw.get("actor")))
    if note_id is None or author is None:
        raise BadObject("the post lacks an http(s) id or an author")
    return kind, note_id, author


def _first_id(raw: Raw, *names: str) -> str | None:
    return next((found for name in names if (found := id_of(raw.get(name)))), None)


def _attachments(raw: Raw, kind: str) -> Iterator[Attachment]:
    listed: list[Any] = each(raw.get("attachment"))[:MAX_ATTACHMENTS]
    if not listed and kind in ("Image", "Document"):
        listed = [raw]
    if not listed and kind in ("Page", "Article", "Event"):
        listed = each(raw.get("image"))[:1]
    for one in listed:
        read = _attachment({"url": one} if isinstance(one, str) else one)
        if read is not None:
            yield read


def _attachment(raw: object) -> Attachment | None:
    if not isinstance(raw, dict) or kind_of(raw) in ("PropertyValue", "Link"):
        return None
    found = next(iter(links(raw.get("url", raw.get("href")))), None)
    if found is None:
        return None
    url, media_type = found
    # Mastodon reads the alternative text from summary first, then name; most others write name alone.
    alt = text(raw.get("summary"), MAX_ALT) or told(raw, "name", MAX_ALT)[0] or ""
    return Attachment(
        url=url,
        type=kind_of(raw) or "Document",
        media_type=text(raw.get("mediaType"), 128) or media_type,
        alt=alt,
        width=pixels(raw.get("width")),
        height=pixels(raw.get("height")),
        blurhash=blurhash(raw.get("blurhash")),
        focal_point=focal_point(raw.get("focalPoint")),
        raw=raw,
    )


def _options(raw: Raw) -> Iterator[str]:
    listed = each(raw.get("oneOf")) or each(raw.get("anyOf"))
    if len(listed) > MAX_OPTIONS:
        raise BadObject(f"the poll has more than {MAX_OPTIONS} options")
    for one in listed:
        name = text(one.get("name"), MAX_NAME) if isinstance(one, dict) else None
        if name is not None:
            yield name
