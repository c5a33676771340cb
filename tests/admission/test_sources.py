"""Standards that say where a picture comes from: IPTC source types in every spelling, C2PA containers, hostile XML."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import TiffImagePlugin

from fediart.admission.evidence import Claim, Finding, Grade, read_evidence
from fediart.admission.source_types import SOURCE_TYPES
from fediart.admission.xmp_reading import EXIF, IPTC_EXT, read_packets
from fediart.media.metadata import read_metadata
from tests.admission import made


def found_in(path: Path) -> tuple[Finding, ...]:
    return read_evidence(read_metadata(path))


def found_with(tmp_path: Path, xmp: bytes) -> tuple[Finding, ...]:
    return found_in(made.with_xmp(tmp_path / "a.jpg", "JPEG", xmp))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_trained_source_type_is_declared_in_every_format(tmp_path: Path, kind: str) -> None:
    (found,) = found_in(made.with_xmp(tmp_path / "a.img", kind, made.source_type(made.TRAINED)))
    assert (found.grade, found.claim) == (Grade.DECLARED, Claim.GENERATED)
    assert found.quote == made.TRAINED


NAME = "DigitalSourceType"
SPELLINGS = {
    "element": made.source_type(made.TRAINED),
    "attribute": made.packet(attributes=f'e:DigitalSourceType="{made.TRAINED}"'),
    "resource": made.packet(f'<e:DigitalSourceType rdf:resource="{made.TRAINED}"/>'),
    "list item": made.packet(f"<e:{NAME}><rdf:Bag><rdf:li>{made.TRAINED}</rdf:li></rdf:Bag></e:{NAME}>"),
    "https": made.source_type(made.TRAINED.replace("http:", "https:")),
    "trailing slash": made.source_type(made.TRAINED + "/"),
    "a bare code": made.source_type("trainedAlgorithmicMedia"),
    "a prefixed code": made.source_type("digsrctype:trainedAlgorithmicMedia"),
    "other case and a query": made.source_type(made.TRAINED.replace("trained", "Trained") + "?lang=en"),
    "before 2010": made.packet(f"<e:DigitalSourcefileType>{made.TRAINED}</e:DigitalSourcefileType>"),
    "other prefix": made.packet(f'<odd:{NAME} xmlns:odd="{made.EXT}">{made.TRAINED}</odd:{NAME}>'),
    "schema.org": made.packet(
        '<s:digitalSourceType xmlns:s="https://schema.org/" '
        'rdf:resource="https://schema.org/TrainedAlgorithmicMediaDigitalSource"/>'
    ),
}


@pytest.mark.parametrize("xmp", SPELLINGS.values(), ids=SPELLINGS)
def test_every_spelling_of_a_source_type_is_read(tmp_path: Path, xmp: bytes) -> None:
    assert [(f.code, f.claim) for f in found_with(tmp_path, xmp)] == [("iptc-trainedAlgorithmicMedia", Claim.GENERATED)]


@pytest.mark.parametrize("code, claim", SOURCE_TYPES.items(), ids=list(SOURCE_TYPES))
def test_every_code_has_its_meaning(tmp_path: Path, code: str, claim: Claim) -> None:
    (found,) = found_with(tmp_path, made.source_type(f"http://cv.iptc.org/newscodes/digitalsourcetype/{code}"))
    assert (found.code, found.claim) == (f"iptc-{code}", claim)


def test_unknown_codes_and_other_namespaces_say_nothing(tmp_path: Path) -> None:
    assert found_with(tmp_path, made.source_type("http://cv.iptc.org/newscodes/digitalsourcetype/madeUp")) == ()
    other = f'<z:DigitalSourceType xmlns:z="http://example.org/">{made.TRAINED}</z:DigitalSourceType>'
    assert found_with(tmp_path, made.packet(other)) == ()


@pytest.mark.parametrize("name", ["AISystemUsed", "AISystemVersionUsed", "AIPromptInformation", "AIPromptWriterName"])
def test_any_of_the_four_ai_fields_declares_ai(tmp_path: Path, name: str) -> None:
    (found,) = found_with(tmp_path, made.packet(f"<e:{name}>something</e:{name}>"))
    assert (found.claim, found.code) == (Claim.GENERATED, f"iptc-{name}")
    assert found_with(tmp_path, made.packet(f"<e:{name}></e:{name}>")) == ()


def test_an_ai_field_beside_a_partly_trained_source_type_is_assisted(tmp_path: Path) -> None:
    xmp = made.packet(f"<e:DigitalSourceType>{made.PARTLY}</e:DigitalSourceType><e:AISystemUsed>X</e:AISystemUsed>")
    assert {f.claim for f in found_with(tmp_path, xmp)} == {Claim.ASSISTED}


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&c;</x:xmpmeta>'
)
HOSTILE = {
    "entity bomb": BOMB,
    "external entity": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>',
    "cut short": made.source_type("x")[:120],
    "not XML": b"\xff\xfe\x00garbage",
    "a false encoding": b'<?xml version="1.0" encoding="nonsense"?><x/>',
}


@pytest.mark.parametrize("xmp", HOSTILE.values(), ids=HOSTILE)
def test_hostile_xmp_is_set_aside_and_named(xmp: bytes) -> None:
    packets = read_packets([xmp, made.source_type(made.TRAINED)])
    assert len(packets.unreadable) == 1
    assert [one.value for one in packets.found((IPTC_EXT, "DigitalSourceType"))] == [made.TRAINED]


def test_a_bomb_in_a_file_is_a_remark_for_moderators(tmp_path: Path) -> None:
    found = found_with(tmp_path, BOMB)
    assert {f.code for f in found} == {"xmp-unreadable"}
    assert {f.grade for f in found} == {Grade.NONE}


def test_a_source_type_in_damaged_xmp_still_counts(tmp_path: Path) -> None:
    damaged = made.source_type(made.TRAINED).replace(b"</rdf:RDF>", b"")
    assert "iptc-trainedAlgorithmicMedia" in {f.code for f in found_with(tmp_path, damaged)}


def test_deep_and_wide_xmp_ends_quickly() -> None:
    deep = b"<x xmlns='u'>" + b"<a>" * 100_000 + b"t" + b"</a>" * 100_000 + b"</x>"
    wide = b"<x xmlns='u'>" + b"<a>t</a>" * 200_000 + b"</x>"
    begun = time.process_time()
    packets = read_packets([deep, wide])
    assert len(packets.properties) <= 50_001
    assert packets.found((EXIF, "UserComment")) == []
    assert time.process_time() - begun < 10


CONTAINERS = {"PNG caBX": "png", "JPEG APP11": "jpeg", "WebP C2PA": "webp"}


def contained(path: Path, kind: str, store: bytes) -> Path:
    if kind == "png":
        return made.chunked(path, b"caBX", store)
    if kind == "jpeg":
        return made.segmented(path, 0xEB, b"JP\0\1\0\0\0\1" + store)
    made.drawing().save(path, "WEBP", lossless=True)
    data = path.read_bytes()
    body = data[12:] + b"C2PA" + len(store).to_bytes(4, "little") + store + b"\0" * (len(store) & 1)
    path.write_bytes(b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body)
    return path


def with_box(path: Path, store: bytes) -> Path:
    """A uuid box as C2PA has it in AVIF and HEIC: version, purpose, an offset, then the store."""
    made.drawing().save(path, "AVIF")
    kind = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
    inside = kind + bytes(4) + b"manifest\0" + bytes(8) + store
    path.write_bytes(path.read_bytes() + (len(inside) + 8).to_bytes(4, "big") + b"uuid" + inside)
    return path


def with_application(path: Path, store: bytes) -> Path:
    """A GIF application extension as C2PA has it, before the trailer."""
    made.drawing().save(path, "GIF")
    parts = [store[at : at + 255] for at in range(0, len(store), 255)]
    blocks = b"".join(bytes((len(part),)) + part for part in parts) + b"\0"
    path.write_bytes(path.read_bytes()[:-1] + b"\x21\xff\x0bC2PA_GIF\x01\0\0" + blocks + b";")
    return path


def with_tag(path: Path, store: bytes) -> Path:
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info.tagtype[52545] = 7
    info[52545] = store
    made.drawing().save(path, "TIFF", tiffinfo=info)
    return path


@pytest.mark.parametrize("way", [with_box, with_application, with_tag])
def test_a_c2pa_store_is_found_in_the_other_formats(tmp_path: Path, way: Callable[[Path, bytes], Path]) -> None:
    (found,) = found_in(way(tmp_path / "a.img", made.c2pa_store("trainedAlgorithmicMedia")))
    assert (found.code, found.claim) == ("c2pa-trainedAlgorithmicMedia", Claim.GENERATED)
    assert found.length is not None and found.length > 100


def test_a_generated_picture_that_was_only_saved_anew_is_generated(tmp_path: Path) -> None:
    saved = made.c2pa_boxes(made.c2pa_body("trainedAlgorithmicMedia"), b"oc2pa.opened c2pa.converted")
    drawn = made.c2pa_boxes(made.c2pa_body("trainedAlgorithmicMedia"), b"oc2pa.opened c2pa.drawing")
    (found,) = found_in(made.chunked(tmp_path / "a.png", b"caBX", saved))
    assert found.claim is Claim.GENERATED
    (found,) = found_in(made.chunked(tmp_path / "b.png", b"caBX", drawn))
    assert found.claim is Claim.ASSISTED


def test_what_is_said_of_a_part_is_assisted(tmp_path: Path) -> None:
    region = f"<e:ImageRegion><rdf:Bag><rdf:li><e:{NAME}>{made.TRAINED}</e:{NAME}></rdf:li></rdf:Bag></e:ImageRegion>"
    (found,) = found_with(tmp_path, made.packet(region))
    assert (found.claim, found.where) == (Claim.ASSISTED, "XMP DigitalSourceType of a part")


def test_a_rights_statement_is_no_evidence(tmp_path: Path) -> None:
    plus = (
        '<p:DataMining xmlns:p="http://ns.useplus.org/ldf/xmp/1.0/">http://ns.useplus.org/ldf/vocab/{}</p:DataMining>'
    )
    for value in ("DMI-PROHIBITED-GENAIMLTRAINING", "DMI-ALLOWED"):
        assert found_with(tmp_path, made.packet(plus.format(value))) == ()


@pytest.mark.parametrize("kind", CONTAINERS.values(), ids=CONTAINERS)
@pytest.mark.parametrize(
    "codes, claim",
    [
        (["trainedAlgorithmicMedia"], Claim.GENERATED),
        (["compositeWithTrainedAlgorithmicMedia"], Claim.ASSISTED),
        (["trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"], Claim.ASSISTED),
        (["trainedAlgorithmicMedia", "humanEdits"], Claim.ASSISTED),  # a generated picture, worked upon
        (["digitalCapture"], Claim.HUMAN),
    ],
)
def test_a_c2pa_store_names_its_source(tmp_path: Path, kind: str, codes: list[str], claim: Claim) -> None:
    (found,) = found_in(contained(tmp_path / "a.img", kind, made.c2pa_store(*codes)))
    assert (found.grade, found.claim) == (Grade.DECLARED, claim)  # nobody looked at the signature
    assert found.offset is not None and found.length is not None
    part = (tmp_path / "a.img").read_bytes()[found.offset : found.offset + found.length]
    assert hashlib.sha256(part).hexdigest() == found.sha256 and codes[0].encode() in part


def test_a_bare_trained_term_in_a_c2pa_store_is_enough(tmp_path: Path) -> None:
    store = made.c2pa_store("trainedAlgorithmicMedia", base="")
    (found,) = found_in(made.chunked(tmp_path / "a.png", b"caBX", store))
    assert found.code == "c2pa-trainedAlgorithmicMedia"


def test_a_c2pa_store_without_a_source_type_proves_nothing(tmp_path: Path) -> None:
    (found,) = found_in(made.chunked(tmp_path / "a.png", b"caBX", made.c2pa_store("", base="nothing")))
    assert (found.code, found.grade) == ("c2pa-container", Grade.NONE)


def test_an_unmarked_drawing_has_no_evidence(tmp_path: Path) -> None:
    assert found_in(made.png(tmp_path / "a.png")) == ()
    assert found_in(made.jpeg(tmp_path / "a.jpg")) == ()
