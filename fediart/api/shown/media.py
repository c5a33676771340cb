"""Pictures for apps: the same files that pages show, for members the larger ones where visitors get less."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fediart.api.entities.media import MediaAttachment, Meta, MetaDetails
from fediart.api.shown.words import whole
from fediart.store.images import Image, Source
from fediart.store.renditions import NEWER

_SMALL: Final = 600  # pixels of the longer side that a preview has at least, where there is a file as large


def attachments(origin: str, images: Sequence[Image], *, member: bool) -> list[MediaAttachment]:
    """`member`: somebody with an account looks."""
    return [attachment(origin, image, member=member) for image in images]


def attachment(origin: str, image: Image, *, member: bool) -> MediaAttachment:
    """A picture without any file is of an unknown type: it is not ready yet, or its server's copy is not here.

    A film or a sound of another server is only named: apps would fetch it from there, and be seen.
    """
    files = _files(image, member=member)
    large = max(files, key=_area) if files else None
    small = _preview(files) if files else None
    return {
        "id": str(image.id),
        "type": "image" if large else "unknown",
        "url": whole(origin, large.path) if large else None,
        "preview_url": whole(origin, small.path) if small else None,
        "remote_url": image.elsewhere or None,
        "preview_remote_url": None,
        "text_url": None,
        "meta": _meta(image, large, small),
        "description": image.alt or None,
        "blurhash": image.blurhash or None,
    }


def _files(image: Image, *, member: bool) -> list[Source]:
    """JPEG and PNG, which every app reads; others only where there is nothing else."""
    files = [*image.sources, *image.for_members] if member else list(image.sources)
    return [one for one in files if one.media_type not in NEWER] or files


def _area(file: Source) -> int:
    return file.width * file.height


def _preview(files: Sequence[Source]) -> Source:
    """The smallest that still looks well on a phone."""
    enough = [one for one in files if max(one.width, one.height) >= _SMALL]
    return min(enough, key=_area) if enough else max(files, key=_area)


def _meta(image: Image, large: Source | None, small: Source | None) -> Meta:
    made: Meta = {"focus": {"x": image.focal_x, "y": image.focal_y}}
    if large and (measured := _measures(large.width or image.width, large.height or image.height)):
        made["original"] = measured
    if small and (measured := _measures(small.width or image.width, small.height or image.height)):
        made["small"] = measured
    return made


def _measures(width: int, height: int) -> MetaDetails | None:
    if width <= 0 or height <= 0:
        return None
    return {"width": width, "height": height, "size": f"{width}x{height}", "aspect": width / height}
