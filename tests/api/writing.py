"""What tests of writing share: pictures, and a worker that does the jobs behind requests."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import FormData
from PIL import Image

from fediart.site import Site
from tests.api.house import App
from tests.site import drain


def picture(shade: int = 90, size: tuple[int, int] = (64, 40), kind: str = "PNG") -> bytes:
    """Made here and never seen by anybody; different shades are different works."""
    made = Image.new("RGB", size, (shade, 120, 200))
    for at in range(0, size[0], 3):
        made.putpixel((at, (at * shade) % size[1]), (255, shade, at % 255))
    out = io.BytesIO()
    made.save(out, kind)
    return out.getvalue()


def form(data: bytes, name: str = "sea.png", **said: str) -> FormData:
    """As an app sends a file."""
    made = FormData()
    made.add_field("file", io.BytesIO(data), filename=name, content_type="image/png")
    for field, value in said.items():
        made.add_field(field, value)
    return made


async def sent(app: App, shade: int = 90, **said: str) -> str:
    """The id of a picture that was sent in and is ready."""
    answer = await app.post("/api/v1/media", data=form(picture(shade), **said))
    assert answer.status == 200, answer.text
    return str(answer.json["id"])


@asynccontextmanager
async def at_work(site: Site) -> AsyncIterator[None]:
    """Jobs and deliveries are done while requests wait for them."""
    over = asyncio.Event()

    async def work() -> None:
        while not over.is_set():
            await drain(site)
            await asyncio.sleep(0.03)

    task = asyncio.create_task(work())
    try:
        yield
    finally:
        over.set()
        await task
