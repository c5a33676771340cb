"""The activities we act on: one shape, one class each, so that a table can be keyed by class."""

from __future__ import annotations

from dataclasses import dataclass, field

from federation.objects import Actor, Collection, Note, Raw, Tombstone, Unknown


@dataclass(frozen=True, slots=True)
class Activity:
    """Who did what: `object` is the inlined thing, or its id, or None.

    `id` is None only for an activity inlined in another. `objects` are the ids of all objects (a Flag
    names several), `target` is where (Add, Remove) or whereto (Move), `content` the text of a Flag or
    the emoji of a reaction, `result` and `instrument` belong to Accept and QuoteRequest.
    """

    id: str | None
    actor: str
    object: Thing = None
    objects: tuple[str, ...] = ()
    target: str | None = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    published: int | None = None
    content: str | None = None
    result: str | None = None
    instrument: Thing = None
    type: str = ""
    raw: Raw = field(default_factory=dict, repr=False, compare=False)

    @property
    def object_id(self) -> str | None:
        """The id of the object, however it was sent."""
        if self.object is None or isinstance(self.object, str):
            return self.object
        return self.object.id


Thing = Note | Actor | Tombstone | Collection | Activity | Unknown | str | None


@dataclass(frozen=True, slots=True)
class Create(Activity):
    """Something new was made."""


@dataclass(frozen=True, slots=True)
class Update(Activity):
    """Something was changed; the object is the whole new state."""


@dataclass(frozen=True, slots=True)
class Delete(Activity):
    """Something, or the actor, is gone."""


@dataclass(frozen=True, slots=True)
class Follow(Activity):
    """The actor wants to follow the object."""


@dataclass(frozen=True, slots=True)
class Accept(Activity):
    """Yes to the activity that is the object."""


@dataclass(frozen=True, slots=True)
class Reject(Activity):
    """No to the activity that is the object, also after a yes."""


@dataclass(frozen=True, slots=True)
class Undo(Activity):
    """The activity that is the object is taken back."""


@dataclass(frozen=True, slots=True)
class Like(Activity):
    """The actor likes the object; Misskey puts an emoji into `content`."""


@dataclass(frozen=True, slots=True)
class Announce(Activity):
    """The actor boosts the object."""


@dataclass(frozen=True, slots=True)
class Block(Activity):
    """The actor blocks the object, an actor."""


@dataclass(frozen=True, slots=True)
class Flag(Activity):
    """A report about the `objects`; `content` is its text."""


@dataclass(frozen=True, slots=True)
class Move(Activity):
    """The actor, which is the object, has moved to the target."""


@dataclass(frozen=True, slots=True)
class Add(Activity):
    """The object was put into the target collection (pinned, for the featured one)."""


@dataclass(frozen=True, slots=True)
class Remove(Activity):
    """The object was taken out of the target collection."""


@dataclass(frozen=True, slots=True)
class EmojiReact(Activity):
    """A reaction with the emoji in `content` (Pleroma, Akkoma, FEP-c0e0)."""


@dataclass(frozen=True, slots=True)
class QuoteRequest(Activity):
    """The actor asks to quote the object in the instrument (FEP-044f)."""


@dataclass(frozen=True, slots=True)
class UnknownActivity(Activity):
    """An activity whose `type` we do not act on."""


ACTIVITY_TYPES: dict[str, type[Activity]] = {
    kind.__name__: kind
    for kind in (
        Create,
        Update,
        Delete,
        Follow,
        Accept,
        Reject,
        Undo,
        Like,
        Announce,
        Block,
        Flag,
        Move,
        Add,
        Remove,
        EmojiReact,
        QuoteRequest,
    )
}
