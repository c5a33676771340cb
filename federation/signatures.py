"""HTTP signatures, the door: sign a request of ours, verify one of theirs, in draft-cavage or RFC 9421.

`verify_request` is what an inbox calls: it RETURNS the `Signer` or raises `SignatureError`.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA512

from federation import cavage, rfc9421
from federation.keys import KeyProblem, LoadedPublic, PrivateKey, PublicKey, load_private, load_public
from federation.signed import (
    Arrived,
    ParsedSignature,
    Scheme,
    SignatureError,
    Signer,
    arrived,
    body_sha256,
)

__all__ = [
    "Arrived",
    "KeyFinder",
    "ParsedSignature",
    "Scheme",
    "SignatureError",
    "Signer",
    "arrived",
    "claimed_keys",
    "parse",
    "sign",
    "sign_cavage",
    "sign_rfc9421",
    "verify",
    "verify_request",
]

HEADER = "Collection-Synchronization"
_SHA256 = SHA256()
_SHA512 = SHA512()
_PADDING = PKCS1v15()
_PSS = PSS(MGF1(_SHA512), 64)


class KeyFinder(Protocol):
    """Finds the key a signature names; `fresh` asks its owner again, since keys are rotated."""

    async def find(self, key_id: str, *, fresh: bool) -> PublicKey | None:
        """The key, or None when its owner cannot be reached or does not have it."""


def parse(request: Arrived, now: int) -> tuple[ParsedSignature, ...]:
    """Check all that needs no key: form, coverage, host, digest and times. Raises `SignatureError`.

    What comes back is one signature, or in RFC 9421 a few, of which one must be good.
    """
    if "signature" not in request.headers:
        raise SignatureError("the request is not signed")
    if "signature-input" in request.headers:
        return rfc9421.read(request, now)
    return (cavage.read(request, now),)


def claimed_keys(request: Arrived) -> tuple[str, ...]:
    """The keys a request names, whether or not its signature is any good. Empty for what cannot be read."""
    try:
        read = rfc9421.key_ids if "signature-input" in request.headers else cavage.key_ids
        return read(request)
    except SignatureError:
        return ()


def verify(parsed: ParsedSignature, key: PublicKey) -> Signer:
    """The signer, when the key made this signature. Raises `SignatureError`."""
    try:
        loaded = load_public(key.pem)
    except KeyProblem as problem:
        raise SignatureError(str(problem)) from problem
    checks = [check for name in parsed.algorithms for kind, check in [_CHECKS[name]] if isinstance(loaded, kind)]
    if not checks:
        kind = "Ed25519" if isinstance(loaded, Ed25519PublicKey) else "RSA" if _is_rsa(loaded) else "ECDSA"
        raise SignatureError(f"the signature says {' or '.join(parsed.algorithms)} but the key is {kind}")
    if not any(_is_over(check, loaded, parsed.signature, base) for check in checks for base in parsed.bases):
        raise SignatureError("the signature was not made with the key it names")
    return Signer(actor_id=key.owner, key_id=parsed.key_id, scheme=parsed.scheme, covered=parsed.covered)


async def verify_request(
    method: str,
    path_qs: str,
    url: str,
    headers: Mapping[str, str] | Iterable[tuple[str, str]],
    body: bytes,
    keys: KeyFinder,
    now: int,
) -> Signer:
    """Who signed this request. `path_qs` is the target as received, `url` our own public URL of it.

    A key that does not fit is asked for once more, as its owner may have changed it.
    Raises `SignatureError`.
    """
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    first: SignatureError | None = None
    for parsed in parse(arrived(method, path_qs, url, pairs, body), now):
        try:
            return await _verified(parsed, keys)
        except SignatureError as problem:
            first = first or problem
    raise first or SignatureError("the request is not signed")


async def _verified(parsed: ParsedSignature, keys: KeyFinder) -> Signer:
    known = await keys.find(parsed.key_id, fresh=False)
    if known is None:
        raise SignatureError("the key of the signature cannot be found")
    try:
        return verify(parsed, known)
    except SignatureError:
        fresh = await keys.find(parsed.key_id, fresh=True)
        if fresh is None or fresh == known:
            raise
        return verify(parsed, fresh)


def sign_cavage(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None, key: PrivateKey, now: int
) -> dict[str, str]:
    """The headers to add (Host, Date, Digest, Signature); some of `headers` are signed, too."""
    target, host = _target_and_host(url)
    added = {"Host": host, "Date": cavage.http_date(now)}
    lines = [f"(request-target): {method.lower()} {target}", f"host: {host}", f"date: {added['Date']}"]
    covered = ["(request-target)", "host", "date"]
    if body is not None:
        added["Digest"] = f"SHA-256={body_sha256(body)}"
        lines.append(f"digest: {added['Digest']}")
        covered.append("digest")
        for name, value in _signed_too(headers):
            lines.append(f"{name}: {value}")
            covered.append(name)
    signature = _rsa_signature("\n".join(lines).encode(), key)
    added["Signature"] = cavage.signature_header(key.id, tuple(covered), signature)
    return added


def sign_rfc9421(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None, key: PrivateKey, now: int
) -> dict[str, str]:
    """The headers to add (Host, Content-Digest, Signature-Input, Signature), as Mastodon 4.5 accepts them.

    With an Ed25519 key for those who are known to read it.
    """
    _, host = _target_and_host(url)
    added = {"Host": host}
    covered = [("@method", method.upper()), ("@target-uri", url)]
    if body is not None:
        added["Content-Digest"] = f"sha-256=:{body_sha256(body)}:"
        covered.append(("content-digest", added["Content-Digest"]))
        covered += _signed_too(headers)
    loaded = load_private(key.pem)
    algorithm = "ed25519" if isinstance(loaded, Ed25519PrivateKey) else "rsa-v1_5-sha256"
    parameters = rfc9421.parameters([name for name, _ in covered], key.id, now, algorithm)
    base = rfc9421.base(covered, parameters)
    made = loaded.sign(base) if isinstance(loaded, Ed25519PrivateKey) else loaded.sign(base, _PADDING, _SHA256)
    added["Signature-Input"] = f"sig1={parameters}"
    added["Signature"] = f"sig1=:{base64.b64encode(made).decode()}:"
    return added


def sign(
    scheme: Scheme,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes | None,
    key: PrivateKey,
    now: int,
) -> dict[str, str]:
    """Sign in the scheme the peer is known to read."""
    chosen = sign_rfc9421 if scheme is Scheme.RFC9421 else sign_cavage
    return chosen(method, url, headers, body, key, now)


def _signed_too(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is worth a signature beside what must have one: the type, and whom we believe to follow (FEP-8fcf)."""
    return [(name.lower(), headers[name]) for name in ("Content-Type", HEADER) if headers.get(name)]


