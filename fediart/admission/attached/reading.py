"""Reads one attached file in a worker process: told by its content, measured by its own reader, with a preview."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from fediart.admission.attached.clip import read_clip
from fediart.admission.attached.facts import Attached
from fediart.admission.attached.moving import read_mp4, read_webm
from fediart.admission.attached.psd import read_psd
from fediart.admission.attached.source import Damaged, Found, Source, archive
from fediart.admission.attached.xcf import read_xcf
from fediart.admission.attached.zipped import kind_of, read_krita, read_openraster, read_procreate
from fediart.media import isobmff
from fediart.media.errors import BadImage
from fediart.media.facts import Limits
from fediart.media.probe import probe, sniff
from fediart.media.small import write_small

SIDE: Final = 1_280  # pixels of a preview's longer side
_UNKNOWN: Final = (
    "we cannot read this kind of file. Attach PSD, PSB, KRA, XCF, ORA, CLIP or PROCREATE files, "
    "pictures, PDFs, or MP4, WebM and GIF films."
)
_CUT: Final = "this archive is damaged or cut short; save the file again in your program"
_DAMAGED: Final = "It could not be read to its end"
Reader = Callable[[Source, Found], None]

_LAYERED: Final[dict[str, tuple[str, str, Reader]]] = {
    "krita": ("Krita", "application/x-krita", read_krita),
    "openraster": ("OpenRaster", "image/openraster", read_openraster),
    "procreate": ("Procreate", "application/x-procreate", read_procreate),
}


def read_attached(path: Path, out: Path, limits: Limits) -> Attached:
    """What the file is and says; a preview goes to the folder `out`. BadImage for files that we do not take.

    A file that is damaged after its first bytes is taken all the same: `partial` says how far it could be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        source = Source(file, size)
        head = source.read(0, min(size, 64))
        found, reader = _recognised(source, head, path, out, limits)
        partial = _read(source, found, reader)
    return _facts(found, partial, _preview(found, path, out, limits))


def _recognised(source: Source, head: bytes, path: Path, out: Path, limits: Limits) -> tuple[Found, Reader | None]:
    if head.startswith(b"8BPS"):
        large = head[4:6] == b"\0\2"
        return Found("Photoshop (PSB)" if large else "Photoshop (PSD)", "image/vnd.adobe.photoshop"), read_psd
    if head.startswith(b"gimp xcf "):
        return Found("GIMP", "image/x-xcf"), read_xcf
    if head.startswith(b"CSFCHUNK"):
        return Found("Clip Studio Paint", "application/x-clip-studio"), lambda one, to: read_clip(one, to, out)
    if head.startswith(b"PK\3\4"):
        return _zipped(source)
    if head.startswith(b"%PDF-"):
        return Found("PDF", "application/pdf", "sketch"), None
    if head.startswith(b"\x1a\x45\xdf\xa3") and (b"webm" in head or b"matroska" in head):
        return Found("WebM film", "video/webm", "time-lapse"), read_webm
    if head[4:8] == b"ftyp" and isobmff.kind(head) is None:
        quicktime = head[8:12] == b"qt  "
        kind = ("QuickTime film", "video/quicktime") if quicktime else ("MP4 film", "video/mp4")
        return Found(*kind, "time-lapse"), read_mp4
    return _picture(path, limits), None


def _zipped(source: Source) -> tuple[Found, Reader | None]:
    try:
        with archive(source) as files:
            program, media_type, reader = _LAYERED[kind_of(files)]
    except KeyError:
        raise BadImage(_UNKNOWN) from None
    except (Damaged, zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise BadImage(f"{_CUT} ({error}).") from None
    return Found(program, media_type), reader


def _picture(path: Path, limits: Limits) -> Found:
    with path.open("rb") as file:
        head = file.read(64)
    try:
        sniff(head)
    except BadImage as error:
        raise BadImage(_UNKNOWN if head else "this file is empty; choose it again.") from error
    known = probe(path, limits)
    moving = known.format == "GIF" and known.frames > 1
    found = Found(f"{known.format} {'film' if moving else 'picture'}", known.media_type)
    found.kind = "time-lapse" if moving else "in-progress"
    found.width, found.height = known.upright
    found.say("Frames", known.frames if moving else 0)
    found.whole_picture = True
    return found


def _read(source: Source, found: Found, reader: Reader | None) -> str:
    if reader is None:
        return ""
    try:
        reader(source, found)
    except Damaged as error:
        return f"{_DAMAGED}: {error}."
    except MemoryError:
        raise
    except Exception:  # readers of strangers' files fail in many ways; all of them are this one
        return f"{_DAMAGED}."
    return ""


def _preview(found: Found, path: Path, out: Path, limits: Limits) -> Path | None:
    """None where the file brings no picture, or one that cannot be decoded."""
    inner = path if found.whole_picture else out / "inner"
    if not found.whole_picture and not found.picture:
        return None
    try:
        if not found.whole_picture:
            inner.write_bytes(found.picture)
        write_small(inner, out / "preview.webp", SIDE, limits)
    except BadImage:
        return None
    finally:
        (out / "inner").unlink(missing_ok=True)
    return out / "preview.webp"


def _facts(found: Found, partial: str, preview: Path | None) -> Attached:
    return Attached(
        kind=found.kind,
        media_type=found.media_type,
        program=found.program,
        width=found.width if found.width < 1 << 31 else 0,
        height=found.height if found.height < 1 << 31 else 0,
        layers=tuple(found.layers),
        layer_count=found.layer_count,
        group_count=found.group_count,
        more=tuple(found.more),
        partial=partial,
        preview=preview,
    )
