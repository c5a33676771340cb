"""The pages as an app on a device: its manifest (W3C Web Application Manifest), what it shows without a connection,
and the pictures that other apps share with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from aiohttp import web

from fediart.language import _, spoken
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import settings_of

_ICONS = (
    ("/static/icon.svg", "any", "image/svg+xml", "any"),
    ("/static/icons/icon-192.png", "192x192", "image/png", "any"),
    ("/static/icons/icon-512.png", "512x512", "image/png", "any"),
    ("/static/icons/maskable-512.png", "512x512", "image/png", "maskable"),
)
_TAKEN = ["image/jpeg", "image/png", "image/webp", "image/avif", "image/heic", "image/heif", "image/gif", "image/tiff"]


@dataclass(frozen=True, slots=True)
class OfflinePage(Page):
    template: ClassVar[str] = "offline.html"


async def offline(request: web.Request) -> web.StreamResponse:
    """`/offline`: kept by the service worker, as a visitor gets it, and shown where a page cannot be reached."""
    return await pages.show(request, OfflinePage(title=_("You are offline")))


async def manifest(request: web.Request) -> web.StreamResponse:
    """`/manifest.webmanifest`, in the language of whoever installs it."""
    settings = settings_of(request)
    document: dict[str, Any] = {
        "id": "/",
        "name": settings.name,
        "short_name": settings.name[:30],
        "description": settings.tagline,
        "lang": spoken().code,
        "dir": spoken().direction,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fcfcfc",
        "theme_color": "#fcfcfc",
        "categories": ["photo", "social"],
        "icons": [
            {"src": source, "sizes": sizes, "type": kind, "purpose": purpose} for source, sizes, kind, purpose in _ICONS
        ],
        "shortcuts": [
            {"name": _("New artwork"), "url": "/new"},
            {"name": _("Home"), "url": "/home"},
            {"name": _("Notifications"), "url": "/notifications"},
        ],
        "share_target": {
            "action": "/share",
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{"name": "files", "accept": _TAKEN}],
            },
        },
    }
    body = json.dumps(document, ensure_ascii=False).encode()
    return web.Response(body=body, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


async def share(request: web.Request) -> web.StreamResponse:
    """`/share`, where no service worker took what was shared: nothing of it is read, the form says how to go on."""
    notice = _("The pictures did not come along. Choose them here.") if request.method == "POST" else ""
    return pages.go(request, "/new", notice=notice)