def _rsa_signature(base: bytes, key: PrivateKey) -> str:
    loaded = load_private(key.pem)
    if not isinstance(loaded, RSAPrivateKey):
        raise KeyProblem("draft-cavage is signed with RSA here; use RFC 9421 or an RSA key")
    return base64.b64encode(loaded.sign(base, _PADDING, _SHA256)).decode()


def _target_and_host(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    target = parts.path or "/"
    return (f"{target}?{parts.query}" if parts.query else target), parts.netloc


def _is_rsa(loaded: LoadedPublic) -> bool:
    return isinstance(loaded, RSAPublicKey)


def _ecdsa(key: Any, signature: bytes, base: bytes) -> None:
    """RFC 9421, section 3.3.4: both numbers of 32 bytes, one after the other."""
    if len(signature) != 64:
        raise InvalidSignature
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    key.verify(encode_dss_signature(r, s), base, ECDSA(_SHA256))


_Check = Callable[[Any, bytes, bytes], None]
# Section 3.3, and rsa-v1_5-sha512, which only draft-cavage knows.
_CHECKS: Mapping[str, tuple[type[Any], _Check]] = {
    "rsa-v1_5-sha256": (RSAPublicKey, lambda key, made, base: key.verify(made, base, _PADDING, _SHA256)),
    "rsa-v1_5-sha512": (RSAPublicKey, lambda key, made, base: key.verify(made, base, _PADDING, _SHA512)),
    "rsa-pss-sha512": (RSAPublicKey, lambda key, made, base: key.verify(made, base, _PSS, _SHA512)),
    "ecdsa-p256-sha256": (EllipticCurvePublicKey, _ecdsa),
    "ed25519": (Ed25519PublicKey, lambda key, made, base: key.verify(made, base)),
}


def _is_over(check: _Check, loaded: LoadedPublic, signature: bytes, base: bytes) -> bool:
    try:
        check(loaded, signature, base)
    except InvalidSignature:
        return False
    return True
