"""The server's typed door to image work: each function runs its namesake in a worker process.

All of them raise BadImage (with a sentence for the artist) or WorkFailed; limits and sizes are in `facts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, cast

from fediart.media.facts import Format, Limits, Metadata, Prepared, Preview, Probe, Recipe, Rendition
from fediart.media.marks import Look, Marks, Read
from fediart.media.pool import Pool
from fediart.media.sealing import Seal, Sealed, ToSeal, Upload
from fediart.media.tile_pack import Grid, Tiled

_PROBE: Final = "fediart.media.probe:probe"
_METADATA: Final = "fediart.media.metadata:read_metadata"
_CAMERA: Final = "fediart.media.camera:read_camera"
_PREPARE: Final = "fediart.media.renditions:prepare"
_AVATAR: Final = "fediart.media.renditions:prepare_avatar"
_HEADER: Final = "fediart.media.renditions:prepare_header"
_EMBED: Final = "fediart.media.segments:rewrite_file"
_GLIMPSE: Final = "fediart.media.glimpse:glimpse"
_PREVIEW: Final = "fediart.media.preview:preview"
_LOOK: Final = "fediart.media.marking:look"
_READ_HIDDEN: Final = "fediart.media.marking:read_hidden"
_SIGNATURE: Final = "fediart.media.marking:keep_signature"
_LETTERS: Final = "fediart.media.marking:missing_letters"
_SEAL: Final = "fediart.media.seal:seal_files"
_CUT: Final = "fediart.media.tiles:cut"
_REWRITE_TILES: Final = "fediart.media.tiles:rewrite"
TARGETS: Final = (
    _PROBE, _METADATA, _CAMERA, _PREPARE, _AVATAR, _HEADER, _EMBED, _GLIMPSE, _PREVIEW, _SEAL,
    _LOOK, _READ_HIDDEN, _SIGNATURE, _LETTERS, _CUT, _REWRITE_TILES,
)  # fmt: skip


async def probe(pool: Pool, path: Path, limits: Limits) -> Probe:
    """What the file is, by its content, from its header alone."""
    return cast(Probe, await pool.call(_PROBE, path, limits))


async def read_metadata(pool: Pool, path: Path) -> Metadata:
    """Everything the file says of itself."""
    return cast(Metadata, await pool.call(_METADATA, path))


async def read_camera(pool: Pool, path: Path) -> dict[str, str]:
    """What the camera says of how the picture was made, never where or by whom."""
    return cast(dict[str, str], await pool.call(_CAMERA, path))


async def prepare(
    pool: Pool,
    original: Path,
    out_dir: Path,
    xmp: bytes,
    limits: Limits,
    recipe: Recipe | None = None,
    marks: Marks | None = None,
) -> Prepared:
    """Make every public rendition of `original` in `out_dir`, each with the packet `xmp` embedded and marked."""
    return cast(Prepared, await pool.call(_PREPARE, original, out_dir, xmp, limits, recipe or Recipe(), marks))


async def prepare_avatar(pool: Pool, original: Path, out_dir: Path, xmp: bytes, limits: Limits) -> Rendition:
    """A square picture of at most 400 pixels per side."""
    return cast(Rendition, await pool.call(_AVATAR, original, out_dir, xmp, limits))


async def prepare_header(pool: Pool, original: Path, out_dir: Path, xmp: bytes, limits: Limits) -> Rendition:
    """A banner of at most 1500 by 500 pixels."""
    return cast(Rendition, await pool.call(_HEADER, original, out_dir, xmp, limits))


async def embed(pool: Pool, rendition: Path, out: Path, kind: Format, xmp: bytes) -> int:
    """Write `rendition` (JPEG, PNG, WebP or AVIF) to `out` with its XMP replaced, its pixels untouched; its bytes."""
    return cast(int, await pool.call(_EMBED, rendition, out, kind, xmp))


async def glimpse(pool: Pool, original: Path, limits: Limits) -> bytes:
    """A small WebP of it without metadata, for somebody who may glance at a picture that is not public."""
    return cast(bytes, await pool.call(_GLIMPSE, original, limits))


async def preview(pool: Pool, original: Path, out: Path, limits: Limits) -> Preview:
    """Write a small WebP of it without metadata to `out`."""
    return cast(Preview, await pool.call(_PREVIEW, original, out, limits))


async def seal(pool: Pool, files: Sequence[ToSeal], how: Seal, upload: Upload) -> tuple[Sealed, ...]:
    """Seal files with Content Credentials, in their places; those that cannot be sealed are told, and stay."""
    return cast(tuple[Sealed, ...], await pool.call(_SEAL, tuple(files), how, upload))


async def look(pool: Pool, original: Path | None, xmp: bytes, marks: Marks, limits: Limits) -> Look:
    """The picture, or where there is none a sample, with these marks as others would see it, and the packet `xmp`."""
    return cast(Look, await pool.call(_LOOK, original, xmp, marks, limits))


async def read_hidden(pool: Pool, path: Path, key: bytes, limits: Limits) -> Read:
    """The number that is hidden in the pixels of a file, if any is."""
    return cast(Read, await pool.call(_READ_HIDDEN, path, key, limits))


async def keep_signature(pool: Pool, path: Path, out: Path, limits: Limits) -> None:
    """Takes an uploaded transparent picture over as `out`, a PNG without metadata."""
    await pool.call(_SIGNATURE, path, out, limits)


async def missing_letters(pool: Pool, text: str) -> str:
    """Letters of a text that a signature in our font cannot show."""
    return cast(str, await pool.call(_LETTERS, text))


async def cut_tiles(
    pool: Pool, original: Path, out: Path, xmp: bytes, limits: Limits, marks: Marks | None, *, least: int
) -> Tiled:
    """Cut `original` into tiles, all of them in the one file `out`: every size that is wider than `least` pixels."""
    return cast(Tiled, await pool.call(_CUT, original, out, xmp, limits, marks, least))


async def rewrite_tiles(pool: Pool, pack: Path, out: Path, grid: Grid, kind: Format, xmp: bytes) -> int:
    """Write the tiles of `pack` to `out` with their XMP replaced and their pixels untouched; the bytes of the file."""
    return cast(int, await pool.call(_REWRITE_TILES, pack, out, grid, kind, xmp))
