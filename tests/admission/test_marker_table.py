"""Every row of the table of markers: a real file for each, found with its grade and place; and for each a file of
somebody who draws, photographs or programs, that comes near it and must not be found."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fediart.admission.evidence import Claim, Finding, Grade, read_evidence
from fediart.media.images import views
from fediart.media.metadata import read_metadata
from tests.admission import made
from tests.admission.watermarks import mark

Maker = Callable[[Path], Path]

UUID = "0a1b2c3d-1111-2222-3333-444455556666"
SIGNATURE = "Signature: " + "QWJj" * 20
DREAM = '"a fox in the snow" -s50 -W512 -H512 -C7.5 -Ak_lms -S3172123'
NOVELAI = '{"prompt": "1girl", "uc": "lowres", "steps": 28, "scale": 5.0, "sampler": "k_euler", "seed": 1}'
DRAW_THINGS = '{"c":"a fox","uc":"","model":"sd_xl","sampler":"DPM++","seed":1,"scale":7,"steps":20,"size":"512x512"}'
AIGC = '{"Label":"1","ContentProducer":"001191","ProduceID":"7"}'
SDXL = [int(bit) for bit in f"{0xB3EC907BB19E:048b}"]


def texts(**given: str) -> Maker:
    return lambda path: made.png(path, given)


def keyed(given: dict[str, str]) -> Maker:
    return lambda path: made.png(path, given)


def tags(kind: str = "JPEG", **given: str) -> Maker:
    return lambda path: saved(path, kind, exif=made.exif_of(**given))


def comment(text: str, kind: str = "JPEG", encoding: str = "utf-16-be") -> Maker:
    return lambda path: saved(path, kind, exif=made.user_comment(text, encoding))


def xmp(inside: str, kind: str = "JPEG") -> Maker:
    return lambda path: made.with_xmp(path, kind, made.packet(inside))


def saved(path: Path, kind: str, **options: Any) -> Path:
    made.drawing().save(path, kind, **options)
    return path


def fooocus(scheme: str, text: str) -> Maker:
    """EXIF of Fooocus: its JSON in UserComment, the scheme in MakerNote."""

    def make(path: Path) -> Path:
        exif = Image.Exif()
        exif.get_ifd(0x8769)[0x9286] = text.encode()
        exif.get_ifd(0x8769)[0x927C] = scheme.encode()
        return saved(path, "JPEG", exif=exif.tobytes())

    return make


def iptc_credit(credit: bytes) -> Maker:
    record = b"\x1c\x02\x6e" + len(credit).to_bytes(2, "big") + credit
    block = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + len(record).to_bytes(4, "big") + record
    return lambda path: made.segmented(path, 0xED, block)


def c2pa(body: bytes) -> Maker:
    return lambda path: made.chunked(path, b"caBX", made.c2pa_boxes(body))


def hidden(text: str, **how: bool) -> Maker:
    return lambda path: made.png(path, image=made.stealth(made.drawing(), text, **how))


def watermarked(bits: list[int]) -> Maker:
    pixels = np.asarray(made.drawing(512, 512))
    return lambda path: made.png(path, image=Image.fromarray(mark(pixels, bits)))


def alpha(text: bytes) -> Maker:
    """The lowest bits of transparency, used for something else."""

    def make(path: Path) -> Path:
        pixels = np.asarray(made.drawing().convert("RGBA")).copy()
        bits = np.unpackbits(np.frombuffer(text, np.uint8))
        column = pixels[:, :, 3].T.reshape(-1).copy()
        column[: len(bits)] = (column[: len(bits)] & 0xFE) | bits
        pixels[:, :, 3] = column.reshape(pixels.shape[1], pixels.shape[0]).T
        return made.png(path, image=Image.fromarray(pixels))

    return make


# name: (file, code, near miss)
TABLE: dict[str, tuple[Maker, str, Maker]] = {
    "A1111 in PNG": (
        texts(parameters=made.A1111), "a1111-parameters",
        texts(parameters="Steps: 5 minutes, Seed: poppy, Size: 10x15 cm, Sampler: none"),
    ),
    "A1111 in JPEG": (comment(made.A1111), "a1111-parameters", comment("Steps: 1. knead, 2. bake. Serves 4.")),
    "A1111 in WebP, the other byte order": (
        comment(made.A1111, "WEBP", "utf-16-le"), "a1111-parameters", comment("Steps: 3, Seed: pumpkin", "WEBP"),
    ),
    "Civitai": (
        comment(made.A1111 + ', Civitai resources: [{"type":"checkpoint"}]'), "a1111-parameters",
        comment("seen on Civitai resources: [none]"),
    ),
    "ComfyUI prompt": (
        texts(prompt=made.COMFY_PROMPT), "comfyui-prompt", texts(prompt="Day 3 of the daily prompt: a fox in the snow"),
    ),
    "ComfyUI workflow": (
        texts(workflow=made.COMFY_WORKFLOW), "comfyui-workflow",
        texts(workflow='{"nodes": [{"id": "scan"}], "links": [["scan", "ink"]]}'),
    ),
    "ComfyUI in WebP": (
        tags("WEBP", model="prompt:" + made.COMFY_PROMPT, make="workflow:" + made.COMFY_WORKFLOW), "comfyui-prompt",
        tags("WEBP", model="prompt: {none}", make="Canon"),
    ),
    "InvokeAI": (keyed({"invokeai_metadata": "{}"}), "invokeai", keyed({"invoke": "the muse"})),
    "InvokeAI, sd-metadata": (
        keyed({"sd-metadata": '{"model": "stable diffusion", "model_weights": "sd-1.4"}'}), "invokeai",
        keyed({"sd-metadata": "SD card 3"}),
    ),
    "InvokeAI, Dream": (texts(Dream=DREAM), "invokeai", texts(Dream="a dream I had on the -s bus -W")),
    "Fooocus in PNG": (
        texts(fooocus_scheme="fooocus", parameters="{}"), "fooocus", texts(fooocus_scheme="a study of Fooocus"),
    ),
    "Fooocus in EXIF": (
        fooocus("fooocus", '{"base_model": "juggernaut", "performance": "Speed"}'), "fooocus-parameters",
        fooocus("a1111 is what I avoid", '{"base": "gouache"}'),
    ),
    "SwarmUI": (
        texts(parameters='{"sui_image_params": {"prompt": "a fox"}}'), "swarmui",
        texts(parameters="I never use sui_image_params"),
    ),
    "Easy Diffusion": (
        keyed({"Negative Prompt": "x", "use_stable_diffusion_model": "sd-v1-4"}), "easy-diffusion",
        keyed({"Negative Prompt": "film negative, prompt delivery"}),
    ),
    "Draw Things": (xmp(f"<ex:UserComment>{DRAW_THINGS}</ex:UserComment>"), "draw-things",
                    xmp('<ex:UserComment>{"model": "Anna", "seed": "poppy"}</ex:UserComment>')),
    "Draw Things, its name": (xmp("<xmp:CreatorTool>Draw Things</xmp:CreatorTool>"), "draw-things",
                              xmp("<xmp:CreatorTool>Draw Things With Me 2</xmp:CreatorTool>")),
    "NovelAI, software": (texts(Software="NovelAI"), "novelai", texts(Software="NovelAI fan")),
    "NovelAI, title": (texts(Title="NovelAI generated image"), "novelai", texts(Title="Not an AI generated image")),
    "NovelAI, source": (texts(Source="NovelAI Diffusion V4.5 4BDE2A90"), "novelai",
                        texts(Source="NovelAI Diffusion is not what I use")),
    "NovelAI, comment": (texts(Comment=NOVELAI), "novelai", texts(Comment='{"seed": 1, "scale": "1:87"}')),
    "NovelAI, hidden in alpha": (hidden("{}"), "stealth-pnginfo", alpha(b"stealth mode, a game")),
    "NovelAI, hidden in colours": (hidden("{}", colours=True, packed=False), "stealth-pnginfo", alpha(b"stealth_png")),
    "Midjourney": (
        texts(Description=f"misty harbour --ar 3:2 --v 6.1 Job ID: {UUID}", Author="someone"), "midjourney-job",
        texts(Description=f"Poster for the harbour festival. Print shop, Job ID: {UUID}"),
    ),
    "Midjourney in XMP": (
        xmp(f"<dc:description>misty harbour Job ID: {UUID}</dc:description><e:DigImageGUID>{UUID}</e:DigImageGUID>"),
        "midjourney-job", xmp(f"<e:DigImageGUID>{UUID}</e:DigImageGUID>"),
    ),
    "OpenAI by C2PA": (c2pa(made.c2pa_body("trainedAlgorithmicMedia")), "c2pa-trainedAlgorithmicMedia",
                       c2pa(b"oclaim_generatorgChatGPTx")),
    "Adobe Firefly by C2PA": (
        c2pa(made.c2pa_body("compositeWithTrainedAlgorithmicMedia")), "c2pa-compositeWithTrainedAlgorithmicMedia",
        c2pa(b"Adobe Photoshop c2pa.actions c2pa.color_adjustments"),
    ),
    "Black Forest Labs by C2PA": (c2pa(b"ix c2pa.ai_generated_content x"), "c2pa-trainedAlgorithmicMedia",
                                  c2pa(b"Black Forest photographs")),
    "Google in XMP": (xmp("<ps:Credit>Made with Google AI</ps:Credit>"), "google-ai-credit",
                      xmp("<ps:Credit>Not made with Google AI</ps:Credit>")),
    "Google in IPTC": (iptc_credit(b"Made with Google AI"), "google-ai-credit", iptc_credit(b"Google Street View")),
    "Meta AI": (
        lambda path: made.with_xmp(path, "JPEG", made.source_type(made.TRAINED)), "iptc-trainedAlgorithmicMedia",
        xmp("<ps:Credit>Seen on Meta</ps:Credit>"),
    ),
    "Grok": (tags(artist=UUID, description=SIGNATURE), "grok-signature", tags(artist=UUID, description="Signature: I")),
    "Ideogram": (tags(make="Ideogram AI"), "ideogram", tags(make="Ideogram"),),
    "Reve": (tags(software="reve.com"), "reve", tags(software="www.reve.com/prints")),
    "Aphrodite": (tags(make="Aphrodite AI"), "aphrodite", tags(make="Aphrodite")),
    "FLUX reference code": (tags(software="AI generated;img2img;flux"), "flux", tags(software="AI generated? never")),
    "FLUX, its maker": (tags(make="Black Forest Labs", model="flux-dev"), "flux", tags(make="Black Forest Camera")),
    "AIGC in XMP": (xmp(f"<tc:AIGC>{AIGC.replace(chr(34), '&quot;')}</tc:AIGC>"), "tc260-aigc",
                    xmp("<tc:AIGC>none</tc:AIGC>")),
    "AIGC in PNG": (texts(AIGC=AIGC), "tc260-aigc", texts(AIGC="Artists' Guild, Inner City")),
    "AIGC in a comment": (comment(f'{{"AIGC":{AIGC}}}'), "tc260-aigc", comment('{"AIGC": "no"}')),
    "AIGC in a segment": (
        lambda path: made.segmented(path, 0xE5, f"AIGC{AIGC}".encode()), "tc260-aigc",
        lambda path: made.segmented(path, 0xE5, b"AIGC{my own camera club}"),
    ),
    "AIGC by Tencent": (tags(description='{"ServiceProvider": "x", "ServiceUser": "y"}'), "tc260-service",
                        tags(description="ServiceProvider: frame shop, ServiceProvider: courier")),
    "IPTC AI fields": (xmp("<e:AISystemUsed>X</e:AISystemUsed>"), "iptc-AISystemUsed",
                       xmp("<e:AISystemUsed> </e:AISystemUsed>")),
    "SDXL watermark": (watermarked(SDXL), "invisible-watermark", watermarked([1, 0, 1, 1] * 12)),
}  # fmt: skip


def found_in(path: Path) -> tuple[Finding, ...]:
    seen = views(path)
    return read_evidence(read_metadata(path), seen.stored, None, seen.shown)


@pytest.mark.parametrize("make, code, _", TABLE.values(), ids=TABLE)
def test_each_marker_is_found_where_it_says(tmp_path: Path, make: Maker, code: str, _: Maker) -> None:
    path = make(tmp_path / "a.img")
    one = next(found for found in found_in(path) if found.code == code)
    assert one.claim is (Claim.ASSISTED if "composite" in code else Claim.GENERATED)
    hidden_in_pixels = code in ("stealth-pnginfo", "invisible-watermark")
    assert one.grade is (Grade.WATERMARK if hidden_in_pixels else Grade.DECLARED)
    if hidden_in_pixels:
        assert one.offset is None and len(one.sha256) == 64
        return
    assert one.offset is not None and one.length is not None
    part = path.read_bytes()[one.offset : one.offset + one.length]
    assert part and hashlib.sha256(part).hexdigest() == one.sha256


@pytest.mark.parametrize("_, code, make", TABLE.values(), ids=TABLE)
def test_what_comes_near_is_no_evidence(tmp_path: Path, _: Maker, code: str, make: Maker) -> None:
    acted_upon = [found for found in found_in(make(tmp_path / "a.img")) if found.grade is not Grade.NONE]
    assert acted_upon == [], code


GIMP = '<x:y xmlns:x="http://www.gimp.org/xmp/" x:API="2.0"/><xmp:CreatorTool>GIMP 2.10</xmp:CreatorTool>'
PHOTOSHOP = (
    "<xmp:CreatorTool>Adobe Photoshop 25.0 (Windows)</xmp:CreatorTool>"
    '<m:History xmlns:m="http://ns.adobe.com/xap/1.0/mm/"><rdf:Seq><rdf:li rdf:parseType="Resource">saved</rdf:li>'
    "</rdf:Seq></m:History><ps:DocumentAncestors><rdf:Bag><rdf:li>0A1B2C</rdf:li></rdf:Bag></ps:DocumentAncestors>"
)
PEOPLE: dict[str, Maker] = {
    "Krita": texts(Software="Krita 5.2.2", Title="Study", Author="Jane", Description="for the daily prompt"),
    "GIMP": texts(Comment="Created with GIMP", Software="GIMP 2.10.36"),
    "GIMP's XMP": xmp(GIMP, "PNG"),
    "Photoshop": xmp(PHOTOSHOP),
    "Photoshop's resources": lambda path: made.segmented(path, 0xED, b"Photoshop 3.0\x008BIM\x04\x25\0\0" + bytes(20)),
    "Clip Studio": tags(software="CLIP STUDIO PAINT EX", description="page 12", artist="Jane"),
    "Procreate": xmp("<xmp:CreatorTool>Procreate</xmp:CreatorTool><dc:creator>Jane</dc:creator>"),
    "a camera": tags(make="NIKON CORPORATION", model="NIKON Z 6_2", software="Ver.01.40", artist="Jane"),
    "a telephone": tags("WEBP", make="Google", model="Pixel 8", software="HDR+ 1.0.540104767zd"),
    "Blender": texts(File="/home/jane/fox.blend", Date="2026/01/02", Scene="Scene", RenderTime="00:12.34",
                     Camera="Camera", Frame="001"),
    "a scanner": tags("TIFF", make="EPSON", model="Perfection V600", software="EPSON Scan"),
    "a font's sample": texts(Software="ImageMagick", Comment="Steps: 12, Size: 10x15"),
    "gradients": lambda path: made.png(path, image=Image.linear_gradient("L").resize((512, 512)).convert("RGB")),
    "stripes as wide as a mark's bits": lambda path: made.png(path, image=_stripes()),
}  # fmt: skip


def _stripes() -> Image.Image:
    """Columns of eight pixels, in the rhythm of letters."""
    across = np.array([[0, 1, 1, 0, 1, 0, 0, 1][column // 8 % 8] * 90 + 80 for column in range(512)], np.uint8)
    return Image.fromarray(
        np.stack([np.tile(across, (512, 1)), np.full((512, 512), 90, np.uint8)] * 2, axis=2)[:, :, :3]
    )


@pytest.mark.parametrize("make", PEOPLE.values(), ids=PEOPLE)
def test_what_people_make_with_their_programs_has_no_finding(tmp_path: Path, make: Maker) -> None:
    assert found_in(make(tmp_path / "a.img")) == ()
