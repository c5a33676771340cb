"""Draws the two pictures of a detector's worth: how far its probabilities are true, and what its finds cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

_SIDE: Final = 720
_LEFT: Final = 96
_TOP: Final = 72
_PLOT: Final = 560
_FINER: Final = 2  # drawn so much larger, then reduced: smooth lines
_INK, _FAINT, _LINE, _FILL = (32, 33, 36), (215, 217, 221), (0, 92, 168), (173, 208, 235)

Point = tuple[float, float]


def draw_reliability(path: Path, title: str, bins: Sequence[tuple[float, float, float]]) -> None:
    """Bins are (mean probability, share generated, weight); on the diagonal, probabilities are what they say."""

    def inside(draw: ImageDraw.ImageDraw) -> None:
        most = max((weight for _, _, weight in bins), default=1.0)
        for at, _, weight in bins:
            left, base = _place((at, 0.0))
            height = _FINER * 90 * weight / most
            draw.rectangle((left - _FINER * 14, base - height, left + _FINER * 14, base), fill=_FILL)
        draw.line([_place((0.0, 0.0)), _place((1.0, 1.0))], fill=_INK, width=_FINER)
        _curve(draw, [(at, share) for at, share, _ in bins])
        for at, share, _ in bins:
            x, y = _place((at, share))
            draw.ellipse((x - 5 * _FINER, y - 5 * _FINER, x + 5 * _FINER, y + 5 * _FINER), fill=_LINE)

    _draw(path, title, "probability the detector gives", "share that was generated (bars: share of pictures)", inside)


def draw_roc(path: Path, title: str, points: Sequence[Point]) -> None:
    """Points are (share of human pictures, share of generated ones) at or above each score, from none to all."""

    def inside(draw: ImageDraw.ImageDraw) -> None:
        draw.line([_place((0.0, 0.0)), _place((1.0, 1.0))], fill=_FAINT, width=_FINER)
        _curve(draw, points)

    _draw(path, title, "false alarms: share of human pictures", "found: share of generated pictures", inside)


def _draw(path: Path, title: str, across: str, up: str, inside: Callable[[ImageDraw.ImageDraw], None]) -> None:
    image = Image.new("RGB", (_SIDE * _FINER, _SIDE * _FINER), "white")
    draw = ImageDraw.Draw(image)
    small, large = ImageFont.load_default(15 * _FINER), ImageFont.load_default(20 * _FINER)
    for tenth in range(0, 11, 2):
        value = tenth / 10
        draw.line([_place((value, 0.0)), _place((value, 1.0))], fill=_FAINT, width=_FINER)
        draw.line([_place((0.0, value)), _place((1.0, value))], fill=_FAINT, width=_FINER)
        (x, base), (start, y) = _place((value, 0.0)), _place((0.0, value))
        draw.text((x, base + 8 * _FINER), f"{value:.1f}", _INK, small, anchor="ma")
        draw.text((start - 8 * _FINER, y), f"{value:.1f}", _INK, small, anchor="rm")
    inside(draw)
    draw.rectangle((*_place((0.0, 1.0)), *_place((1.0, 0.0))), outline=_INK, width=_FINER)
    middle = (_LEFT + _PLOT / 2) * _FINER
    draw.text((middle, 24 * _FINER), title[:70], _INK, large, anchor="ma")
    draw.text((middle, (_TOP + _PLOT + 40) * _FINER), across, _INK, small, anchor="ma")
    _sideways(image, up, small)
    image.resize((_SIDE, _SIDE), Image.Resampling.BOX).save(path, "PNG", optimize=True)


def _sideways(image: Image.Image, text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> None:
    strip = Image.new("RGB", (_PLOT * _FINER, 30 * _FINER), "white")
    ImageDraw.Draw(strip).text((_PLOT * _FINER / 2, 4 * _FINER), text, _INK, font, anchor="ma")
    image.paste(strip.transpose(Image.Transpose.ROTATE_90), (16 * _FINER, _TOP * _FINER))


def _curve(draw: ImageDraw.ImageDraw, points: Sequence[Point]) -> None:
    if len(points) > 1:
        draw.line([_place(point) for point in points], fill=_LINE, width=3 * _FINER, joint="curve")


def _place(point: Point) -> Point:
    return (_LEFT + _PLOT * point[0]) * _FINER, (_TOP + _PLOT * (1.0 - point[1])) * _FINER
