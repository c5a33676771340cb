"""How surely changed pictures are found among many, and how seldom others are taken for them: see docs/copies.md.

Fingerprints are kept under .cache/copies for as long as the modules that make them stay as they are, so that what
compares them can be tried again and again.
"""

from __future__ import annotations

import hashlib
import math
import pickle
import random
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from fediart.admission import fingerprint as prints
from fediart.admission import pdq, print_format, print_index, printing
from fediart.admission.fingerprint import Print
from fediart.admission.print_matching import likenesses
from fediart.media import grey
from tests.copies import art
from tests.copies.art import CHANGES, drawn

CACHE = Path(".cache/copies")
STRUCTURED = 32
"""With fewer places than these a picture has too little structure to be asked for."""
_MAKERS = (printing, print_format, pdq, prints, grey, art)
_SAVED = 1000  # fingerprints between two savings


@dataclass
class Cache:
    """Fingerprints by picture and change."""

    path: Path
    kept: dict[str, Print] = field(default_factory=dict)
    new: int = 0

    def take(self, name: object, changes: Iterable[str]) -> None:
        """Takes the fingerprints that are wanting; the picture is opened once."""
        wanting = [change for change in changes if f"{name}|{change}" not in self.kept]
        if not wanting:
            return
        image = picture(name)
        for change in wanting:
            changed = CHANGES[change](image) if change else image
            self.kept[f"{name}|{change}"] = printing.fingerprint(np.asarray(changed, dtype=np.uint8))
        self.new += len(wanting)
        if self.new >= _SAVED:
            self.save()

    def save(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        part.write_bytes(pickle.dumps(self.kept))
        part.replace(self.path)
        self.new = 0


@dataclass
class Row:
    """What became of the queries of one change."""

    asked: int = 0
    found: int = 0
    pairs: int = 0
    wrong: int = 0


def cache() -> Cache:
    made = b"".join(Path(str(module.__file__)).read_bytes() for module in _MAKERS)
    path = CACHE / f"{hashlib.sha256(made).hexdigest()[:16]}.pickle"
    return Cache(path, pickle.loads(path.read_bytes()) if path.exists() else {})


def recall(where: str, queries: int, many: int, skip: int = 0) -> None:
    """Every change of some pictures is searched for among all of them; `skip` leaves out the first that could be asked
    for, as those with which thresholds were chosen."""
    names: list[object] = list(range(many)) if where == "drawn" else [*files(Path(where), many)]
    kept = cache()
    for name in names:
        kept.take(name, [""])
    known = [kept.kept[f"{name}|"] for name in names]
    able = [number for number, one in enumerate(known) if one.places >= STRUCTURED]
    print(f"{len(able)} of {len(known)} have {STRUCTURED} places or more")
    asked = able[skip : skip + queries]
    for at, number in enumerate(asked):
        kept.take(names[number], CHANGES)
        print(f"\r{at + 1} of {queries}", end="", file=sys.stderr, flush=True)
    kept.save()
    _table(kept, names, known, asked)


def _table(kept: Cache, names: Sequence[object], known: Sequence[Print], asked: Sequence[int]) -> None:
    total = Row()
    with tempfile.TemporaryDirectory() as name:
        print_index.add(Path(name), 0, [(number + 1, one.kept) for number, one in enumerate(known)])
        print("| change | found | of | 95 % interval | false | pairs |\n|---|---|---|---|---|---|")
        for change in CHANGES:
            row = Row()
            for number in asked:
                _ask(row, kept.kept[f"{names[number]}|{change}"], number, known, Path(name), (change, names))
            _print(change, row)
            for part in ("asked", "found", "pairs", "wrong"):
                setattr(total, part, getattr(total, part) + getattr(row, part))
    _print("all", total)


def _ask(
    row: Row, taken: Print, number: int, known: Sequence[Print], folder: Path, words: tuple[str, Sequence[object]]
) -> None:
    change, names = words
    near = print_index.search(folder, taken.asking, [])
    told = [one for one in likenesses(taken.asking, [(each, known[each - 1].kept) for each in near]) if one.certain]
    row.asked += 1
    row.pairs += len(known) - 1
    if any(one.print_id == number + 1 for one in told):
        row.found += 1
    else:
        weak = likenesses(taken.asking, [(1, known[number].kept)])
        print("  missed:", change, names[number], number + 1 in near, weak, file=sys.stderr)
    for one in told:
        if one.print_id != number + 1:
            row.wrong += 1
            other = names[one.print_id - 1]
            print("  false:", change, names[number], other, one.places, one.agreement, file=sys.stderr)


def _print(change: str, row: Row) -> None:
    low, high = interval(row.found, row.asked)
    share = f"{row.found / row.asked:.1%} | {row.asked} | {low:.1%} - {high:.1%}"
    print(f"| {change} | {share} | {row.wrong} | {row.pairs:,} |", flush=True)


def interval(hits: int, of: int) -> tuple[float, float]:
    """Wilson's, 95 %."""
    share, z = hits / of, 1.96
    middle, width = share + z * z / (2 * of), z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - width) / (1 + z * z / of), min(1.0, (middle + width) / (1 + z * z / of))


def files(folder: Path, many: int) -> list[Path]:
    found = sorted(path for path in folder.rglob("*") if path.suffix in (".jpg", ".jpeg", ".png", ".webp"))
    random.Random(1).shuffle(found)
    return found[:many]


def picture(one: object) -> Image.Image:
    if not isinstance(one, Path):
        return drawn(int(str(one)))
    image = Image.open(one).convert("RGB")
    image.thumbnail((800, 800))
    return image
