"""What imports and the things in them are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fediart.actions.import_choices import ORIGIN
from fediart.actions.import_picking import title_of
from fediart.language import N_, _
from fediart.store.import_items import Item
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
    ("note", "notes"): N_("Posts without pictures"),
    ("note", "replies"): N_("Replies to others"),
    ("series", ""): N_("Series"),
    ("offer", ""): N_("What you offer"),
    ("portfolio", ""): N_("Portfolio"),
    ("rule", ""): N_("Words you do not want to see"),
    ("setting", "profile"): N_("Your profile in words"),
    ("setting", "choices"): N_("Settings"),
    ("face", "profile"): N_("Your pictures"),
    ("file", "faults"): N_("Files that are not as they were packed"),
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


_SETTINGS: Final[Mapping[str, str]] = {
    "name": N_("Your name"),
    "bio": N_("What you say of yourself"),
    "links": N_("Links on your profile"),
    "featured": N_("Tags on your profile"),
    "avatar": N_("Your picture"),
    "header": N_("Your header"),
    "ai-policy": N_("What AI may do with your works"),
    "found": N_("Whether you can be found, and who may follow"),
    "posts": N_("How new posts begin"),
    "consent": N_("Who may answer, boost and quote you"),
    "seeing": N_("What you want to see"),
    "home": N_("What is shown at home"),
    "tags": N_("Tags you follow"),
    "sizes": N_("Size for visitors"),
    "detail": N_("Full detail"),
    "marks": N_("Marks in your pictures"),
    "contact": N_("Who may write to you"),
    "work": N_("Whether you are open for work"),
}
_ORIGINS: Final[Mapping[str, str]] = {
    "genuine": N_("This is the archive of %(maker)s: their server has confirmed the signature."),
    "unconfirmed": N_(
        "It says that it is the archive of %(maker)s, and is signed; but their server could not be asked, or does not "
        "know the key any more. Bring along only what is yours."
    ),
    "broken": N_(
        "It says that it is the archive of %(maker)s, but the signature is wrong: it is damaged, or somebody has "
        "changed it. It can come as files of your own. Look through all of it first."
    ),
    "unsigned": N_("Nobody has signed this archive. It can come as files of your own. Look through all of it first."),
}


def thing_of(item: Item) -> str:
    """What a thing is called: a setting by what it is about, everything else by its own name."""
    name = str(item.body.get("setting", ""))
    if item.kind in ("setting", "face"):
        return _(_SETTINGS.get(name, name))
    return _("Portfolio") if item.kind == "portfolio" else str(item.body.get("title") or title_of(item))


def origin_of(made: Import) -> tuple[str, bool]:
    """Whose archive it is, in a sentence, empty for other kinds; and whether to beware."""
    said = made.options.get(ORIGIN)
    if not isinstance(said, Mapping) or said.get("state") not in _ORIGINS:
        return "", False
    state = str(said["state"])
    return _(_ORIGINS[state], maker=str(said.get("maker", ""))), state in ("broken", "unsigned")


def name_of(made: Import) -> str:
    """The heading of an import."""
    return str(KINDS[made.kind].name) if made.kind in KINDS else _("An import")


def said_of(words: str) -> Sequence[str]:
    """Sentences that were kept one a line, in the reader's language."""
    return [_(line) for line in words.split("\n") if line]
