"""Signed Content Credentials: proof under a known root, a signature otherwise, a mere claim when tampered with."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from fediart.admission.credentials import credential_findings
from fediart.admission.evidence import Claim, Grade
from fediart.admission.judge import judge_file
from tests.admission import made

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


def signed(path: Path, source: str) -> Signed:
    root_key, leaf_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certificate("Test Root", root_key, "Test Root", root_key, ca=True)
    leaf = _certificate("Test Generator", leaf_key, "Test Root", root_key, ca=False)
    key = leaf_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    info = c2pa.C2paSignerInfo(alg=b"es256", sign_cert=_pem(leaf) + _pem(root), private_key=key, ta_url=None)
    context = c2pa.Context.from_dict({"builder": {"thumbnail": {"enabled": False}}})
    action = {"action": "c2pa.created", "digitalSourceType": source}
    manifest = {
        "claim_generator_info": [{"name": "generator", "version": "1"}],
        "format": "image/png",
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [action]}}],
    }
    plain = made.png(path.with_suffix(".plain.png"))
    with plain.open("rb") as source_file, path.open("w+b") as out:
        c2pa.Builder(json.dumps(manifest), context=context).sign(
            c2pa.Signer.from_info(info), "image/png", source_file, out
        )
    return Signed(path, _pem(root).decode())


def test_a_signer_under_a_known_root_is_proof(tmp_path: Path) -> None:
    picture = signed(tmp_path / "a.png", made.TRAINED)
    (found,) = credential_findings(picture.path, "image/png", picture.root) or ()
    assert (found.grade, found.claim) == (Grade.PROVEN, Claim.GENERATED)
    assert "signed by Test Generator" in found.quote
    judgement = judge_file(picture.path, "balanced", None, picture.root)
    assert [item.grade for item in judgement.evidence] == [Grade.PROVEN]
    assert judgement.as_json()["verdict"] == "refuse"


def test_an_unknown_signer_is_a_signature(tmp_path: Path) -> None:
    picture = signed(tmp_path / "a.png", made.PARTLY)
    (found,) = credential_findings(picture.path, "image/png") or ()
    assert (found.grade, found.claim) == (Grade.SIGNED, Claim.ASSISTED)


def test_a_picture_changed_after_signing_only_declares(tmp_path: Path) -> None:
    picture = signed(tmp_path / "a.png", made.TRAINED)
    data = bytearray(picture.path.read_bytes())
    data[-20] ^= 1
    picture.path.write_bytes(data)
    (found,) = credential_findings(picture.path, "image/png", picture.root) or ()
    assert (found.grade, found.claim) == (Grade.DECLARED, Claim.GENERATED)


def test_a_signed_human_claim_is_recorded_and_publishes(tmp_path: Path) -> None:
    picture = signed(tmp_path / "a.png", "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture")
    judgement = judge_file(picture.path, "balanced", None, picture.root)
    assert [item.claim for item in judgement.evidence] == [Claim.HUMAN]
    assert judgement.as_json()["verdict"] == "publish"


def test_a_container_the_library_cannot_read_falls_back_to_its_text(tmp_path: Path) -> None:
    path = made.chunked(tmp_path / "a.png", b"caBX", made.c2pa_store("trainedAlgorithmicMedia"))
    assert credential_findings(path, "image/png") is None
    judgement = judge_file(path, "balanced", None)
    assert [item.grade for item in judgement.evidence] == [Grade.SIGNED]
