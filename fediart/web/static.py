"""Styles, scripts, fonts and icons: read once at start, served from memory, kept by browsers until they change."""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from aiohttp import web

from fediart.errors import NotFound
from fediart.language import _

_FOREVER = "public, max-age=31536000, immutable"
_MONTH = "public, max-age=2592000"
_TEXT = ("text/", "application/json", "image/svg")
_TYPES: Mapping[str, str] = {
    ".js": "text/javascript",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class Asset:
    body: bytes
    zipped: bytes
    etag: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """`version` changes when any file does; pages append it as `?v=` so that browsers may keep what they got."""

    version: str
    files: Mapping[str, Asset]


ASSETS: web.AppKey[Assets] = web.AppKey("assets", Assets)


def read_assets(folder: Path) -> Assets:
    """All files below the folder. What is not there now is never served, whatever a path says."""
    found = {
        path.relative_to(folder).as_posix(): _asset(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    everything = "".join(f"{name} {asset.etag} " for name, asset in found.items())
    return Assets(sha256(everything.encode()).hexdigest()[:12], found)


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    zipped = gzip.compress(body, 9, mtime=0) if kind.startswith(_TEXT) else b""
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    return Asset(body, zipped if len(zipped) < len(body) else b"", f'W/"{sha256(body).hexdigest()[:20]}"', kind)


async def show(request: web.Request) -> web.StreamResponse:
    return _answer(request, request.match_info["name"])


async def worker(request: web.Request) -> web.StreamResponse:
    """`/sw.js`: at the root, since a service worker serves what is below it."""
    response = _answer(request, "sw.js")
    # It is held to the policy of its own answer: it may fetch pages and files of this site, and nothing else.
    response.headers["Content-Security-Policy"] = "default-src 'none'; connect-src 'self'"
    return response


def _answer(request: web.Request, name: str) -> web.Response:
    assets = request.app[ASSETS]
    asset = assets.files.get(name)
    if asset is None:
        raise NotFound(_("There is no such file here."))
    headers = {
        "Content-Type": asset.content_type,
        "Cache-Control": _patience(request, assets),
        "ETag": asset.etag,
        "Vary": "Accept-Encoding",
    }
    if asset.etag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    if asset.zipped and "gzip" in request.headers.get("Accept-Encoding", ""):
        return web.Response(body=asset.zipped, headers=headers | {"Content-Encoding": "gzip"})
    return web.Response(body=asset.body, headers=headers)


def _patience(request: web.Request, assets: Assets) -> str:
    """Scripts load each other without a version, so those are asked for again each time."""
    if request.query.get("v") == assets.version:
        return _FOREVER
    return _MONTH if request.path.endswith(".woff2") else "no-cache"
