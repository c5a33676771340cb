"""What our notifications are to apps of Mastodon: its types, and of which kinds of ours each is made.

What no such app could show in its own words is told only to apps that say which types they know: these show the words
that come with it (docs.joinmastodon.org/entities/NotificationFallback).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from markupsafe import escape

from fediart.actions.news import path_of, title_of, words_of
from fediart.actions.news_words import sentence
from fediart.language import _
from fediart.sanitize import plain
from fediart.store.notifications import KINDS, MESSAGE, Notification

TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "mention": ("mention", "reply", MESSAGE),
    "status": ("status", "artwork-published"),
    "reblog": ("boost",),
    "follow": ("follow",),
    "follow_request": ("follow-request",),
    "favourite": ("like", "reaction"),
    "poll": ("poll",),
    "admin.sign_up": ("sign-up",),
    "admin.report": ("report",),
    "severed_relationships": ("severed",),
    "moderation_warning": (
        "artwork-held", "artwork-refused", "artwork-asked", "artwork-labelled", "artwork-withdrawn",
        "artwork-restored", "artwork-kept", "strike", "strike-lifted", "strike-decided",
    ),
    "quote": ("quote",),
}  # fmt: skip
"""Reactions are likes there. What is decided about a work is said in a warning's words, whose action is none. `update`
and `quoted_update` are never told: nobody here hears that a post they boosted or quoted was edited."""
TYPE_OF: Final[Mapping[str, str]] = {kind: name for name, kinds in TYPES.items() for kind in kinds}
SHOWN_KINDS: Final = tuple(TYPE_OF)
OWN_KINDS: Final = tuple(kind for kind in KINDS if kind not in TYPE_OF)
OURS: Final = "fediart."
ABOUT_STATUS: Final = frozenset({"mention", "status", "reblog", "favourite", "poll", "quote"})
GROUPED: Final = frozenset({"favourite", "reblog", "follow", "admin.sign_up"})


def type_of(kind: str) -> str:
    """Mastodon's word, or ours for what it has none for: `fediart.commission-asked`."""
    return TYPE_OF.get(kind, f"{OURS}{kind}")


def kinds_of(types: Iterable[str]) -> tuple[str, ...]:
    """Our kinds of these types; of types that are not known, none."""
    found: list[str] = []
    for name in types:
        own = name.removeprefix(OURS)
        found += TYPES.get(name, (own,) if own != name and own in OWN_KINDS else ())
    return tuple(dict.fromkeys(found))


def in_words(one: Notification) -> str:
    """One sentence, as plain text in the language spoken."""
    if one.kind == MESSAGE:
        return _("%(who)s has written to you", who=one.by.shown_name if one.by else _("Someone"))
    names = [str(escape(one.by.shown_name))] if one.by else []
    said = sentence(one.kind, 1, names=names, path=path_of(one), title=str(escape(title_of(one))))
    return plain(said) or one.text or one.kind


def explained(one: Notification) -> str:
    """The sentence with what was said, for whom the one alone tells too little."""
    words = words_of(one)
    return f"{in_words(one)}\n\n{words}" if words else in_words(one)
