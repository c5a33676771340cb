"""Pictures that are worth an AVIF, with colours that are known to the last patch."""

from __future__ import annotations

import io
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from fediart.clock import HandClock
from fediart.media import icc
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests.publish.works import jane
from tests.site import running_site

PATCHES = ((250, 30, 40), (20, 240, 60), (40, 60, 235), (250, 225, 20), (20, 220, 230), (128, 128, 128))
ADOBE = icc.matrix_profile(
    "Adobe's primaries",
    ((0.60974, 0.20528, 0.14919), (0.31111, 0.62567, 0.06322), (0.01947, 0.06087, 0.74457)),
)
PROPHOTO = icc.matrix_profile(
    "ProPhoto's primaries", ((0.79767, 0.13519, 0.03135), (0.28804, 0.71188, 0.00009), (0.0, 0.0, 0.82510))
)


def patches(width: int = 192, height: int = 128) -> Image.Image:
    """Three by two patches of strong colours, with a little of every other in each: no flat graphics."""
    image = Image.new("RGB", (3, 2))
    image.putdata(PATCHES)
    flat = image.resize((width, height), Image.Resampling.NEAREST)
    return Image.blend(flat, texture(width, height), 0.15)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def texture(width: int = 700, height: int = 500) -> Image.Image:
    """Soft patches of every colour: its AVIF is smaller than its WebP."""
    small = Image.frombytes(
        "RGB", (width // 8, height // 8), random.Random(2).randbytes((width // 8) * (height // 8) * 3)
    )
    return small.resize((width, height), Image.Resampling.BICUBIC)


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock, config={"admission": {"model": "none"}}) as made:
        yield made


@pytest.fixture
async def artist(site: Site) -> Actor:
    return (await jane(site))[1]
