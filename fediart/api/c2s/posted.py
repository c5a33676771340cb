"""What a client posts to its outbox, read as leniently as what arrives in an inbox, and bounded alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from federation.activities import ACTIVITY_TYPES
from federation.audience import PUBLIC_NAMES
from federation.lenient import BadObject, check_shape, each, id_of, kind_of, recipients
from federation.objects import Raw
from fediart.api.call import Call
from fediart.api.refusals import Refused
from fediart.language import _

ADDRESSED: Final = ("to", "cc", "audience")
HIDDEN: Final = ("bto", "bcc")
_OURS: Final = ("actor", "attributedTo")


@dataclass(frozen=True, slots=True)
class Posted:
    """An activity. `thing` is its object where that was inlined, `about` the object's id, however it was sent.

    `to` and `cc` are those of the activity and of its object together (section 6.2); `audience` counts as `cc`.
    """

    kind: str
    raw: Raw
    thing: Raw | None
    about: str | None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """What became of it: the activity as it is answered. `status` is 202 for what is not decided yet."""

    activity: Mapping[str, Any]
    status: int = 201
    more: Mapping[str, Any] = field(default_factory=dict)


def read_posted(call: Call, tree: Mapping[str, Any]) -> Posted:
    """A bare object is wrapped in a Create (section 6.2.1). The client's own `id` and `published` count for nothing.

    Raises Refused for what cannot be read, for somebody else's name, and for hidden recipients.
    """
    try:
        check_shape(dict(tree))
    except BadObject as problem:
        raise Refused(422, _("This cannot be read: %(reason)s.", reason=problem.reason)) from None
    raw: Raw = tree if _is_activity(tree) else {"type": "Create", "object": tree}
    kind = kind_of(raw, ACTIVITY_TYPES)
    first = next(iter(each(raw.get("object"))), None)
    thing = first if isinstance(first, dict) else None
    made = [one for one in (raw, thing if kind in ("Create", "Update") else None) if one is not None]
    _demand_own(call, made)
    _demand_open(made)
    return Posted(kind, raw, thing, id_of(first), _all(made, "to"), (*_all(made, "cc"), *_all(made, "audience")))


def _is_activity(tree: Mapping[str, Any]) -> bool:
    """What has an object is meant as an activity, also one of a type that is not known."""
    return kind_of(tree, ACTIVITY_TYPES) in ACTIVITY_TYPES or "object" in tree


def _all(made: list[Raw], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for raw in made for one in recipients(raw.get(name))))


def _demand_own(call: Call, made: list[Raw]) -> None:
    for raw in made:
        for name in _OURS:
            if raw.get(name) is not None and id_of(raw[name]) != call.actor.uri:
                words = _("`%(name)s` names somebody else. Leave it out, or give %(id)s.", name=name, id=call.actor.uri)
                raise Refused(422, words)


def _demand_open(made: list[Raw]) -> None:
    """Nothing is sent to anybody whom the others cannot see, so that it can never leak to whom."""
    if any(each(raw.get(name)) for raw in made for name in HIDDEN):
        raise Refused(422, _("Hidden recipients are not taken here: leave out `bto` and `bcc`, and name all in `to`."))


def is_public(posted: Posted) -> bool:
    """Whether it is for everybody, or says nothing of whom it is for."""
    said = (*posted.to, *posted.cc)
    return not said or not PUBLIC_NAMES.isdisjoint(said)
