"""Files of drawing programs and films, written here byte by byte as their programs write them, but small."""

from __future__ import annotations

import io
import plistlib
import sqlite3
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

LAYERS = (("Line art", "layer", 0, True), ("Colours", "group", 0, True), ("Sky — 空", "layer", 1, True),
          ("Reference photo", "layer", 1, False), ("Paper", "layer", 0, True))  # fmt: skip
"""The same five in every file: name, kind, level, visible; from the top down."""
SIZE = (640, 480)


def png(size: tuple[int, int] = (64, 48), colour: str = "#7a9ac0") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def jpeg(size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#7a9ac0").save(out, "JPEG")
    return out.getvalue()


def gif(frames: int = 3) -> bytes:
    out = io.BytesIO()
    images = [Image.new("RGB", (40, 30), (80 * number, 0, 0)) for number in range(frames)]
    images[0].save(out, "GIF", save_all=True, append_images=images[1:])
    return out.getvalue()


# Photoshop

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#" xmp:CreatorTool="Adobe Photoshop 25.0"
xmp:CreateDate="2026-03-01T09:00:00Z" xmp:ModifyDate="2026-03-04T21:30:00Z"><xmpMM:History><rdf:Seq>
<rdf:li stEvt:action="created" stEvt:when="2026-03-01T09:00:00Z"/><rdf:li stEvt:action="saved"
stEvt:when="2026-03-01T11:00:00Z"/><rdf:li stEvt:action="saved" stEvt:when="2026-03-04T21:30:00Z"/>
</rdf:Seq></xmpMM:History></rdf:Description></rdf:RDF></x:xmpmeta>"""


def psd(*, large: bool = False, deep: bool = False, layers: Sequence[tuple[str, str, int, bool]] = LAYERS) -> bytes:
    """A PSD, or a PSB where it is `large`; with `deep` the layers stand in a block of their own, as with 16 bits."""
    head = struct.pack(">4sH6xHIIHH", b"8BPS", 2 if large else 1, 3, SIZE[1], SIZE[0], 16 if deep else 8, 3)
    thumbnail = struct.pack(">IIIIIIHH", 1, 64, 48, 192, 9216, 100, 24, 1) + jpeg()
    resources = _resource(1036, thumbnail) + _resource(1060, XMP.encode())
    records = _records(layers, large)
    wide = ">Q" if large else ">I"
    if deep:
        block = struct.pack(">4s4s", b"8BIM", b"Lr16") + struct.pack(wide, len(records)) + records
        section = struct.pack(wide, 0) + struct.pack(">I", 0) + block
    else:
        section = struct.pack(wide, len(records)) + records + struct.pack(">I", 0)
    return (
        head + struct.pack(">I", 0) + struct.pack(">I", len(resources)) + resources
        + struct.pack(wide, len(section)) + section + b"\0\0" + b"\x80" * 300
    )  # fmt: skip


def _resource(number: int, data: bytes) -> bytes:
    return struct.pack(">4sHH", b"8BIM", number, 0) + struct.pack(">I", len(data)) + data + b"\0" * (len(data) % 2)


def _records(layers: Sequence[tuple[str, str, int, bool]], large: bool) -> bytes:
    """From the bottom up: a divider below each group's layers, the group's own record above them."""
    rows: list[bytes] = []
    open_groups: list[tuple[int, tuple[str, bool]]] = []
    for name, kind, level, visible in layers:  # from the top down, turned around at the end
        while open_groups and level <= open_groups[-1][0]:
            open_groups.pop()
            rows.append(_record("</Layer group>", True, large, 3))
        rows.append(_record(name, visible, large, 1 if kind == "group" else 0))
        if kind == "group":
            open_groups.append((level, (name, visible)))
    rows += [_record("</Layer group>", True, large, 3) for _ in open_groups]
    return struct.pack(">h", -len(rows)) + b"".join(reversed(rows))


def _record(name: str, visible: bool, large: bool, divider: int) -> bytes:
    short = name.encode("mac-roman", "replace")[:31]
    pascal = bytes([len(short)]) + short
    pascal += b"\0" * (-len(pascal) % 4)
    wide = name.encode("utf-16-be")
    unicode = struct.pack(">I", len(wide) // 2) + wide
    unicode += b"\0" * (-len(unicode) % 4)
    extra = struct.pack(">II", 0, 0) + pascal + b"8BIMluni" + struct.pack(">I", len(unicode)) + unicode
    if divider:
        extra += b"8BIMlsct" + struct.pack(">II", 4, divider)
    channels = struct.pack(">H", 1) + struct.pack(">hQ" if large else ">hI", 0, 2)
    head = struct.pack(">4i", 0, 0, 10, 10) + channels
    return head + struct.pack(">4s4sBBBxI", b"8BIM", b"norm", 255, 0, 0 if visible else 2, len(extra)) + extra


# Krita, OpenRaster, Procreate


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


KRITA_LAYERS = """<layers><layer name="Line art" nodetype="paintlayer" visible="1"/><layer name="Colours"
nodetype="grouplayer" visible="1"><layers><layer name="Sky — 空" nodetype="paintlayer" visible="1"/>
<layer name="Reference photo" nodetype="paintlayer" visible="0"/></layers></layer>
<layer name="Paper" nodetype="paintlayer" visible="1"/></layers>"""
DOCTYPE = "<!DOCTYPE DOC PUBLIC '-//KDE//DTD krita 2.0//EN' 'http://www.calligra.org/DTD/krita-2.0.dtd'>"


def krita(*, main: str = "", more: Mapping[str, bytes] | None = None) -> bytes:
    text = main or (
        f'<?xml version="1.0" encoding="UTF-8"?>{DOCTYPE}<DOC xmlns="http://www.calligra.org/DTD/krita" '
        f'kritaVersion="5.2.2"><IMAGE name="a" width="{SIZE[0]}" height="{SIZE[1]}">{KRITA_LAYERS}</IMAGE></DOC>'
    )
    info = (
        '<?xml version="1.0"?><document-info xmlns="http://www.calligra.org/DTD/document-info"><about>'
        "<editing-cycles>7</editing-cycles><editing-time>18720</editing-time><date>2026-03-04T21:30:00</date>"
        "<creation-date>2026-03-01T09:00:00</creation-date></about></document-info>"
    )
    files = {"mimetype": b"application/x-krita", "maindoc.xml": text.encode(), "documentinfo.xml": info.encode(),
             "preview.png": png((32, 24)), "mergedimage.png": png()}  # fmt: skip
    return zipped(files | dict(more or {}))


def openraster() -> bytes:
    stack = (
        f'<image w="{SIZE[0]}" h="{SIZE[1]}"><stack><layer name="Line art" src="data/1.png"/><stack name="Colours">'
        '<layer name="Sky — 空" src="data/2.png"/><layer name="Reference photo" src="../../../etc/passwd" '
        'visibility="hidden"/></stack><layer name="Paper" src="data/4.png"/></stack></image>'
    )
    return zipped({"mimetype": b"image/openraster", "stack.xml": stack.encode(), "Thumbnails/thumbnail.png": png()})


def procreate() -> bytes:
    """Flat: Procreate's archive keeps its groups elsewhere."""
    uid, classes = plistlib.UID, {"SilicaDocument": 2, "SilicaLayer": 3, "SilicaGroup": 4}
    objects: list[Any] = ["$null", {"$class": uid(2), "size": uid(5), "SilicaDocumentTrackedTimeKey": 3725.5,
                                    "strokeCount": 4211}]  # fmt: skip
    objects += [{"$classname": name, "$classes": [name]} for name in classes]
    objects.append(f"{{{SIZE[0]}, {SIZE[1]}}}")
    for name, kind, _, visible in LAYERS:
        objects.append(name)
        described = uid(4 if kind == "group" else 3)
        objects.append({"$class": described, "name": uid(len(objects) - 1), "hidden": not visible})
    archive = {"$version": 100_000, "$archiver": "NSKeyedArchiver", "$top": {"root": uid(1)}, "$objects": objects}
    files = {"Document.archive": plistlib.dumps(archive, fmt=plistlib.FMT_BINARY), "QuickLook/Thumbnail.png": png(),
             "video/segments/segment-1.mp4": b"x", "video/segments/segment-2.mp4": b"x"}  # fmt: skip
    return zipped(files)


# GIMP


def xcf(version: int = 11, layers: Sequence[tuple[str, str, int, bool]] = LAYERS) -> bytes:
    word = b"file" if version == 0 else b"v%03d" % version
    head = b"gimp xcf " + word + b"\0" + struct.pack(">III", *SIZE, 0)
    head += struct.pack(">I", 150) if version >= 4 else b""
    head += struct.pack(">II", 17, 1) + b"\x01" + struct.pack(">II", 0, 0)
    pointer = ">Q" if version >= 11 else ">I"
    width = struct.calcsize(pointer)
    at = len(head) + width * (len(layers) + 2)
    places, bodies = b"", b""
    path: list[int] = []
    for name, kind, level, visible in layers:
        path = [*path[:level], path[level] + 1 if len(path) > level else 0]
        body = _xcf_layer(name, kind == "group", path, visible)
        places += struct.pack(pointer, at + len(bodies))
        bodies += body
    return head + places + struct.pack(pointer, 0) * 2 + bodies


def _xcf_layer(name: str, group: bool, path: Sequence[int], visible: bool) -> bytes:
    text = name.encode() + b"\0"
    body = struct.pack(">III", *SIZE, 0) + struct.pack(">I", len(text)) + text
    body += struct.pack(">II", 8, 4) + struct.pack(">I", int(visible))
    body += struct.pack(">II", 29, 0) if group else b""
    body += struct.pack(">II", 30, 4 * len(path)) + struct.pack(f">{len(path)}I", *path)
    return body + struct.pack(">II", 0, 0) + struct.pack(">QQ", 0, 0)


# Clip Studio Paint


def clip(folder: Path, *, schema: str = "") -> bytes:
    path = folder / "made.db"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        if schema:
            database.executescript(schema)
        else:
            _clip_tables(database)
    database.close()
    return clip_of(path.read_bytes())


def _clip_tables(database: sqlite3.Connection) -> None:
    database.execute("create table Canvas (MainId integer, CanvasWidth real, CanvasHeight real)")
    database.execute("insert into Canvas values (1, ?, ?)", SIZE)
    database.execute("create table CanvasPreview (MainId integer, ImageData blob)")
    database.execute("insert into CanvasPreview values (1, ?)", [png()])
    database.execute(
        "create table Layer (MainId integer, LayerName text, LayerFolder integer, LayerVisibility integer, "
        "LayerNextIndex integer, LayerFirstChildIndex integer, LayerType integer)"
    )
    rows = [(2, "Root", 1, 1, 0, 3, 256), (3, "Line art", 0, 1, 4, 0, 1), (4, "Colours", 17, 1, 7, 5, 0),
            (5, "Sky — 空", 0, 1, 6, 0, 1), (6, "Reference photo", 0, 0, 0, 0, 1),
            (7, "Paper", 0, 1, 0, 0, 1584)]  # fmt: skip
    database.executemany("insert into Layer values (?, ?, ?, ?, ?, ?, ?)", rows)


def clip_of(database: bytes) -> bytes:
    head = b"CHNKHead" + struct.pack(">Q", 40) + b"\0" * 40
    data = b"CHNKExta" + struct.pack(">Q", 12) + b"not for us!!"
    sql = b"CHNKSQLi" + struct.pack(">Q", len(database)) + database
    body = head + data + sql + b"CHNKFoot" + struct.pack(">Q", 0)
    return b"CSFCHUNK" + struct.pack(">QQ", 24 + len(body), 24) + body


# Films


def box(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(data), name) + data


def mp4() -> bytes:
    length = struct.pack(">IIIII", 0, 3_855_000_000, 3_855_000_000, 1000, 754_000) + b"\0" * 80
    track = box(b"tkhd", b"\0" * 76 + struct.pack(">II", SIZE[0] << 16, SIZE[1] << 16))
    moov = box(b"moov", box(b"mvhd", length) + box(b"trak", track))
    return box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + box(b"mdat", b"\0" * 64) + moov


def webm() -> bytes:
    def element(number: str, data: bytes) -> bytes:
        return bytes.fromhex(number) + bytes([0x80 | len(data)]) + data

    scale = element("2AD7B1", (1_000_000).to_bytes(3, "big"))
    info = element("1549A966", scale + element("4489", struct.pack(">d", 754_000)))
    return element("1A45DFA3", element("4282", b"webm")) + bytes.fromhex("18538067") + b"\x01" + b"\xff" * 7 + info


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def everything(folder: Path) -> dict[str, bytes]:
    """One of each kind that is taken, by a name that an artist might give it."""
    return {
        "heron.psd": psd(), "heron.psb": psd(large=True), "deep.psd": psd(deep=True), "heron.kra": krita(),
        "heron.ora": openraster(), "heron.xcf": xcf(), "old.xcf": xcf(0), "heron.clip": clip(folder),
        "heron.procreate": procreate(), "film.mp4": mp4(), "film.webm": webm(), "film.gif": gif(),
        "sketch.pdf": PDF, "shot.png": png(), "shot.jpg": jpeg(),
    }  # fmt: skip
