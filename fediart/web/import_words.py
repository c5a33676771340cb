"""What imports and the things in them are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fediart.language import N_, _
from fediart.store.imports import Import
from fediart.translate.imports.kinds import KINDS

_PARTS: Final[Mapping[tuple[str, str], str]] = {
    ("work", "posts"): N_("Posts"),
    ("work", "archived"): N_("Posts you archived"),
    ("work", "stories"): N_("Stories"),
    ("work", "reels"): N_("Reels"),
    ("work", "manifest"): N_("Works in the table"),
    ("work", "works"): N_("Works"),
    ("work", "files"): N_("Pictures without a line in the table"),
    ("work", "replies"): N_("Replies with pictures"),
    ("follow", ""): N_("People to follow"),
    ("block", ""): N_("People to block"),
    ("mute", ""): N_("People to mute"),
    ("list", ""): N_("People in lists"),
    ("bookmark", ""): N_("Bookmarks"),
    ("like", ""): N_("Likes"),
    ("domain", ""): N_("Servers to block"),
    ("end-follow", ""): N_("Follows that end"),
    ("end-block", ""): N_("Blocks that end"),
    ("end-mute", ""): N_("Mutes that end"),
    ("end-list", ""): N_("People taken out of lists"),
    ("end-bookmark", ""): N_("Bookmarks that go"),
    ("end-domain", ""): N_("Blocks of servers that end"),
}


def part_of(kind: str, part: str) -> str:
    """Where things were, in words."""
    return str(_PARTS.get((kind, part)) or _PARTS.get((kind, "")) or part or kind)


def name_of(made: Import) -> str:
    """The heading of an import."""
    return str(KINDS[made.kind].name) if made.kind in KINDS else _("An import")


def said_of(words: str) -> Sequence[str]:
    """Sentences that were kept one a line, in the reader's language."""
    return [_(line) for line in words.split("\n") if line]
