"""May this signer say this? The origin rules of FEP-fe34, applied before anything is acted on.

Whoever handles an activity gets it only after `may_speak`; whoever fetches an object calls `may_author`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from yarl import URL

from federation.signed import Signer
from federation.vocab import (
    Accept,
    Activity,
    Actor,
    Add,
    Create,
    Delete,
    Move,
    Note,
    Reject,
    Remove,
    Tombstone,
    Undo,
    Unknown,
    Update,
)

_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*")
_PORTS = {"http": 80, "https": 443}


class Forbidden(Exception):
    """The signer may not say this; `reason` is one sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@lru_cache(maxsize=8192)
def origin(url: str) -> str:
    """Scheme, host and port of an http(s) URL, so that equal origins are equal strings (advisories 20, 28).

    Lower-case, IDNA 2008, default port left out. Raises `Forbidden` for user names, trailing dots, white
    space, backslashes and anything else that lets one URL look like another.
    """
    if re.search(r"[\s\\\x00-\x20\x7f]", url) or len(url) > 2048:
        raise Forbidden("the URL holds characters a URL must not have, or is too long")
    try:
        read = URL(url)
        scheme, host, port, user = read.scheme, read.raw_host, read.port, "@" in urlsplit(url).netloc
    except (ValueError, UnicodeError) as problem:
        raise Forbidden("the URL cannot be read") from problem
    if scheme not in _PORTS or not host:
        raise Forbidden("the URL is not an http or https one with a host")
    host = host.lower()
    if user or not (":" in host or _NAME.fullmatch(host)):
        raise Forbidden("the URL has a user name or a host that is no host name")
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}" if port in (None, _PORTS[scheme]) else f"{scheme}://{shown}:{port}"


def host_of(url: str) -> str:
    """The host (and port, when it is not the usual one) of a URL. Raises `Forbidden`."""
    return origin(url).partition("://")[2]


def same_origin(one: str, other: str) -> bool:
    """Whether two URLs belong to the same server; False as well for what is no proper URL."""
    try:
        return origin(one) == origin(other)
    except Forbidden:
        return False


def may_speak(signer: Signer, activity: Activity) -> None:
    """The gate between a verified request and its handler. Raises `Forbidden`."""
    if activity.actor != signer.actor_id:
        raise Forbidden("the signer is not the actor of the activity")
    _check_id(activity.actor)
    if activity.id is None or not same_origin(activity.id, activity.actor):
        raise Forbidden("the activity's id is not on the actor's server")
    _check_object(activity)


def may_author(note: Note, actor_id: str) -> None:
    """Whether a post belongs to this actor: author named, and its id on the author's server.

    Raises `Forbidden`.
    """
    if note.attributed_to != actor_id:
        raise Forbidden("the post is attributed to somebody else")
    if not same_origin(note.id, actor_id):
        raise Forbidden("the post's id is not on its author's server")


def _check_id(url: str) -> None:
    origin(url)
    if "#" in url:
        raise Forbidden("the actor's id has a fragment")


def _check_object(activity: Activity) -> None:
    match activity:
        case Create() | Update():
            _check_content(activity)
        case Delete():
            _check_delete(activity)
        case Undo():
            _check_undo(activity)
        case Accept() | Reject():
            _check_answer(activity)
        case Move():
            if activity.object_id != activity.actor:
                raise Forbidden("only the actor itself can move")
        case Add() | Remove():
            _check_collection(activity)


def _check_content(activity: Activity) -> None:
    content = activity.object
    if isinstance(content, Note):
        may_author(content, activity.actor)
    elif isinstance(content, Actor):
        if content.id != activity.actor:
            raise Forbidden("an actor can only be changed by itself")
    elif activity.object_id is not None and not same_origin(activity.object_id, activity.actor):
        raise Forbidden("the object is not on the actor's server")
    elif isinstance(content, Unknown) and content.id is None:
        raise Forbidden("the object has no id")


def _check_delete(activity: Activity) -> None:
    gone = activity.object
    if activity.object_id is None or not same_origin(activity.object_id, activity.actor):
        raise Forbidden("only something on the actor's own server can be deleted by it")
    if isinstance(gone, Note) and gone.attributed_to != activity.actor:
        raise Forbidden("the post to delete is attributed to somebody else")
    if isinstance(gone, Actor) and gone.id != activity.actor:
        raise Forbidden("an actor can only be deleted by itself")
    if isinstance(gone, Tombstone | str | Unknown | Note | Actor):
        return
    raise Forbidden("this cannot be deleted")


def _check_undo(activity: Activity) -> None:
    undone = activity.object
    if isinstance(undone, Activity) and undone.actor != activity.actor:
        raise Forbidden("only one's own activities can be undone")
    if activity.object_id is not None and not same_origin(activity.object_id, activity.actor):
        raise Forbidden("the undone activity is not on the actor's server")
    if activity.object is None:
        raise Forbidden("the Undo does not say what is undone")


def _check_answer(activity: Activity) -> None:
    asked = activity.object
    if isinstance(asked, Activity) and asked.actor == activity.actor:
        raise Forbidden("an actor cannot answer its own request")
    if asked is None:
        raise Forbidden("the answer does not say to what")


def _check_collection(activity: Activity) -> None:
    if activity.target is None or not same_origin(activity.target, activity.actor):
        raise Forbidden("the collection is not on the actor's server")
