"""All public files of one original, from one decode: the federated rendition, and for each width AVIF where it pays,
WebP and a fallback.

AVIF and WebP keep colours that sRGB has not; what older programs and other servers read is sRGB.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from fediart.media import decode, gamut, impression, jpeg, segments
from fediart.media.decode import over_white
from fediart.media.encode import FINE_WIDTH, encode_avif, encode_jpeg, encode_png, encode_webp
from fediart.media.errors import BadImage
from fediart.media.facts import EXTENSIONS, MEDIA_TYPES, Format, Limits, Prepared, Probe, Recipe, Rendition, Role
from fediart.media.marking import mark
from fediart.media.marks import Marks
from fediart.media.probe import probe

Size = tuple[int, int]
AVATAR: Final = (400, 400)
HEADER: Final = (1500, 500)


def prepare(
    original: Path,
    out_dir: Path,
    xmp: bytes,
    limits: Limits | None = None,
    recipe: Recipe | None = None,
    marks: Marks | None = None,
) -> Prepared:
    """Write every rendition to `out_dir`, each with the XMP packet `xmp` and no other metadata. BadImage.

    A JPEG or PNG that fits the federated bounds as it is gets federated without being decoded and encoded again,
    unless its artist wants marks in the pixels, or its colours would be wrong where its profile is not read.
    """
    recipe, marks = recipe or Recipe(), marks if marks and marks.any else None
    found = probe(original, limits)
    with decode.opened(original, found) as image:
        plain = gamut.reads_as_srgb(decode.profile_of(image, found, original), image.mode)
        untouched = pass_through(original, found, xmp, recipe) if plain and not marks else None
        whole = decode.upright_size(image, found)
        sizes = web_sizes(whole, recipe)
        federated = fit(whole, recipe.federated_pixels, recipe.federated_side)
        first = sizes[-1] if untouched else max(federated, sizes[-1])
        picture = decode.load(image, found, original, first, wide=True)
    work = _Work(out_dir, found, xmp, recipe, marks, plain)
    made = [_write_untouched(out_dir, found, whole, untouched)] if untouched else [_federate(work, picture, federated)]
    made += _web(work, picture, sizes)
    thumb = impression.thumb(picture.image)
    return Prepared(*whole, impression.blurhash(thumb), impression.colour(thumb), tuple(made))


@dataclass(frozen=True, slots=True)
class _Work:
    """What all files of one original have in common. `plain` is whether its own colours are read as sRGB anywhere."""

    out_dir: Path
    found: Probe
    xmp: bytes
    recipe: Recipe
    marks: Marks | None
    plain: bool


def prepare_avatar(original: Path, out_dir: Path, xmp: bytes, limits: Limits | None = None) -> Rendition:
    """The middle square, at most 400 pixels per side; JPEG, or PNG if it has transparency. BadImage."""
    return _cropped(original, out_dir, xmp, limits, "avatar", AVATAR)


def prepare_header(original: Path, out_dir: Path, xmp: bytes, limits: Limits | None = None) -> Rendition:
    """The middle of the picture in the shape of a banner, at most 1500 by 500 pixels. BadImage."""
    return _cropped(original, out_dir, xmp, limits, "header", HEADER)


def web_sizes(whole: Size, recipe: Recipe) -> tuple[Size, ...]:
    """Widths below the original's, and the original's own where none of ours is near it; never enlarged."""
    largest = fit(whole, recipe.web_pixels, recipe.web_side)
    top = min(largest[0], recipe.widths[-1])
    widths = [width for width in recipe.widths if width < 0.9 * top] + [top]
    return tuple((width, max(1, round(whole[1] * width / whole[0]))) for width in widths)


def fit(size: Size, pixels: int, side: int) -> Size:
    """The largest size of the same shape within both bounds; never enlarged."""
    width, height = size
    scale = min(1.0, side / max(size), (pixels / (width * height)) ** 0.5)
    return max(1, int(width * scale + 1e-6)), max(1, int(height * scale + 1e-6))


def pass_through(original: Path, found: Probe, xmp: bytes, recipe: Recipe) -> bytes | None:
    """The original with its metadata rewritten, if peers take it as it is; None if it must be encoded anew."""
    small = found.width * found.height <= recipe.federated_pixels and max(found.upright) <= recipe.federated_side
    if found.format not in ("JPEG", "PNG") or found.orientation != 1 or not small:
        return None
    data = original.read_bytes()
    try:
        # Four channels are CMYK, which few peers show; 12 bits hardly any.
        if found.format == "JPEG" and (found.bits != 8 or found.channels not in (1, 3)):
            return None
        out = segments.rewrite(data, found.format, xmp)
        if found.format == "JPEG" and jpeg.frame(out).width != found.width:
            return None
    except BadImage:
        return None
    return out if len(out) <= recipe.federated_bytes else None


def _federate(work: _Work, picture: decode.Picture, size: Size) -> Rendition:
    found, recipe = work.found, work.recipe
    image, hidden = _marked(_resized(picture.image, size), work.marks)
    # A marked PNG that would else go as it is stays a PNG: its address must not change with the marks. So does one in
    # other colours than sRGB.
    changed = work.marks is not None or not work.plain
    lossless = picture.graphic or (changed and found.format == "PNG" and size == found.upright)
    kind, data = _fallback(image, lossless, found, recipe.federated_quality)
    data = segments.rewrite(data, kind, work.xmp)
    if len(data) > recipe.federated_bytes:
        # A painting with transparency can be this large as PNG; on white paper it stays sharp and whole.
        kind, data = "JPEG", encode_jpeg(over_white(image), recipe.jpeg_quality, fine=False)
        data = segments.rewrite(data, kind, work.xmp)
    return _write(work.out_dir, "federated", kind, image.size, data, hidden=hidden)


def _marked(image: Image.Image, marks: Marks | None) -> tuple[Image.Image, bool]:
    if marks is None:
        return image, False
    made = mark(image, marks)
    return made.image, made.hidden


def _web(work: _Work, picture: decode.Picture, sizes: tuple[Size, ...]) -> list[Rendition]:
    """From the largest to the smallest, each made of the one before and marked by itself."""
    made: list[Rendition] = []
    smaller, wider = picture.image, picture.wide
    for size in reversed(sizes):
        smaller = _resized(smaller, size)
        wider = _resized(wider, size) if wider else None
        image, hidden = _marked(smaller, work.marks)
        shown = _marked(wider, work.marks)[0] if wider else image
        profile = gamut.DISPLAY_P3 if wider else gamut.SRGB
        kind, data = _fallback(image, picture.graphic, work.found, work.recipe.jpeg_quality)
        for its_kind, its_data in (*_modern(shown, picture.graphic, work.recipe, profile), (kind, data)):
            whole = segments.rewrite(its_data, its_kind, work.xmp)
            made.append(_write(work.out_dir, "web", its_kind, size, whole, hidden=hidden))
    return made


def _modern(image: Image.Image, graphic: bool, recipe: Recipe, profile: bytes) -> list[tuple[Format, bytes]]:
    """WebP always; AVIF where the width is one for it and it is smaller. Flat graphics are exact in WebP alone."""
    webp = encode_webp(image, recipe.webp_quality, recipe.webp_method, lossless=graphic, profile=profile)
    least, most = recipe.avif_widths
    fits = least <= image.width <= most and image.width * image.height <= recipe.avif_pixels
    if not recipe.avif or graphic or not fits:
        return [("WEBP", webp)]
    avif = encode_avif(image, recipe.avif_quality, recipe.avif_speed, profile=profile)
    return [("AVIF", avif), ("WEBP", webp)] if len(avif) <= recipe.avif_share * len(webp) else [("WEBP", webp)]


def _fallback(image: Image.Image, graphic: bool, found: Probe, quality: int) -> tuple[Format, bytes]:
    """PNG for transparency and flat graphics, else JPEG: fine colour for small sizes and lossless sources."""
    if graphic or image.mode == "RGBA":
        return "PNG", encode_png(image)
    fine = image.width <= FINE_WIDTH or found.format in ("PNG", "TIFF", "GIF", "WEBP")
    return "JPEG", encode_jpeg(image, quality, fine=fine)


def _cropped(original: Path, out_dir: Path, xmp: bytes, limits: Limits | None, role: Role, shape: Size) -> Rendition:
    found = probe(original, limits)
    with decode.opened(original, found) as image:
        whole = decode.upright_size(image, found)
        scale = min(1.0, max(shape[0] / whole[0], shape[1] / whole[1]))
        within = (max(1, round(whole[0] * scale)), max(1, round(whole[1] * scale)))
        picture = decode.load(image, found, original, within)
    part = min(1.0, within[0] / shape[0], within[1] / shape[1])
    size = (max(1, round(shape[0] * part)), max(1, round(shape[1] * part)))
    cut = ImageOps.fit(picture.image, size, Image.Resampling.LANCZOS)
    kind, data = _fallback(cut, picture.graphic, found, Recipe().federated_quality)
    return _write(out_dir, role, kind, size, segments.rewrite(data, kind, xmp))


def _resized(image: Image.Image, size: Size) -> Image.Image:
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _write_untouched(out_dir: Path, found: Probe, size: Size, data: bytes) -> Rendition:
    return _write(out_dir, "federated", found.format, size, data, untouched=True)


def _write(
    out_dir: Path,
    role: Role,
    kind: Format,
    size: Size,
    data: bytes,
    untouched: bool = False,
    hidden: bool = False,
) -> Rendition:
    path = out_dir / f"{role}-{size[0]}.{EXTENSIONS[kind]}"
    path.write_bytes(data)
    return Rendition(role, kind, MEDIA_TYPES[kind], *size, path, len(data), untouched, hidden)
