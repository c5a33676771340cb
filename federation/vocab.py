"""ActivityStreams as we act on it: the values (`Note`, `Actor`, `Create`, ...) and their reading from JSON.

Reading is lenient about form and strict about bounds; whatever cannot be acted on raises `BadObject`.
"""

from __future__ import annotations

from federation.activities import (
    ACTIVITY_TYPES,
    Accept,
    Activity,
    Add,
    Announce,
    Block,
    Create,
    Delete,
    EmojiReact,
    Flag,
    Follow,
    Like,
    Move,
    QuoteRequest,
    Reject,
    Remove,
    Thing,
    Undo,
    UnknownActivity,
    Update,
)
from federation.actors import read_actor
from federation.lenient import (
    BadObject,
    check_shape,
    each,
    http_url,
    id_of,
    ids_of,
    kind_of,
    moment,
    read_json,
    recipients,
    text,
)
from federation.objects import (
    ACTOR_TYPES,
    COLLECTION_TYPES,
    NOTE_TYPES,
    Actor,
    Attachment,
    Collection,
    Emoji,
    Field,
    Hashtag,
    InteractionPolicy,
    Mention,
    Note,
    Permission,
    Raw,
    Tombstone,
    Unknown,
)
from federation.polls import MAX_OPTIONS
from federation.posts import MAX_SUMMARY, read_collection, read_note, read_tombstone

__all__ = [
    "ACTIVITY_TYPES", "ACTOR_TYPES", "COLLECTION_TYPES", "NOTE_TYPES",
    "Accept", "Activity", "Actor", "Add", "Announce", "Attachment", "BadObject", "Block", "Collection",
    "Create", "Delete", "Emoji", "EmojiReact", "Field", "Flag", "Follow", "Hashtag", "InteractionPolicy",
    "Like", "Mention", "Move", "Note", "Permission", "QuoteRequest", "Raw", "Reject", "Remove", "Thing",
    "Tombstone", "Undo", "Unknown", "UnknownActivity", "Update",
    "check_shape", "http_url", "read_activity", "read_actor", "read_collection", "read_json", "read_note",
    "read_object", "read_tombstone",
]  # fmt: skip

MAX_NESTING = 3


def read_activity(raw: Raw) -> Activity:
    """What arrived at an inbox. Raises `BadObject`; a type we do not know becomes `UnknownActivity`."""
    activity = _activity(raw, MAX_NESTING)
    if activity.id is None:
        raise BadObject("the activity lacks an http(s) id")
    return activity


def read_object(value: object) -> Thing:
    """Anything an activity may carry or a URL may answer: a typed value, an id, or None.

    Raises `BadObject` when its type is known but it is not well made.
    """
    return _thing(value, MAX_NESTING)


def _activity(raw: Raw, nesting: int) -> Activity:
    kind = kind_of(raw, ACTIVITY_TYPES)
    actor = id_of(raw.get("actor", raw.get("attributedTo")))
    if not kind or actor is None:
        raise BadObject("the activity lacks a type or an actor")
    made = ACTIVITY_TYPES.get(kind, UnknownActivity)
    return made(
        id=id_of(raw),
        actor=actor,
        object=_object_of(raw.get("object"), made, nesting),
        objects=ids_of(raw.get("object"), MAX_OPTIONS),
        target=id_of(raw.get("target")),
        to=recipients(raw.get("to")),
        cc=recipients(raw.get("cc")),
        published=moment(raw.get("published")),
        content=text(raw.get("content"), MAX_SUMMARY),
        result=id_of(raw.get("result")),
        instrument=_object_of(raw.get("instrument"), Activity, nesting),
        type=kind,
        raw=raw,
    )


def _object_of(value: object, made: type[Activity], nesting: int) -> Thing:
    """Only Create and Update act on what is inlined; elsewhere an ill-made one still names its id."""
    try:
        return _thing(value, nesting)
    except BadObject:
        if made in (Create, Update):
            raise
        first = next((one for one in each(value) if isinstance(one, dict)), {})
        return Unknown(id_of(first), kind_of(first), first)


def _thing(value: object, nesting: int) -> Thing:
    first = next(iter(each(value)), None)
    if not isinstance(first, dict):
        return http_url(first)
    kind = kind_of(first)
    if kind == "Tombstone":
        return read_tombstone(first)
    if kind in NOTE_TYPES:
        return read_note(first)
    if kind in ACTOR_TYPES:
        return read_actor(first)
    if kind in COLLECTION_TYPES:
        return read_collection(first)
    if kind in ACTIVITY_TYPES and nesting > 0:
        return _activity(first, nesting - 1)
    # An object that is nothing but its id is a reference, as a string would be.
    if set(first) <= {"id", "@id"}:
        return id_of(first)
    return Unknown(id_of(first), kind, first)
