"""Strict out: posts and actors as plain dicts for json.dumps, with the @context their terms need.

`extra` takes terms the caller owns (rights, licences) and `context_extra` the blocks that define them.
`activity_out.py` wraps what is written here into activities and collections.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from federation.activity_out import (
    accept,
    add,
    announce,
    block,
    collection,
    collection_page,
    create,
    delete,
    emoji_react,
    flag,
    follow,
    like,
    move,
    ordered_collection,
    ordered_collection_page,
    reject,
    remove,
    tombstone,
    undo,
    update,
)
from federation.context import ACTOR_TERMS, MULTIKEY, NOTE_TERMS, POLL, SECURITY, Block, context
from federation.keys import PublicKey
from federation.multikey import multikey_of
from federation.objects import (
    Actor,
    Attachment,
    Emoji,
    Hashtag,
    InteractionPolicy,
    Mention,
    Note,
    Permission,
    Poll,
)

__all__ = [
    "Json", "accept", "actor", "add", "announce", "bare_actor", "block", "collection", "collection_page", "create",
    "delete", "emoji_react", "flag", "follow", "iso", "like", "move", "note", "ordered_collection",
    "ordered_collection_page", "reject", "remove", "tombstone", "undo", "update",
]  # fmt: skip

Json = dict[str, Any]
NOTHING: Mapping[str, Any] = {}


def iso(moment: int) -> str:
    """Milliseconds since the epoch as xsd:dateTime in UTC."""
    whole, rest = divmod(moment, 1000)
    read = datetime.fromtimestamp(whole, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{read}.{rest:03d}Z" if rest else f"{read}Z"


def note(
    of: Note,
    *,
    reply_ids: Sequence[str] = (),
    replies_total: int | None = None,
    attachment_extras: Sequence[Mapping[str, Any]] = (),
    extra: Mapping[str, Any] = NOTHING,
    context_extra: Sequence[Block] = (),
) -> Json:
    """A post as its own document. `reply_ids` is the first page of its replies, if it has a `replies` URL.

    `attachment_extras` are terms for each attachment, in their order.
    """
    made: Json = {
        "@context": context(NOTE_TERMS, *([POLL] if of.poll else []), *context_extra),
        "id": of.id,
        "type": of.type,
        "attributedTo": of.attributed_to,
        "to": list(of.to),
        "cc": list(of.cc),
        **_texts(of),
        "sensitive": of.sensitive,
        "url": of.url or of.id,
        "inReplyTo": of.in_reply_to,
        "attachment": _attachments(of.attachments, attachment_extras),
        "tag": [*map(_mention, of.mentions), *map(_hashtag, of.hashtags), *map(_emoji, of.emojis)],
        **_times(of),
        **_counts(of),
        **_thread(of),
    }
    if of.replies is not None:
        made["replies"] = _replies(of.replies, reply_ids, replies_total)
    if of.policy is not None:
        made["interactionPolicy"] = _policy(of.policy)
    return {**made, **_quote(of), **(_poll(of.poll) if of.poll else {}), **extra}


def actor(of: Actor, *, extra: Mapping[str, Any] = NOTHING, context_extra: Sequence[Block] = ()) -> Json:
    """An actor as its own document; what it does not have is left out, its flags are always said."""
    has: Json = {
        "outbox": of.outbox,
        "followers": of.followers,
        "following": of.following,
        "featured": of.featured,
        "name": of.name,
        "icon": _image(of.icon, of.icon_alt),
        "image": _image(of.image, of.image_alt),
        "published": None if of.published is None else iso(of.published),
        "movedTo": of.moved_to,
        "webfinger": of.webfinger,
        "endpoints": ({"sharedInbox": of.shared_inbox} if of.shared_inbox else {}) | dict(of.endpoints) or None,
        "publicKey": _keys(of.keys),
        "assertionMethod": _multikeys(of.multikeys),
        "interactionPolicy": None if of.policy is None else _policy(of.policy),
        "alsoKnownAs": list(of.also_known_as) or None,
        "attributionDomains": list(of.attribution_domains) or None,
        "memorial": of.memorial or None,
        "suspended": of.suspended or None,
    }
    return {
        "@context": context(SECURITY, ACTOR_TERMS, *([MULTIKEY] if of.multikeys else []), *context_extra),
        "id": of.id,
        "type": of.type,
        "preferredUsername": of.username,
        "inbox": of.inbox,
        "summary": of.summary,
        "url": of.url or of.id,
        "manuallyApprovesFollowers": of.manually_approves_followers,
        "discoverable": of.discoverable,
        "indexable": of.indexable,
        "attachment": [{"type": "PropertyValue", "name": one.name, "value": one.value} for one in of.fields],
        "tag": [_emoji(one) for one in of.emojis],
        **{name: value for name, value in has.items() if value is not None},
        **extra,
    }


def _texts(of: Note) -> Json:
    made: Json = {"content": of.content, "summary": of.summary}
    if of.name is not None:
        made["name"] = of.name
    # Mastodon takes the language from the first key, so the map has exactly one.
    if of.language is not None:
        made["contentMap"] = {of.language: of.content}
    return made


def _times(of: Note) -> Json:
    made: Json = {}
    if of.published is not None:
        made["published"] = iso(of.published)
    if of.updated is not None:
        made["updated"] = iso(of.updated)
    return made


def _thread(of: Note) -> Json:
    """Both names of the conversation: FEP-7888's, and the older one of OStatus."""
    named = {"conversation": of.conversation, "context": of.context}
    return {name: value for name, value in named.items() if value is not None}


