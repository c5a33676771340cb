"""Every text a file carries, with the name of the place it stands in: what the generator rules search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fediart.admission.xmp_reading import DC, EXIF, IPTC_EXT, PHOTOSHOP, TIFF, XMP, Packets
from fediart.media.facts import Metadata, Value

TEXT_LIMIT: Final = 1 << 20
_MAIN_TAGS: Final = {
    0x010E: "ImageDescription", 0x010F: "Make", 0x0110: "Model", 0x0131: "Software", 0x013B: "Artist",
    0x8298: "Copyright",
}  # fmt: skip
_WIDE_TAGS: Final = {0x9C9B: "XPTitle", 0x9C9C: "XPComment", 0x9C9F: "XPSubject"}
_MAKER_NOTE: Final = 0x927C
_IPTC: Final = {"2:110": "Credit", "2:115": "Source", "2:120": "Caption", "2:80": "By-line", "2:080": "By-line"}
_XMP: Final = {
    (DC, "description"): "Description",
    (DC, "creator"): "Author",
    (EXIF, "UserComment"): "UserComment",
    (TIFF, "Software"): "Software",
    (TIFF, "Make"): "Make",
    (TIFF, "ImageDescription"): "ImageDescription",
    (XMP, "CreatorTool"): "CreatorTool",
    (PHOTOSHOP, "Credit"): "Credit",
    (IPTC_EXT, "DigImageGUID"): "DigImageGUID",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A text: `key` as the format names it ("parameters", "Software"), `where` for people ('PNG text "parameters"')."""

    where: str
    key: str
    value: str


def places_of(metadata: Metadata, packets: Packets) -> list[Place]:
    """All texts of a file, each cut to 1 MiB of characters, empty ones left out."""
    found = [*_texts(metadata), *_exif(metadata), *_xmp(packets), *_iptc(metadata)]
    return [place for place in found if place.value]


def _texts(metadata: Metadata) -> Iterator[Place]:
    for key, value in metadata.text.items():
        where = "comment" if metadata.format != "PNG" else f'PNG text "{key[:60]}"'
        yield Place(where, key, value[:TEXT_LIMIT])


def _exif(metadata: Metadata) -> Iterator[Place]:
    for tag, name in _MAIN_TAGS.items():
        yield Place(f"EXIF {name}", name, _text(metadata.exif.get(tag)))
    for tag, name in _WIDE_TAGS.items():
        value = metadata.exif.get(tag)
        wide = value[: 2 * TEXT_LIMIT].decode("utf-16-le", "replace") if isinstance(value, bytes) else ""
        yield Place(f"EXIF {name}", name, wide.strip("\0 "))
    yield Place("EXIF MakerNote", "MakerNote", _text(metadata.exif_ifd.get(_MAKER_NOTE)))
    yield Place("EXIF UserComment", "UserComment", metadata.user_comment[:TEXT_LIMIT])


def _xmp(packets: Packets) -> Iterator[Place]:
    for item in packets.properties:
        name = _XMP.get((item.namespace, item.name))
        if name:
            yield Place(f"XMP {name}", name, item.value)


def _iptc(metadata: Metadata) -> Iterator[Place]:
    for number, name in _IPTC.items():
        for value in metadata.iptc.get(number, ()):
            yield Place(f"IPTC {name}", name, value[:2000].decode("utf-8", "replace").strip())


def _text(value: Value | None) -> str:
    if isinstance(value, bytes):
        return value[:TEXT_LIMIT].decode("utf-8", "replace").strip("\0 ")
    return value[:TEXT_LIMIT].strip("\0 ") if isinstance(value, str) else ""
