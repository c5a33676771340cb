"""Who may see something, told in the `to` and `cc` of ActivityPub, and read back from them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
# The three spellings a JSON-LD processor may leave behind (ActivityPub, section 5.6).
PUBLIC_NAMES = frozenset({PUBLIC, "as:Public", "Public"})


class Visibility(StrEnum):
    """How far a post reaches; unlisted is public without being announced in public timelines."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    FOLLOWERS = "followers"
    DIRECT = "direct"


def audience(visibility: Visibility, followers_url: str, mentions: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """`(to, cc)` as Mastodon addresses them; `mentions` are actor ids, repeated ones are told once."""
    named = list(dict.fromkeys(mentions))
    match visibility:
        case Visibility.PUBLIC:
            return [PUBLIC], [followers_url, *named]
        case Visibility.UNLISTED:
            return [followers_url], [PUBLIC, *named]
        case Visibility.FOLLOWERS:
            return [followers_url], named
        case Visibility.DIRECT:
            return named, []


def visibility_of(to: Collection[str], cc: Collection[str], followers_url: str | None) -> Visibility:
    """The reverse, as Mastodon reads it: the public in `to`, in `cc`, the followers, or named people only."""
    if not PUBLIC_NAMES.isdisjoint(to):
        return Visibility.PUBLIC
    if not PUBLIC_NAMES.isdisjoint(cc):
        return Visibility.UNLISTED
    if followers_url is not None and (followers_url in to or followers_url in cc):
        return Visibility.FOLLOWERS
    return Visibility.DIRECT
