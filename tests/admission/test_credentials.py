"""Signed Content Credentials: proof under a known root, a signature otherwise, a mere claim when tampered with."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from fediart.admission.credentials import credential_findings
from fediart.admission.evidence import Claim, Grade
from fediart.admission.judge import judge_file
from fediart.admission.judgement import decided
from fediart.admission.policy import BALANCED
from tests.admission import made

CAMERA = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
c2pa = pytest.importorskip("c2pa", reason="the optional c2pa library is not installed")


@dataclass(frozen=True)
class Signed:
    path: Path
    root: str


def _name(text: str) -> x509.Name:
    kinds = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    return x509.Name([x509.NameAttribute(kind, text) for kind in kinds])


def _certificate(
    subject: str, key: ec.EllipticCurvePrivateKey, issuer: str, by: ec.EllipticCurvePrivateKey, ca: bool
) -> x509.Certificate:
    begin = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    usage = x509.KeyUsage(not ca, False, False, False, False, ca, ca, False, False)
    public = key.public_key()
    builder = (
        x509.CertificateBuilder().subject_name(_name(subject)).issuer_name(_name(issuer)).public_key(public)
        .serial_number(x509.random_serial_number()).not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), True).add_extension(usage, True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), False)
    )  # fmt: skip
    if not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False)
    return builder.sign(by, hashes.SHA256())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def signed(
    path: Path,
    source: str,
    *,
    actions: list[dict[str, Any]] | None = None,
    ingredient: tuple[Path, str] | None = None,
) -> Signed:
    root_key, leaf_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certificate("Test Root", root_key, "Test Root", root_key, ca=True)
    leaf = _certificate("Test Generator", leaf_key, "Test Root", root_key, ca=False)
    key = leaf_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    info = c2pa.C2paSignerInfo(alg=b"es256", sign_cert=_pem(leaf) + _pem(root), private_key=key, ta_url=None)
    context = c2pa.Context.from_dict({"builder": {"thumbnail": {"enabled": False}}})
    actions = actions or [{"action": "c2pa.created", "digitalSourceType": source}]
    manifest = {
        "claim_generator_info": [{"name": "generator", "version": "1"}],
        "format": "image/png",
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": actions}}],
    }
    plain = made.png(path.with_suffix(".plain.png"))
    builder = c2pa.Builder(json.dumps(manifest), context=context)
    if ingredient is not None:
        with ingredient[0].open("rb") as part:
            builder.add_ingredient(
                {"title": "before", "relationship": ingredient[1], "instance_id": "xmp:iid:1"}, "image/png", part
            )
    with plain.open("rb") as source_file, path.open("w+b") as out:
        builder.sign(c2pa.Signer.from_info(info), "image/png", source_file, out)
    return Signed(path, _pem(root).decode())


def test_a_signer_under_a_known_root_is_proof(tmp_path: Path) -> None:
    picture = signed(tmp_path / "a.png", made.TRAINED)
    (found,) = credential_findings(picture.path, "image/png", picture.root) or ()
    assert (found.grade, found.claim) == (Grade.PROVEN, Claim.GENERATED)
    assert "signed by Test Generator" in found.quote
    judgement = decided(BALANCED, judge_file(picture.path, (), picture.root))
    assert [item.grade for item in judgement.evidence] == [Grade.PROVEN]
    assert judgement.as_json()["verdict"] == "refuse"


def test_an_unknown_signer_is_a_signature(tmp_path: Path) -> None:
    picture = signed(tmp_path / "a.png", made.PARTLY)
    (found,) = credential_findings(picture.path, "image/png") or ()
    assert (found.grade, found.claim) == (Grade.SIGNED, Claim.ASSISTED)


@pytest.mark.parametrize("source, grade", [(made.TRAINED, Grade.DECLARED), (CAMERA, Grade.NONE)])
def test_a_picture_changed_after_signing_is_a_hint_and_no_claim(tmp_path: Path, source: str, grade: Grade) -> None:
    picture = signed(tmp_path / "a.png", source)
    data = bytearray(picture.path.read_bytes())
    data[-20] ^= 1
    picture.path.write_bytes(data)
    (found,) = credential_findings(picture.path, "image/png", picture.root) or ()
    assert (found.grade, found.claim, found.code) == (grade, Claim.UNKNOWN, "c2pa-invalid")
    assert found.quote.startswith("changed after signing, or wrongly signed; assertion.dataHash.mismatch")
    assert "Test Generator" in found.quote


EDITED = {"action": "c2pa.edited"}
OF = {"parameters": {"ingredientIds": ["xmp:iid:1"]}}
OPENED = {"action": "c2pa.opened", **OF}
CREATED = {"action": "c2pa.created", "digitalSourceType": CAMERA}


@pytest.mark.parametrize(
    "actions, relation, claim",
    [
        ([OPENED, EDITED], "parentOf", Claim.ASSISTED),
        ([OPENED, {"action": "c2pa.converted"}], "parentOf", Claim.GENERATED),
        ([CREATED, {"action": "c2pa.placed", **OF}], "componentOf", Claim.ASSISTED),
        ([CREATED], "inputTo", Claim.HUMAN),
    ],
)
def test_what_a_picture_was_made_from_counts_as_a_part(
    tmp_path: Path, actions: list[dict[str, Any]], relation: str, claim: Claim
) -> None:
    before = signed(tmp_path / "before.png", made.TRAINED)
    after = signed(tmp_path / "after.png", "", actions=actions, ingredient=(before.path, relation))
    (found,) = credential_findings(after.path, "image/png", after.root + before.root) or ()
    assert (found.grade, found.claim) == (Grade.PROVEN, claim)
    assert claim is Claim.HUMAN or "an ingredient of this picture" in found.quote


def test_a_finding_says_where_the_container_stands(tmp_path: Path) -> None:
    picture = signed(tmp_path / "a.png", made.TRAINED)
    (found,) = judge_file(picture.path).evidence
    data = picture.path.read_bytes()
    assert found.offset is not None and found.length is not None
    assert data[found.offset - 4 : found.offset] == b"caBX"
    assert hashlib.sha256(data[found.offset : found.offset + found.length]).hexdigest() == found.sha256


def test_a_signed_human_claim_is_recorded_and_publishes(tmp_path: Path) -> None:
    picture = signed(tmp_path / "a.png", CAMERA)
    judgement = decided(BALANCED, judge_file(picture.path, (), picture.root))
    assert [item.claim for item in judgement.evidence] == [Claim.HUMAN]
    assert judgement.as_json()["verdict"] == "publish"


def test_a_container_the_library_cannot_read_falls_back_to_its_text(tmp_path: Path) -> None:
    path = made.chunked(tmp_path / "a.png", b"caBX", made.c2pa_store("trainedAlgorithmicMedia"))
    assert credential_findings(path, "image/png") is None
    judgement = judge_file(path)
    assert [item.grade for item in judgement.evidence] == [Grade.DECLARED]
