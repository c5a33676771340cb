"""What came with a request as one tree: the query, and a body of JSON, a form or a multipart form, in Rails' spelling.

`a[]=1&a[]=2` is a list, `a[b]=1` an object, `a[][b]=1&a[][c]=2` a list of objects and `a[0][b]=1` an object by numbers,
which api/given.py takes for a list. Files of a multipart body go to disk in pieces, never into memory.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from fediart.api.given import File
from fediart.errors import Problem
from fediart.language import _

Tree = dict[str, Any]

MOST_BYTES: Final = 1024 * 1024  # of everything that is not a file
_MOST_PARTS: Final = 300
_DEEPEST: Final = 6
_PIECE: Final = 256 * 1024


class TooLarge(Problem):
    status = 413


async def read_query(request: web.Request) -> Tree:
    return _tree(request.query.items())


async def read_body(request: web.Request, folder: Path, *, most_file_bytes: int) -> Tree:
    """The query and the body, of which the body counts more. Files go into `folder`.

    Raises Problem (400 for what cannot be read, 413 for what is too large).
    """
    tree = await read_query(request)
    kind = request.content_type
    if kind == "multipart/form-data":
        pairs = await _parts(request, folder, most_file_bytes)
        return tree | _tree(pairs)
    raw = await _whole(request) if request.body_exists else b""
    if not raw.strip():
        return tree
    if kind == "application/json" or kind.endswith("+json"):
        return tree | _json(raw)
    if kind in ("application/x-www-form-urlencoded", "application/octet-stream", "text/plain"):
        return tree | _tree(_form(raw))
    raise Unreadable(_("Send JSON, a form or a multipart form."))


class Unreadable(Problem):
    status = 400


async def _whole(request: web.Request) -> bytes:
    if (request.content_length or 0) > MOST_BYTES:
        raise TooLarge(_("What you sent is larger than this server takes."))
    read = bytearray()
    async for piece in request.content.iter_chunked(65_536):
        read += piece
        if len(read) > MOST_BYTES:
            raise TooLarge(_("What you sent is larger than this server takes."))
    return bytes(read)


def _json(raw: bytes) -> Tree:
    try:
        read = json.loads(raw)
    except (ValueError, RecursionError):
        raise Unreadable(_("The body is not JSON that can be read.")) from None
    if not isinstance(read, dict):
        raise Unreadable(_("The body must be a JSON object."))
    return read


def _form(raw: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=2000)
    except ValueError:
        raise Unreadable(_("The form cannot be read.")) from None


async def _parts(request: web.Request, folder: Path, most_file_bytes: int) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    room = MOST_BYTES
    try:
        reader = await request.multipart()
        for number in range(_MOST_PARTS):
            part = await reader.next()
            if part is None:
                return found
            if not isinstance(part, BodyPartReader):
                raise Unreadable(_("The form cannot be read."))
            if part.filename is None:
                text = await _part_text(part, room)
                room -= len(text)
                found.append((part.name or "", text.decode("utf-8", "replace")))
                continue
            path = folder / f"given-{number}"
            await _to_disk(part, path, most_file_bytes)
            given = File(path, part.filename, part.headers.get("Content-Type", ""))
            found.append((part.name or "", given))
    except (ValueError, AssertionError, HttpProcessingError):
        raise Unreadable(_("The form cannot be read.")) from None
    raise Unreadable(_("The form has too many parts."))


async def _part_text(part: BodyPartReader, room: int) -> bytes:
    read = bytearray()
    while piece := await part.read_chunk():
        read += piece
        if len(read) > room:
            raise TooLarge(_("What you sent is larger than this server takes."))
    return bytes(read)


async def _to_disk(part: BodyPartReader, path: Path, most: int) -> None:
    size = 0
    with path.open("wb") as out:
        while piece := await part.read_chunk(_PIECE):
            size += len(piece)
            if size > most:
                raise TooLarge(_("A file may have at most %(most)s MB.", most=most // 1_000_000))
            await asyncio.to_thread(out.write, piece)


def _tree(pairs: Iterable[tuple[str, Any]]) -> Tree:
    tree: Tree = {}
    for name, value in pairs:
        _put(tree, _keys(name), value)
    return tree


def _keys(name: str) -> list[str]:
    """`a[b][]` as its keys; a name out of shape is one key as it stands."""
    head, bracket, rest = name.partition("[")
    if not bracket or not rest.endswith("]") or not head:
        return [name]
    keys = [head, *rest[:-1].split("][")]
    return keys if len(keys) <= _DEEPEST and not any("[" in key or "]" in key for key in keys) else [name]


def _put(tree: Tree, keys: list[str], value: Any) -> None:
    """Puts the value into its place; what contradicts what stood there before takes its place."""
    head, *rest = keys
    if not rest:
        tree[head] = value
        return
    if rest[0] != "":
        inner = tree.get(head)
        if not isinstance(inner, dict):
            inner = tree[head] = {}
        _put(inner, rest, value)
        return
    listed = tree.get(head)
    if not isinstance(listed, list):
        listed = tree[head] = []
    if len(rest) == 1:
        listed.append(value)
        return
    inner_keys = rest[1:]
    repeats = bool(listed) and isinstance(listed[-1], dict) and inner_keys[0] in listed[-1]
    if not listed or not isinstance(listed[-1], dict) or (repeats and inner_keys[1:] != [""]):
        listed.append({})
    _put(listed[-1], inner_keys, value)
