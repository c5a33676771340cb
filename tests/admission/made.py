"""Pictures the tests draw themselves, marked the way generators and standards mark theirs."""

from __future__ import annotations

import gzip
import io
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin

A1111 = (
    "a castle on a hill, oil painting\nNegative prompt: blurry, text\n"
    "Steps: 28, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 1234567, Size: 512x768, "
    "Model hash: 6ce0161689, Model: v1-5-pruned, Version: v1.9.4"
)
COMFY_PROMPT = '{"3": {"inputs": {"seed": 8566257, "steps": 20}, "class_type": "KSampler"}}'
COMFY_WORKFLOW = '{"last_node_id": 9, "nodes": [{"id": 3, "type": "KSampler"}], "links": [[1, 4, 0, 3, 0]]}'
TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
PARTLY = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
EXT = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def drawing(width: int = 240, height: int = 200, seed: int = 5) -> Image.Image:
    """Strokes and grain as a hand leaves them: nothing flat, nothing generated."""
    rng = np.random.default_rng(seed)
    down, across = np.mgrid[0:height, 0:width]
    base = 120 + 60 * np.sin(across / 17) + 40 * np.cos(down / 23 + across / 41)
    pixels = np.stack([base, base * 0.8, 220 - base], axis=2) + rng.normal(0, 9, (height, width, 3))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def png(path: Path, texts: dict[str, str] | None = None, image: Image.Image | None = None) -> Path:
    info = PngImagePlugin.PngInfo()
    for key, value in (texts or {}).items():
        info.add_text(key, value)
    (image or drawing()).save(path, "PNG", pnginfo=info)
    return path


def jpeg(path: Path, **options: object) -> Path:
    drawing().save(path, "JPEG", quality=90, **options)
    return path


def user_comment(text: str, encoding: str = "utf-16-be") -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + text.encode(encoding)
    return exif.tobytes()


def exif_of(**tags: str) -> bytes:
    numbers = {"make": 0x010F, "model": 0x0110, "software": 0x0131, "artist": 0x013B, "description": 0x010E}
    exif = Image.Exif()
    for name, value in tags.items():
        exif[numbers[name]] = value
    return exif.tobytes()


def packet(inside: str = "", attributes: str = "") -> bytes:
    """An XMP packet of one description, with the prefixes `e` (IPTC extension), `ps`, `dc`, `ex`, `xmp`, `tc`."""
    return (
        f'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="{RDF}"><rdf:Description rdf:about="" xmlns:e="{EXT}" '
        'xmlns:ps="http://ns.adobe.com/photoshop/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:ex="http://ns.adobe.com/exif/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        f'xmlns:tc="http://www.tc260.org.cn/ns/AIGC/1.0/" {attributes}>{inside}'
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def source_type(url: str) -> bytes:
    return packet(f"<e:DigitalSourceType>{url}</e:DigitalSourceType>")


def with_xmp(path: Path, kind: str, xmp: bytes) -> Path:
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", xmp.decode())
        drawing().save(path, "PNG", pnginfo=info)
    else:
        drawing().save(path, kind, xmp=xmp)
    return path


def chunked(path: Path, name: bytes, body: bytes) -> Path:
    """A PNG with one more chunk, right after its header."""
    data = png(path).read_bytes()
    path.write_bytes(data[:33] + chunk(name, body) + data[33:])
    return path


def chunk(name: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def segmented(path: Path, marker: int, body: bytes) -> Path:
    """A JPEG with one more segment, right after its start."""
    data = jpeg(path).read_bytes()
    path.write_bytes(data[:2] + bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body + data[2:])
    return path


def c2pa_store(*codes: str, base: str = "http://cv.iptc.org/newscodes/digitalsourcetype/") -> bytes:
    """Bytes as a C2PA store has them: JUMBF boxes around CBOR whose texts are plain, one manifest per code."""
    return c2pa_boxes(*(c2pa_body(code, base) for code in codes))


def c2pa_body(code: str, base: str = "http://cv.iptc.org/newscodes/digitalsourcetype/") -> bytes:
    text = (base + code).encode()
    return b"\xa1qdigitalSourceType\x78" + bytes([len(text)]) + text + b"ksoftwareAgentfGPT-4o"


def c2pa_boxes(*bodies: bytes) -> bytes:
    """A store of one manifest per body, the active one last."""
    out = b""
    for claim in bodies:
        body = struct.pack(">I4s", len(claim) + 8, b"cbor") + claim
        out += struct.pack(">I4s", len(body) + 8, b"jumb") + body
    return struct.pack(">I4s", len(out) + 8, b"jumb") + out


def stealth(image: Image.Image, text: str, *, packed: bool = True, colours: bool = False) -> Image.Image:
    """Hides a text in the lowest bits as NovelAI does: down the columns, most significant bit first."""
    kind = b"rgb" if colours else b"png"
    payload = gzip.compress(text.encode()) if packed else text.encode()
    magic = b"stealth_" + kind + (b"comp" if packed else b"info")
    stream = magic + struct.pack(">I", 8 * len(payload)) + payload
    bits = np.unpackbits(np.frombuffer(stream, np.uint8))
    pixels = np.asarray(image.convert("RGB" if colours else "RGBA")).copy()
    planes = (pixels if colours else pixels[:, :, 3:]).transpose(1, 0, 2).copy()
    flat = planes.reshape(-1)
    flat[: len(bits)] = (flat[: len(bits)] & 0xFE) | bits
    if colours:
        return Image.fromarray(planes.transpose(1, 0, 2))
    pixels[:, :, 3] = planes.transpose(1, 0, 2)[:, :, 0]
    return Image.fromarray(pixels)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
