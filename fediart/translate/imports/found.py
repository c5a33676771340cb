"""What is found in an archive: plain facts that cross from the worker process to the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from fediart.language import _, written

WORK: Final = "work"
MOST_ITEMS: Final = 20_000

VIDEO: Final = written("A video was left out: pictures can be shown here, films cannot.")
MISSING: Final = written("A picture that is named in the archive is not in it.")
UNDATED: Final = written("It has no date; that of the file was taken.")
NO_PICTURE: Final = written("There is no picture in it that could be shown here.")


class ArchiveError(Exception):
    """The file cannot be read as what it should be; `str()` says why and what to do, in the language spoken now.

    `message` is marked for translation, with `%(name)s` for each of the `values`.
    """

    def __init__(self, message: str, **values: str | int) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return _(self.message, **self.values)


@dataclass(frozen=True, slots=True)
class FoundPicture:
    """`file` is the number of the archive, `member` the name in it; `alt` describes it. `url` is where it is to be
    fetched from, where the archive does not hold it. `more` is `focal`, `role` and `name` of actions.submission.Upload.
    """

    file: int
    member: str
    alt: str = ""
    caption: str = ""
    url: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    def as_body(self) -> dict[str, Any]:
        where = {"url": self.url} if self.url else {"file": self.file, "member": self.member}
        return {**where, "alt": self.alt, "caption": self.caption, **self.more}


@dataclass(frozen=True, slots=True)
class FoundItem:
    """One thing. `kind` is a name of actions.import_deeds.DEEDS, which reads the `body`. `part` is where it was, such
    as `posts` or `stories`; `source` names it wherever the same archive is read again; `happened` is ms, 0 for unknown.

    `words` say what was noticed: constants marked for translation. What is not `possible` can only be told of.
    `chosen` false: it is there to be chosen, but does not come by itself.
    """

    kind: str
    body: Mapping[str, Any]
    part: str = ""
    source: str = ""
    happened: int = 0
    words: tuple[str, ...] = ()
    possible: bool = True
    chosen: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was found, in the order in which it is to come. `words` are about the whole, marked as above.

    `maker` is whose archive it says it is, where it is signed: an actor's address.
    """

    items: Sequence[FoundItem] = field(default=())
    words: tuple[str, ...] = ()
    maker: str = ""


def work(
    pictures: Sequence[FoundPicture],
    *,
    title: str = "",
    description: str = "",
    tags: Sequence[str] = (),
    part: str = "",
    source: str = "",
    happened: int = 0,
    words: Sequence[str] = (),
    chosen: bool = True,
    **more: Any,
) -> FoundItem:
    """A work. `more` are further fields of actions.submission.Details, of which empty ones are left to the member's
    choice for the whole import."""
    said = list(dict.fromkeys(words))
    if not pictures:
        said = [one for one in said if one in (VIDEO, MISSING)] or [NO_PICTURE]
    body = {
        "title": title,
        "description": description,
        "tags": list(tags),
        "pictures": [one.as_body() for one in pictures],
        **{name: value for name, value in more.items() if value not in ("", None)},
    }
    return FoundItem(
        WORK, body, part=part, source=source, happened=happened, words=tuple(said),
        possible=bool(pictures), chosen=chosen and bool(pictures),
    )  # fmt: skip
