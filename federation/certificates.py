"""X.509 certificates for sealing pictures, in the profile that C2PA asks of whoever signs a claim.

A root that signs nothing but its own instance's certificates, and the instance's certificate, whose key seals.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT_DAYS: Final = 30 * 365
# A seal without a time stamp holds as long as its certificate, and copies on other servers cannot be sealed anew.
DAYS: Final = 10 * 365
_EARLIER: Final = timedelta(days=1)  # for readers whose clock is behind
_LONGEST_NAME: Final = 64  # characters of a common name (RFC 5280, upper bounds)
_MOST_PEM: Final = 65_536
_MAKERS: Final = (ExtendedKeyUsageOID.EMAIL_PROTECTION.dotted_string, "1.3.6.1.4.1.62558.2.1")


class CertificateProblem(ValueError):
    """The text is no certificate, or no key, that can seal; the message says why and names the fix."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its private key, both PEM text."""

    certificate: str
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class About:
    """What a certificate says. `begins` and `ends` in ms since 1970; `fingerprint` is the SHA-256 of its bytes."""

    subject: str
    issuer: str
    begins: int
    ends: int
    serial: str
    fingerprint: str


def make_root(name: str, *, now: int) -> Issued:
    """A root of 30 years for one instance. `now` in ms."""
    key = generate_private_key(SECP256R1())
    subject = _name(f"{name} root", name)
    usage = _usage(signs_certificates=True)
    builder = _builder(subject, subject, key, key, now, ROOT_DAYS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return _issued(builder.add_extension(usage, critical=True), key, key)


def make_certificate(name: str, root: Issued, *, now: int) -> Issued:
    """A certificate of ten years under this root: ES256, digitalSignature, emailProtection. CertificateProblem."""
    by, issuer = load_key(root.key), _load(root.certificate)[0]
    key = generate_private_key(SECP256R1())
    builder = _builder(_name(name, name), issuer.subject, key, by, now, DAYS)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return _issued(builder, key, by)


def about(pem: str) -> About:
    """The first certificate of a chain. CertificateProblem where there is none."""
    first = _load(pem)[0]
    return About(
        subject=_said(first.subject),
        issuer=_said(first.issuer),
        begins=_ms(first.not_valid_before_utc),
        ends=_ms(first.not_valid_after_utc),
        serial=f"{first.serial_number:x}",
        fingerprint=hashlib.sha256(first.public_bytes(Encoding.DER)).hexdigest(),
    )


def check(certificate: str, key: str) -> About:
    """What the certificate says, where it can seal with this key. CertificateProblem says why it cannot."""
    first = _load(certificate)[0]
    if first.public_key().public_bytes(*_PUBLIC) != load_key(key).public_key().public_bytes(*_PUBLIC):
        raise CertificateProblem("the certificate is for another key; name the two that belong together")
    try:
        usage = first.extensions.get_extension_for_class(x509.KeyUsage).value
        made_for = first.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound as problem:
        raise CertificateProblem(f"the certificate does not say what it is for ({problem}); {_NEEDS}") from problem
    if not usage.digital_signature or not any(one.dotted_string in _MAKERS for one in made_for):
        raise CertificateProblem(f"the certificate is not made for signing claims; {_NEEDS}")
    return about(certificate)


_NEEDS: Final = "C2PA needs the key usage digitalSignature and emailProtection or c2pa-kp-claimSigning"
_PUBLIC: Final = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def load_key(pem: str) -> EllipticCurvePrivateKey:
    """The parsed ES256 key. CertificateProblem."""
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise CertificateProblem("the key is not PEM text without a password") from problem
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
        raise CertificateProblem("the key is not ECDSA on P-256 (ES256), which is what we seal with")
    return key


def _load(pem: str) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(pem[:_MOST_PEM].encode())
    except ValueError as problem:
        raise CertificateProblem("there is no certificate in it; it must be PEM text") from problem


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: EllipticCurvePrivateKey,
    by: EllipticCurvePrivateKey,
    now: int,
    days: int,
) -> x509.CertificateBuilder:
    begin = datetime.fromtimestamp(now // 1000, UTC) - _EARLIER
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + _EARLIER + timedelta(days=days))
        .add_extension(own, critical=False)
        .add_extension(above, critical=False)
    )


def _issued(builder: x509.CertificateBuilder, key: EllipticCurvePrivateKey, by: EllipticCurvePrivateKey) -> Issued:
    made = builder.sign(by, SHA256()).public_bytes(Encoding.PEM).decode()
    return Issued(made, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str, organization: str) -> x509.Name:
    """What readers of Content Credentials show is the organization."""
    kinds = ((NameOID.COMMON_NAME, common), (NameOID.ORGANIZATION_NAME, organization))
    return x509.Name([x509.NameAttribute(kind, text[:_LONGEST_NAME]) for kind, text in kinds])


def _said(name: x509.Name) -> str:
    for kind in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for one in name.get_attributes_for_oid(kind):
            return str(one.value)
    return name.rfc4514_string()


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
