"""The list of AI crawlers, by category: the one that comes with fediart, or a newer one in the instance's folder."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from fediart.rights.model import Policy

SHIPPED = Path(__file__).with_name("crawlers.toml")
OWN: Final = "crawlers.toml"  # in the instance's folder
PREVIOUS: Final = "crawlers.previous.toml"

TRAINING: Final = "training"
RETRIEVAL: Final = "retrieval"
UNDECLARED: Final = "undeclared"
CATEGORIES: Final = (TRAINING, RETRIEVAL, UNDECLARED)
MOST_NAMES: Final = 2_000
LONGEST_NAME: Final = 60
MOST_BYTES: Final = 500_000
_MOST_DOTS: Final = 60  # in one line: reading dotted names takes time with the square of their number
_QUOTED: Final = re.compile(r""""[^"\n]*"|'[^'\n]*'""")
# How people's browsers call themselves: a list that names a word of it would keep people out.
_EVERYBODYS: Final = (
    "mozilla/5.0 (windows nt 10.0; win64; x64; rv:1) (macintosh; intel mac os x 1) (iphone; cpu iphone os like) "
    "(linux; android 10; k) (x11; ubuntu; linux x86_64) applewebkit/5 (khtml, like gecko) gecko/2 version/1 chrome/1 "
    "chromium/1 mobile/1 safari/5 firefox/1 edg/1 edge/1 opr/1 opera/9 vivaldi/1 samsungbrowser/1 crios/1 fxios/1"
)


@dataclass(frozen=True, slots=True)
class Crawlers:
    """User-agent product tokens: who trains, who fetches AI input, who does not say.

    `updated` is the list's own date. `left_out` were considered and are no crawlers by this list.
    """

    training: tuple[str, ...]
    retrieval: tuple[str, ...]
    undeclared: tuple[str, ...]
    updated: date = date.min
    left_out: tuple[str, ...] = ()

    def of(self, category: str) -> tuple[str, ...]:
        """The names of a category; none for a word that is no category."""
        named = {TRAINING: self.training, RETRIEVAL: self.retrieval, UNDECLARED: self.undeclared}
        return named.get(category, ())


def permits(policy: Policy, category: str) -> bool:
    """Whether a crawler of this category may have what is under this policy, as robots.txt says it."""
    trains = policy.train_gen and policy.train_other
    return {TRAINING: trains, RETRIEVAL: policy.ai_input, UNDECLARED: trains and policy.ai_input}.get(category, True)


def read_crawlers(path: Path = SHIPPED) -> Crawlers:
    """Read a crawler list. Raises ValueError saying what to mend in the file, OSError where it cannot be read."""
    return _read(path, _bytes(path))


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError(f"{path} is larger than {MOST_BYTES // 1000} kB: no list of crawlers is")
    return data


@lru_cache(maxsize=8)
def _read(path: Path, data: bytes) -> Crawlers:
    """Of the same bytes the same list: reading it takes 40 ms."""
    try:
        text = data.decode("utf-8")
        if any(line.partition("#")[0].count(".") > _MOST_DOTS for line in _QUOTED.sub("", text).splitlines()):
            raise ValueError(f"{path} has a dotted name that no list of crawlers has")
        lists = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{path} is not TOML: {error}") from error
    found = Crawlers(
        training=_names(path, lists, TRAINING),
        retrieval=_names(path, lists, RETRIEVAL),
        undeclared=_names(path, lists, UNDECLARED),
        updated=_date(path, lists),
        left_out=_names(path, {"left_out": [], **lists}, "left_out"),
    )
    _demand_each_once(path, found)
    return found


def in_force(folder: Path) -> Crawlers:
    """The list in this folder, or the one that comes with fediart where that is newer or there is none.

    Raises ValueError and OSError as `read_crawlers` does.
    """
    shipped = read_crawlers()
    try:
        own = read_crawlers(folder / OWN)
    except FileNotFoundError:
        return shipped
    return own if own.updated >= shipped.updated else shipped


def put(folder: Path, file: Path) -> None:
    """Makes a copy of this file the folder's own list, and keeps the one it had for `swap`. Raises as `read_crawlers`.

    The new list is whole on disk before the old one moves: stopped in between, the shipped list holds until then.
    """
    data = _bytes(file)
    _read(file, data)
    own, previous, coming = folder / OWN, folder / PREVIOUS, folder / f"{OWN}.coming"
    with coming.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    previous.unlink(missing_ok=True)
    if own.exists():
        own.replace(previous)
    coming.replace(own)


def swap(folder: Path) -> bool:
    """Takes the last `put` or `swap` back. False where there is nothing to take back."""
    own, previous, coming = folder / OWN, folder / PREVIOUS, folder / f"{OWN}.coming"
    if previous.exists():
        previous.replace(coming)
    elif not own.exists():
        return False
    if own.exists():
        own.replace(previous)
    if coming.exists():
        coming.replace(own)
    return True


def _names(path: Path, lists: dict[str, object], key: str) -> tuple[str, ...]:
    names = lists.get(key)
    if not isinstance(names, list) or not all(isinstance(name, str) and _one_line(name) for name in names):
        raise ValueError(f"{path} needs a list of crawler names under {key!r}")
    if len(names) > MOST_NAMES:
        raise ValueError(f"{path} has more than {MOST_NAMES} names under {key!r}")
    return tuple(names)


def _one_line(name: str) -> bool:
    plain = bool(name.strip()) and name == name.strip() and name.isprintable() and len(name) <= LONGEST_NAME
    return plain and "#" not in name and name != "*"


def _date(path: Path, lists: dict[str, object]) -> date:
    found = lists.get("updated", date.min)
    if type(found) is not date:
        raise ValueError(f"{path} needs its date under 'updated', such as updated = 2026-11-22")
    return found


def _demand_each_once(path: Path, crawlers: Crawlers) -> None:
    """Names are compared as crawlers compare them, without regard to case."""
    seen: set[str] = set()
    for name in (*crawlers.training, *crawlers.retrieval, *crawlers.undeclared, *crawlers.left_out):
        if re.search(rf"(?<![\w-]){re.escape(name.lower())}(?![\w-])", _EVERYBODYS):
            raise ValueError(f"{path} names {name!r}, which is a word in people's browsers' names: leave it out")
        if name.lower() in seen:
            raise ValueError(f"{path} names {name!r} twice: leave it in one place")
        seen.add(name.lower())
