"""Asks browsers to fetch the picture that a page is about before they have read the page.

A `Link` header, which proxies may also send ahead of the answer (103 Early Hints). It names the same files, sizes and
type as the page's own `<picture>`, so that nothing is fetched twice; older browsers are not spoken to.
"""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from fediart.web.showing import Card, ShownPicture


def first_picture(response: web.StreamResponse, picture: ShownPicture, sizes: str) -> None:
    """Says it for `picture`, shown as wide as `sizes` says. Without a choice of files nothing is said: the page itself
    is soon enough."""
    files, kind = (picture.avif, "avif") if picture.avif else (picture.webp, "webp")
    if not files or not picture.src:
        return
    address = files.rpartition(" ")[0].rpartition(" ")[2]
    said = f'type="image/{kind}"; imagesrcset="{files}"; imagesizes="{sizes}"; fetchpriority=high'
    response.headers.add("Link", f"<{address}>; rel=preload; as=image; {said}")


def first_tile(response: web.StreamResponse, works: Sequence[Card], wall: str) -> None:
    """Says it for the first work of a wall that hangs in this way, if its picture is shown."""
    if works and works[0].picture is not None and not works[0].empty:
        first_picture(response, works[0].picture, works[0].sizes_in(wall))
