"""What the Content Credentials in a picture say of training and mining (CAWG v1.1, and the older C2PA 1.x form).

The manifest store is found in JPEG, PNG, WebP and box files (AVIF, HEIF) without any library. Only what is written
is read: whether the signature holds is for a validator to say, and nothing here relies on it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from itertools import islice

from fediart.rights.cbor import decoded
from fediart.rights.riff import webp_chunks
from fediart.rights.signal import Signal

STORE_LIMIT = 32 * 1024 * 1024  # bytes of one manifest store
ASSERTION_LIMIT = 256 * 1024  # bytes
_MOST_BOXES = 2000
_MOST_PARTS = 100_000  # segments and chunks of a file, empty ones and fill bytes, too
_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_LABELS = ("cawg.training-mining", "c2pa.training-mining")
_KEYS = ("data_mining", "ai_inference", "ai_training", "ai_generative_training")

Box = tuple[bytes, bytes]


def read_c2pa(data: bytes) -> tuple[Signal, ...]:
    """The assertions on training in the active manifest; nothing for a picture without Content Credentials."""
    store = manifest_store(data)
    if store is None:
        return ()
    try:
        manifest = _active(store)
        found = [(label, _assertion(boxes)) for label, boxes in _assertions(manifest)]
    except (ValueError, struct.error, RecursionError):
        return (Signal("c2pa", "manifest", "not a readable manifest store", "unreadable"),)
    said = [_signal(label, entries) for label, entries in found]
    return tuple(said) or (Signal("c2pa", "manifest", "it says nothing about training"),)


def _signal(label: str, entries: object) -> Signal:
    if not isinstance(entries, dict):
        return Signal("c2pa", label, "an assertion without entries", "unreadable")
    uses = ((key, _use(entries, key)) for key in _KEYS)
    return Signal("c2pa", label, ", ".join(f"{key}={use}" for key, use in uses if use))


def _use(entries: dict[str, object], key: str) -> str:
    for prefix in ("cawg.", "c2pa."):
        entry = entries.get(prefix + key)
        if isinstance(entry, dict) and isinstance(use := entry.get("use"), str):
            return use[:40]
    return ""


def manifest_store(data: bytes) -> bytes | None:
    """The JUMBF bytes of a picture's manifest store, or None."""
    if data.startswith(b"\xff\xd8"):
        found = _jpeg(data)
    elif data.startswith(b"\x89PNG\r\n\x1a\n"):
        found = _png(data)
    elif data[:4] == b"RIFF":
        found = next(webp_chunks(data, b"C2PA"), None)
    else:
        found = _box_file(data) if data[4:8] == b"ftyp" else None
    return found if found and len(found) <= STORE_LIMIT else None


def _jpeg(data: bytes) -> bytes | None:
    """APP11 segments of the first box instance, in the order of their numbers (ISO 19566-5, annex D)."""
    parts: dict[int, bytes] = {}
    instance: bytes | None = None
    at = 2
    for _ in range(_MOST_PARTS):
        if at + 4 > len(data) or data[at] != 0xFF:
            break
        kind, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if kind == 0xFF:
            at += 1
            continue
        if kind == 0xDA or size < 2:
            break
        segment = data[at + 4 : at + 2 + size]
        if kind == 0xEB and segment[:2] == b"JP" and segment[12:16] == b"jumb":
            instance = segment[2:4] if instance is None else instance
            if segment[2:4] == instance:
                parts[int.from_bytes(segment[4:8], "big")] = segment[8:]
        at += 2 + size
    if not parts:
        return None
    first, *rest = (parts[number] for number in sorted(parts))
    return first + b"".join(part[8:] for part in rest)  # each repeats the box's header


def _png(data: bytes) -> bytes | None:
    at = 8
    for _ in range(_MOST_PARTS):
        if at + 12 > len(data):
            break
        size = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"caBX":
            return data[at + 8 : at + 8 + size]
        at += 12 + size
    return None


def _box_file(data: bytes) -> bytes | None:
    """The `uuid` box: version and flags, a purpose that ends with a zero byte, an offset, then the store."""
    for kind, body in _boxes(data):
        if kind == b"uuid" and body[:16] == _UUID:
            purpose, _, rest = body[20:].partition(b"\0")
            return rest[8:] if purpose == b"manifest" else None
    return None


def _boxes(data: bytes) -> Iterator[Box]:
    at = 0
    for _ in range(_MOST_BOXES):
        if at + 8 > len(data):
            return
        size, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1 and at + 16 <= len(data):
            size, head = struct.unpack_from(">Q", data, at + 8)[0], 16
        end = len(data) if size == 0 else at + size
        if end < at + head or end > len(data):
            return
        yield kind, data[at + head : end]
        at = end


def _labelled(superbox: bytes) -> tuple[str, list[Box]]:
    """The label of a JUMBF superbox, and what it holds after its description."""
    boxes = list(_boxes(superbox))
    if not boxes or boxes[0][0] != b"jumd" or len(boxes[0][1]) < 17:
        raise ValueError("a superbox without a description")
    return boxes[0][1][17:].split(b"\0", 1)[0].decode("utf-8", "replace"), boxes[1:]


def _active(store: bytes) -> list[Box]:
    """The manifest that stands last in the store is the one that counts (C2PA 2.x, section 11.1)."""
    outer = next(_boxes(store), None)
    if outer is None or outer[0] != b"jumb":
        raise ValueError("no JUMBF")
    _, manifests = _labelled(outer[1])
    whole = [body for kind, body in manifests if kind == b"jumb"]
    if not whole:
        raise ValueError("an empty store")
    return _labelled(whole[-1])[1]


def _assertions(manifest: list[Box]) -> Iterator[tuple[str, list[Box]]]:
    for kind, body in manifest:
        if kind != b"jumb":
            continue
        label, boxes = _labelled(body)
        if label != "c2pa.assertions":
            continue
        for _, inner in islice((box for box in boxes if box[0] == b"jumb"), _MOST_BOXES):
            name, content = _labelled(inner)
            if name.split("__")[0] in _LABELS:
                yield name.split("__")[0], content


def _assertion(boxes: list[Box]) -> object:
    """The `entries` of an assertion."""
    for kind, body in boxes:
        if kind in (b"cbor", b"json") and len(body) <= ASSERTION_LIMIT:
            data = decoded(body) if kind == b"cbor" else json.loads(body)
            return data.get("entries") if isinstance(data, dict) else None
    return None
