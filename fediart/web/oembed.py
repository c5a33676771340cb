"""`/oembed`: how other sites embed a work by its address (oEmbed 1.0), with the rights beside the picture.

Only works that everybody may see. One with a warning is told of without its picture: whoever embeds it could not
cover it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from aiohttp import web

from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.rights.feeds import oembed_members
from fediart.rights.xmltext import xml_text
from fediart.store import feeds
from fediart.store.feeds import Listed
from fediart.store.images import Image, Source
from fediart.translate.feeds import UNTITLED, readable, warning_of
from fediart.translate.outgoing import work_rights
from fediart.web.request import is_number, set_rights, settings_of, site_of

ABSENT = N_("There is no such artwork here, or it is not for everyone.")
KEPT_SECONDS = 3600
_PAGE = re.compile(r"(?:/[a-z-]{1,40})?/@([A-Za-z0-9_.-]{1,100})/(\d{1,19})/?")
_OBJECT = re.compile(r"/users/([A-Za-z0-9_.-]{1,100})/posts/(\d{1,19})")
_UNBOUNDED = 1_000_000  # pixels
LONGEST = 10_000  # characters of one value in XML


class Malformed(Problem):
    """The question itself is wrong."""

    status = 400


class NotMade(Problem):
    """A format that this server does not write: what oEmbed wants told with 501."""

    status = 501


@dataclass(frozen=True, slots=True)
class Fitted:
    """A file and the size to show it at, within what was asked."""

    source: Source
    width: int
    height: int


async def show(request: web.Request) -> web.Response:
    """`?url=` of a work's page or object, `format=json|xml`, `maxwidth=` and `maxheight=` in pixels."""
    form = request.query.get("format", "json")
    if form not in ("json", "xml"):
        raise NotMade("This server answers oEmbed with format=json or format=xml.")
    within = _bound(request, "maxwidth"), _bound(request, "maxheight")
    listed = await _work(request)
    config, settings = site_of(request).config, settings_of(request)
    rights = work_rights(config, settings, listed.artist, listed.work)
    set_rights(request, rights.policy, licence_uri=rights.licence.uri, page=rights.work_url)
    told: dict[str, Any] = {
        "version": "1.0",
        "title": listed.work.title or UNTITLED,
        "author_name": listed.artist.shown_name,
        "author_url": listed.artist.url,
        "provider_name": settings.name,
        "provider_url": config.origin,
        "cache_age": KEPT_SECONDS,
        **_shown(config.origin, listed, within),
        **oembed_members(rights),
    }
    return _answer(told, form)


def _bound(request: web.Request, name: str) -> int:
    said = request.query.get(name, "")
    if not said:
        return _UNBOUNDED
    if not is_number(said) or int(said) < 1:
        raise Malformed(f"{name} is a number of pixels.", field=name)
    return int(said)


async def _work(request: web.Request) -> Listed:
    """Raises NotFound alike for what is absent, what is elsewhere, and what is not for everyone."""
    address = request.query.get("url", "")
    if not address:
        raise Malformed("Say which work: /oembed?url=ADDRESS.", field="url")
    found = _named(address, site_of(request).config.origin)
    if found is None:
        raise NotFound(_(ABSENT))
    name, artwork_id = found
    async with site_of(request).db.reading() as tx:
        listed = await feeds.of_work(tx, artwork_id)
    if listed is None or not listed.work.is_public or listed.artist.name.lower() != name:
        raise NotFound(_(ABSENT))
    return listed


def _named(address: str, origin: str) -> tuple[str, int] | None:
    """The artist's name and the work's id, if it is an address of ours."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if f"{parts.scheme}://{parts.netloc}".lower() != origin:
        return None
    path = unquote(parts.path)
    match = _PAGE.fullmatch(path) or _OBJECT.fullmatch(path)
    if match is None or int(match[2]) >= 2**63:
        return None
    return match[1].lower(), int(match[2])


def _shown(origin: str, listed: Listed, within: tuple[int, int]) -> dict[str, Any]:
    """The picture; without one, or where it has to be covered, a link that says why."""
    warning = warning_of(listed)
    image = next((one for one in listed.images if one.sources), None)
    if warning or image is None:
        return {"type": "link"} | ({"warning": warning} if warning else {})
    fitted, small = _fitted(image, within), _fitted(image, (min(within[0], 320), min(within[1], 320)))
    return {
        "type": "photo",
        "url": origin + fitted.source.path,
        "width": fitted.width,
        "height": fitted.height,
        "alt_text": image.alt,
        "thumbnail_url": origin + small.source.path,
        "thumbnail_width": small.width,
        "thumbnail_height": small.height,
    }


def _fitted(image: Image, within: tuple[int, int]) -> Fitted:
    """The largest file that fits; where none does, the smallest, to be shown smaller still."""
    files = readable(image)
    fitting = [one for one in files if one.width <= within[0] and one.height <= within[1]]
    if fitting:
        best = max(fitting, key=lambda one: one.width)
        return Fitted(best, best.width, best.height)
    least = min(files, key=lambda one: one.width)
    scale = min(within[0] / max(least.width, 1), within[1] / max(least.height, 1))
    return Fitted(least, max(1, int(least.width * scale)), max(1, int(least.height * scale)))


def _answer(told: Mapping[str, Any], form: str) -> web.Response:
    # Sites that embed ask from their visitors' browsers, too.
    headers = {"Access-Control-Allow-Origin": "*"}
    if form == "json":
        body = json.dumps(told, ensure_ascii=False)
        return web.Response(text=body, content_type="application/json", charset="utf-8", headers=headers)
    lines = "".join(f"<{name}>{xml_text(str(value), LONGEST)}</{name}>\n" for name, value in told.items())
    body = f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>\n{lines}</oembed>\n'
    return web.Response(text=body, content_type="text/xml", charset="utf-8", headers=headers)
