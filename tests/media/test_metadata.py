"""What a file says of itself is found wherever programs put it, and never trips the reader."""

import hashlib
import io
import struct
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fediart.media import exif
from fediart.media.errors import BadImage
from fediart.media.gathered import datasets
from fediart.media.metadata import read_metadata

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>made by hand</rdf:RDF></x:xmpmeta>'


def test_a_private_jpeg_tells_everything(draw, put):
    said = read_metadata(put(draw.private_jpeg(draw.photo(), orientation=3)))
    assert said.exif[0x013B] == "SECRET artist" and said.exif[exif.ORIENTATION] == 3
    assert said.exif_ifd[0xA431] == "SECRET-SN-1234" and said.exif_ifd[0x927C] == b"SECRET maker note"
    assert said.gps[1] == "N" and said.gps[2] == (52.0, 31.0, 12.0)
    assert said.text == {"comment": "SECRET comment"}
    assert said.iptc == {"2:110": (b"SECRET",)}
    assert said.xmp == (b"<x:xmpmeta>SECRET</x:xmpmeta>",)
    assert b"SECRET jumbf" in said.jumbf
    assert said.segments["APP5"] == (b"SECRET app",)


def test_a_private_png_tells_everything(draw, put):
    said = read_metadata(put(draw.private_png(draw.photo())))
    assert said.text == {"parameters": "SECRET prompt\nSteps: 20", "packed": "SECRET " * 9}
    assert said.xmp == (b"<x:xmpmeta>SECRET</x:xmpmeta>",)
    assert said.exif[0x013B] == "SECRET artist" and said.gps
    assert said.jumbf == b"SECRET c2pa" and said.segments["prVt"] == (b"SECRET",)


def test_repeated_keys_are_all_heard(draw, put):
    plain = draw.encoded(draw.photo(), "PNG")
    twice = draw.png_chunk(b"tEXt", b"parameters\0innocent") + draw.png_chunk(b"tEXt", b"parameters\0Steps: 20")
    assert read_metadata(put(plain[:33] + twice + plain[33:])).text["parameters"] == "innocent\nSteps: 20"


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "TIFF", "HEIC"])
def test_exif_and_xmp_are_found_in_every_container(draw, put, kind):
    image, block = draw.photo(), draw.private_exif()
    if kind == "TIFF":
        data = draw.encoded(image, "TIFF", tiffinfo={700: XMP, 0x013B: "SECRET artist"})
    elif kind == "HEIC":
        data = draw.heic(image, exif=block, xmp=XMP)
    else:
        data = draw.encoded(image, kind, exif=block, xmp=XMP)
    said = read_metadata(put(data))
    assert said.exif[0x013B] == "SECRET artist"
    assert said.xmp == (XMP,)
    assert kind == "TIFF" or (said.exif_ifd[0xA431] == "SECRET-SN-1234" and said.gps)


def test_gif_comments_and_packets_megabytes_deep(draw, put):
    gif = draw.encoded(draw.photo(), "GIF", comment=b"by hand")
    assert read_metadata(put(gif)).text == {"comment": "by hand"}
    deep = draw.encoded(draw.photo(), "JPEG") + bytes(3 << 20) + XMP + bytes(100)
    assert read_metadata(put(deep)).xmp == (XMP,)


