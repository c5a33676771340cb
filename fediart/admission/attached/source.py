"""How readers touch a file: bounded reads at a place, a list of what was found so far, and archives under limits."""

from __future__ import annotations

import re
import struct
import zipfile
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from fediart.admission.attached.facts import MOST_KEPT, MOST_LAYERS, Layer, shown

MOST_BYTES: Final = 64 << 20  # of one piece that is read into memory
MOST_XML: Final = 16 << 20
MOST_ENTRIES: Final = 50_000
_MOST_DIRECTORY: Final = 16 << 20
_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)")
_END: Final = b"PK\5\6"


class Damaged(Exception):
    """A file that leads out of itself or breaks a bound; what was found before stays."""


class Source:
    """A file that is read piece by piece, never as a whole."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self.size = size

    def read(self, at: int, length: int) -> bytes:
        """Exactly that many bytes. Damaged where the file ends before."""
        if at < 0 or not 0 <= length <= MOST_BYTES or at + length > self.size:
            raise Damaged("it is cut short")
        self._file.seek(at)
        data = self._file.read(length)
        if len(data) != length:
            raise Damaged("it is cut short")
        return data

    def numbers(self, layout: str, at: int) -> tuple[Any, ...]:
        """Numbers of a struct layout at a place."""
        return struct.unpack(layout, self.read(at, struct.calcsize(layout)))

    def number(self, layout: str, at: int) -> int:
        return int(self.numbers(layout, at)[0])

    @property
    def file(self) -> BinaryIO:
        """For libraries that seek by themselves."""
        return self._file


@dataclass(slots=True)
class Found:
    """What a reader has found so far: it stays when the rest of the file cannot be read."""

    program: str
    media_type: str
    kind: str = "layered"
    width: int = 0
    height: int = 0
    layers: list[Layer] = field(default_factory=list)
    layer_count: int = 0
    group_count: int = 0
    more: list[tuple[str, str]] = field(default_factory=list)
    picture: bytes = b""
    whole_picture: bool = False

    def add(self, name: str, kind: str, level: int, visible: bool = True) -> None:
        """One more layer, from the top down. Damaged where there are too many."""
        if self.layer_count + self.group_count >= MOST_LAYERS:
            raise Damaged(f"it has more than {MOST_LAYERS} layers")
        if kind == "group":
            self.group_count += 1
        else:
            self.layer_count += 1
        if len(self.layers) < MOST_KEPT:
            self.layers.append(Layer(shown(name), kind, min(level, 20), visible))

    def say(self, label: str, words: object) -> None:
        """A further line, if there is anything to say."""
        text = shown(str(words)) if words else ""
        if text and len(self.more) < 20:
            self.more.append((label, text))


def when(text: str) -> str:
    """A time as programs write it, without the seconds; what is no time stays as it is."""
    match = _TIME.match(text)
    return f"{match[1]} {match[2]}" if match else text


def lasted(seconds: float) -> str:
    """`5 h 12 min`, `3 min`, `40 s`; nothing for none."""
    if not 0 < seconds < 1e9:
        return ""
    minutes = round(seconds / 60)
    if seconds < 60:
        return f"{round(seconds)} s"
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"


def archive(source: Source) -> zipfile.ZipFile:
    """A ZIP whose table of contents is of a sane size. Damaged."""
    tail = source.read(max(0, source.size - 66_000), min(source.size, 66_000))
    end = tail.rfind(_END)
    if end < 0 or end + 22 > len(tail):
        raise Damaged("its table of contents is missing")
    entries, length = struct.unpack_from("<HI", tail, end + 10)
    if entries > MOST_ENTRIES or length > _MOST_DIRECTORY:
        raise Damaged("its table of contents is too long")
    found = zipfile.ZipFile(source.file)
    if len(found.filelist) > MOST_ENTRIES:
        raise Damaged("its table of contents is too long")
    return found


def member(files: zipfile.ZipFile, name: str, most: int = MOST_XML) -> bytes | None:
    """One file of an archive, unpacked in memory and no further than `most`; None where it is not there. Damaged."""
    try:
        info = files.getinfo(name)
    except KeyError:
        return None
    if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Damaged(f"{shown(name)} in it is packed in a way we do not read")
    with files.open(info) as packed:
        data = packed.read(most + 1)
    if len(data) > most:
        raise Damaged(f"{shown(name)} in it is larger than {most >> 20} MiB")
    return data


def xml(data: bytes) -> Element:
    """A document without entities of its own: none is expanded, nothing is fetched. Damaged."""
    try:
        root: Element = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except Exception as error:
        raise Damaged("its description of the layers cannot be read") from error
    return root


def local(tag: str) -> str:
    """A name without its namespace, in lower case."""
    return tag.rpartition("}")[2].lower()


def demand(fine: bool, words: str) -> None:
    """Damaged with these words where it is not fine."""
    if not fine:
        raise Damaged(words)
