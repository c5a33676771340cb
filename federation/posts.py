"""Posts, collections and tombstones out of other people's JSON, with the bounds of advisory 54."""

from __future__ import annotations

from federation.attachments import attachments_of
from federation.lenient import (
    BadObject,
    count,
    each,
    id_of,
    ids_of,
    kind_of,
    moment,
    on_host_of,
    page_url,
    recipients,
    text,
    told,
    total,
    yes,
)
from federation.objects import COLLECTION_TYPES, NOTE_TYPES, Collection, Note, Raw, Tombstone
from federation.particulars import body_of, named_language, particulars_of, tellings_of
from federation.polls import poll_of
from federation.tags import MAX_NAME, emojis_of, hashtags_of, mentions_of, policy_of, tags_of

MAX_SUMMARY = 20_000
MAX_ITEMS = 1000


def read_note(raw: Raw) -> Note:
    """A post. Raises `BadObject`."""
    kind, note_id, author = _identity(raw)
    content, media_type = body_of(raw)
    name, name_language = told(raw, "name", MAX_NAME)
    summary, summary_language = told(raw, "summary", MAX_SUMMARY)
    tags = tags_of(raw)
    return Note(
        id=note_id,
        attributed_to=author,
        type=kind,
        content=content,
        language=told(raw, "content", 1)[1] or name_language or summary_language or named_language(raw),
        name=name,
        summary=summary,
        sensitive=yes(raw.get("sensitive")),
        published=moment(raw.get("published")),
        updated=moment(raw.get("updated")),
        url=on_host_of(page_url(raw.get("url")), note_id),
        in_reply_to=id_of(raw.get("inReplyTo")),
        conversation=text(raw.get("conversation"), MAX_NAME),
        context=id_of(raw.get("context")),
        to=recipients(raw.get("to")),
        cc=recipients(raw.get("cc")),
        attachments=attachments_of(raw, kind),
        mentions=tuple(mentions_of(tags)),
        hashtags=tuple(hashtags_of(tags)),
        emojis=emojis_of(tags),
        poll=poll_of(raw, kind),
        replies=id_of(raw.get("replies")),
        likes_count=total(raw.get("likes")),
        shares_count=total(raw.get("shares")),
        quote=_first_id(raw, "quote", "quoteUrl", "quoteUri", "_misskey_quote"),
        quote_authorization=id_of(raw.get("quoteAuthorization")),
        policy=policy_of(raw.get("interactionPolicy")),
        media_type=media_type,
        tellings=tellings_of(raw),
        particulars=particulars_of(raw, kind),
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
    note_id, author = id_of(raw), _author(raw)
    if note_id is None or author is None:
        raise BadObject("the post lacks an http(s) id or an author")
    return kind, note_id, author


def _author(raw: Raw) -> str | None:
    """Of several the first person: PeerTube names a film's channel and account, in either order."""
    listed = each(raw.get("attributedTo", raw.get("actor")))[:16]
    people = [one for one in listed if isinstance(one, dict) and kind_of(one) == "Person"]
    return id_of(people) or id_of(listed)


def _first_id(raw: Raw, *names: str) -> str | None:
    return next((found for name in names if (found := id_of(raw.get(name)))), None)