def _quote(of: Note) -> Json:
    """Who does not know of consent reads the older words, so they are said only once there is consent."""
    made: Json = {} if of.quote is None else {"quote": of.quote}
    if of.quote_authorization is not None:
        made["quoteAuthorization"] = of.quote_authorization
        made["quoteUri"] = made["_misskey_quote"] = of.quote
    return made


def _poll(of: Poll) -> Json:
    """As Mastodon writes it; while the results are hidden no option says how many chose it."""
    told = not of.hidden or of.closed is not None
    options = [
        {
            "type": "Note",
            "name": one.name,
            "replies": {"type": "Collection"} | ({"totalItems": one.votes} if told else {}),
        }
        for one in of.options
    ]
    made: Json = {"anyOf" if of.multiple else "oneOf": options}
    times = {"endTime": of.ends, "closed": of.closed}
    made |= {name: iso(moment) for name, moment in times.items() if moment is not None}
    return made if of.voters is None else {**made, "votersCount": of.voters}


def _counts(of: Note) -> Json:
    counted = {"likes": of.likes_count, "shares": of.shares_count}
    return {
        name: {"id": f"{of.id}/{name}", "type": "Collection", "totalItems": number}
        for name, number in counted.items()
        if number is not None
    }


def _replies(url: str, ids: Sequence[str], total: int | None) -> Json:
    first = {"id": f"{url}?page=1", "type": "CollectionPage", "partOf": url, "items": list(ids)}
    if total is not None and total > len(ids):
        first["next"] = f"{url}?page=2"
    return {
        "id": url,
        "type": "Collection",
        "totalItems": len(ids) if total is None else total,
        "first": first,
    }


def _attachments(of: Sequence[Attachment], extras: Sequence[Mapping[str, Any]]) -> list[Json]:
    if extras and len(extras) != len(of):
        raise ValueError("give one mapping of extra terms for each attachment, or none at all")
    return [_attachment(one, extras[index] if extras else NOTHING) for index, one in enumerate(of)]


def _attachment(of: Attachment, extra: Mapping[str, Any]) -> Json:
    # The alternative text twice: Mastodon reads summary first, Pixelfed and Misskey read name alone.
    made: Json = {"type": of.type, "mediaType": of.media_type, "url": of.url, "name": of.alt, "summary": of.alt}
    measures = {"width": of.width, "height": of.height, "blurhash": of.blurhash}
    made |= {name: value for name, value in measures.items() if value is not None}
    if of.focal_point is not None:
        made["focalPoint"] = list(of.focal_point)
    return {**made, **extra}


def _mention(of: Mention) -> Json:
    return {"type": "Mention", "href": of.href, "name": of.name}


def _hashtag(of: Hashtag) -> Json:
    made = {"type": "Hashtag", "name": f"#{of.name}"}
    return made if of.href is None else made | {"href": of.href}


def _emoji(of: Emoji) -> Json:
    made: Json = {"type": "Emoji", "name": of.name, "icon": {"type": "Image", "url": of.icon}}
    if of.id is not None:
        made["id"] = of.id
    if of.updated is not None:
        made["updated"] = iso(of.updated)
    return made


def _image(url: str | None, alt: str) -> Json | None:
    if url is None:
        return None
    return {"type": "Image", "url": url, **({"name": alt, "summary": alt} if alt else {})}


def _keys(keys: Sequence[PublicKey]) -> Json | list[Json] | None:
    made = [{"id": key.id, "owner": key.owner, "publicKeyPem": key.pem} for key in keys]
    return made[0] if len(made) == 1 else (made or None)


def _multikeys(keys: Sequence[PublicKey]) -> list[Json] | None:
    """Ed25519 keys as FEP-521a has them, each naming the actor who controls it."""
    return [
        {"id": key.id, "type": "Multikey", "controller": key.owner, "publicKeyMultibase": multikey_of(key.pem)}
        for key in keys
    ] or None


def bare_actor(of: Actor) -> Json:
    """As little of an actor as lets others verify what it signs and answer it."""
    has = {
        "endpoints": None if of.shared_inbox is None else {"sharedInbox": of.shared_inbox},
        "publicKey": _keys(of.keys),
        "assertionMethod": _multikeys(of.multikeys),
    }
    return {
        "@context": context(SECURITY, *([MULTIKEY] if of.multikeys else [])),
        "id": of.id,
        "type": of.type,
        "preferredUsername": of.username,
        "inbox": of.inbox,
        **{name: value for name, value in has.items() if value is not None},
    }


def _policy(of: InteractionPolicy) -> Json:
    told = {
        "canLike": of.can_like,
        "canReply": of.can_reply,
        "canAnnounce": of.can_announce,
        "canQuote": of.can_quote,
        "canFeature": of.can_feature,
    }
    return {name: _permission(value) for name, value in told.items() if value is not None}


def _permission(of: Permission) -> Json:
    return {"automaticApproval": list(of.automatic), "manualApproval": list(of.manual)}
