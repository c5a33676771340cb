"""Lists of what may never be kept, as instances exchange them: CSV, or JSON with the same names.

Pictures are known by their PDQ hash, files of any kind by their SHA-256.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fediart.actions import forbidden, forbidden_files
from fediart.actions.forbidden import COLUMNS, LONGEST, Read
from fediart.actions.forbidden_files import SIGN, hash_of
from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import forbidden_files as rows
from fediart.store.accounts import Account
from fediart.store.database import Reading
from fediart.store.forbidden import Forbidden
from fediart.store.forbidden_files import ForbiddenFile

MOST_ENTRIES: Final = 100_000


@dataclass(frozen=True, slots=True)
class Given:
    """A list as it was read: `files` are hash, source and reason."""

    pictures: Read
    files: tuple[tuple[str, str, str], ...]

    @property
    def count(self) -> int:
        return len(self.pictures.entries) + len(self.files)


def read(text: str) -> Given:
    """CSV or JSON. Raises Problem at `file`. In a CSV a file's hash has `sha256:` before it."""
    if text.lstrip()[:1] == "[":
        text = _as_csv(text)
    lines, files = list[str](), dict[str, tuple[str, str, str]]()
    for line in text.splitlines(keepends=True):
        if not line.lstrip("\"' ").lower().startswith(SIGN):
            lines.append(line)
            continue
        cells = [*next(csv.reader([line])), "", "", ""]
        digest = hash_of(cells[0])
        if digest:
            files[digest] = (digest, cells[2].lstrip("'")[:LONGEST], cells[3].lstrip("'")[:LONGEST])
        else:
            lines.append("wrong\n")
    return Given(forbidden.read_list("".join(lines)), tuple(files.values()))


def _as_csv(text: str) -> str:
    """A JSON list of objects with `hash`, `type` (pdq or sha256), `quality`, `source` and `reason`."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Problem(_("This is no JSON that can be read."), field="file") from None
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for one in found[:MOST_ENTRIES] if isinstance(found, list) else ():
        if isinstance(one, Mapping):
            writer.writerow(_cells(one))
    return out.getvalue()


def _cells(one: Mapping[str, Any]) -> tuple[str, ...]:
    def word(name: str) -> str:
        value = one.get(name, "")
        return " ".join(str(value).split())[:LONGEST] if isinstance(value, str | int) else ""

    sign = SIGN if word("type") == "sha256" else ""
    return (sign + word("hash").removeprefix(SIGN), word("quality"), word("source"), word("reason"))


async def take(site: Site, moderator: Account | None, given: Given, *, source: str) -> int:
    """Adds what the lists have not yet; how many. None as moderator is the command line. Raises Problem."""
    added = await forbidden.take_list(site, moderator, given.pictures, source=source)
    by = moderator.id if moderator else None
    return added + await forbidden_files.take_files(site, by, list(given.files), source=source)


async def whole(tx: Reading) -> tuple[list[Forbidden], list[ForbiddenFile]]:
    """Everything, the newest first."""
    files: list[ForbiddenFile] = []
    while part := await rows.page(tx, before=files[-1].id if files else 2**62, limit=1000):
        files.extend(part)
    return await forbidden.whole_list(tx), files


def as_csv(pictures: Sequence[Forbidden], files: Sequence[ForbiddenFile]) -> str:
    """What `read` reads."""
    known = [Forbidden(one.id, SIGN + one.sha256, 100, one.source, one.reason, None, one.created) for one in files]
    return forbidden.write_list([*pictures, *known])


def as_json(pictures: Sequence[Forbidden], files: Sequence[ForbiddenFile]) -> str:
    """What `read` reads."""
    made: list[dict[str, Any]] = [
        {"type": "pdq", **dict(zip(COLUMNS, (one.pdq, one.quality, one.source, one.reason), strict=True))}
        for one in pictures
    ]
    made += [{"type": "sha256", "hash": one.sha256, "source": one.source, "reason": one.reason} for one in files]
    return json.dumps(made, indent=1, ensure_ascii=False)
