"""ActivityPub of other servers as our rows. Markup is sanitized here, once, before it is stored."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from federation.audience import visibility_of
from federation.lenient import yes
from federation.objects import Actor as ActorDocument
from federation.objects import Attachment, Note
from federation.rules import host_of, same_origin
from fediart.ids import Ids
from fediart.sanitize import clean, plain
from fediart.store.actors import Actor, Field
from fediart.store.posts import Post
from fediart.store.remote_media import LINK, WAITING, RemoteMedia
from fediart.translate.body import content_of, inline_files, title_of, words_of
from fediart.translate.consent import said_by

MAX_TAGS = 30
MAX_NAME = 120
IMAGES = ("image/jpeg", "image/png", "image/webp", "image/avif", "image/gif", "image/heic", "image/heif")
# The terms of a policy as our own context, FEP-6757, FEP-5e53, FEP-268d and FEP-5feb name them, and what others write
# for the same: a prefix, or the whole address. Mastodon's `schema` is not schema.org, yet `schema:license` is meant so.
RIGHTS_TERMS = (
    "license", "preferredLicense", "usageInfo", "hasPolicy", "tdmReservation", "tdmPolicy", "dataMining", "xRobotsTag",
    "contentUsage", "contentSignal", "creditText", "copyrightNotice", "digitalSourceType", "searchableBy", "indexable",
)  # fmt: skip
_SYNONYMS = {
    "license": (
        "schema:license", "sdo:license", "dc:license", "dct:license", "dcterms:license", "cc:license",
        "http://purl.org/dc/terms/license", "https://schema.org/license", "http://schema.org/license",
        "http://creativecommons.org/ns#license",
    ),
    "preferredLicense": ("https://w3id.org/fep/6757#preferredLicense",),
    "usageInfo": ("schema:usageInfo", "sdo:usageInfo", "https://schema.org/usageInfo"),
    "hasPolicy": ("odrl:hasPolicy", "http://www.w3.org/ns/odrl/2/hasPolicy"),
    "tdmReservation": ("tdm:reservation", "http://www.w3.org/ns/tdmrep#reservation"),
    "tdmPolicy": ("tdm:policy", "http://www.w3.org/ns/tdmrep#policy"),
    "dataMining": ("plus:DataMining", "http://ns.useplus.org/ldf/xmp/1.0/DataMining"),
    "xRobotsTag": ("https://www.robotstxt.org/meta.html",),
    "searchableBy": ("fedibird:searchableBy", "http://fedibird.com/ns#searchableBy"),
    "indexable": ("toot:indexable", "http://joinmastodon.org/ns#indexable"),
}  # fmt: skip
_CALLED = {name: name for name in RIGHTS_TERMS} | {other: name for name, all_ in _SYNONYMS.items() for other in all_}


_FILE_NAME = re.compile(r"\S{1,200}\.(?:jpe?g|jfif|png|gif|webp|avif|hei[cf]|bmp|tiff?)", re.IGNORECASE)
# Where people known here are shown, by their id and by the address of their page.
People = Mapping[str, str]
NOBODY: People = {}


@dataclass(frozen=True, slots=True)
class Parent:
    """What a post replies to, where it is known here."""

    id: int
    thread_id: int
    actor_id: int


def rights_of(raw: Mapping[str, Any]) -> str:
    """The policy terms of a document as JSON, bounded; `{}` where it says nothing, which costs one comparison."""
    there = _CALLED.keys() & raw.keys()
    if not there:
        return "{}"
    said: dict[str, Any] = {}
    for name in sorted(there):
        value = _plain(raw[name])
        if _is_plain(value) and (name in RIGHTS_TERMS or _CALLED[name] not in said):
            said[_CALLED[name]] = value
    return json.dumps(said, ensure_ascii=False) if said else "{}"


def _plain(value: object) -> object:
    """A node by its address, a typed value by its text, a list of one by itself."""
    if isinstance(value, list):
        return [_plain(one) for one in value[:17]]
    if isinstance(value, dict):
        return value.get("id", value.get("@id", value.get("@value")))
    return value


def _is_plain(value: object) -> bool:
    if isinstance(value, list):
        return len(value) <= 16 and all(isinstance(one, str) and len(one) <= 512 for one in value)
    return (isinstance(value, int) and abs(value) < 10**9) or (isinstance(value, str) and len(value) <= 2048)


def actor_row(document: ActorDocument, known: Actor | None, *, actor_id: int, host: str, now: int) -> Actor:
    """A remote actor's row; what only we know of it (counts, suspension) is kept from `known`."""
    key = document.keys[0] if document.keys else None
    return Actor(
        id=actor_id,
        uri=document.id,
        name=_name(document),
        host=host,
        kind=document.type,
        display_name=plain(document.name or "").replace("\n", " ")[:MAX_NAME],
        bio="",
        bio_html=words_of(document.summary),
        url=document.url or document.id,
        inbox=document.inbox,
        shared_inbox=_own(document.shared_inbox, document.id),
        outbox=_own(document.outbox, document.id),
        followers_uri=_own(document.followers, document.id),
        following_uri=_own(document.following, document.id),
        featured_uri=_own(document.featured, document.id),
        avatar=document.icon or "",
        avatar_alt=document.icon_alt[:1500],
        header=document.image or "",
        header_alt=document.image_alt[:1500],
        fields=tuple(Field(plain(one.name)[:255], clean(one.value)) for one in document.fields[:16]),
        public_key_id=key.id if key else "",
        public_key=key.pem if key else "",
        private_key="",
        approves_follows=int(document.manually_approves_followers),
        discoverable=int(document.discoverable),
        ai_policy="",
        remote_rights=rights_of(document.raw),
        moved_to=document.moved_to or "",
        also_known_as=document.also_known_as[:16],
        follower_count=known.follower_count if known else 0,
        following_count=known.following_count if known else 0,
        created=known.created if known else now,
        fetched=now,
        suspended=known.suspended if known else 0,
        deleted=0,
    )


