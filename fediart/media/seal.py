"""Seals public files after everything else was written into them. Runs in worker processes.

What an upload brought along is kept as the artist wants it, as far as there is room; nothing of it can keep a file from
being sealed.
"""

from __future__ import annotations

from collections.abc import Sequence

from fediart.media.credential_library import CannotSeal, read_report, sign
from fediart.media.manifests import definition, private_parts
from fediart.media.sealing import Kept, Report, Seal, Sealed, ToSeal, Upload

_WORDS = 300  # characters of a problem that are kept
_ORDER = (Kept.WHOLE, Kept.TRIMMED, Kept.NONE)


def seal_files(files: Sequence[ToSeal], seal: Seal, upload: Upload) -> tuple[Sealed, ...]:
    """Seal files in their places, all of them made of one upload. A file that cannot be sealed stays as it is."""
    report = None
    if upload.kept is not Kept.NONE:
        report = read_report(upload.path, upload.media_type, seal.anchors)
    return tuple(_seal_file(one, seal, upload, report) for one in files)


def sealed(data: bytes, one: ToSeal, seal: Seal, upload: Upload, report: Report | None) -> tuple[bytes, Kept, str]:
    """The bytes with a seal, what was kept of the upload's manifests, and why no more. CannotSeal.

    `report` is what was read in the upload; None where there is nothing to keep.
    """
    bare = _with(data, one, seal, upload, None, ())
    problem = ""
    for kept in _ORDER[_ORDER.index(upload.kept) :] if report else ():
        hidden = private_parts(report) if report and kept is Kept.TRIMMED else ()
        if kept is Kept.NONE or hidden is None:
            continue
        try:
            made = _with(data, one, seal, upload, upload, hidden)
        except CannotSeal as error:
            problem = str(error)[:_WORDS]
            continue
        if len(made) - len(bare) <= one.room:
            return made, kept, problem
        problem = f"it would take {len(made) - len(bare)} bytes"
    return bare, Kept.NONE, problem


def _with(data: bytes, one: ToSeal, seal: Seal, upload: Upload, parent: Upload | None, hidden: Sequence[str]) -> bytes:
    manifest = definition(
        seal, one.media_type, one.actions, inline=parent is None, upload_type=upload.media_type, hidden=hidden
    )
    return sign(data, one.media_type, manifest, seal, parent)


def _seal_file(one: ToSeal, seal: Seal, upload: Upload, report: Report | None) -> Sealed:
    data = one.path.read_bytes()
    try:
        made, kept, problem = sealed(data, one, seal, upload, report)
    except CannotSeal as error:
        return Sealed(len(data), False, problem=str(error)[:_WORDS])
    return Sealed(one.path.write_bytes(made), True, kept, problem)