def test_extended_xmp_is_put_together(draw, put):
    plain = draw.encoded(draw.photo(), "JPEG")
    mark, digest = b"http://ns.adobe.com/xmp/extension/\0", b"0" * 32
    parts = [(len(XMP) // 2, XMP[len(XMP) // 2 :]), (0, XMP[: len(XMP) // 2])]
    extra = b"".join(draw.segment(0xE1, mark + digest + struct.pack(">II", len(XMP), at) + part) for at, part in parts)
    assert XMP in read_metadata(put(plain[:2] + extra + plain[2:])).xmp


@pytest.mark.parametrize(
    "raw",
    [
        b"UNICODE\0" + "Steps: 20, Sampler: Ä".encode("utf-16-be"),
        b"UNICODE\0" + "Steps: 20, Sampler: Ä".encode("utf-16-le"),
        b"UNICODE\0" + "Steps: 20, Sampler: Ä".encode("utf-16"),
        b"ASCII\0\0\0" + "Steps: 20, Sampler: Ä".encode(),
        bytes(8) + "Steps: 20, Sampler: Ä".encode(),
        "Steps: 20, Sampler: Ä".encode(),
    ],
)
def test_user_comments_are_read_whatever_their_code_says(draw, put, raw):
    block = Image.Exif()
    block.get_ifd(0x8769)[exif.USER_COMMENT] = raw
    said = read_metadata(put(draw.encoded(draw.photo(), "JPEG", exif=block)))
    assert said.user_comment == "Steps: 20, Sampler: Ä"


def test_a_text_bomb_is_not_unpacked(draw, put):
    plain = draw.encoded(draw.photo(), "PNG")
    bomb = draw.png_chunk(b"zTXt", b"parameters\0\0" + zlib.compress(bytes(50 << 20)))
    assert read_metadata(put(plain[:33] + bomb + plain[33:])).text["parameters"] == ""


def test_what_stood_before_the_damage_is_told(draw, put):
    data = draw.private_jpeg(draw.photo())
    assert read_metadata(put(data[: len(data) // 2])).exif[0x013B] == "SECRET artist"
    with pytest.raises(BadImage):
        read_metadata(put(b"<svg/>"))


def test_directories_that_point_at_themselves_end():
    loop = b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", exif.EXIF_IFD, 4, 1, 8) + struct.pack("<I", 8)
    found = exif.read(loop)
    assert found.main == found.exif == {exif.EXIF_IFD: 8}


@given(st.binary(max_size=400))
def test_any_bytes_can_be_read_as_exif_or_iptc(noise):
    for start in (b"", b"Exif\0\0II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"):
        exif.read(start + noise)
    list(datasets(noise))
    list(datasets(b"8BIM\x04\x04" + noise))
    exif.comment_text(noise)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF"])
@given(data=st.data())
def test_damaged_files_never_trip_the_reader(kind, data, tmp_path_factory):
    raw = bytearray(_SEEDS[kind])
    for _ in range(data.draw(st.integers(1, 10))):
        at = data.draw(st.integers(12, len(raw)))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    path = tmp_path_factory.getbasetemp() / "fuzzed"
    path.write_bytes(raw)
    assert read_metadata(path).format == kind


def _seed(kind):
    out, block = io.BytesIO(), Image.Exif()
    block[0x013B] = "someone"
    block.get_ifd(0x8825)[1] = "N"
    Image.linear_gradient("L").resize((16, 16)).convert("RGB").save(out, kind, exif=block, xmp=XMP)
    return out.getvalue()


_SEEDS = {kind: _seed(kind) for kind in ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF")}


def test_everything_found_can_be_looked_up_in_the_file(draw, put):
    path = put(draw.private_jpeg(draw.photo(), orientation=3))
    said, data = read_metadata(path), path.read_bytes()

    def there(span):
        part = data[span.offset : span.offset + span.length]
        assert hashlib.sha256(part).hexdigest() == span.sha256
        return part

    assert there(said.spans["exif", 0x013B]) == b"SECRET artist\0"
    assert there(said.spans["exif_ifd", 0x927C]) == b"SECRET maker note"
    assert there(said.spans["iptc", "2:110"]) == b"SECRET"
    assert there(said.spans["xmp", 0]) == said.xmp[0]
    assert there(said.spans["APP5", 0]) == b"SECRET app"
    assert b"SECRET jumbf" in there(said.spans["jumbf", 0])
    assert there(said.texts[0].span) == b"SECRET comment"


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "HEIC", "GIF"])
def test_places_are_right_in_every_container(draw, put, kind):
    image, block = draw.photo(), draw.private_exif()
    if kind == "TIFF":
        data = draw.encoded(image, "TIFF", tiffinfo={700: XMP, 0x013B: "SECRET artist"})
    elif kind == "HEIC":
        data = draw.heic(image, exif=block, xmp=XMP)
    elif kind == "GIF":
        data = draw.encoded(image, "GIF", comment=b"SECRET") + XMP
    else:
        data = draw.private_png(image) if kind == "PNG" else draw.encoded(image, kind, exif=block, xmp=XMP)
    said = read_metadata(put(data))
    for (place, tag), span in said.spans.items():
        part = data[span.offset : span.offset + span.length]
        assert hashlib.sha256(part).hexdigest() == span.sha256
        if place == "xmp":
            assert said.xmp[0] in part
        if (place, tag) == ("exif", 0x013B):
            assert part == b"SECRET artist\0"
    assert said.spans and (kind != "GIF" or said.texts[0].span.length == len(b"\x06SECRET\0"))


def test_a_store_in_several_segments_is_put_together_without_its_repeated_heads(draw, put):
    plain = draw.encoded(draw.photo(), "JPEG")
    box = (40).to_bytes(4, "big") + b"jumb" + b"0123456789" * 3 + b"ab"
    parts = b"".join(
        draw.segment(0xEB, b"JP\0\1" + number.to_bytes(4, "big") + (box[:8] if number > 1 else b"") + part)
        for number, part in ((1, box[:23]), (2, box[23:]))
    )
    assert read_metadata(put(plain[:2] + parts + plain[2:])).jumbf == box


def test_what_one_file_may_hold_is_bounded(draw, put):
    png = draw.encoded(draw.photo(), "PNG")
    many = b"".join(draw.png_chunk(b"tEXt", b"parameters\0" + b"x" * 100) for _ in range(20_000))
    packed = draw.png_chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * (4 << 20)))
    stores = draw.png_chunk(b"caBX", bytes(2000)) * 20_000
    begun = time.process_time()
    assert len(read_metadata(put(png[:33] + many + png[33:])).texts) == 500
    assert sum(len(text.value) for text in read_metadata(put(png[:33] + packed * 60 + png[33:])).texts) <= 32 << 20
    assert len(read_metadata(put(png[:33] + stores + png[33:])).jumbf) == 4 << 20
    assert time.process_time() - begun < 5


def test_many_tags_at_the_same_bytes_fill_no_memory(put):
    entries = b"".join(struct.pack("<HHII", tag, 7, 3 << 20, 0) for tag in range(1, 1001))
    block = b"II*\0\x08\0\0\0" + struct.pack("<H", 1000) + entries + bytes((3 << 20) + 4)
    assert sum(len(value) for value in exif.read(block).main.values()) <= 16 << 20
