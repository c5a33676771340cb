"""Files that wait for their work, and pictures of works that are not published yet: for their artist alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fediart.api.call import Call
from fediart.api.entities.media import MediaAttachment, Meta, MetaDetails
from fediart.store import app_files
from fediart.store.app_files import READY, TAKEN, AppFile
from fediart.store.database import Reading
from fediart.store.pictures import Picture


async def waiting_pictures(tx: Reading, call: Call, known: Sequence[Picture]) -> dict[int, MediaAttachment]:
    """By picture: the small ones that are left of files that an app sent in, for a day."""
    files = await app_files.by_pictures(tx, (one.id for one in known))
    said = {one.id: one for one in known}
    return {
        number: attachment(
            call, replace(file, alt=said[number].alt, focal_x=said[number].focal_x, focal_y=said[number].focal_y)
        )
        for number, file in files.items()
    }


def attachment(call: Call, file: AppFile) -> MediaAttachment:
    """A file that waits, as apps see it: its small picture stands for both sizes until the work is published."""
    ready = file.state in (READY, TAKEN) and bool(file.preview_name)
    url = f"{call.site.config.origin}/waiting-media/{file.preview_name}.webp" if ready else None
    meta: Meta = {"focus": {"x": file.focal_x, "y": file.focal_y}, "original": _measures(file.width, file.height)}
    if ready:
        meta["small"] = _measures(file.preview_width, file.preview_height)
    return {
        "id": str(file.id),
        "type": "image",
        "url": url,
        "preview_url": url,
        "remote_url": None,
        "preview_remote_url": None,
        "text_url": None,
        "meta": meta,
        "description": file.alt or None,
        "blurhash": file.blurhash or None,
    }


def _measures(width: int, height: int) -> MetaDetails:
    """In pixels."""
    aspect = round(width / height, 6) if height else 1.0
    return {"width": width, "height": height, "size": f"{width}x{height}", "aspect": aspect}
