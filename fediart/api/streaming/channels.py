"""The streams there are, by Mastodon's names: who may listen to each, and how a listener asks for one.

Source: docs.joinmastodon.org/methods/streaming/#streams.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fediart.actions.scopes import holds
from fediart.api.refusals import NOBODY, OUT_OF_SCOPE, Refused
from fediart.store.access_tokens import Bearer

USER: Final = "user"
NEWS: Final = "user:notification"
PUBLIC: Final = "public"
HASHTAG: Final = "hashtag"
HASHTAG_LOCAL: Final = "hashtag:local"
LIST: Final = "list"
DIRECT: Final = "direct"
READ_POSTS: Final = "read:statuses"
READ_NEWS: Final = "read:notifications"
PUBLICS: Final = (
    "public",
    "public:media",
    "public:local",
    "public:local:media",
    "public:remote",
    "public:remote:media",
)
_NAMES: Final = frozenset({USER, NEWS, *PUBLICS, HASHTAG, HASHTAG_LOCAL, LIST, DIRECT})
_LONGEST: Final = 200  # characters of a tag


@dataclass(frozen=True, slots=True)
class Channel:
    """What can be listened to. `about` is a tag or the id of a list; `owner` whose it is, 0 for everybody's."""

    name: str
    about: str = ""
    owner: int = 0

    @property
    def stream(self) -> list[str]:
        """As messages of a WebSocket name it."""
        return [self.name, self.about] if self.about else [self.name]


def channel_from(asked: Mapping[str, object], bearer: Bearer | None) -> Channel:
    """The stream that is asked for: its name in `stream`, `tag` and `list` beside it.

    Raises Refused where there is none of that name, or the token does not reach so far. Whether a list is the
    listener's own is for the caller to ask.
    """
    name = str(asked.get("stream", ""))
    if name not in _NAMES:
        raise Refused(400, "Unknown stream type")
    demand_scope(name, bearer)
    owner = bearer.actor.id if bearer and bearer.actor else 0
    if name in (HASHTAG, HASHTAG_LOCAL):
        return Channel(name, _tag(asked.get("tag")))
    if name == LIST:
        number = str(asked.get("list", ""))
        if not (number.isascii() and number.isdigit() and len(number) < 20):
            raise Refused(404, "Not authorized to stream this list")
        return Channel(name, str(int(number)), owner)
    return Channel(name, owner=0 if name in PUBLICS else owner)


def demand_scope(name: str, bearer: Bearer | None) -> None:
    """Raises Refused where this stream is not for whoever asks. Visitors have the public ones alone."""
    if name not in (*PUBLICS, HASHTAG, HASHTAG_LOCAL) and (bearer is None or bearer.actor is None):
        raise Refused(401, NOBODY)
    if bearer is not None and not holds(bearer.scopes, READ_NEWS if name == NEWS else READ_POSTS):
        raise Refused(403, OUT_OF_SCOPE)


def _tag(given: object) -> str:
    tag = str(given or "").strip().removeprefix("#").lower()
    if not tag or len(tag) > _LONGEST:
        raise Refused(400, "Tag name parameter must be a non-empty string")
    return tag
