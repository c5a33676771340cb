"""All public files of one original, from one decode: the federated rendition, and WebP with a fallback per width."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from fediart.media import decode, impression, jpeg, segments
from fediart.media.decode import over_white
from fediart.media.encode import FINE_WIDTH, encode_jpeg, encode_png, encode_webp
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
    unless its artist wants marks in the pixels.
    """
    recipe, marks = recipe or Recipe(), marks if marks and marks.any else None
    found = probe(original, limits)
    untouched = None if marks else pass_through(original, found, xmp, recipe)
    with decode.opened(original, found) as image:
        whole = decode.upright_size(image, found)
        sizes = web_sizes(whole, recipe)
        federated = fit(whole, recipe.federated_pixels, recipe.federated_side)
        first = sizes[-1] if untouched else max(federated, sizes[-1])
        picture = decode.load(image, found, original, first)
    made = (
        [_write_untouched(out_dir, found, whole, untouched)]
        if untouched
        else [_federate(out_dir, picture, federated, found, xmp, recipe, marks)]
    )
    made += _web(out_dir, picture, sizes, found, xmp, recipe, marks)
    thumb = impression.thumb(picture.image)
    return Prepared(*whole, impression.blurhash(thumb), impression.colour(thumb), tuple(made))


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


def _federate(
    out_dir: Path, picture: decode.Picture, size: Size, found: Probe, xmp: bytes, recipe: Recipe, marks: Marks | None
) -> Rendition:
    image, hidden = _marked(_resized(picture.image, size), marks)
    # A marked PNG that would else go as it is stays a PNG: its address must not change with the marks.
    lossless = picture.graphic or (marks is not None and found.format == "PNG" and size == found.upright)
    kind, data = _fallback(image, lossless, found, recipe.federated_quality)
    data = segments.rewrite(data, kind, xmp)
    if len(data) > recipe.federated_bytes:
        # A painting with transparency can be this large as PNG; on white paper it stays sharp and whole.
        kind, data = "JPEG", encode_jpeg(over_white(image), recipe.jpeg_quality, fine=False)
        data = segments.rewrite(data, kind, xmp)
    return _write(out_dir, "federated", kind, image.size, data, hidden=hidden)


def _marked(image: Image.Image, marks: Marks | None) -> tuple[Image.Image, bool]:
    if marks is None:
        return image, False
    made = mark(image, marks)
    return made.image, made.hidden


def _web(
    out_dir: Path,
    picture: decode.Picture,
    sizes: tuple[Size, ...],
    found: Probe,
    xmp: bytes,
    recipe: Recipe,
    marks: Marks | None,
) -> list[Rendition]:
    """From the largest to the smallest, each made of the one before and marked by itself."""
    made: list[Rendition] = []
    smaller = picture.image
    for size in reversed(sizes):
        smaller = _resized(smaller, size)
        image, hidden = _marked(smaller, marks)
        webp = encode_webp(image, recipe.webp_quality, recipe.webp_method, lossless=picture.graphic)
        kind, data = _fallback(image, picture.graphic, found, recipe.jpeg_quality)
        made.append(_write(out_dir, "web", "WEBP", size, segments.rewrite(webp, "WEBP", xmp), hidden=hidden))
        made.append(_write(out_dir, "web", kind, size, segments.rewrite(data, kind, xmp), hidden=hidden))
    return made


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
