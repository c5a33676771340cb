"""THE gate for what other servers push or serve: `admit`, and the origin rules of FEP-fe34 it is made of.

Whoever acts on an activity or a fetched object gets it from `admit` and from nowhere else (tests/rules/test_gate.py).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from yarl import URL

from federation.audience import PUBLIC_NAMES
from federation.fetched import Fetched, Unsuitable
from federation.signed import Signer
from federation.vocab import (
    Accept,
    Activity,
    Actor,
    Add,
    BadObject,
    Collection,
    Create,
    Delete,
    Follow,
    Move,
    Note,
    QuoteRequest,
    Raw,
    Reject,
    Remove,
    Thing,
    Tombstone,
    Undo,
    Unknown,
    Update,
    http_url,
    read_activity,
    read_object,
)

_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_ADDRESS = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})(?:\.(?!$)|$)){4}")
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
    if user or not _is_host(host):
        raise Forbidden("the URL has a user name or a host that is no host name")
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}" if port in (None, _PORTS[scheme]) else f"{scheme}://{shown}:{port}"


def _is_host(host: str) -> bool:
    """A name, or an address in its one usual form: `127.1` and `0x7f000001` are other spellings of one, not names."""
    if ":" in host:
        return "%" not in host
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        return _ADDRESS.fullmatch(host) is not None
    return _NAME.fullmatch(host) is not None


def host_of(url: str) -> str:
    """The host (and port, when it is not the usual one) of a URL. Raises `Forbidden`."""
    return origin(url).partition("://")[2]


def same_origin(one: str, other: str) -> bool:
    """Whether two URLs belong to the same server; False as well for what is no proper URL."""
    try:
        return origin(one) == origin(other)
    except Forbidden:
        return False


@lru_cache(maxsize=8192)
def check_id(url: str) -> str:
    """The URL, when it can stand for one thing only (advisories 20, 21, 28). Raises `Forbidden`.

    Its server is spelled as the server spells itself, nothing in it is invisible, and its path leads nowhere back.
    """
    where = origin(url)
    if not (url == where or url.startswith((f"{where}/", f"{where}?"))):
        raise Forbidden(f"the id is not spelled as its server is: {where}")
    if not url.isascii() and any(unicodedata.category(one)[0] in "CZ" for one in url):
        raise Forbidden("the id holds characters that cannot be seen")
    if any(unquote(step) in (".", "..") or "\\" in unquote(step) for step in urlsplit(url).path.split("/")):
        raise Forbidden("the id's path leads back")
    return url


def admit(proof: Signer | Fetched, raw: Raw | Activity) -> Thing:
    """What another server pushed (proved by a `Signer`) or served (proved by a `Fetched`), read and found its own.

    One gate for both. Bounds are in the reading (federation.vocab): sizes, depth, lengths of arrays and texts,
    URL schemes. Origins are here: ids, authors, owners of keys and collections. The two proofs are made in one place
    each: a `Signer` by federation.signatures once the key's owner has confirmed it, a `Fetched` by the connector
    once media type, redirects and id are right. `raw` is the JSON, or the activity read from it; of what was
    fetched it is the document or something embedded in it, which must be of the same server.

    Raises `BadObject` and `Forbidden` for what was pushed, `Unsuitable` for what was fetched.
    """
    if isinstance(proof, Signer):
        activity = raw if isinstance(raw, Activity) else read_activity(raw)
        may_speak(proof, activity)
        return activity
    try:
        return _served(proof, raw.raw if isinstance(raw, Activity) else raw)
    except (BadObject, Forbidden) as problem:
        raise Unsuitable(problem.reason) from problem


def may_speak(signer: Signer, activity: Activity) -> None:
    """The part of the gate for what is pushed. Raises `Forbidden`."""
    if activity.actor != signer.actor_id:
        raise Forbidden("the signer is not the actor of the activity")
    _check_actor_id(activity.actor)
    if activity.id is None or not same_origin(check_id(activity.id), activity.actor):
        raise Forbidden("the activity's id is not on the actor's server")
    _check_object(activity)


def may_author(note: Note, actor_id: str) -> None:
    """Whether a post belongs to this actor: author named, and its id on the author's server.

    Raises `Forbidden`.
    """
    if note.attributed_to != actor_id:
        raise Forbidden("the post is attributed to somebody else")
    if not same_origin(check_id(note.id), check_id(actor_id)):
        raise Forbidden("the post's id is not on its author's server")


def may_be(actor: Actor) -> None:
    """Whether an actor's document speaks of its own server: its inbox and its keys are there. Raises `Forbidden`."""
    _check_actor_id(actor.id)
    if not same_origin(actor.inbox, actor.id):
        raise Forbidden("the actor's inbox is not on its own server")
    if not all(same_origin(key.id, actor.id) for key in actor.keys):
        raise Forbidden("the actor names a key of another server as its own")


