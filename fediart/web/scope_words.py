"""What an app may do, in plain words: one sentence for each OAuth scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from fediart.actions.scopes import OFFLINE, SCOPES, holds
from fediart.language import N_

SEE: Final = "see"
DO: Final = "do"
RUN: Final = "run"
HEADS: Final = (
    (SEE, N_("It may see")),
    (DO, N_("It may do in your name")),
    (RUN, N_("It may help to run this instance")),
)

_SEE: Final = {
    "read": N_("everything that you see here: profiles, works and posts, your messages, notifications, lists, likes "
               "and bookmarks, whom you follow, mute and block, and your account's settings"),
    "profile": N_("your name, your picture and the address of your page"),
    "read:accounts": N_("profiles, and your account's settings and e-mail address's state"),
    "read:blocks": N_("whom and which servers you block"),
    "read:bookmarks": N_("your bookmarks"),
    "read:collections": N_("collections of people"),
    "read:favourites": N_("what you like"),
    "read:filters": N_("the words that you mute"),
    "read:follows": N_("whom you follow, and who follows you or asks to"),
    "read:lists": N_("your lists"),
    "read:mutes": N_("whom you mute"),
    "read:notifications": N_("your notifications"),
    "read:search": N_("what you find when you search"),
    "read:statuses": N_("works and posts, those for followers alone and your messages, too"),
}  # fmt: skip
_DO: Final = {
    "write": N_("all that you can do here: publish, change and delete works and posts, write messages, like, boost, "
                "follow, mute and block, and change your profile"),
    "follow": N_("follow, mute and block people, and see whom you do"),
    "push": N_("have your notifications pushed to your device"),
    "write:accounts": N_("change your profile and its pictures"),
    "write:blocks": N_("block people and servers, and lift blocks"),
    "write:bookmarks": N_("keep and remove bookmarks"),
    "write:collections": N_("change collections of people"),
    "write:conversations": N_("mark messages as read, mute and remove conversations"),
    "write:favourites": N_("like works and posts"),
    "write:filters": N_("change the words that you mute"),
    "write:follows": N_("follow and unfollow people, and answer who asks to follow you"),
    "write:lists": N_("change your lists"),
    "write:media": N_("upload pictures"),
    "write:mutes": N_("mute people and conversations"),
    "write:notifications": N_("clear your notifications, and choose which you get"),
    "write:reports": N_("report people and posts to moderators"),
    "write:statuses": N_("publish, change and delete works and posts, and write messages"),
}  # fmt: skip
_RUN: Final = {
    "admin:read": N_("see all that moderators and administrators see: accounts, addresses, reports, blocks"),
    "admin:read:accounts": N_("see all accounts, with their e-mail and network addresses"),
    "admin:read:reports": N_("see reports"),
    "admin:read:domain_allows": N_("see which servers are allowed"),
    "admin:read:domain_blocks": N_("see which servers are blocked"),
    "admin:read:ip_blocks": N_("see which network addresses are blocked"),
    "admin:read:email_domain_blocks": N_("see which providers of mail are blocked"),
    "admin:read:canonical_email_blocks": N_("see which e-mail addresses are blocked"),
    "admin:write": N_("do all that moderators and administrators do: suspend accounts, decide reports, block servers"),
    "admin:write:accounts": N_("approve, reject and suspend accounts"),
    "admin:write:reports": N_("take up and decide reports"),
    "admin:write:domain_allows": N_("change which servers are allowed"),
    "admin:write:domain_blocks": N_("change which servers are blocked"),
    "admin:write:ip_blocks": N_("change which network addresses are blocked"),
    "admin:write:email_domain_blocks": N_("change which providers of mail are blocked"),
    "admin:write:canonical_email_blocks": N_("change which e-mail addresses are blocked"),
}
_TABLES: Final = {SEE: _SEE, DO: _DO, RUN: _RUN}


@dataclass(frozen=True, slots=True)
class Told:
    """One kind of what an app may do: the head and its sentences, to be translated where they are shown."""

    kind: str
    head: str
    lines: tuple[tuple[str, str], ...]


def told(scopes: Iterable[str]) -> Sequence[Told]:
    """What these scopes let an app do. What a broader one says already is not said again."""
    given = tuple(scopes)
    wide = [one for one in SCOPES if one in given and not any(holds([other], one) for other in given if other != one)]
    groups = []
    for kind, head in HEADS:
        lines = tuple((one, _TABLES[kind][one]) for one in wide if one in _TABLES[kind])
        if lines:
            groups.append(Told(kind, head, lines))
    return groups


def choices() -> Sequence[Told]:
    """All scopes, to choose from."""
    return [
        Told(kind, head, tuple((one, _TABLES[kind][one]) for one in SCOPES if one in _TABLES[kind]))
        for kind, head in HEADS
    ]


def stays(scopes: Iterable[str]) -> bool:
    """Whether its tokens end by themselves unless they are renewed."""
    return OFFLINE in tuple(scopes)
