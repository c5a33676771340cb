"""Pictures drawn for the copy search, of six kinds, and what happens to pictures on their way through the world."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

Change = Callable[[Image.Image], Image.Image]
SIZE = (640, 480)


def landscape(rng: np.random.Generator) -> Image.Image:
    """Soft hills of noise, in colours of their own."""
    layers = [Image.fromarray(rng.integers(0, 256, (side, side + 2), dtype=np.uint8)) for side in (5, 11, 23, 60)]
    total = sum(np.asarray(one.resize(SIZE, 3), dtype=float) * w for one, w in zip(layers, (4, 3, 2, 1), strict=True))
    tint = rng.uniform(0.5, 1.3, 3)
    return Image.fromarray(np.clip((total / 10)[..., None] * tint, 0, 255).astype(np.uint8))


def shapes(rng: np.random.Generator) -> Image.Image:
    """Flat shapes over one another, as a poster has them."""
    image = Image.new("RGB", SIZE, _colour(rng))
    draw = ImageDraw.Draw(image)
    for _ in range(int(rng.integers(40, 80))):
        x, y, w, h = rng.integers(0, SIZE[0]), rng.integers(0, SIZE[1]), *rng.integers(15, 140, 2)
        box = [int(x), int(y), int(x + w), int(y + h)]
        (draw.ellipse if rng.random() < 0.5 else draw.rectangle)(box, fill=_colour(rng))
    return image


def strokes(rng: np.random.Generator) -> Image.Image:
    """Ink on white paper."""
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    for _ in range(int(rng.integers(60, 110))):
        place, turn = rng.uniform((0, 0), SIZE), rng.uniform(0, 6.3)
        points = []
        for _ in range(14):
            points.append((float(place[0]), float(place[1])))
            turn += rng.normal(0, 0.5)
            place = place + 11 * np.array([np.cos(turn), np.sin(turn)])
        draw.line(points, fill=(20, 20, 30), width=int(rng.integers(2, 6)), joint="curve")
    return image


def brushwork(rng: np.random.Generator) -> Image.Image:
    """Many dabs of related colours, softened."""
    image = Image.new("RGB", SIZE, _colour(rng))
    draw, base = ImageDraw.Draw(image), rng.integers(40, 216, 3)
    for _ in range(500):
        x, y = rng.uniform((0, 0), SIZE)
        dx, dy = rng.normal(0, 28, 2)
        fill = tuple(int(v) for v in np.clip(base + rng.normal(0, 55, 3), 0, 255))
        draw.line([(x, y), (x + dx, y + dy)], fill=fill, width=int(rng.integers(4, 22)))
    return image.filter(ImageFilter.GaussianBlur(1.2))


def pattern(rng: np.random.Generator) -> Image.Image:
    """Waves across each other, with grain."""
    down, across = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    total = np.zeros((SIZE[1], SIZE[0]))
    for _ in range(12):
        fx, fy, phase = *rng.normal(0, 0.05, 2), rng.uniform(0, 6.3)
        total += np.sin(across * fx + down * fy + phase + 2 * np.sin(across * fy * 0.4 - down * fx * 0.7))
    grey = np.clip(128 + total * 22 + rng.normal(0, 6, total.shape), 0, 255)
    return Image.fromarray((grey[..., None] * rng.uniform(0.6, 1.0, 3)).astype(np.uint8))


def scene(rng: np.random.Generator) -> Image.Image:
    """Something of everything: a soft ground with shapes and strokes upon it."""
    image = landscape(rng)
    draw = ImageDraw.Draw(image)
    for _ in range(25):
        x, y = (int(v) for v in rng.uniform((0, 0), SIZE))
        size = int(rng.integers(10, 70))
        points = [(x + int(v[0]), y + int(v[1])) for v in rng.normal(0, size, (int(rng.integers(3, 7)), 2))]
        draw.polygon(points, fill=_colour(rng), outline=(15, 15, 15))
    return image


KINDS = (landscape, shapes, strokes, brushwork, pattern, scene)


def drawn(seed: int) -> Image.Image:
    """A picture of one of the kinds in turn: the same seed draws the same picture."""
    return KINDS[seed % len(KINDS)](np.random.default_rng(seed))


def _colour(rng: np.random.Generator) -> tuple[int, int, int]:
    red, green, blue = (int(v) for v in rng.integers(0, 256, 3))
    return red, green, blue


def encoded(image: Image.Image, kind: str, **options: object) -> Image.Image:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def framed(image: Image.Image, share: float, colour: tuple[int, int, int]) -> Image.Image:
    wide, high = int(image.width * share), int(image.height * share)
    out = Image.new("RGB", (image.width + 2 * wide, image.height + 2 * high), colour)
    out.paste(image, (wide, high))
    return out


def letterboxed(image: Image.Image) -> Image.Image:
    out = Image.new("RGB", (image.width, int(image.height * 1.3)))
    out.paste(image, (0, int(image.height * 0.15)))
    return out


def cropped(image: Image.Image, side: float, x: float, y: float) -> Image.Image:
    """`side` of each side is kept; x and y from 0 (left, top) to 1."""
    width, height = int(image.width * side), int(image.height * side)
    left, top = int((image.width - width) * x), int((image.height - height) * y)
    return image.crop((left, top, left + width, top + height))


def resized(image: Image.Image, scale: float) -> Image.Image:
    return image.resize((int(image.width * scale), int(image.height * scale)), Image.Resampling.BICUBIC)


def written_over(image: Image.Image) -> Image.Image:
    out = image.copy()
    draw, high = ImageDraw.Draw(out), image.height
    font, small = ImageFont.load_default(size=high // 9), ImageFont.load_default(size=high // 13)
    draw.text((image.width * 0.06, high * 0.42), "FOR SALE HERE", fill="white", font=font, stroke_width=3,
              stroke_fill="black")  # fmt: skip
    draw.text((image.width * 0.35, high * 0.82), "prints.example", fill=(255, 240, 0), font=small)
    return out


def watermarked(image: Image.Image) -> Image.Image:
    over = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw, font = ImageDraw.Draw(over), ImageFont.load_default(size=image.height // 11)
    for row in range(4):
        for column in range(2):
            place = (column * image.width // 2 + row * 20, row * image.height // 4 + 20)
            draw.text(place, "SAMPLE", fill=(255, 255, 255, 110), font=font)
    return Image.alpha_composite(image.convert("RGBA"), over).convert("RGB")


def warmer(image: Image.Image) -> Image.Image:
    tinted = np.asarray(image) * np.array([1.08, 1.0, 0.9])
    return Image.fromarray(np.clip(tinted, 0, 255).astype(np.uint8))


def noisy(image: Image.Image) -> Image.Image:
    values = np.asarray(image) + np.random.default_rng(5).normal(0, 6, (image.height, image.width, 3))
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def fitted(image: Image.Image, side: int) -> Image.Image:
    """The longer side has `side` pixels."""
    return resized(image, side / max(image.size))


_T = Image.Transpose
CHANGES: dict[str, Change] = {
    "JPEG, quality 95": lambda one: encoded(one, "JPEG", quality=95),
    "JPEG, quality 60": lambda one: encoded(one, "JPEG", quality=60),
    "JPEG, quality 30": lambda one: encoded(one, "JPEG", quality=30),
    "WebP, quality 40": lambda one: encoded(one, "WEBP", quality=40),
    "half the size": lambda one: resized(one, 0.5),
    "a third of the size": lambda one: resized(one, 0.34),
    "1.5 times the size": lambda one: resized(one, 1.5),
    "400 pixels": lambda one: fitted(one, 400),
    "mirrored": lambda one: one.transpose(_T.FLIP_LEFT_RIGHT),
    "upside down and mirrored": lambda one: one.transpose(_T.FLIP_TOP_BOTTOM),
    "turned by 90": lambda one: one.transpose(_T.ROTATE_90),
    "turned by 180": lambda one: one.transpose(_T.ROTATE_180),
    "turned by 270": lambda one: one.transpose(_T.ROTATE_270),
    "transposed": lambda one: one.transpose(_T.TRANSPOSE),
    "transversed": lambda one: one.transpose(_T.TRANSVERSE),
    "black frame, 15 %": lambda one: framed(one, 0.15, (0, 0, 0)),
    "white frame, 15 %": lambda one: framed(one, 0.15, (255, 255, 255)),
    "coloured frame, 15 %, JPEG": lambda one: encoded(framed(one, 0.15, (180, 40, 90)), "JPEG", quality=75),
    "letterbox": letterboxed,
    "70 % of the area, middle": lambda one: cropped(one, 0.837, 0.5, 0.5),
    "70 % of the area, corner": lambda one: cropped(one, 0.837, 1.0, 0.0),
    "70 % of each side, middle": lambda one: cropped(one, 0.7, 0.5, 0.5),
    "70 % of each side, corner": lambda one: cropped(one, 0.7, 0.0, 0.0),
    "70 % of each side, off-centre, JPEG": lambda one: encoded(cropped(one, 0.7, 0.9, 0.3), "JPEG", quality=75),
    "text over it": written_over,
    "watermark all over": watermarked,
    "brighter": lambda one: ImageEnhance.Brightness(one).enhance(1.15),
    "darker": lambda one: ImageEnhance.Brightness(one).enhance(0.85),
    "less contrast": lambda one: ImageEnhance.Contrast(one).enhance(0.8),
    "more contrast": lambda one: ImageEnhance.Contrast(one).enhance(1.2),
    "stronger colours": lambda one: ImageEnhance.Color(one).enhance(1.5),
    "warmer": warmer,
    "grey": lambda one: one.convert("L").convert("RGB"),
    "slight noise": noisy,
    "sharpened": lambda one: one.filter(ImageFilter.UnsharpMask(2, 100, 2)),
    "mirrored, 70 % of the area, JPEG": lambda one: encoded(
        cropped(one.transpose(_T.FLIP_LEFT_RIGHT), 0.837, 0.2, 0.8), "JPEG", quality=70
    ),
    "turned, framed, text, half the size, WebP": lambda one: encoded(
        resized(written_over(framed(one.transpose(_T.ROTATE_90), 0.08, (255, 255, 255))), 0.5), "WEBP", quality=60
    ),
}
