"""Photoshop's PSD and PSB: layer records with names and groups, the thumbnail, and what the XMP says of its making.

Read after Adobe's "Photoshop File Formats Specification".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fediart.admission.attached.source import Damaged, Found, Source, demand, when
from fediart.admission.xmp_reading import XMP, read_packets

_EVENT: Final = "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
_THUMBNAIL: Final = 1036
_XMP_RESOURCE: Final = 1060
_MOST_RESOURCES: Final = 2_000
# Blocks whose length has eight bytes in PSB.
_WIDE: Final = frozenset({b"LMsk", b"Lr16", b"Lr32", b"Layr", b"Mt16", b"Mt32", b"Mtrn", b"Alph", b"FMsk", b"lnk2",
                          b"FEid", b"FXid", b"PxSD"})  # fmt: skip
_ADJUSTMENTS: Final = frozenset({b"brit", b"levl", b"curv", b"expA", b"vibA", b"hue ", b"hue2", b"blnc", b"blwh",
                                 b"phfl", b"mixr", b"clrL", b"nvrt", b"post", b"thrs", b"grdm", b"selc"})  # fmt: skip
_VECTORS: Final = frozenset({b"vmsk", b"vsms", b"vogk"})


@dataclass(frozen=True, slots=True)
class _Record:
    name: str
    kind: str
    divider: int
    visible: bool


def read_psd(source: Source, found: Found) -> None:
    """Fills `found` from header, image resources and layer records; pixels are never touched. Damaged."""
    version, found.height, found.width = source.numbers(">H6x2xII", 4)
    demand(version in (1, 2), "its version is unknown")
    wide = version == 2
    at = 26
    at += 4 + source.number(">I", at)
    resources = source.number(">I", at)
    _resources(source, found, at + 4, at + 4 + resources)
    at += 4 + resources
    section = source.number(">Q" if wide else ">I", at)
    at += 8 if wide else 4
    if section:
        _layers(source, found, at, at + section, wide)


def _resources(source: Source, found: Found, at: int, end: int) -> None:
    for _ in range(_MOST_RESOURCES):
        if at + 12 > end:
            return
        signature, number, name = source.numbers(">4sHB", at)
        demand(signature == b"8BIM", "its image resources are damaged")
        at += 6 + (name + 2) // 2 * 2
        length = source.number(">I", at)
        at += 4
        if number == _THUMBNAIL and length > 28 and source.number(">I", at) == 1:
            found.picture = source.read(at + 28, length - 28)
        if number == _XMP_RESOURCE:
            _told(found, source.read(at, length))
        at += length + length % 2


def _told(found: Found, packet: bytes) -> None:
    properties = read_packets([packet]).properties

    def said(namespace: str, name: str) -> list[str]:
        return [one.value for one in properties if (one.namespace, one.name) == (namespace, name)]

    for label, name in (("Program", "CreatorTool"), ("Made", "CreateDate"), ("Changed", "ModifyDate")):
        found.say(label, when(next(iter(said(XMP, name)), "")))
    saves = sum(one == "saved" for one in said(_EVENT, "action"))
    days = {when[:10] for when in said(_EVENT, "when")}
    if saves:
        found.say("Saved", f"{saves} times on {len(days)} {'day' if len(days) == 1 else 'days'} by its own history")


def _layers(source: Source, found: Found, at: int, end: int, wide: bool) -> None:
    length = source.number(">Q" if wide else ">I", at)
    at += 8 if wide else 4
    if length:
        _list(found, _records(source, at, wide))
        return
    at += 4 + source.number(">I", at)  # the global mask
    while at + 12 <= end:  # files of 16 and 32 bits keep their layers in a block after it
        _, key = source.numbers(">4s4s", at)
        broad = wide and key in _WIDE
        size = source.number(">Q" if broad else ">I", at + 8)
        at += 16 if broad else 12
        if key in (b"Lr16", b"Lr32"):
            _list(found, _records(source, at, wide))
            return
        at += (size + 3) // 4 * 4


def _records(source: Source, at: int, wide: bool) -> list[_Record]:
    count = abs(source.number(">h", at))
    at += 2
    made = []
    for _ in range(count):
        channels = source.number(">H", at + 16)
        demand(channels <= 100, "a layer of it has too many channels")
        at += 18 + channels * (10 if wide else 6)
        signature, flags, extra = source.numbers(">4s4x2xBxI", at)
        demand(signature in (b"8BIM", b"8B64"), "its layer records are damaged")
        at += 16
        made.append(_record(source, at, at + extra, not flags & 2, wide))
        at += extra
    return made


def _record(source: Source, at: int, end: int, visible: bool, wide: bool) -> _Record:
    at += 4 + source.number(">I", at)  # mask
    at += 4 + source.number(">I", at)  # blending ranges
    length = source.number(">B", at)
    name = source.read(at + 1, length).decode("mac-roman", "replace")
    at += (length + 4) // 4 * 4
    kind, divider = "layer", 0
    while at + 12 <= end:
        signature, key = source.numbers(">4s4s", at)
        if signature not in (b"8BIM", b"8B64"):
            break
        broad = wide and key in _WIDE
        size = source.number(">Q" if broad else ">I", at + 8)
        at += 16 if broad else 12
        if key == b"luni" and size >= 4:
            marks = min(source.number(">I", at), 10_000)
            name = source.read(at + 4, 2 * marks).decode("utf-16-be", "replace").rstrip("\0")
        elif key in (b"lsct", b"lsdk") and size >= 4:
            divider = source.number(">I", at)
        else:
            kind = _kind(key) or kind
        at += size
    return _Record(name, kind, divider, visible)


def _kind(key: bytes) -> str:
    if key == b"TySh":
        return "text"
    if key in _ADJUSTMENTS:
        return "adjustment"
    return "vector" if key in _VECTORS else ""


def _list(found: Found, records: list[_Record]) -> None:
    """Records come from the bottom up, a group's name after what is in it and a nameless divider before that."""
    level = 0
    for one in reversed(records):
        if one.divider == 3:
            level = max(0, level - 1)
        elif one.divider in (1, 2):
            found.add(one.name, "group", level, one.visible)
            level += 1
        else:
            found.add(one.name, one.kind, level, one.visible)
    if not records:
        raise Damaged("it has no layers")
