"""The files of a post out of other people's JSON: pictures wherever they are put, and other files as links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from federation.lenient import blurhash, count, each, focal_point, kind_of, links, pixels, plain_url, text, told
from federation.objects import Attachment, Raw
from federation.particulars import duration_of
from federation.tags import MAX_ALT

MAX_ATTACHMENTS = 64
MAX_PREVIEW = 1600  # pixels: of several thumbnails the widest up to this is taken

_ENDINGS = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif",
    "avif": "image/avif", "heic": "image/heic", "svg": "image/svg+xml", "eps": "application/postscript",
    "tif": "image/tiff", "tiff": "image/tiff", "pdf": "application/pdf", "txt": "text/plain", "mp4": "video/mp4",
    "webm": "video/webm", "mov": "video/quicktime", "mp3": "audio/mpeg", "ogg": "audio/ogg", "oga": "audio/ogg",
    "flac": "audio/flac", "wav": "audio/wav", "m4a": "audio/mp4", "opus": "audio/ogg", "zip": "application/zip",
    "epub": "application/epub+zip", "glb": "model/gltf-binary",
}  # fmt: skip


def attachments_of(raw: Raw, kind: str) -> tuple[Attachment, ...]:
    """All files, each once, the pictures that stand for the whole post first."""
    listed: list[Any] = each(raw.get("attachment"))[:MAX_ATTACHMENTS]
    if not listed and kind in ("Image", "Document"):
        listed = [raw]
    found = {one.url: one for one in _read(listed, kind)}
    whole = {one.url: one for one in _whole(raw, kind) if one.url not in found}
    return tuple((whole | found).values())[:MAX_ATTACHMENTS]


def media_type_of(url: str) -> str | None:
    """What a file is by the ending of its address; None where that says nothing."""
    return _ENDINGS.get(urlsplit(url).path.rpartition(".")[2].lower())


def _whole(raw: Raw, kind: str) -> Iterator[Attachment]:
    """The picture of an article, page or event, and of several thumbnails of a film the best one."""
    if kind not in ("Image", "Document"):
        yield from _read(each(raw.get("image"))[:1], "Image")
    if kind in ("Video", "Audio"):
        icons = list(_read(each(raw.get("icon"))[:16], "Image"))
        yield from sorted(icons, key=lambda one: ((one.width or 1) <= MAX_PREVIEW, one.width or 1))[-1:]


def _read(listed: list[Any], kind: str) -> Iterator[Attachment]:
    for one in listed:
        made = _attachment({"url": one} if isinstance(one, str) else one, kind)
        if made is not None:
            yield made


def _attachment(raw: object, kind: str) -> Attachment | None:
    if not isinstance(raw, dict) or kind_of(raw).removeprefix("schema:") == "PropertyValue":
        return None
    found = _file_of(raw)
    if found is None:
        return None
    url, media_type = found
    # Mastodon reads the alternative text from summary first, then name; most others write name alone.
    alt = text(raw.get("summary"), MAX_ALT) or told(raw, "name", MAX_ALT)[0] or ""
    made = Attachment(
        url=url,
        type=kind_of(raw) or ("Image" if kind == "Image" else "Document"),
        media_type=media_type,
        alt=alt,
        width=pixels(raw.get("width")),
        height=pixels(raw.get("height")),
        blurhash=blurhash(raw.get("blurhash")),
        focal_point=focal_point(raw.get("focalPoint")),
        duration=duration_of(raw.get("duration")),
        bytes=count(raw.get("size")),
        raw=raw,
    )
    if made.type == "Link":
        # A link to a picture is a picture (bridges and Lemmy attach them so); what a Page links to is its subject.
        picture = (media_type or "").startswith("image/")
        return replace(made, type="Image") if picture else None if kind == "Page" else made
    return made


def _file_of(raw: Raw) -> tuple[str, str | None] | None:
    """`(url, media type)`: of several the first picture, else the first."""
    said = text(raw.get("mediaType", raw.get("mimeType")), 128)
    listed = each(raw.get("url", raw.get("href")))[:64]
    plain = [plain_url(one) if isinstance(one, str) else one for one in listed]
    found = [(url, kind or said or media_type_of(url)) for url, kind in links(plain)]
    return next((one for one in found if (one[1] or "").startswith("image/")), next(iter(found), None))
