"""Each program's real mark is found in each place it is written to, and look-alikes are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from fediart.admission.evidence import Claim, Grade, read_evidence
from fediart.admission.generators import settings_line
from fediart.media.images import views
from fediart.media.metadata import read_metadata
from tests.admission import made

JOB = "misty harbour --v 6.1 Job ID: 0a1b2c3d-1111-2222-3333-444455556666"
SIGNATURE = "Signature: " + "QWJj" * 20
UUID = "0a1b2c3d-1111-2222-3333-444455556666"
DRAW_THINGS = '{"c":"a fox","uc":"","model":"sd_xl","sampler":"DPM++","seed":1,"scale":7,"steps":20,"size":"512x512"}'


def codes(path: Path) -> set[str]:
    return {item.code for item in read_evidence(read_metadata(path))}


PNG_TEXTS = {
    "a1111": ({"parameters": made.A1111}, "a1111-parameters"),
    "comfyui prompt": ({"prompt": made.COMFY_PROMPT}, "comfyui-prompt"),
    "comfyui workflow": ({"workflow": made.COMFY_WORKFLOW}, "comfyui-workflow"),
    "invokeai": ({"invokeai_metadata": '{"positive_prompt": "a fox"}'}, "invokeai"),
    "invokeai legacy": ({"sd-metadata": '{"model": "stable diffusion"}'}, "invokeai"),
    "invokeai dream": ({"Dream": '"a fox" -s50 -W512 -H512'}, "invokeai"),
    "fooocus": ({"fooocus_scheme": "fooocus", "parameters": "{}"}, "fooocus"),
    "fooocus json": ({"parameters": '{"base_model": "juggernaut", "performance": "Speed"}'}, "fooocus-parameters"),
    "swarmui": ({"parameters": '{"sui_image_params": {"prompt": "a fox"}}'}, "swarmui"),
    "easy diffusion": ({"Negative Prompt": "x", "use_stable_diffusion_model": "sd-v1-4"}, "easy-diffusion"),
    "novelai": ({"Software": "NovelAI", "Source": "NovelAI Diffusion V4.5 4BDE2A90"}, "novelai"),
    "novelai old": ({"Title": "AI generated image"}, "novelai"),
    "midjourney": ({"Description": JOB}, "midjourney-job"),
    "aigc": ({"AIGC": '{"Label":"1","ContentProducer":"001191"}'}, "tc260-aigc"),
}


@pytest.mark.parametrize("texts, code", PNG_TEXTS.values(), ids=PNG_TEXTS)
def test_a_png_text_of_a_generator_is_declared_evidence(tmp_path: Path, texts: dict[str, str], code: str) -> None:
    found = read_evidence(read_metadata(made.png(tmp_path / "a.png", texts)))
    declared = {item.code: item for item in found}
    assert declared[code].grade is Grade.DECLARED
    assert declared[code].claim is Claim.GENERATED
    assert declared[code].where.startswith('PNG text "')


NEAR_MISSES = {
    "a note to oneself": {"prompt": "draw me"},
    "a number": {"parameters": "5"},
    "half a settings line": {"parameters": "Steps: 5, Sampler: my own brush, Size: 10x10"},
    "settings on separate lines": {"parameters": "Steps: 20\nSampler: Euler\nCFG scale: 7\nSeed: 1\nSize: 5x5"},
    "a workflow in words": {"workflow": "sketch, ink, flats, shading"},
    "another program's graph": {"workflow": '{"nodes": 5, "links": 3}'},
    "class_type in prose": {"prompt": 'the field "class_type": "x" is odd'},
    "art about NovelAI": {"Title": "Against NovelAI", "Software": "Krita"},
    "a job without an id": {"Description": "Job ID: unknown"},
    "a job of another kind": {"Description": "print shop Job ID: 12345678"},
    "swarm in prose": {"Comment": "a swarm of bees"},
    "an empty negative prompt": {"negative_prompt": "none"},
    "aigc without a field": {"AIGC": '{"note": "no"}'},
}


@pytest.mark.parametrize("texts", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_everyday_words_are_no_evidence(tmp_path: Path, texts: dict[str, str]) -> None:
    assert codes(made.png(tmp_path / "a.png", texts)) == set()


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le"])
@pytest.mark.parametrize("kind, suffix", [("JPEG", "jpg"), ("WEBP", "webp")])
def test_settings_in_an_exif_user_comment(tmp_path: Path, encoding: str, kind: str, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    made.drawing().save(path, kind, exif=made.user_comment(made.A1111, encoding))
    (found,) = read_evidence(read_metadata(path))
    assert (found.code, found.where) == ("a1111-parameters", "EXIF UserComment")
    assert found.quote.startswith("Steps: 28, Sampler: DPM++ 2M")


EXIF = {
    "comfyui webp": ({"model": "prompt:" + made.COMFY_PROMPT}, "comfyui-prompt"),
    "comfyui webp graph": ({"make": "workflow:" + made.COMFY_WORKFLOW}, "comfyui-workflow"),
    "grok": ({"artist": UUID, "description": SIGNATURE}, "grok-signature"),
    "ideogram": ({"make": "Ideogram AI"}, "ideogram"),
    "reve": ({"software": "reve.com"}, "reve"),
    "aphrodite": ({"software": "Aphrodite AI"}, "aphrodite"),
    "flux": ({"software": "AI generated;txt2img;flux", "make": "Black Forest Labs"}, "flux"),
    "tencent": ({"description": '{"ServiceProvider": "x", "ServiceUser": "y"}'}, "tc260-service"),
}


@pytest.mark.parametrize("tags, code", EXIF.values(), ids=EXIF)
def test_exif_marks(tmp_path: Path, tags: dict[str, str], code: str) -> None:
    assert code in codes(made.jpeg(tmp_path / "a.jpg", exif=made.exif_of(**tags)))


@pytest.mark.parametrize(
    "tags",
    [
        {"artist": UUID},
        {"description": SIGNATURE},
        {"artist": "Ideogram AI fan", "make": "Canon"},
        {"software": "Adobe Photoshop", "description": "AI generated; not"},
        {"description": "ServiceProvider: my printer"},
    ],
)
def test_half_an_exif_mark_is_none(tmp_path: Path, tags: dict[str, str]) -> None:
    assert codes(made.jpeg(tmp_path / "a.jpg", exif=made.exif_of(**tags))) == set()


XMP = {
    "midjourney": (f"<dc:description><rdf:Alt><rdf:li>{JOB}</rdf:li></rdf:Alt></dc:description>", "midjourney-job"),
    "google": ("<ps:Credit>Made with Google AI</ps:Credit>", "google-ai-credit"),
    "draw things": (f"<ex:UserComment>{DRAW_THINGS}</ex:UserComment>", "draw-things"),
    "draw things tool": ("<xmp:CreatorTool>Draw Things</xmp:CreatorTool>", "draw-things"),
    "tc260": ("<tc:AIGC>{&quot;Label&quot;:&quot;1&quot;}</tc:AIGC>", "tc260-aigc"),
}


@pytest.mark.parametrize("inside, code", XMP.values(), ids=XMP)
def test_marks_in_xmp(tmp_path: Path, inside: str, code: str) -> None:
    assert code in codes(made.with_xmp(tmp_path / "a.jpg", "JPEG", made.packet(inside)))


def test_edited_with_google_ai_is_assisted(tmp_path: Path) -> None:
    xmp = made.packet("<ps:Credit>Edited with Google AI</ps:Credit>")
    (found,) = read_evidence(read_metadata(made.with_xmp(tmp_path / "a.png", "PNG", xmp)))
    assert found.claim is Claim.ASSISTED


def test_a_credit_in_iptc_records(tmp_path: Path) -> None:
    credit = b"Made with Google AI"
    record = b"\x1c\x02\x6e" + len(credit).to_bytes(2, "big") + credit
    block = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + len(record).to_bytes(4, "big") + record
    assert "google-ai-credit" in codes(made.segmented(tmp_path / "a.jpg", 0xED, block))


def test_aigc_in_a_bare_jpeg_segment_and_in_a_user_comment(tmp_path: Path) -> None:
    label = '{"Label":"2","ProduceID":"7"}'
    bare = made.segmented(tmp_path / "a.jpg", 0xE5, f"AIGC{label}".encode())
    (found,) = read_evidence(read_metadata(bare))
    assert (found.code, found.claim) == ("tc260-aigc", Claim.UNKNOWN)  # 2 means "possibly generated"
    comment = made.jpeg(tmp_path / "b.jpg", exif=made.user_comment('{"AIGC":{"Label":"1"}}'))
    assert codes(comment) == {"tc260-aigc"}


def test_hosting_and_upscaling_are_noted_and_prove_nothing(tmp_path: Path) -> None:
    found = read_evidence(read_metadata(made.png(tmp_path / "a.png", {"hf-job-id": "x", "postprocessing": "ESRGAN"})))
    assert {item.grade for item in found} == {Grade.NONE}
    assert len(found) == 2


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("colours", [True, False])
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_text_hidden_in_the_lowest_bits(tmp_path: Path, packed: bool, colours: bool, kind: str) -> None:
    path = tmp_path / "a.img"
    image = made.stealth(made.drawing(), '{"Software": "NovelAI"}', packed=packed, colours=colours)
    image.save(path, kind, lossless=True)
    found = read_evidence(read_metadata(path), views(path).stored)
    assert [(f.code, f.grade) for f in found] == [("stealth-pnginfo", Grade.WATERMARK)]
    assert "NovelAI" in found[0].quote


def test_plain_transparency_hides_nothing(tmp_path: Path) -> None:
    path = made.png(tmp_path / "a.png", image=made.drawing().convert("RGBA"))
    assert read_evidence(read_metadata(path), views(path).stored) == ()


def test_hidden_text_that_lies_about_its_length_is_cut(tmp_path: Path) -> None:
    small = Image.new("RGBA", (130, 2), (9, 9, 9, 255))
    path = made.png(tmp_path / "a.png", image=made.stealth(small, "x" * 5, packed=False))
    (found,) = read_evidence(read_metadata(path), views(path).stored)
    assert found.quote == "xxxxx"


def test_the_settings_pattern_stays_linear_on_hostile_text() -> None:
    tail = "Sampler: a CFG scale: 7 Seed: 1 Size: 5x\n"
    assert settings_line("Steps: 1, " * 100_000 + tail) == ""


def test_quotes_are_short_and_printable(tmp_path: Path) -> None:
    text = made.A1111 + ", Lora hashes: " + "\x07x" * 500
    (found,) = read_evidence(read_metadata(made.png(tmp_path / "a.png", {"parameters": text})))
    assert len(found.quote) <= 200
    assert found.quote.isprintable()
