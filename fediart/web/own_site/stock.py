"""The files an artist's own site is dressed in: styles and fonts of ours, and the artist's public pictures."""

from __future__ import annotations

import posixpath
import re
from typing import Final

from fediart.errors import NotFound
from fediart.language import _
from fediart.resources import resource
from fediart.store import artworks, renditions
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.faces import owner_of
from fediart.store.renditions import EXTENSIONS

_ASKED: Final = re.compile(r"""url\(["']?([^"')#?]+)""")
_MEDIA: Final = re.compile(r"media/(?:[a-z-]+/)?(\d{1,19})/([A-Za-z0-9_-]+)\.([a-z]+)")
_AVATAR: Final = re.compile(r"avatars/([0-9a-f]{64})\.(jpg|png)")


def asset(place: str) -> tuple[bytes, list[str]]:
    """A file of `static/`, and the places of what it asks for itself. Raises NotFound."""
    folder = resource("static")
    path = folder / place.removeprefix("static/")
    if ".." in place.split("/") or not path.is_file():
        raise NotFound(_("There is no such file here."))
    body = path.read_bytes()
    if path.suffix != ".css":
        return body, []
    here = posixpath.dirname(place)
    asked = [one for one in _ASKED.findall(body.decode()) if not one.startswith(("data:", "/", "http"))]
    return body, sorted({posixpath.normpath(posixpath.join(here, one)) for one in asked})


async def public_file(tx: Reading, artist: Actor, place: str) -> str:
    """The storage key of a picture of this artist that everybody may see, by its place; empty for all others."""
    if found := _AVATAR.fullmatch(place):
        key = f"public/{found[1][:2]}/{found[1][2:4]}/{found[1]}.{found[2]}"
        return key if await owner_of(tx, key) == artist.id else ""
    named = _MEDIA.fullmatch(place)
    file = await renditions.by_name(tx, named[2]) if named else None
    if named is None or file is None or file.artwork_id != int(named[1]) or EXTENSIONS[file.media_type] != named[3]:
        return ""
    work = await artworks.by_id(tx, file.artwork_id)
    return file.key if work and work.actor_id == artist.id and work.is_public else ""
