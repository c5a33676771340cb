"""The index of fingerprints on disk: segments written once and mapped into memory, so that nothing is kept at rest.

A segment `AFTER-LAST.prints` covers the fingerprints with ids above AFTER up to LAST. Segments follow one another from
0 on; what does not belong to that row is left over and goes. The database is the truth: losing the folder loses time.
"""

from __future__ import annotations

import itertools
import os
import re
import struct
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fediart.admission.print_format import BITS, CODE, places_of, turned_codes, unpack

_MAGIC: Final = b"fediprt1"
_HEAD: Final = struct.Struct("<8sIIQII")  # a whole number of eights, so that what follows is aligned
_NAME: Final = re.compile(r"(\d{1,19})-(\d{1,19})\.prints")
_LOW: Final = np.uint64((1 << BITS) - 1)
_MASK: Final = np.uint64((1 << CODE) - 1)
_REST: Final = 7  # of the 32 further bits may differ
_PAIRS: Final = tuple(itertools.combinations(range(4), 2))
# How much a place tells whose further bits differ in 0, 1, ... 7: minus the logarithm of its chance.
_WORTH: Final = np.array([9.6, 8.1, 6.9, 5.9, 5.0, 4.3, 3.6, 3.0], dtype=np.float32)
_LEAST: Final = 4.9
_MERGED: Final = 8  # segments of one size become one of the next ...
_LARGEST: Final = 200_000  # ... up to this many fingerprints: joining takes 60 bytes a place
MOST_FOUND: Final = 12


@dataclass(frozen=True, slots=True)
class Segment:
    """An open segment: `starts[key]` is where in `rest` and `owner` the places with that key begin."""

    path: Path
    after: int
    last: int
    ids: NDArray[np.int64]
    starts: NDArray[np.uint32]
    rest: NDArray[np.uint32]
    owner: NDArray[np.uint32]


def search(folder: Path, asking: bytes, latest: Sequence[tuple[int, bytes]]) -> tuple[int, ...]:
    """The ids of up to 12 fingerprints most likely to be of the same picture, those of `latest` among them.

    `latest` are the fingerprints that no segment covers yet. A damaged segment is passed over.
    """
    places = places_of(asking)
    if not len(places):
        return ()
    asked = _asked(places)
    scores: dict[int, float] = {}
    for segment in segments(folder):
        scores.update(_search(segment, *asked))
    if latest:
        scores.update(_search(_built(0, latest), *asked))
    ranked = sorted((one for one in scores.items() if one[1] >= _LEAST), key=lambda one: -one[1])
    return tuple(number for number, _ in ranked[:MOST_FOUND])


def covered(folder: Path) -> int:
    """The last id that the index knows, 0 for none."""
    return max((segment.last for segment in segments(folder)), default=0)


def count(folder: Path, last: int) -> int:
    """How many fingerprints the index holds up to this id."""
    return sum(int(np.searchsorted(segment.ids, last, "right")) for segment in segments(folder))


