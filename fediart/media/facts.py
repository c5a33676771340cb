"""Plain facts that cross between the server and its worker processes; importing this loads no image library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

Format = Literal["JPEG", "PNG", "WEBP", "AVIF", "HEIC", "GIF", "TIFF"]
Role = Literal["federated", "web", "avatar", "header"]
Value = int | float | str | bytes | tuple[int | float, ...]

EXTENSIONS: Final[Mapping[Format, str]] = {
    "JPEG": "jpg",
    "PNG": "png",
    "WEBP": "webp",
    "AVIF": "avif",
    "HEIC": "heic",
    "GIF": "gif",
    "TIFF": "tif",
}
MEDIA_TYPES: Final[Mapping[Format, str]] = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "HEIC": "image/heic",
    "GIF": "image/gif",
    "TIFF": "image/tiff",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What an upload may be: bytes of the file, pixels of one frame, pixels of a side, pixels over all frames."""

    file_bytes: int = 80_000_000
    pixels: int = 120_000_000
    side: int = 20_000
    animation_pixels: int = 50_000_000
    jpeg_scans: int = 200


@dataclass(frozen=True, slots=True)
class Probe:
    """What the header says. `width` and `height` are as stored; an `orientation` from 5 to 8 swaps them on screen."""

    format: Format
    media_type: str
    width: int
    height: int
    frames: int
    has_alpha: bool
    bits: int
    channels: int
    orientation: int
    bytes: int

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.format]

    @property
    def upright(self) -> tuple[int, int]:
        """Width and height in pixels as a person sees them."""
        return (self.height, self.width) if self.orientation >= 5 else (self.width, self.height)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How renditions are made: web widths in pixels, none more than half as wide again as the one before, the bounds of
    the federated one, and encoder qualities.

    The federated bounds are what every known peer keeps byte for byte (Mastodon: 8,294,400 pixels and 16 MB;
    Pixelfed: 5,000 pixels per side). `avif` adds AVIF to the web files whose width is within `avif_widths`: below, its
    header weighs what it saves; above, and beyond `avif_pixels`, it costs more time than publishing has. One that is
    larger than `avif_share` of the WebP of its width is not kept.
    """

    widths: tuple[int, ...] = (320, 480, 640, 960, 1440, 2048)
    web_pixels: int = 12_000_000
    web_side: int = 16_000
    federated_pixels: int = 8_294_400
    federated_side: int = 5_000
    federated_bytes: int = 16_000_000
    webp_quality: int = 82
    webp_method: int = 3
    jpeg_quality: int = 85
    federated_quality: int = 90
    avif: bool = False
    avif_quality: int = 62
    avif_speed: int = 8
    avif_widths: tuple[int, int] = (440, 1600)
    avif_pixels: int = 2_600_000
    avif_share: float = 0.95


@dataclass(frozen=True, slots=True)
class Rendition:
    """One public file. `untouched` means that its pixels are the artist's own, never decoded and encoded again.

    `hidden` says that the invisible identifier that was asked for is in it.
    """

    role: Role
    format: Format
    media_type: str
    width: int
    height: int
    path: Path
    bytes: int
    untouched: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that is made of one original. `width` and `height` are the original's, upright; `colour` is '#rrggbb'."""

    width: int
    height: int
    blurhash: str
    colour: str
    renditions: tuple[Rendition, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The measures of a small picture, in pixels, and its blurhash."""

    width: int
    height: int
    blurhash: str


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands in a file: `length` bytes from byte `offset`, and the SHA-256 of just these bytes."""

    offset: int
    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a PNG, or one comment of a JPEG or GIF."""

    key: str
    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Metadata:
    """Everything a file says of itself, raw: nothing here is checked or believed.

    `exif`, `exif_ifd` and `gps` map tag numbers to values; `xmp` holds every packet, also those deep in the file;
    `text` has PNG text keys, and 'comment' for JPEG and GIF comments (repeated keys are joined by a newline);
    `iptc` maps 'record:dataset' to its values; `segments` maps other containers ('APP11', 'caBX', 'C2PA' ...)
    to their bytes, cut to 64 KiB each; `jumbf` is the start of the C2PA store, if any, at most 4 MiB.

    `texts` are those of `text` one by one. `spans` says where in the file the rest stands: ("xmp", 0) is the first
    packet, ("exif", 305) and ("exif_ifd", 37510) a tag's value, ("iptc", "2:110") the first such dataset, ("APP5", 0)
    the first such segment, ("jumbf", 0) the C2PA store. What is spread over several places spans all of them.
    """

    format: Format
    exif: Mapping[int, Value] = field(default_factory=dict)
    exif_ifd: Mapping[int, Value] = field(default_factory=dict)
    gps: Mapping[int, Value] = field(default_factory=dict)
    xmp: tuple[bytes, ...] = ()
    text: Mapping[str, str] = field(default_factory=dict)
    iptc: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    segments: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    jumbf: bytes = b""
    user_comment: str = ""
    texts: tuple[Text, ...] = ()
    spans: Mapping[tuple[str, str | int], Span] = field(default_factory=dict)
