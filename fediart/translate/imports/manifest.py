"""A folder of pictures with a table beside them: `manifest.csv`, one line for each picture, columns as in COLUMNS.

Lines with the same `work` are pictures of one work. Pictures without a line become works by themselves.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from fediart.language import written
from fediart.translate.imports.archive import Archive, Member
from fediart.translate.imports.dates import moment, of_entry
from fediart.translate.imports.found import (
    MISSING,
    MOST_ITEMS,
    UNDATED,
    ArchiveError,
    Found,
    FoundItem,
    FoundPicture,
    work,
)

NAME: Final = "manifest.csv"
COLUMNS: Final = (
    "file", "work", "title", "description", "tags", "date", "alt", "caption", "series", "medium", "tools", "year",
    "size", "licence", "warning", "mature", "visibility", "language", "url",
)  # fmt: skip
PICTURES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif", ".gif", ".tif", ".tiff"})
_ALSO: Final = {
    "filename": "file", "image": "file", "name": "title", "published": "date", "alt text": "alt", "license": "licence",
    "content warning": "warning", "dimensions": "size", "software": "tools", "link": "url", "group": "work",
}  # fmt: skip
_YES: Final = ("1", "yes", "y", "true", "x")
_TAKEN: Final = ("series", "medium", "tools", "year", "size", "licence", "warning", "visibility", "language")
_HIDDEN: Final = ("__MACOSX", ".DS_Store", "Thumbs.db")
_TAG_BREAK: Final = re.compile(r"[,;#\n]+")
Line = Mapping[str, str]


def read(archive: Archive) -> Found:
    """Raises ArchiveError where there is neither a table nor a picture."""
    pictures = [one for one in archive.members() if one.suffix in PICTURES and not _is_hidden(one.name)]
    tables = archive.named(lambda base: base.lower() == NAME)
    if not tables and not pictures:
        raise ArchiveError(written("There are no pictures in it, and no manifest.csv."))
    items, named = [], set[Member]()
    for table in tables:
        for lines in _works(archive.text(table)):
            found = [archive.find(line["file"], beside=table) for line in lines]
            named |= {one for one in found if one}
            items.append(_work(lines, found))
            if len(items) > MOST_ITEMS:
                raise ArchiveError(
                    written("The table names more than %(most)s works; send it in parts."), most=MOST_ITEMS
                )
    alone = [one for one in pictures if one not in named]
    items += [_alone(one) for one in alone[:MOST_ITEMS]]
    return Found(sorted(items, key=lambda one: one.happened))


def _works(text: str) -> Iterator[list[Line]]:
    """The lines of each work, in the order of the table. Raises ArchiveError."""
    rows = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    try:
        heads = [_column(one) for one in next(rows)]
        if "file" not in heads:
            raise ArchiveError(
                written("manifest.csv needs a first line with the names of its columns, one of them “file”.")
            )
        works: dict[str, list[Line]] = {}
        for number, row in enumerate(rows):
            line = dict.fromkeys(COLUMNS, "") | dict(zip(heads, (cell.strip() for cell in row), strict=False))
            if line["file"]:
                works.setdefault(line["work"] or f"\0{number}", []).append(line)
    except StopIteration:
        raise ArchiveError(written("manifest.csv is empty; take the template.")) from None
    except csv.Error as error:
        raise ArchiveError(
            written("manifest.csv cannot be read (%(reason)s); save it as CSV in UTF-8."), reason=str(error)
        ) from None
    yield from works.values()


def _delimiter(text: str) -> str:
    """Spreadsheets of many countries write semicolons."""
    first = text.partition("\n")[0]
    return max((",", ";", "\t"), key=first.count)


def _column(head: str) -> str:
    plain = head.strip().lower().replace("_", " ")
    return _ALSO.get(plain, plain)


def _work(lines: Sequence[Line], members: Sequence[Member | None]) -> FoundItem:
    """The first line that says something counts for the whole work."""
    said = {name: next((line[name] for line in lines if line[name]), "") for name in COLUMNS}
    pictures = [
        FoundPicture(member.file, member.name, line["alt"], line["caption"] if len(lines) > 1 else "")
        for line, member in zip(lines, members, strict=True)
        if member
    ]
    there = [one for one in members if one]
    happened = moment(said["date"]) or (of_entry(there[0].modified) if there else 0)
    words = [MISSING] if None in members else []
    if there and not moment(said["date"]):
        words.append(UNDATED)
    more: dict[str, Any] = {name: said[name] for name in _TAKEN if said[name]}
    if said["mature"].lower() in _YES:
        more["mature"] = True
    tags = [one.strip() for one in _TAG_BREAK.split(said["tags"]) if one.strip()]
    source = said["url"] or f"folder:{said['work'] or lines[0]['file']}"
    return work(
        pictures, title=said["title"] or _spoken(lines[0]["file"]), description=said["description"], tags=tags,
        part="manifest", source=source, happened=happened, words=words, **more,
    )  # fmt: skip


def _alone(member: Member) -> FoundItem:
    happened = of_entry(member.modified)
    words = [UNDATED] if happened else []
    picture = FoundPicture(member.file, member.name)
    return work([picture], title=_spoken(member.base), part="files", source=f"folder:{member.name}",
                happened=happened, words=words)  # fmt: skip


def _spoken(name: str) -> str:
    """The name of a file as a title."""
    stem = name.rpartition("/")[2].rpartition(".")[0] or name
    return " ".join(stem.replace("_", " ").replace("-", " ").split()).strip() or name


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part in _HIDDEN for part in name.split("/"))


def template() -> str:
    """A table to begin with: the columns, and two lines as an example."""
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    table.writeheader()
    table.writerow(
        {
            "file": "heron.jpg", "title": "Heron at low tide", "description": "Painted on the pier.",
            "tags": "birds, watercolour", "date": "2019-03-12", "alt": "A grey heron in shallow water.",
            "medium": "Watercolour", "series": "Shore", "url": "https://www.example/art/heron",
        }
    )  # fmt: skip
    table.writerow(
        {
            "file": "sketches/one.png", "work": "sketches", "title": "Two sketches", "date": "2020-05-01",
            "alt": "A hand.", "caption": "First try",
        }
    )  # fmt: skip
    table.writerow({"file": "sketches/two.png", "work": "sketches", "alt": "The same hand.", "caption": "Second try"})
    return out.getvalue()
