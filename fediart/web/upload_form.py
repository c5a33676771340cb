"""Reads a form with files as it arrives: files go to disk in pieces and never into memory, texts have a limit."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from fediart.errors import Problem, Problems
from fediart.language import N_, _
from fediart.web import csrf

_PIECE: Final = 256 * 1024
_MOST_TEXT: Final = 64 * 1024  # bytes of one text field
_MOST_PARTS: Final = 300
_OUT_OF_SHAPE: Final = N_("The form did not arrive whole. Load the page again and send it once more.")


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """`name` is what the sender called it, and is believed nowhere; `field` is the form's field it came in."""

    path: Path
    name: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """How many files of one field are taken, how many bytes each may have, and what they are for, in a word."""

    field: str
    most_files: int
    most_bytes: int
    what: str = "pictures"


@dataclass(slots=True)
class ReceivedForm:
    """`problems` are files that were too large or too many: they were read past and not kept.

    `beside` are files of the second field that was asked for.
    """

    fields: dict[str, str] = field(default_factory=dict)
    files: list[ReceivedFile] = field(default_factory=list)
    beside: list[ReceivedFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


async def receive(
    request: web.Request, folder: Path, *, most_files: int, most_bytes: int, beside: Room | None = None
) -> ReceivedForm:
    """Streams the files of a multipart form into `folder`; `most_bytes` is for one file.

    Files of the field that `beside` names have bounds of their own; all others, whatever their field, share these.

    The form's token must come before any file: as the header X-CSRF-Token, or as the first field (NotAllowed).
    What is wrong with single files is kept in the form, so that texts can be shown again. Raises Problem where the
    body is no such form or breaks all bounds.
    """
    if not request.content_type.startswith("multipart/form-data"):
        raise Problem(_(_OUT_OF_SHAPE))
    trusted = "X-CSRF-Token" in request.headers
    if trusted:
        csrf.demand_token(request, request.headers["X-CSRF-Token"])
    form, pictures = ReceivedForm(), Room("files", most_files, most_bytes)
    budget = most_bytes * most_files + (beside.most_bytes * beside.most_files if beside else 0)
    reader = await request.multipart()
    for _part in range(_MOST_PARTS):
        part = await _next(reader)
        if part is None:
            if not trusted:
                csrf.demand_token(request, "")
            return form
        if part.filename is None:
            form.fields[part.name or ""] = await _text(part)
            if not trusted:
                csrf.demand_token(request, form.fields.get("csrf", ""))
                trusted = True
            continue
        if not trusted:
            csrf.demand_token(request, "")
        room = beside if beside and part.name == beside.field else pictures
        budget -= await _file(part, form, folder, room)
        if budget < 0:
            raise Problem(_("These files are too large together. Publish fewer pictures at once."), field="files")
    raise Problem(_(_OUT_OF_SHAPE))


async def _next(reader: MultipartReader) -> BodyPartReader | None:
    try:
        part = await reader.next()
    except (ValueError, ConnectionResetError, HttpProcessingError):  # whoever sent it may have cancelled it
        raise Problem(_(_OUT_OF_SHAPE)) from None
    if part is not None and not isinstance(part, BodyPartReader):
        raise Problem(_(_OUT_OF_SHAPE))
    return part


async def _text(part: BodyPartReader) -> str:
    read = bytearray()
    while piece := await part.read_chunk():
        read += piece
        if len(read) > _MOST_TEXT:
            raise Problem(_("One of the texts is too long. Shorten it and send the form again."))
    return read.decode("utf-8", "replace").strip()


async def _file(part: BodyPartReader, form: ReceivedForm, folder: Path, room: Room) -> int:
    """Keeps one file, or reads past it; how many bytes came."""
    name, most_bytes = part.filename or "", room.most_bytes
    kept = form.files if room.field == "files" else form.beside
    if len(kept) >= room.most_files:
        message = (
            _("Choose at most %(most)s pictures for one artwork.", most=room.most_files)
            if room.what == "pictures"
            else _("Choose at most %(most)s files for one artwork.", most=room.most_files)
        )
        if name and not any(problem.message == message for problem in form.problems):
            form.problems.append(Problem(message, field=room.field))
        return await _past(part, most_bytes)
    path = folder / f"{'file' if room.field == 'files' else 'beside'}-{len(kept)}"
    size = await _to_disk(part, path, most_bytes)
    if size > most_bytes:
        path.unlink()
        most = most_bytes // 1_000_000
        message = (
            _("%(name)s: this file has more than %(most)s MB; save it smaller or as JPEG.", name=name, most=most)
            if room.field == "files"
            else _(
                "%(name)s: this file has more than %(most)s MB; attach a smaller one, or a picture of it.",
                name=name,
                most=most,
            )
        )
        form.problems.append(Problem(message, field=room.field))
    elif name:
        kept.append(ReceivedFile(path, name, part.name or ""))
    return size


async def _to_disk(part: BodyPartReader, path: Path, most_bytes: int) -> int:
    size = 0
    with path.open("wb") as out:
        while piece := await part.read_chunk(_PIECE):
            size += len(piece)
            if size > most_bytes:
                return size + await _past(part, most_bytes)
            await asyncio.to_thread(out.write, piece)
    return size


async def _past(part: BodyPartReader, most_bytes: int) -> int:
    """Reads on without keeping, so that the browser gets to see our answer; four times the limit, then no more."""
    size = 0
    while piece := await part.read_chunk(_PIECE):
        size += len(piece)
        if size > 4 * most_bytes:
            raise Problem(_("A file may have at most %(most)s MB.", most=most_bytes // 1000000), field="files")
    return size


def by_field(problem: Problem) -> dict[str, str]:
    """Messages by form field, as the form shows them; the first one of each field."""
    found = problem.found if isinstance(problem, Problems) else (problem,)
    messages: dict[str, str] = {}
    for one in found:
        messages[one.field] = f"{messages[one.field]} {one.message}" if one.field in messages else one.message
    return messages
