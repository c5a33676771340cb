"""Instances as people meet them: by their pages, their files, and what they say to other servers."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from demo.art import draw
from federation.media_types import ACTIVITY_JSON
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store.database import Database, Row
from tests.site import Answer, Client, drain, log_in, make_artist, running_site, served
from tests.tour.hands import press, words


@dataclass(frozen=True, slots=True)
class Place:
    """An instance behind its HTTP server. `visitor` is a browser of somebody who is not logged in."""

    site: Site
    visitor: Client
    folder: Path

    @property
    def origin(self) -> str:
        return self.site.config.origin

    @property
    def host(self) -> str:
        return self.site.config.instance.host

    async def member(self, name: str, **about: Any) -> Client:
        """A new member's browser, logged in."""
        await make_artist(self.site, name, **about)
        browser = self.visitor.fresh()
        await log_in(browser, name)
        return browser

    async def rows(self, sql: str, **given: Any) -> list[Row]:
        async with self.site.db.reading() as tx:
            return list(await tx.all(sql, **given))

    async def document(self, path: str) -> Any:
        """What other servers get from an address of ours."""
        answer = await self.visitor.get(path, headers={"Accept": ACTIVITY_JSON})
        assert answer.status == 200, f"{path}: {answer.status} {answer.text[:500]}"
        return answer.json

    def painting(self, style: str = "landscape", size: tuple[int, int] = (1000, 700), seed: int = 7) -> bytes:
        """A JPEG that a program of ours has drawn, stroke by stroke."""
        return draw(style, size, seed, self.folder / f"{style}-{seed}.jpg").read_bytes()


@asynccontextmanager
async def opened(db: Database, folder: Path, clock: HandClock, **more: Any) -> AsyncIterator[Place]:
    """An instance with a folder of its own; most stories are not about the detector and do without it."""
    folder.mkdir(exist_ok=True)
    config = {"admission": {"model": "none"}} | more.pop("config", {})
    settings = {"name": "Riverside", "registrations": "open"} | more
    async with running_site(db, folder, clock, config=config, **settings) as site, served(site) as visitor:
        yield Place(site, visitor, folder)


async def settle(*places: Place) -> None:
    """Does what is due everywhere, until nothing is due any more."""
    for _ in range(10):
        for place in places:
            await drain(place.site)
        if not any([await _anything_due(place) for place in places]):
            return
    raise AssertionError("the instances do not come to rest")


async def _anything_due(place: Place) -> bool:
    now = place.site.clock.now()
    return bool(
        await place.rows(
            """select id from jobs where state = 'waiting' and due <= :now union all
            select id from deliveries where state = 'waiting' and due <= :now""",
            now=now,
        )
    )


async def upload(artist: Client, title: str, *pictures: bytes, **fields: Any) -> str:
    """Fills in the form for a new artwork; returns the path on which its way can be watched."""
    files = [(f"picture-{number}.jpg", data, "image/jpeg") for number, data in enumerate(pictures, 1)]
    alts = {f"alt-{number}": f"{title}, picture {number}" for number in range(1, len(pictures) + 1)}
    sent = await press(artist, "/new", "Publish", {"title": title, "files": files, **alts, **fields}, follow=False)
    assert sent.status == 303, words(sent)
    assert sent.location.startswith("/works/")
    return sent.location


async def publish(place: Place, artist: Client, title: str, *pictures: bytes, **fields: Any) -> str:
    """Uploads and waits until it hangs in the gallery; returns the path of its page."""
    watched = await upload(artist, title, *(pictures or (place.painting(size=(480, 360)),)), **fields)
    await drain(place.site)
    return await artwork_page(artist, watched)


async def artwork_page(artist: Client, watched: str) -> str:
    """Where a work hangs, as its own page of states says."""
    state = (await artist.get(f"{watched}/state")).json
    assert state["state"] == "published", state
    return str(state["url"]).removeprefix(artist.origin)


def pixels(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"))


def says(answer: Answer, *wanted: str) -> None:
    """The page is there and says all of this."""
    said = words(answer)
    assert answer.status == 200, f"{answer.path}: {answer.status} {said[:500]}"
    missing = [one for one in wanted if one not in said]
    assert not missing, f"{answer.path} does not say {missing}, but: {said[:3000]}"
