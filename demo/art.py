"""Draws pictures to show: landscapes, still lifes, woodcuts and weaves, each from a seed. Nobody else's art is used."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
PALETTES: tuple[tuple[Colour, ...], ...] = (
    ((242, 233, 216), (214, 162, 96), (166, 84, 60), (84, 58, 66), (38, 36, 56)),
    ((236, 240, 241), (147, 181, 198), (88, 126, 148), (52, 78, 99), (24, 37, 52)),
    ((250, 243, 221), (200, 213, 185), (143, 192, 169), (104, 176, 171), (74, 124, 89)),
    ((255, 228, 208), (244, 151, 142), (224, 96, 110), (122, 62, 101), (53, 36, 77)),
    ((245, 240, 230), (226, 197, 132), (120, 150, 110), (60, 90, 100), (30, 40, 60)),
    ((240, 236, 228), (190, 180, 165), (130, 120, 110), (75, 70, 68), (32, 30, 30)),
)


def _canvas(size: tuple[int, int], top: Colour, bottom: Colour) -> Image.Image:
    """A vertical gradient with a little paper grain."""
    width, height = size
    ramp = np.linspace(0, 1, height)[:, None, None]
    colours = np.array(top)[None, None, :] * (1 - ramp) + np.array(bottom)[None, None, :] * ramp
    return Image.fromarray(np.broadcast_to(colours, (height, width, 3)).astype(np.uint8).copy())


def _grained(image: Image.Image, random: Random, strength: float = 5.0) -> Image.Image:
    noise = np.random.default_rng(random.randrange(2**31)).normal(0, strength, (image.height, image.width, 1))
    return Image.fromarray(np.clip(np.asarray(image, dtype=np.float32) + noise, 0, 255).astype(np.uint8))


def _ridge(random: Random, width: int, base: float, rough: float) -> list[tuple[float, float]]:
    waves = [(random.uniform(0.5, 6), random.uniform(0, 6.28), random.uniform(0.2, 1)) for _ in range(7)]
    points = []
    for x in range(0, width + 8, 8):
        t = x / width * 6.28
        lift = sum(a / f * math.sin(t * f + p) for f, p, a in waves)
        points.append((x, base - rough * lift))
    return points


def landscape(size: tuple[int, int], seed: int) -> Image.Image:
    """Hills behind hills, and a low sun."""
    random = Random(seed)
    colours = PALETTES[seed % len(PALETTES)]
    width, height = size
    image = _canvas(size, colours[1], colours[0])
    draw = ImageDraw.Draw(image)
    x, y, r = random.uniform(0.2, 0.8) * width, height * random.uniform(0.2, 0.35), min(size) * 0.09
    draw.ellipse((x - r, y - r, x + r, y + r), fill=colours[0])
    for layer in range(5):
        share = layer / 4
        near, far = colours[4], colours[1]
        colour = tuple(int(f * (1 - share) + n * share) for f, n in zip(far, near, strict=True))
        points = _ridge(random, width, height * (0.42 + 0.12 * layer), height * 0.06 * (1 + share))
        draw.polygon([(0, height), *points, (width, height)], fill=colour)
    for _ in range(width // 14):
        tree, h = random.uniform(0, width), height * random.uniform(0.02, 0.07)
        foot = height * random.uniform(0.9, 1.0)
        draw.polygon([(tree - h / 4, foot), (tree, foot - h), (tree + h / 4, foot)], fill=colours[4])
    return _grained(image, random)


def still_life(size: tuple[int, int], seed: int) -> Image.Image:
    """Fruit on a table, shaded with dabs."""
    random = Random(seed)
    colours = PALETTES[seed % len(PALETTES)]
    width, height = size
    image = _canvas(size, colours[3], colours[2])
    draw = ImageDraw.Draw(image)
    table = height * 0.62
    draw.rectangle((0, table, width, height), fill=colours[0])
    for _ in range(6):
        r = min(size) * random.uniform(0.09, 0.17)
        x, y = random.uniform(r, width - r), table + random.uniform(-r * 0.4, height * 0.2)
        draw.ellipse((x - r * 1.1, y + r * 0.6, x + r * 1.4, y + r * 1.15), fill=colours[1])
        base = colours[random.randrange(1, 4)]
        for dab in range(60):
            share = dab / 60
            s = r * (1 - share * 0.9)
            shade = tuple(min(255, int(c * (0.7 + 0.7 * share))) for c in base)
            cx, cy = x - r * 0.35 * share, y - r * 0.4 * share
            draw.ellipse((cx - s, cy - s, cx + s, cy + s), fill=shade)
        draw.line((x, y - r * 0.9, x + r * 0.2, y - r * 1.4), fill=colours[4], width=max(2, int(r / 12)))
    return _grained(image.filter(ImageFilter.GaussianBlur(0.7)), random, 7)


def woodcut(size: tuple[int, int], seed: int) -> Image.Image:
    """Black lines that swell where the picture is dark."""
    random = Random(seed)
    width, height = size
    yy, xx = np.mgrid[0:height, 0:width]
    dark = np.zeros((height, width))
    for _ in range(5):
        cx, cy, r = random.uniform(0, width), random.uniform(0, height), min(size) * random.uniform(0.15, 0.4)
        dark += np.exp(-((xx - cx) ** 2 + (yy - cy) ** 2) / (r * r))
    bend = 14 * np.sin(xx / width * random.uniform(4, 9)) + 9 * np.cos(yy / height * random.uniform(3, 7))
    lines = np.sin((yy + bend + 0.3 * xx) / min(size) * 260)
    ink = lines > 1.3 - 1.5 * np.clip(dark, 0, 1.5)
    paper, black = np.array((244, 238, 226)), np.array((34, 30, 32))
    return _grained(Image.fromarray(np.where(ink[..., None], black, paper).astype(np.uint8)), random, 4)


def weave(size: tuple[int, int], seed: int) -> Image.Image:
    """Threads that follow an invisible wind."""
    random = Random(seed)
    colours = PALETTES[seed % len(PALETTES)]
    width, height = size
    image = _canvas(size, colours[0], colours[0])
    draw = ImageDraw.Draw(image)
    a, b, c = (random.uniform(1.2, 3.4) for _ in range(3))
    for _ in range(700):
        x, y = random.uniform(-0.1, 1.1) * width, random.uniform(-0.1, 1.1) * height
        path = []
        for _ in range(42):
            path.append((x, y))
            angle = math.sin(x / width * a * 3) + math.cos(y / height * b * 3) + c
            x, y = x + math.cos(angle) * width / 90, y + math.sin(angle) * width / 90
        draw.line(path, fill=random.choice(colours[1:]), width=random.randint(1, 4), joint="curve")
    return _grained(image, random, 3)


def rooms(size: tuple[int, int], seed: int) -> Image.Image:
    """Flat planes of colour, as of a house in hard light."""
    random = Random(seed)
    colours = PALETTES[seed % len(PALETTES)]
    width, height = size
    image = _canvas(size, colours[1], colours[0])
    draw = ImageDraw.Draw(image)
    for step in range(9):
        x, y = random.uniform(-0.1, 0.8) * width, random.uniform(0.1, 0.8) * height
        w, h, lean = width * random.uniform(0.15, 0.5), height * random.uniform(0.15, 0.6), width * 0.08
        wall = [(x, y), (x + w, y - lean), (x + w, y + h), (x, y + h)]
        draw.polygon(wall, fill=colours[(step + seed) % 5])
        draw.polygon([(x + w, y - lean), (x + w * 1.3, y), (x + w * 1.3, y + h), (x + w, y + h)], fill=colours[4])
    return _grained(image, random, 6)


STYLES: dict[str, Callable[[tuple[int, int], int], Image.Image]] = {
    "landscape": landscape,
    "still life": still_life,
    "woodcut": woodcut,
    "weave": weave,
    "rooms": rooms,
}


def draw(style: str, size: tuple[int, int], seed: int, path: Path) -> Path:
    """Draws one picture into `path` (PNG or JPEG by its ending) and returns it."""
    image = STYLES[style](size, seed)
    if path.suffix == ".png":
        image.save(path)
    else:
        image.save(path, quality=92)
    return path