def _served(found: Fetched, raw: Raw) -> Thing:
    """The part of the gate for what is fetched. An object alone says whose it is only on its own server."""
    thing = read_object(raw)
    if thing is None or isinstance(thing, str):
        raise Forbidden("there is only a reference: ask the server it leads to")
    if raw is found.body and thing.id != found.url:
        raise Forbidden("the object's id is not the URL it was served from")
    if thing.id is None and not isinstance(thing, Collection):
        raise Forbidden("what is embedded has no id")
    if thing.id is not None and not same_origin(check_id(thing.id), found.url):
        raise Forbidden("what is embedded is of another server: ask it there")
    _check_served(thing, thing.id or found.url)
    return thing


def _check_served(thing: Thing, where: str) -> None:
    match thing:
        case Note():
            may_author(thing, thing.attributed_to)
        case Actor():
            may_be(thing)
        case Activity():
            if not same_origin(check_id(thing.actor), where):
                raise Forbidden("the activity's id is not on the actor's server")
            _check_object(thing)
        case Collection():
            if not all(same_origin(one, where) for one in (thing.first, thing.next, thing.part_of) if one is not None):
                raise Forbidden("the pages of the collection are on another server")
            _check_owner(thing.raw, where)
        case Unknown():
            _check_owner(thing.raw, where)


def _check_owner(raw: Raw, where: str) -> None:
    """Whoever is named as owner lives where the thing does; who it is, its handler compares."""
    owner = http_url(raw.get("attributedTo"))
    if owner is not None and not same_origin(owner, where):
        raise Forbidden("it is attributed to somebody on another server")


def _check_actor_id(url: str) -> None:
    check_id(url)
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
        case QuoteRequest():
            _check_quote(activity)


def _check_content(activity: Activity) -> None:
    content = activity.object
    if isinstance(content, Note):
        may_author(content, activity.actor)
    elif isinstance(content, Actor):
        if content.id != activity.actor:
            raise Forbidden("an actor can only be changed by itself")
        may_be(content)
    elif activity.object_id is not None and not same_origin(activity.object_id, activity.actor):
        raise Forbidden("the object is not on the actor's server")
    elif isinstance(content, Unknown) and content.id is None:
        raise Forbidden("the object has no id")
    elif isinstance(content, Unknown | Collection):
        _check_owner(content.raw, activity.actor)


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
    """Only whoever was asked can answer. Of a bare id that is known to the handler alone, who compares it."""
    asked = activity.object
    if isinstance(asked, Activity) and asked.actor == activity.actor:
        raise Forbidden("an actor cannot answer its own request")
    if asked is None:
        raise Forbidden("the answer does not say to what")
    # Relays are followed by following the public (LitePub and Mastodon alike), and they answer for it.
    if isinstance(asked, Follow) and asked.object_id not in (None, activity.actor, *PUBLIC_NAMES):
        raise Forbidden("only the one who was asked can answer")
    if isinstance(asked, QuoteRequest) and not _on_server_of(asked.object_id, activity.actor):
        raise Forbidden("only the author of the quoted post can answer")
    if activity.result is not None and not same_origin(activity.result, activity.actor):
        raise Forbidden("the result of the answer is not on the actor's server")


def _check_quote(activity: Activity) -> None:
    """The post that quotes is the one who asks' own (advisory 31)."""
    quoting = activity.instrument
    if isinstance(quoting, Note):
        may_author(quoting, activity.actor)
    elif quoting is None or not _on_server_of(quoting if isinstance(quoting, str) else quoting.id, activity.actor):
        raise Forbidden("the post that quotes is not on the actor's server")


def _on_server_of(url: str | None, actor: str) -> bool:
    return url is not None and same_origin(url, actor)


def _check_collection(activity: Activity) -> None:
    if activity.target is None or not same_origin(activity.target, activity.actor):
        raise Forbidden("the collection is not on the actor's server")
