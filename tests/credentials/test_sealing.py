"""The seal on a public file: read back by the c2pa library's own Reader, with pixels and XMP as they were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fediart.admission.credentials import credential_findings
from fediart.admission.findings import Claim, Grade
from fediart.media import segments
from fediart.media.facts import MEDIA_TYPES, Format
from fediart.media.seal import seal_files
from fediart.media.sealing import Kept, Sealed, ToSeal, Upload, room_for
from fediart.rights.model import Preset
from fediart.rights.xmp import packet
from tests.credentials import made
from tests.embedded import exiftool
from tests.pixels import PIXELS
from tests.rights.made import PRESETS, rights

FORMATS: tuple[Format, ...] = ("JPEG", "PNG", "WEBP", "AVIF")
PRIVATE = (made.NAME.encode(), made.PLACE.encode(), b"c2pa.thumbnail.claim.jpeg", b"\xff\xd8\xff\xe0")


def sealed(
    folder: Path, kind: Format = "WEBP", *, upload: bytes = b"", kept: Kept = Kept.NONE, preset: Preset = Preset.NO_AI,
    room: int = room_for("federated", 0), packet: bytes | None = None, source_type: str = "",
) -> tuple[bytes, bytes, Sealed]:  # fmt: skip
    """A file before and after, and how it went."""
    before = made.picture(kind)
    if packet is not None:
        before = segments.rewrite(before, kind, packet)
    path, original = folder / "one", folder / "upload.jpg"
    path.write_bytes(before)
    original.write_bytes(upload or made.picture())
    one = ToSeal(path, MEDIA_TYPES[kind], ("c2pa.converted", "c2pa.resized"), room)
    how = made.seal(folder, preset, source_type=source_type)
    (ended,) = seal_files([one], how, Upload(original, "image/jpeg", kept))
    return before, path.read_bytes(), ended


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_sealed_and_verified(tmp_path: Path, kind: Format) -> None:
    _, after, ended = sealed(tmp_path, kind)
    assert ended == Sealed(len(after), True)
    report = made.read(after, MEDIA_TYPES[kind])
    assert report["validation_state"] == "Valid"
    assert [one["code"] for one in report["validation_status"]] == ["signingCredential.untrusted"]
    trusting = made.read(after, MEDIA_TYPES[kind], made.signer("art.example").root)
    assert trusting["validation_state"] == "Trusted"
    manifest = made.active(report)
    assert manifest["signature_info"]["issuer"] == "art.example"
    assert manifest["signature_info"]["alg"].lower() == "es256"
    assert manifest["claim_generator_info"][0]["name"] == "fediart"


@pytest.mark.parametrize("kind", FORMATS[:3])
def test_pixels_and_xmp_are_untouched_and_a_second_seal_replaces_the_first(tmp_path: Path, kind: Format) -> None:
    xmp = packet(rights())
    before, after, _ = sealed(tmp_path, kind, packet=xmp)
    assert PIXELS[kind](after) == PIXELS[kind](before)
    assert xmp in after
    # Writing the packet anew takes the seal away, whole: nothing of the old one is left for the next.
    assert segments.rewrite(after, kind, xmp) == before


def test_other_readers_find_the_packet_in_sealed_files(tmp_path: Path) -> None:
    files = []
    for kind in FORMATS[:3]:
        folder = tmp_path / kind
        folder.mkdir()
        sealed(folder, kind, packet=packet(rights()), upload=made.upload(), kept=Kept.TRIMMED)
        files.append(folder / "one")
    for tags in exiftool.read(files).values():
        assert tags["XMP-plus:DataMining"] == "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING"
        assert tags["JUMBF:JUMDLabel"] == "c2pa"
        assert not any("Warning" in name or "Error" in name for name in tags)
        assert made.NAME not in str(tags) and "GPS" not in str(tags)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_manifest_says_what_the_policy_says(tmp_path: Path, preset: Preset) -> None:
    _, after, _ = sealed(tmp_path, preset=preset)
    said = made.assertion(made.active(made.read(after, "image/webp")), "cawg.training-mining")["entries"]
    keys = ("data_mining", "ai_inference", "ai_generative_training", "ai_training")
    expected = {
        Preset.NO_AI: ["notAllowed"] * 4,
        Preset.NO_AI_NO_SEARCH: ["notAllowed"] * 4,
        Preset.NO_TRAINING: ["constrained", "allowed", "notAllowed", "notAllowed"],
        Preset.ASK_FIRST: ["constrained"] * 4,
        Preset.OPEN: ["allowed"] * 4,
    }[preset]
    assert [said[f"cawg.{key}"]["use"] for key in keys] == expected
    # Without a word on where the terms are, "constrained" would be read as "notAllowed".
    pointed = {key for key, one in said.items() if "constraint_info" in one}
    assert pointed == {key for key, one in said.items() if one["use"] == "constrained"}
    assert all(said[key]["constraint_info"] == rights(preset).policy_url for key in pointed)


def test_no_origin_is_claimed_that_nobody_witnessed(tmp_path: Path) -> None:
    _, after, _ = sealed(tmp_path)
    manifest = made.active(made.read(after, "image/webp"))
    actions = made.assertion(manifest, "c2pa.actions.v2")["actions"]
    assert [one["action"] for one in actions] == ["c2pa.opened", "c2pa.converted", "c2pa.resized"]
    assert not any("digitalSourceType" in one for one in actions)
    (parent,) = manifest["ingredients"]
    assert (parent["relationship"], parent["format"]) == ("parentOf", "image/jpeg")
    assert "active_manifest" not in parent
    assert "thumbnail" not in manifest and "thumbnail" not in parent


def test_a_declared_source_type_is_said_to_be_declared(tmp_path: Path) -> None:
    _, after, _ = sealed(tmp_path, source_type=made.DRAWN)
    opened = made.assertion(made.active(made.read(after, "image/webp")), "c2pa.actions.v2")["actions"][0]
    assert opened["digitalSourceType"] == made.DRAWN
    assert opened["description"].startswith("Declared by the artist")


def test_an_uploads_manifest_is_kept_without_its_private_parts(tmp_path: Path) -> None:
    _, after, ended = sealed(tmp_path, upload=made.upload(), kept=Kept.TRIMMED)
    assert (ended.done, ended.kept, ended.problem) == (True, Kept.TRIMMED, "")
    assert not [one for one in PRIVATE if one in after]
    report = made.read(after, "image/webp")
    assert report["validation_state"] == "Valid"
    (parent,) = made.active(report)["ingredients"]
    below = report["manifests"][parent["active_manifest"]]
    assert below["claim_generator_info"][0]["name"] == made.PROGRAM
    assert [one["label"] for one in below["assertions"]] == ["c2pa.actions.v2"]
    assert parent["validation_results"]["activeManifest"]["failure"][0]["code"] == "signingCredential.untrusted"
    hidden = [one for one in made.assertion(made.active(report), "c2pa.actions.v2")["actions"] if "reason" in one]
    assert len(hidden) == 4 and {one["reason"] for one in hidden} == {"c2pa.PII.present"}


def test_all_of_it_is_kept_where_the_artist_says_so(tmp_path: Path) -> None:
    _, after, ended = sealed(tmp_path, upload=made.upload(), kept=Kept.WHOLE)
    assert ended.kept is Kept.WHOLE and made.NAME.encode() in after and made.PLACE.encode() in after
    assert made.read(after, "image/webp")["validation_state"] == "Valid"


def test_nothing_of_it_is_kept_where_the_artist_says_so(tmp_path: Path) -> None:
    _, after, ended = sealed(tmp_path, upload=made.upload(), kept=Kept.NONE)
    assert ended.kept is Kept.NONE
    assert not [one for one in (*PRIVATE, made.FILE.encode(), made.PROGRAM.encode()) if one in after]


def test_what_takes_too_much_room_is_trimmed_then_left_out(tmp_path: Path) -> None:
    _, whole, _ = sealed(tmp_path, upload=made.upload(), kept=Kept.WHOLE)
    _, trimmed, ended = sealed(tmp_path, upload=made.upload(), kept=Kept.WHOLE, room=20_000)
    assert ended.kept is Kept.TRIMMED and len(trimmed) < len(whole)
    before, bare, ended = sealed(tmp_path, upload=made.upload(), kept=Kept.WHOLE, room=1000)
    assert ended.kept is Kept.NONE and "bytes" in ended.problem
    assert len(bare) - len(before) < 4096


def test_what_cannot_be_blacked_out_is_not_kept_in_part(tmp_path: Path) -> None:
    """Data boxes hold what actions point to, prompts for one, and redaction does not reach them."""
    upload = made.upload() + b"c2pa.databoxes"
    _, after, ended = sealed(tmp_path, upload=upload, kept=Kept.TRIMMED)
    assert ended.kept is Kept.NONE and made.PROGRAM.encode() not in after
    _, after, ended = sealed(tmp_path, upload=upload, kept=Kept.WHOLE)
    assert ended.kept is Kept.WHOLE


@pytest.mark.parametrize("harm", ["pixels", "store", "cut", "rubbish"])
def test_a_broken_manifest_keeps_nothing_from_being_sealed(tmp_path: Path, harm: str) -> None:
    data = bytearray(made.upload())
    if harm == "pixels":
        data[-500] ^= 1
    elif harm == "store":
        data[data.find(made.NAME.encode())] ^= 1
    elif harm == "cut":
        del data[len(data) // 3 :]
    else:
        start = data.find(b"jumb")
        data[start + 8 : start + 2000] = b"\xff" * 1992
    for kept in (Kept.TRIMMED, Kept.WHOLE):
        _, after, ended = sealed(tmp_path, upload=bytes(data), kept=kept)
        assert ended.done
        report = made.read(after, "image/webp")
        assert report["validation_state"] == "Valid"
        (parent,) = made.active(report)["ingredients"]
        if harm == "pixels":  # what does not hold is kept with the word that it does not
            failed = [one["code"] for one in parent["validation_results"]["activeManifest"]["failure"]]
            assert "assertion.dataHash.mismatch" in failed


def test_a_certificate_for_another_key_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "one.png"
    path.write_bytes(made.picture("PNG"))
    how = made.seal(tmp_path)
    how.key.write_text(made.signer("other.example").key, encoding="ascii")
    (ended,) = seal_files([ToSeal(path, "image/png")], how, Upload(path, "image/png"))
    assert not ended.done and ended.problem
    assert path.read_bytes() == made.picture("PNG")


@pytest.mark.parametrize("kept", [Kept.TRIMMED, Kept.WHOLE])
def test_a_sealed_copy_of_a_generated_picture_is_found_to_be_generated(tmp_path: Path, kept: Kept) -> None:
    """Whoever takes it from here and uploads it elsewhere has not washed it: nothing that we do changes what it is."""
    upload = made.signed(made.picture(), manifest=generated())
    _, after, ended = sealed(tmp_path, "JPEG", upload=upload, kept=kept)
    assert ended.kept is kept
    path = tmp_path / "taken.jpg"
    path.write_bytes(after)
    (found,) = credential_findings(path, "image/jpeg") or ()
    assert (found.grade, found.claim) == (Grade.SIGNED, Claim.GENERATED)


def generated() -> dict[str, Any]:
    manifest = made.private_manifest("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia")
    manifest["assertions"][0]["data"]["actions"].pop()
    return manifest
