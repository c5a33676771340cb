"""Drawing programs that pack their file as a ZIP: Krita, OpenRaster and Procreate. Nothing is ever unpacked to disk."""

from __future__ import annotations

import plistlib
import re
import zipfile
from collections.abc import Mapping
from typing import Any, Final
from xml.etree.ElementTree import Element

from fediart.admission.attached.source import (
    MOST_BYTES,
    Damaged,
    Found,
    Source,
    archive,
    demand,
    lasted,
    local,
    member,
    when,
    xml,
)

_KRITA_KINDS: Final = {"grouplayer": "group", "shapelayer": "vector", "adjustmentlayer": "adjustment"}
_SIZE: Final = re.compile(r"\{\s*([0-9.]{1,9})\s*,\s*([0-9.]{1,9})\s*\}")
_MOST_OBJECTS: Final = 500_000


def kind_of(files: zipfile.ZipFile) -> str:
    """krita, openraster, procreate, or nothing. Damaged."""
    said = member(files, "mimetype", 100) if "mimetype" in files.NameToInfo else None
    if said is not None and said.strip() in (b"application/x-krita", b"image/openraster"):
        return "krita" if said.strip() == b"application/x-krita" else "openraster"
    if "Document.archive" in files.NameToInfo:
        return "procreate"
    return ""


def read_krita(source: Source, found: Found) -> None:
    """Layers of maindoc.xml, and the editing time of documentinfo.xml. Damaged."""
    with archive(source) as files:
        _pictures(found, files, ("mergedimage.png", "preview.png"))
        info = member(files, "documentinfo.xml")
        if info:
            _about(found, xml(info))
        main = member(files, "maindoc.xml")
        demand(main is not None, "its maindoc.xml is missing")
        root = xml(main or b"")
        image = next((one for one in root.iter() if local(one.tag) == "image"), None)
        demand(image is not None, "it names no image")
        if image is not None:
            found.say("Program", f"Krita {root.get('kritaVersion', '')}")
            found.width, found.height = _number(image.get("width")), _number(image.get("height"))
            _walk(found, image, _krita_layer)


def _about(found: Found, root: Element) -> None:
    said = {local(one.tag): (one.text or "").strip() for one in root.iter()}
    found.say("Editing time", lasted(_number(said.get("editing-time"))))
    found.say("Saved", f"{said['editing-cycles']} times" if _number(said.get("editing-cycles")) else "")
    found.say("Made", when(said.get("creation-date", "")))
    found.say("Changed", when(said.get("date", "")))


def _krita_layer(one: Element) -> tuple[str, str, bool] | None:
    if local(one.tag) not in ("layer", "mask"):
        return None
    kind = "mask" if local(one.tag) == "mask" else _KRITA_KINDS.get(one.get("nodetype", ""), "layer")
    return one.get("name", ""), kind, one.get("visible") != "0"


def read_openraster(source: Source, found: Found) -> None:
    """Layers of stack.xml. Damaged."""
    with archive(source) as files:
        _pictures(found, files, ("mergedimage.png", "Thumbnails/thumbnail.png"))
        stack = member(files, "stack.xml")
        demand(stack is not None, "its stack.xml is missing")
        root = xml(stack or b"")
        found.width, found.height = _number(root.get("w")), _number(root.get("h"))
        whole = next(iter(root), None)  # the outermost stack is the picture itself
        if whole is not None:
            _walk(found, whole, _openraster_layer)


def _openraster_layer(one: Element) -> tuple[str, str, bool] | None:
    kind = {"stack": "group", "layer": "layer", "text": "text", "filter": "adjustment"}.get(local(one.tag))
    return (one.get("name", ""), kind, one.get("visibility") != "hidden") if kind else None


def _walk(found: Found, root: Element, layer: Any) -> None:
    """All that is a layer below `root`, in the order of the file; without recursion."""
    waiting = [(one, 0) for one in reversed(root)]
    while waiting:
        one, level = waiting.pop()
        said = layer(one)
        if said is not None:
            name, kind, visible = said
            found.add(name, kind, level, visible)
        waiting.extend((child, level + (said is not None)) for child in reversed(one))


def read_procreate(source: Source, found: Found) -> None:
    """Layers, drawing time and strokes of the keyed archive, and the recorded time-lapse beside it. Damaged."""
    with archive(source) as files:
        _pictures(found, files, ("QuickLook/Thumbnail.png",))
        segments = sum(name.startswith("video/segments/") and name.endswith(".mp4") for name in files.NameToInfo)
        found.say("Time-lapse", f"recorded in the file, in {segments} parts" if segments else "")
        data = member(files, "Document.archive")
    demand(bool(data), "its Document.archive is empty")
    try:
        archived = plistlib.loads(data or b"", fmt=plistlib.FMT_BINARY)
        objects = archived["$objects"]
    except Exception as error:
        raise Damaged("its description of the layers cannot be read") from error
    demand(isinstance(objects, list) and len(objects) <= _MOST_OBJECTS, "it describes too many things")
    _procreate(found, objects)


def _procreate(found: Found, objects: list[Any]) -> None:
    for one in objects:
        kind = _class_of(one, objects)
        if kind == "SilicaDocument":
            _document(found, one, objects)
        elif kind in ("SilicaLayer", "SilicaGroup"):
            name, hidden = _named(one.get("name"), objects), _named(one.get("hidden"), objects)
            words = name if isinstance(name, str) else ""
            found.add(words, "group" if kind == "SilicaGroup" else "layer", 0, not hidden)


def _document(found: Found, one: Mapping[str, Any], objects: list[Any]) -> None:
    size = _named(one.get("size"), objects)
    match = _SIZE.fullmatch(size) if isinstance(size, str) else None
    if match:
        found.width, found.height = int(float(match[1])), int(float(match[2]))
    time = _named(one.get("SilicaDocumentTrackedTimeKey"), objects)
    found.say("Drawing time", lasted(float(time)) if isinstance(time, int | float) else "")
    strokes = _named(one.get("strokeCount"), objects)
    found.say("Strokes", strokes if isinstance(strokes, int) else "")


def _class_of(one: Any, objects: list[Any]) -> str:
    described = _named(one.get("$class"), objects) if isinstance(one, dict) else None
    name = described.get("$classname") if isinstance(described, dict) else ""
    return name if isinstance(name, str) else ""


def _named(value: Any, objects: list[Any]) -> Any:
    """A reference of a keyed archive, followed once."""
    if isinstance(value, plistlib.UID):
        return objects[value.data] if value.data < len(objects) else None
    return value


def _pictures(found: Found, files: zipfile.ZipFile, names: tuple[str, ...]) -> None:
    """The first of these pictures that is there and not too large."""
    for name in names:
        info = files.NameToInfo.get(name)
        if info is not None and 0 < info.file_size <= MOST_BYTES:
            found.picture = member(files, name, MOST_BYTES) or b""
            return


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