def sample(folder: Path) -> tuple[int, ...]:
    """Some ids of the index, from all of its parts."""
    return tuple(int(one) for segment in segments(folder) for one in segment.ids[:: max(1, len(segment.ids) // 8)])


def add(folder: Path, after: int, prints: Sequence[tuple[int, bytes]]) -> int:
    """Covers the next fingerprints, in order of their ids, and joins segments that have become many.

    Returns the last id covered; where another was faster, what it covered.
    """
    known = covered(folder)
    if known != after or not prints:
        return known
    _write(folder, _built(after, prints))
    _join(folder)
    _sweep(folder)
    return covered(folder)


def clear(folder: Path) -> None:
    """Forgets the whole index; the next `add` begins anew."""
    for path in folder.glob("*.prints"):
        path.unlink(missing_ok=True)


def segments(folder: Path) -> list[Segment]:
    """Those that follow one another from 0 on, the longest where several begin alike."""
    named: dict[int, list[tuple[int, Path]]] = {}
    for path in folder.glob("*.prints"):
        if matched := _NAME.fullmatch(path.name):
            named.setdefault(int(matched[1]), []).append((int(matched[2]), path))
    found: list[Segment] = []
    after = 0
    while after in named:
        opened = (_open(path, after, last) for last, path in sorted(named.pop(after), reverse=True) if last > after)
        segment = next((one for one in opened if one is not None), None)
        if segment is None:
            break
        found.append(segment)
        after = segment.last
    return found


def _asked(places: NDArray[Any]) -> tuple[NDArray[np.uint64], NDArray[np.intp]]:
    """All codes to look for: each place as it is and with its least sure bits turned over, in eight turns."""
    plain, weak = places["code"] & _MASK, np.uint64(1) << places["weak"].astype(np.uint64)
    changes = [np.zeros(len(places), np.uint64), *weak.T, *(weak[:, a] ^ weak[:, b] for a, b in _PAIRS)]
    codes = turned_codes(np.concatenate([plain ^ change for change in changes]))
    which = np.tile(np.arange(len(places)), len(changes))
    turn = np.repeat(np.arange(8), codes.shape[1])
    return codes.ravel(), np.tile(which, 8) * 8 + turn


def _search(segment: Segment, codes: NDArray[np.uint64], which: NDArray[np.intp]) -> dict[int, float]:
    """By id, how much speaks for it: the worth of the places found, the best of each counted once."""
    keys = (codes & _LOW).astype(np.intp)
    begin = segment.starts[keys].astype(np.int64)
    length = segment.starts[keys + 1].astype(np.int64) - begin
    total = int(length.sum())
    if not total:
        return {}
    asked = np.repeat(np.arange(len(codes)), length)
    at = np.arange(total) + np.repeat(begin - (np.cumsum(length) - length), length)
    further = (codes >> np.uint64(BITS)).astype(np.uint32)
    apart = np.bitwise_count(segment.rest[at] ^ further[asked])
    near = np.flatnonzero(apart <= _REST)
    owner = np.minimum(segment.owner[at[near]], len(segment.ids) - 1).astype(np.int64)
    worth = _WORTH[apart[near]]
    turn, place = which[asked[near]] % 8, which[asked[near]] // 8
    return _summed(segment, owner * 8 + turn, place, worth)


def _summed(
    segment: Segment, group: NDArray[np.int64], place: NDArray[np.intp], worth: NDArray[np.float32]
) -> dict[int, float]:
    order = np.lexsort((-worth, place, group))
    group, place, worth = group[order], place[order], worth[order]
    first = np.ones(len(group), dtype=np.bool_)
    first[1:] = (group[1:] != group[:-1]) | (place[1:] != place[:-1])
    groups, inverse = np.unique(group[first], return_inverse=True)
    sums = np.bincount(inverse, weights=worth[first])
    best = np.argsort(-sums)[: 8 * MOST_FOUND]
    scores: dict[int, float] = {}
    for number in best:
        print_id = int(segment.ids[groups[number] // 8])
        scores[print_id] = max(scores.get(print_id, 0.0), float(sums[number]))
    return scores


def _built(after: int, prints: Sequence[tuple[int, bytes]]) -> Segment:
    """Fingerprints that cannot be read are covered without a place."""
    codes, owners = [], []
    for number, (_, data) in enumerate(prints):
        found = _codes(data)
        codes.append(found)
        owners.append(np.full(len(found), number, dtype=np.uint32))
    ids = np.array([print_id for print_id, _ in prints], dtype=np.int64)
    return _sorted(after, int(ids[-1]), ids, np.concatenate(codes), np.concatenate(owners))


def _codes(data: bytes) -> NDArray[np.uint64]:
    try:
        codes: NDArray[np.uint64] = unpack(data).places["code"] & _MASK
    except ValueError:
        return np.zeros(0, np.uint64)
    return codes


def _sorted(
    after: int, last: int, ids: NDArray[np.int64], codes: NDArray[np.uint64], owner: NDArray[np.uint32]
) -> Segment:
    keys = (codes & _LOW).astype(np.uint32)
    order = np.argsort(keys, kind="stable")
    starts = np.zeros((1 << BITS) + 1, dtype=np.uint32)
    starts[1:] = np.cumsum(np.bincount(keys, minlength=1 << BITS))
    rest = (codes >> np.uint64(BITS)).astype(np.uint32)[order]
    return Segment(Path(), after, last, ids, starts, rest, owner[order])


def _join(folder: Path) -> None:
    """As long as the last eight segments are of one size, they become one. A merge needs no database."""
    while len(found := segments(folder)) >= _MERGED:
        last = found[-_MERGED:]
        sizes = [len(one.ids) for one in last]
        if sizes[0] > _MERGED * min(sizes) or sum(sizes) > _LARGEST:
            return
        _write(folder, merged(last))


def merged(parts: Sequence[Segment]) -> Segment:
    """One segment of several that follow one another."""
    codes, owners, offset = [], [], 0
    for part in parts:
        keys = np.repeat(np.arange(1 << BITS, dtype=np.uint64), (part.starts[1:] - part.starts[:-1]).astype(np.int64))
        codes.append((part.rest.astype(np.uint64) << np.uint64(BITS)) | keys)
        owners.append(part.owner + np.uint32(offset))
        offset += len(part.ids)
    ids = np.concatenate([part.ids for part in parts])
    return _sorted(parts[0].after, parts[-1].last, ids, np.concatenate(codes), np.concatenate(owners))


def _write(folder: Path, segment: Segment) -> None:
    """Whole or not at all: a file of another name, brought to disk, then renamed."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: list[NDArray[Any]] = [segment.ids, segment.starts, segment.rest, segment.owner]
    crc = 0
    for array in arrays:
        crc = zlib.crc32(array.data, crc)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
        file.write(_HEAD.pack(_MAGIC, BITS, len(segment.ids), len(segment.rest), crc, 0))
        for array in arrays:
            file.write(array.data)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(folder / f"{segment.after}-{segment.last}.prints")


def _open(path: Path, after: int, last: int) -> Segment | None:
    """None where the file is cut off or is none of ours: then it is as if it were not there."""
    try:
        mapped = np.memmap(path, dtype=np.uint8, mode="r")
        magic, bits, many, places, _, _ = _HEAD.unpack(mapped[: _HEAD.size].tobytes())
    except (OSError, ValueError, struct.error):
        return None
    sizes = [many * 8, ((1 << BITS) + 1) * 4, places * 4, places * 4]
    if magic != _MAGIC or bits != BITS or not many or len(mapped) != _HEAD.size + sum(sizes):
        return None
    parts, begin = [], _HEAD.size
    for size, kind in zip(sizes, (np.int64, np.uint32, np.uint32, np.uint32), strict=True):
        parts.append(mapped[begin : begin + size].view(kind))
        begin += size
    ids, starts, rest, owner = parts
    if int(starts[-1]) != places or int(ids[-1]) != last or bool(np.any(starts[1:] < starts[:-1])):
        return None
    return Segment(path, after, last, ids, starts, rest, owner)


def sound(folder: Path) -> bool:
    """Whether every segment holds the very bytes that were written: reads the whole index."""
    for segment in segments(folder):
        data = segment.path.read_bytes()
        if zlib.crc32(data[_HEAD.size :]) != _HEAD.unpack_from(data)[4]:
            return False
    return True


def _sweep(folder: Path) -> None:
    used = {segment.path for segment in segments(folder)}
    for path in [*folder.glob("*.prints"), *folder.glob("*.part")]:
        if path not in used:
            path.unlink(missing_ok=True)