def _name(document: ActorDocument) -> str:
    """The user name, without what would make a handle read as another's."""
    for said in (document.username, document.id.rstrip("/").rpartition("/")[2].lstrip("@")):
        kept = "".join(one for one in said if one.isalnum() or one in "_.-")[:128]
        if kept:
            return kept
    return "unknown"


def _own(url: str | None, owner: str) -> str:
    """A collection counts only on the actor's own server: no actor may aim us at others."""
    return url if url is not None and same_origin(url, owner) else ""


def post_row(
    note: Note, author: Actor, parent: Parent | None, *, post_id: int, published: int, now: int, people: People = NOBODY
) -> Post:
    """A remote post's row. What claims to come from the future is dated to now."""
    visibility = visibility_of(note.to, note.cc, author.followers_uri or None)
    warning, files = warning_of(note), note.attachments
    return Post(
        id=post_id,
        uri=note.id,
        actor_id=author.id,
        local=0,
        kind="reply" if note.in_reply_to else "note",
        reply_to_id=parent.id if parent else None,
        reply_to_uri=note.in_reply_to or "",
        thread_id=parent.thread_id if parent else post_id,
        content=content_of(note, people),
        source="",
        title=title_of(note),
        warning=plain(warning)[:500] if warning else "",
        sensitive=int(note.sensitive or bool(warning) or any(yes(one.raw.get("sensitive")) for one in files)),
        language=(note.language or "")[:35],
        visibility=str(visibility),
        url=note.url or note.id,
        published=min(published, now),
        edited=min(note.updated or 0, now) if (note.updated or 0) > published else 0,
        deleted=0,
        remote_rights=rights_of(note.raw),
        reply_count=0,
        like_count=0,
        boost_count=0,
        context=note.context or "",
        conversation=(note.conversation or "")[:500],
        consent=said_by(note, author),
    )


def warning_of(note: Note) -> str:
    """Only of a Note is the summary a content warning; elsewhere it is a description."""
    return note.summary or "" if note.type in ("Note", "Question") else ""


def tags_of(note: Note) -> list[str]:
    """Lower case, each once."""
    return list(dict.fromkeys(one.name.lower()[:100] for one in note.hashtags))[:MAX_TAGS]


def media_rows(note: Note, post_id: int, ids: Ids, *, now: int) -> list[RemoteMedia]:
    """Its images, attached or in the text, to be fetched; other files are only linked to."""
    files = [*note.attachments, *inline_files(note)]
    return [media_row(one, post_id, place, ids, now=now) for place, one in enumerate(files)]


def media_row(file: Attachment, post_id: int, position: int, ids: Ids, *, now: int) -> RemoteMedia:
    image = file.media_type in IMAGES or (file.media_type is None and file.type == "Image")
    x, y = file.focal_point or (0.0, 0.0)
    named = image and _FILE_NAME.fullmatch(file.alt) is not None  # Pleroma and Hubzilla write the file's name there
    return RemoteMedia(
        id=ids.new(),
        post_id=post_id,
        actor_id=None,
        role="post",
        position=position,
        url=file.url,
        media_type=(file.media_type or ("text/html" if file.type == "Link" else ""))[:100],
        alt="" if named else file.alt,
        width=file.width or 0,
        height=file.height or 0,
        blurhash=file.blurhash or "",
        focal_x=x,
        focal_y=y,
        key="",
        state=WAITING if image else LINK,
        rights=rights_of(file.raw),
        created=now,
    )


def face_row(actor: Actor, role: str, url: str, ids: Ids, *, now: int) -> RemoteMedia:
    """An avatar or header of a remote actor, to be fetched."""
    alt = actor.avatar_alt if role == "avatar" else actor.header_alt
    return RemoteMedia(
        ids.new(), None, actor.id, role, 0, url, "", alt, 0, 0, "", 0.0, 0.0, "", WAITING, actor.remote_rights, now
    )


def host_of_actor(uri: str) -> str:
    """The host in the handle of an actor who was met by address. Raises Forbidden."""
    return host_of(uri)
