"""What an app may do, in plain words: one sentence for each OAuth scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from fediart.actions.scopes import SCOPES, holds
from fediart.language import N_

SEE: Final = "see"
DO: Final = "do"
RUN: Final = "run"
HEADS: Final = (
    (SEE, N_("What it may see")),
    (DO, N_("What it may do in your name")),
    (RUN, N_("What it may do to run this instance")),
)

_SEE: Final = {
    "read": N_("Everything that you see here: profiles, works and posts, your messages, commissions, notifications, "
               "lists, likes and bookmarks, whom you follow, mute and block, and your account's settings"),
    "profile": N_("Your name, your picture and the address of your page"),
    "read:accounts": N_("Profiles, and the settings of your account"),
    "read:blocks": N_("Whom and which servers you block"),
    "read:bookmarks": N_("Your bookmarks"),
    "read:collections": N_("Collections of people"),
    "read:favourites": N_("What you like"),
    "read:filters": N_("The words that you mute"),
    "read:follows": N_("Whom you follow, and who follows you or asks to"),
    "read:lists": N_("Your lists"),
    "read:mutes": N_("Whom you mute"),
    "read:notifications": N_("Your notifications"),
    "read:search": N_("What you find when you search"),
    "read:statuses": N_("Works and posts, those for followers alone, your messages and your commissions, too"),
}  # fmt: skip
_DO: Final = {
    "write": N_("All that you can do here: publish, change and delete works and posts, write messages, speak and "
                "decide in commissions, like, boost, follow, mute and block, and change your profile and portfolio"),
    "follow": N_("Follow, mute and block people, and see whom you do"),
    "push": N_("Have your notifications pushed to your device"),
    "write:accounts": N_("Change your profile and its pictures, your portfolio, your AI policy and what you offer"),
    "write:blocks": N_("Block people and servers, and lift blocks"),
    "write:bookmarks": N_("Keep and remove bookmarks"),
    "write:collections": N_("Change collections of people"),
    "write:conversations": N_("Mark messages as read, mute and remove conversations"),
    "write:favourites": N_("Like works and posts"),
    "write:filters": N_("Change the words that you mute"),
    "write:follows": N_("Follow and unfollow people, and answer who asks to follow you"),
    "write:lists": N_("Change your lists"),
    "write:media": N_("Upload pictures"),
    "write:mutes": N_("Mute people and conversations"),
    "write:notifications": N_("Clear your notifications, and choose which you get"),
    "write:reports": N_("Report people and posts to moderators"),
    "write:statuses": N_("Publish, change and delete works and posts, write messages, speak and decide in "
                         "commissions"),
}  # fmt: skip
_RUN: Final = {
    "admin:read": N_("See all that moderators and administrators see: accounts, addresses, reports, blocks"),
    "admin:read:accounts": N_("See all accounts, with their e-mail and network addresses"),
    "admin:read:reports": N_("See reports"),
    "admin:read:domain_allows": N_("See which servers are allowed"),
    "admin:read:domain_blocks": N_("See which servers are blocked"),
    "admin:read:ip_blocks": N_("See which network addresses are blocked"),
    "admin:read:email_domain_blocks": N_("See which providers of mail are blocked"),
    "admin:read:canonical_email_blocks": N_("See which e-mail addresses are blocked"),
    "admin:write": N_("Do all that moderators and administrators do: suspend accounts, decide reports, block servers"),
    "admin:write:accounts": N_("Approve, reject and suspend accounts"),
    "admin:write:reports": N_("Take up and decide reports"),
    "admin:write:domain_allows": N_("Change which servers are allowed"),
    "admin:write:domain_blocks": N_("Change which servers are blocked"),
    "admin:write:ip_blocks": N_("Change which network addresses are blocked"),
    "admin:write:email_domain_blocks": N_("Change which providers of mail are blocked"),
    "admin:write:canonical_email_blocks": N_("Change which e-mail addresses are blocked"),
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
    if "read" in given and "write" in given:
        wide = [one for one in wide if one != "follow"]  # of old, a part of both
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
