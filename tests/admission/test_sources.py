"""Standards that say where a picture comes from: IPTC source types in every spelling, C2PA containers, hostile XML."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from fediart.admission.evidence import Claim, Finding, Grade, read_evidence
from fediart.admission.sources import SOURCE_TYPES
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
    assert packets.values(IPTC_EXT, "DigitalSourceType") == [made.TRAINED]


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
    assert packets.values(EXIF, "UserComment") == []
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


@pytest.mark.parametrize("kind", CONTAINERS.values(), ids=CONTAINERS)
@pytest.mark.parametrize(
    "codes, claim",
    [
        (["trainedAlgorithmicMedia"], Claim.GENERATED),
        (["compositeWithTrainedAlgorithmicMedia"], Claim.ASSISTED),
        (["trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"], Claim.ASSISTED),
        (["trainedAlgorithmicMedia", "humanEdits"], Claim.GENERATED),
        (["digitalCapture"], Claim.HUMAN),
    ],
)
def test_a_c2pa_store_names_its_source(tmp_path: Path, kind: str, codes: list[str], claim: Claim) -> None:
    (found,) = found_in(contained(tmp_path / "a.img", kind, made.c2pa_store(*codes)))
    assert (found.grade, found.claim) == (Grade.SIGNED, claim)


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
