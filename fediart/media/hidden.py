"""An invisible identifier in a picture: a number that outlives scaling to half and saving as JPEG of quality 70.

Each coded bit moves the sum of some waves of medium length to the nearest point of a lattice (dither modulation), and
only where there is texture or an edge to hide it: flat areas stay as they are. docs/marks.md has the measurements.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from fediart.media.decode import over_white
from fediart.media.hidden_code import coded, decoded
from fediart.media.hidden_plane import Plan, Plane, Size, Sums, around, needed, plan_of, size_on_plane, sums, waves
from fediart.media.resize import as_jpeg

_SIDES: Final = (512, 1024)  # of the plane; pictures with the area of the larger one or more lie on it
_LEAST: Final = 160 * 160  # pixels: nothing survives in less
_STEPS: Final = (90.0, 64.0, 45.0)  # of the lattice, from the most robust to the most delicate
_BOLDEST: Final = 0.2  # of the local contrast on average; what would need more is not marked
_FAINT: Final = 1.0  # levels on average: so little may always be added where there is any texture
_ROUGH: Final = 0.015  # of the plane has to have some contrast, or nothing can be hidden
_ROUNDS: Final = 4
_MISSED: Final = 0.11  # of a step: from so far the bits are still read, with room for what JPEG does
_MOST: Final = 10.0  # levels by which any pixel changes
_BLOCK: Final = 4  # pixels: one without contrast is left alone
_STRIP: Final = 128  # rows
_GAINS: Final = np.arange(0.88, 1.1205, 0.005)  # contrast may have been changed by so much
_RHYTHM: Final = 0.11  # how much of the lattice must be seen before bits are read; chance reaches it once in 100 times
_READ_AGAIN: Final = 2
_WORN: Final = 70  # the quality of JPEG that it has to outlive
_NEAR: Final = 7  # sizes tried to see whether it does


@dataclass(frozen=True, slots=True)
class Hidden:
    """What was read: `mirrored` where the picture was; `rhythm` from 0 to 1 is how clearly the lattice was seen."""

    number: int
    rhythm: float
    mirrored: bool = False


def hide(image: Image.Image, number: int, key: bytes) -> Image.Image | None:
    """The picture ('RGB' or 'RGBA') with the number in it; None where it is too small or too flat to hide any.

    What it gives back was read once more at half its size from a JPEG of quality 70.
    """
    if image.width * image.height < _LEAST:
        return None
    plan = plan_of(key)
    opaque = over_white(image)
    grey = opaque.convert("L")
    plane = _plane(grey, size_on_plane(image.size, _side(image.size)))
    gate = _gate(np.asarray(grey), np.asarray(image.getchannel("A")) if image.mode == "RGBA" else None)
    room = _room(plane)
    mask = room * _on_plane(gate, image.size, plane.shape)
    amounts = _amounts(plane, mask, coded(number, key), plan)
    if amounts is None:
        return None
    made = _applied(image, room * waves(amounts, plane.shape, plan), gate)
    return made if _holds(made, number, key, plan) else None


def _holds(image: Image.Image, number: int, key: bytes, plan: Plan) -> bool:
    """Whether it outlives what it has to: hard ink on white paper may look rich enough, and lose it all the same."""
    half = over_white(image).reduce(2)
    worn = Image.fromarray(as_jpeg(np.asarray(half, dtype=np.uint8), _WORN)).convert("L")
    for size in _sizes(worn.size, _side(image.size))[:_NEAR]:
        if any(found == number for found, _ in _readings(sums(_plane(worn, size), plan), plan, key)):
            return True
    return False


def find(image: Image.Image, key: bytes) -> Hidden | None:
    """The number that `hide` put into the picture or a scaled, re-encoded or mirrored copy of it, or None.

    Wrong by chance less than once in 1e9 pictures: 40 bits check it, in at most a few hundred readings.
    """
    plan = plan_of(key)
    grey = over_white(image).convert("L")
    if grey.width * grey.height < _LEAST // 4:
        return None
    for side in _SIDES:
        if grey.width * grey.height < (side // 4) ** 2:
            continue  # what lay on this plane is blurred away
        for size in _sizes(grey.size, side):
            plane = _plane(grey, size)
            for mirrored, turned in ((False, plane), (True, plane[:, ::-1])):
                for number, rhythm in _readings(sums(turned, plan), plan, key):
                    return Hidden(number, rhythm, mirrored)
    return None


def _side(size: Size) -> int:
    return _SIDES[size[0] * size[1] >= _SIDES[1] ** 2]


def _sizes(size: Size, side: int) -> list[Size]:
    """Sizes on the plane, the likeliest first: scaling to whole pixels has changed the shape a little."""
    width, height = size_on_plane(size, side)
    reach = min(4, 1 + int(side / 2 / min(size)))
    near = range(-reach, reach + 1)
    found = [(width + across, height + down) for across in near for down in near if abs(across + down) <= 1]
    return sorted(found, key=lambda one: abs(one[0] - width) + abs(one[1] - height))


def _readings(found: Sums, plan: Plan, key: bytes) -> Iterator[tuple[int, float]]:
    """Numbers whose check holds, with every step and the likeliest changes of contrast."""
    for step in _STEPS:
        turns = found[None, :] / (step * _GAINS[:, None]) - plan.offset[None, :]
        rhythm = np.cos(4 * np.pi * turns).mean(axis=1)
        for at in rhythm.argsort()[::-1][:_READ_AGAIN]:
            if rhythm[at] < _RHYTHM:
                break
            number = decoded(np.cos(2 * np.pi * turns[at]), key)
            if number is not None:
                yield number, float(rhythm[at])


def _amounts(plane: Plane, mask: Plane, signs: NDArray[np.int8], plan: Plan) -> Sums | None:
    """Of the waves, for the most robust lattice that stays invisible; None where none does."""
    found, share = sums(plane, plan), 0.0
    area, rough = float((mask * mask).sum()), int(np.count_nonzero(mask))
    if rough < _ROUGH * mask.size:
        return None
    for step in _STEPS:
        if share * step > 1.5 * _BOLDEST and share * step * math.sqrt(area / rough) > 1.5 * _FAINT:
            continue  # by what the step before took, this one is too bold as well
        goal = step * (plan.offset + np.where(signs < 0, 0.5, 0.0))
        wanted = np.round((found - goal) / step) * step + goal - found
        amounts, missed = _reaching(plane, mask, wanted, plan)
        change = mask * waves(amounts, mask.shape, plan)
        energy = float(np.square(change, dtype=np.float64).sum())
        bold = energy > max(_BOLDEST**2 * area, _FAINT**2 * rough)
        if not bold and missed <= _MISSED * step:
            return amounts
        share = math.sqrt(energy / area) / step
    return None


def _reaching(plane: Plane, mask: Plane, wanted: Sums, plan: Plan) -> tuple[Sums, float]:
    """Amounts that move the sums by `wanted`, and how far they stay from it (root of the mean square).

    Paper cannot become whiter and ink not blacker: what is lost there is asked of other places, in a few rounds.
    """
    amounts, rest, free = np.zeros_like(wanted), wanted, mask
    for _ in range(_ROUNDS):
        amounts = amounts + needed(free, rest, plan)
        change = mask * waves(amounts, mask.shape, plan)
        real = np.clip(plane + np.clip(change, -_MOST, _MOST), 0, 255) - plane
        rest = wanted - sums(real, plan)
        missed = float(np.sqrt((rest * rest).mean()))
        if missed < 0.05 * _STEPS[-1]:
            break
        free = mask * (np.abs(real - change) < 0.1)
    return amounts, missed


def _plane(grey: Image.Image, size: Size) -> Plane:
    return np.asarray(grey.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0), dtype=np.float32)


def _room(plane: Plane) -> Plane:
    """How much may hide where: the contrast with what is around, in levels, none in flat areas."""
    detail = plane - around(plane, 3)
    return np.clip(np.sqrt(np.maximum(around(detail * detail, 3), 0)) - 1.5, 0, 20)


def _gate(grey: NDArray[np.uint8], alpha: NDArray[np.uint8] | None) -> Plane:
    """For each block of the picture from 0, flat or transparent, to 1, five levels of contrast or more."""
    high, low = (_blocks(grey, way) for way in (np.maximum, np.minimum))
    gate = np.clip((high.astype(np.float32) - low - 1) / 4, 0, 1)
    open_ = gate if alpha is None else gate * (_blocks(alpha, np.minimum) / 255)
    return np.asarray(open_, dtype=np.float32)


def _blocks(values: NDArray[np.uint8], way: np.ufunc) -> NDArray[np.uint8]:
    """The extreme of every block; those at the edges are repeated where it is cut."""
    height, width = values.shape
    padded = np.pad(values, ((0, -height % _BLOCK), (0, -width % _BLOCK)), mode="edge")
    rows = way.reduce(padded.reshape(-1, _BLOCK, padded.shape[1]), axis=1)
    return np.asarray(way.reduce(rows.reshape(rows.shape[0], -1, _BLOCK), axis=2), dtype=np.uint8)


def _applied(image: Image.Image, change: Plane, gate: Plane) -> Image.Image:
    """The change of the plane, brought to the picture's size, through the gate, to all colours alike."""
    out, small = image.convert("RGB"), Image.fromarray(change)
    out = out.copy() if out is image else out
    scale = small.height / image.height
    for top in range(0, image.height, _STRIP):  # strips fit in the processor's cache, which halves the time
        bottom = min(top + _STRIP, image.height)
        box = (0, top * scale, small.width, bottom * scale)
        large = np.asarray(small.resize((image.width, bottom - top), Image.Resampling.BICUBIC, box=box))
        rows = gate[top // _BLOCK : -(-bottom // _BLOCK)]
        through = np.repeat(np.repeat(rows, _BLOCK, axis=0), _BLOCK, axis=1)[: bottom - top, : image.width]
        levels = np.rint(np.clip(large * through, -_MOST, _MOST)).astype(np.int8)
        out.paste(_moved(out.crop((0, top, image.width, bottom)), levels), (0, top))
    if image.mode == "RGBA":
        out.putalpha(image.getchannel("A"))
    return out


def _moved(colours: Image.Image, levels: NDArray[np.int8]) -> Image.Image:
    """All three colours up or down by these levels, never beyond black or white."""
    more, less = (Image.fromarray(np.maximum(part, 0).astype(np.uint8)) for part in (levels, -levels))
    lighter = ImageChops.add(colours, Image.merge("RGB", (more,) * 3))
    return ImageChops.subtract(lighter, Image.merge("RGB", (less,) * 3))


def _on_plane(gate: Plane, size: Size, shape: Size) -> Plane:
    """The gate of a picture of `size` at the places of the plane."""
    box = (0, 0, size[0] / _BLOCK, size[1] / _BLOCK)
    return np.asarray(Image.fromarray(gate).resize((shape[1], shape[0]), Image.Resampling.BOX, box=box))
