"""Every text a file carries, with the name of the place it stands in: what the generator rules search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fediart.admission.xmp_reading import DC, EXIF, IPTC_EXT, PHOTOSHOP, TIFF, XMP, Packets
from fediart.media.exif import USER_COMMENT
from fediart.media.facts import Metadata, Span, Value

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
    """A text: `key` as the format names it ("parameters", "Software"), `where` for people ('PNG text "parameters"').

    `span` is where it stands in the file.
    """

    where: str
    key: str
    value: str
    span: Span | None = None


def places_of(metadata: Metadata, packets: Packets) -> list[Place]:
    """All texts of a file, each cut to 1 MiB of characters, empty ones left out."""
    found = [*_texts(metadata), *_exif(metadata), *_xmp(metadata, packets), *_iptc(metadata)]
    return [place for place in found if place.value]


def _texts(metadata: Metadata) -> Iterator[Place]:
    for text in metadata.texts:
        where = "comment" if metadata.format != "PNG" else f'PNG text "{text.key[:60]}"'
        yield Place(where, text.key, text.value[:TEXT_LIMIT], text.span)


def _exif(metadata: Metadata) -> Iterator[Place]:
    spans = metadata.spans
    for tag, name in _MAIN_TAGS.items():
        yield Place(f"EXIF {name}", name, _text(metadata.exif.get(tag)), spans.get(("exif", tag)))
    for tag, name in _WIDE_TAGS.items():
        value = metadata.exif.get(tag)
        wide = value[: 2 * TEXT_LIMIT].decode("utf-16-le", "replace") if isinstance(value, bytes) else ""
        yield Place(f"EXIF {name}", name, wide.strip("\0 "), spans.get(("exif", tag)))
    note = _text(metadata.exif_ifd.get(_MAKER_NOTE))
    yield Place("EXIF MakerNote", "MakerNote", note, spans.get(("exif_ifd", _MAKER_NOTE)))
    place = "exif_ifd" if USER_COMMENT in metadata.exif_ifd else "exif"
    comment = metadata.user_comment[:TEXT_LIMIT]
    yield Place("EXIF UserComment", "UserComment", comment, spans.get((place, USER_COMMENT)))


def _xmp(metadata: Metadata, packets: Packets) -> Iterator[Place]:
    for item in packets.found(*_XMP):
        if not item.of_part:
            name = _XMP[item.namespace, item.name]
            yield Place(f"XMP {name}", name, item.value, metadata.spans.get(("xmp", item.packet)))


def _iptc(metadata: Metadata) -> Iterator[Place]:
    for number, name in _IPTC.items():
        for value in metadata.iptc.get(number, ()):
            text = value[:2000].decode("utf-8", "replace").strip()
            yield Place(f"IPTC {name}", name, text, metadata.spans.get(("iptc", number)))


def _text(value: Value | None) -> str:
    if isinstance(value, bytes):
        return value[:TEXT_LIMIT].decode("utf-8", "replace").strip("\0 ")
    return value[:TEXT_LIMIT].strip("\0 ") if isinstance(value, str) else ""
