"""Activities, collections and tombstones as we send them; `write.py` is the door.

What is inlined loses its own @context and lends it to the activity around it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from federation.context import ACTIVITYSTREAMS, EMOJI_REACT, context

Json = dict[str, Any]
Inline = Mapping[str, Any] | str


def create(activity_id: str, actor: str, made: Json) -> Json:
    """The Create of a post, addressed as the post is and dated as it was published."""
    return _about_post("Create", activity_id, actor, made, made.get("published"))


def update(activity_id: str, actor: str, changed: Json) -> Json:
    """The Update of a post or an actor, whose object is the whole new state."""
    return _about_post("Update", activity_id, actor, changed, changed.get("updated"))


def delete(activity_id: str, actor: str, gone: str, to: Sequence[str], cc: Sequence[str] = ()) -> Json:
    """The Delete of a post; of the actor itself when `gone` is the actor's id."""
    target: Inline = gone if gone == actor else {"id": gone, "type": "Tombstone"}
    return _activity("Delete", activity_id, actor, target, to, cc)


def follow(activity_id: str, actor: str, followed: str) -> Json:
    """A request to follow an actor."""
    return _activity("Follow", activity_id, actor, followed, [followed])


def accept(activity_id: str, actor: str, asked: Inline, to: Sequence[str] = ()) -> Json:
    """Yes to a Follow, inlined as it came, since some servers find it only so."""
    return _activity("Accept", activity_id, actor, asked, to)


def reject(activity_id: str, actor: str, asked: Inline, to: Sequence[str] = ()) -> Json:
    """No to a Follow, or its end."""
    return _activity("Reject", activity_id, actor, asked, to)


def undo(activity_id: str, actor: str, undone: Mapping[str, Any], to: Sequence[str] = ()) -> Json:
    """The taking back of an activity, inlined: Mastodon does not look up a bare id."""
    return _activity("Undo", activity_id, actor, undone, to or undone.get("to", ()), undone.get("cc", ()))


def like(activity_id: str, actor: str, liked: str, to: Sequence[str] = ()) -> Json:
    """A like of a post."""
    return _activity("Like", activity_id, actor, liked, to)


def emoji_react(activity_id: str, actor: str, post: str, emoji: str, to: Sequence[str]) -> Json:
    """A reaction to a post with one emoji (FEP-c0e0)."""
    made = _activity("EmojiReact", activity_id, actor, post, to) | {"content": emoji}
    return made | {"@context": context(EMOJI_REACT)}


def announce(activity_id: str, actor: str, shared: str, to: Sequence[str], cc: Sequence[str], published: str) -> Json:
    """A boost of a post; `published` is an xsd:dateTime."""
    return _activity("Announce", activity_id, actor, shared, to, cc) | {"published": published}


def block(activity_id: str, actor: str, blocked: str) -> Json:
    """A block, which only the blocked actor's server hears of."""
    return _activity("Block", activity_id, actor, blocked, [blocked])


def flag(activity_id: str, actor: str, about: Sequence[str], content: str) -> Json:
    """A report, sent by the instance's actor so that the reporter stays unnamed."""
    return _activity("Flag", activity_id, actor, list(about)) | {"content": content}


def move(activity_id: str, actor: str, target: str, to: Sequence[str]) -> Json:
    """The actor has moved to another; the target must name it among its alsoKnownAs."""
    return _activity("Move", activity_id, actor, actor, to) | {"target": target}


def add(activity_id: str, actor: str, what: str, target: str, to: Sequence[str]) -> Json:
    """Something was put into a collection of the actor (pinned, for the featured one)."""
    return _activity("Add", activity_id, actor, what, to) | {"target": target}


def remove(activity_id: str, actor: str, what: str, target: str, to: Sequence[str]) -> Json:
    """Something was taken out of a collection of the actor."""
    return _activity("Remove", activity_id, actor, what, to) | {"target": target}


def tombstone(gone: str, former_type: str | None = None, deleted: str | None = None) -> Json:
    """What is served, with status 410, where something was; `deleted` is an xsd:dateTime."""
    made: Json = {"@context": ACTIVITYSTREAMS, "id": gone, "type": "Tombstone"}
    if former_type is not None:
        made["formerType"] = former_type
    if deleted is not None:
        made["deleted"] = deleted
    return made


def ordered_collection(url: str, total: int, first: str | None = None, items: Sequence[Inline] | None = None) -> Json:
    """A collection in an order; without `first` and `items` it says only how many there are."""
    return _collection("OrderedCollection", url, total, first, "orderedItems", items)


def collection(url: str, total: int, first: str | None = None, items: Sequence[Inline] | None = None) -> Json:
    """A collection without an order."""
    return _collection("Collection", url, total, first, "items", items)


def ordered_collection_page(
    url: str, part_of: str, items: Sequence[Inline], next_url: str | None = None, prev_url: str | None = None
) -> Json:
    """A page of an ordered collection; items that are documents are inlined."""
    return _page("OrderedCollectionPage", url, part_of, "orderedItems", items, next_url, prev_url)


def collection_page(
    url: str, part_of: str, items: Sequence[Inline], next_url: str | None = None, prev_url: str | None = None
) -> Json:
    """A page of a collection without an order."""
    return _page("CollectionPage", url, part_of, "items", items, next_url, prev_url)


def _activity(
    kind: str, activity_id: str, actor: str, what: Inline | list[str], to: Sequence[str] = (), cc: Sequence[str] = ()
) -> Json:
    made: Json = {
        "@context": _context_of(what) or ACTIVITYSTREAMS,
        "id": activity_id,
        "type": kind,
        "actor": actor,
        "object": what if isinstance(what, list) else _inlined(what),
    }
    if to:
        made["to"] = list(to)
    if cc:
        made["cc"] = list(cc)
    return made


def _about_post(kind: str, activity_id: str, actor: str, what: Json, at: Any) -> Json:
    made = _activity(kind, activity_id, actor, what, what.get("to", ()), what.get("cc", ()))
    return made | ({"published": at} if at else {})


def _collection(kind: str, url: str, total: int, first: str | None, name: str, items: Sequence[Inline] | None) -> Json:
    made: Json = {"@context": ACTIVITYSTREAMS, "id": url, "type": kind, "totalItems": total}
    if first is not None:
        made["first"] = first
    if items is not None:
        made |= _items(name, items)
    return made


def _page(
    kind: str,
    url: str,
    part_of: str,
    name: str,
    items: Sequence[Inline],
    next_url: str | None,
    prev_url: str | None,
) -> Json:
    made: Json = {"@context": ACTIVITYSTREAMS, "id": url, "type": kind, "partOf": part_of}
    if next_url is not None:
        made["next"] = next_url
    if prev_url is not None:
        made["prev"] = prev_url
    return made | _items(name, items)


def _items(name: str, items: Sequence[Inline]) -> Json:
    made: Json = {name: [_inlined(one) for one in items]}
    # A page is one document, so it needs the terms of all its items; they come from one builder each.
    named = [found for one in items if (found := _context_of(one)) is not None]
    if named:
        made["@context"] = max(named, key=lambda one: len(str(one)))
    return made


def _context_of(what: Any) -> Any:
    return what.get("@context") if isinstance(what, Mapping) else None


def _inlined(what: Inline) -> Any:
    if isinstance(what, str):
        return what
    return {name: value for name, value in what.items() if name != "@context"}
