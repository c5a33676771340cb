"""An example artwork under any preset, and pictures in every container without a codec."""

from __future__ import annotations

import struct
import zlib

from fediart.rights.exceptions import ArtistTerms, SiteTerms
from fediart.rights.licences import ALL_RIGHTS_RESERVED, Licence
from fediart.rights.model import POLICIES, DigitalSource, Holder, Preset, Rights

ORIGIN = "https://art.example"
PRESETS = list(Preset)
REFUSING = [p for p in Preset if p is not Preset.OPEN]


def rights(
    preset: Preset = Preset.NO_AI,
    *,
    name: str = "Jane Artist",
    licence: Licence = ALL_RIGHTS_RESERVED,
    source: DigitalSource | None = None,
    licensing_url: str | None = f"{ORIGIN}/@jane/licensing",
) -> Rights:
    return Rights(
        policy=POLICIES[preset],
        origin=ORIGIN,
        holder=Holder(name, f"{ORIGIN}/@jane"),
        work_url=f"{ORIGIN}/works/1",
        licence=licence,
        year=2026,
        licensing_url=licensing_url,
        digital_source_type=source,
    )


def site_with(site: Preset, work: Preset, number: int = 7) -> SiteTerms:
    """A site under one preset where jane, who chose nothing, has a work under another."""
    works = ((number, POLICIES[work]),) if work is not site else ()
    return SiteTerms(POLICIES[site], (ArtistTerms("jane", POLICIES[site], works),) if works else ())


def jpeg(packet: bytes) -> bytes:
    segment = b"http://ns.adobe.com/xap/1.0/\0" + packet
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + b"\xff\xda\0\2\xff\xd9"


def png(packet: bytes, *, compressed: bool = False) -> bytes:
    text = zlib.compress(packet) if compressed else packet
    data = b"XML:com.adobe.xmp\0" + bytes([compressed]) + b"\0\0\0" + text
    chunk = struct.pack(">I", len(data)) + b"iTXt" + data + struct.pack(">I", zlib.crc32(b"iTXt" + data))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IEND\xaeB`\x82"


def webp(packet: bytes) -> bytes:
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(10)
    body += b"XMP " + struct.pack("<I", len(packet)) + packet + b"\0" * (len(packet) & 1)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def avif(packet: bytes) -> bytes:
    """A box file with the packet megabytes in, as AVIF and HEIC keep it: bare, somewhere in mdat."""
    return b"\0\0\0\x1cftypavif" + bytes(16) + b"\0" * 3_000_000 + packet + bytes(64)


CONTAINERS = {"jpeg": jpeg, "png": png, "webp": webp, "avif": avif}
