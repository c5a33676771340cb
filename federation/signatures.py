"""HTTP signatures, the door: sign a request of ours, verify one of theirs, in draft-cavage or RFC 9421.

`verify_request` is what an inbox calls: it RETURNS the `Signer` or raises `SignatureError`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Protocol
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

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
    "parse",
    "sign",
    "sign_cavage",
    "sign_rfc9421",
    "verify",
    "verify_request",
]

_SHA256 = SHA256()
_PADDING = PKCS1v15()


class KeyFinder(Protocol):
    """Finds the key a signature names; `fresh` asks its owner again, since keys are rotated."""

    async def find(self, key_id: str, *, fresh: bool) -> PublicKey | None:
        """The key, or None when its owner cannot be reached or does not have it."""


def parse(request: Arrived, now: int) -> ParsedSignature:
    """Check all that needs no key: form, coverage, host, digest and times. Raises `SignatureError`."""
    if "signature" not in request.headers:
        raise SignatureError("the request is not signed")
    if "signature-input" in request.headers:
        return rfc9421.read(request, now)
    return cavage.read(request, now)


def verify(parsed: ParsedSignature, key: PublicKey) -> Signer:
    """The signer, when the key made this signature. Raises `SignatureError`."""
    try:
        loaded = load_public(key.pem)
    except KeyProblem as problem:
        raise SignatureError(str(problem)) from problem
    _check_algorithm(parsed, loaded)
    if not any(_is_over(parsed.signature, base, loaded) for base in parsed.bases):
        raise SignatureError("the signature was not made with the key it names")
    return Signer(actor_id=key.owner, key_id=parsed.key_id, scheme=parsed.scheme)


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
    parsed = parse(arrived(method, path_qs, url, pairs, body), now)
    known = await keys.find(parsed.key_id, fresh=False)
    if known is not None:
        try:
            return verify(parsed, known)
        except SignatureError:
            fresh = await keys.find(parsed.key_id, fresh=True)
            if fresh is None or fresh == known:
                raise
            return verify(parsed, fresh)
    raise SignatureError("the key of the signature cannot be found")


def sign_cavage(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None, key: PrivateKey, now: int
) -> dict[str, str]:
    """The headers to add (Host, Date, Digest, Signature); a Content-Type among `headers` is signed too."""
    target, host = _target_and_host(url)
    added = {"Host": host, "Date": cavage.http_date(now)}
    lines = [f"(request-target): {method.lower()} {target}", f"host: {host}", f"date: {added['Date']}"]
    covered = ["(request-target)", "host", "date"]
    if body is not None:
        added["Digest"] = f"SHA-256={body_sha256(body)}"
        lines.append(f"digest: {added['Digest']}")
        covered.append("digest")
        if kind := headers.get("Content-Type"):
            lines.append(f"content-type: {kind}")
            covered.append("content-type")
    signature = _rsa_signature("\n".join(lines).encode(), key)
    added["Signature"] = cavage.signature_header(key.id, tuple(covered), signature)
    return added


def sign_rfc9421(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None, key: PrivateKey, now: int
) -> dict[str, str]:
    """The headers to add (Host, Content-Digest, Signature-Input, Signature), as Mastodon 4.5 accepts them."""
    _, host = _target_and_host(url)
    added = {"Host": host}
    covered = [("@method", method.upper()), ("@target-uri", url)]
    if body is not None:
        added["Content-Digest"] = f"sha-256=:{body_sha256(body)}:"
        covered.append(("content-digest", added["Content-Digest"]))
        if kind := headers.get("Content-Type"):
            covered.append(("content-type", kind))
    parameters = rfc9421.parameters([name for name, _ in covered], key.id, now)
    added["Signature-Input"] = f"sig1={parameters}"
    added["Signature"] = f"sig1=:{_rsa_signature(rfc9421.base(covered, parameters), key)}:"
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


def _rsa_signature(base: bytes, key: PrivateKey) -> str:
    loaded = load_private(key.pem)
    if not isinstance(loaded, RSAPrivateKey):
        raise KeyProblem("requests are signed with RSA; give this actor an RSA key")
    return base64.b64encode(loaded.sign(base, _PADDING, _SHA256)).decode()


def _target_and_host(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    target = parts.path or "/"
    return (f"{target}?{parts.query}" if parts.query else target), parts.netloc


def _check_algorithm(parsed: ParsedSignature, loaded: LoadedPublic) -> None:
    if isinstance(loaded, Ed25519PublicKey) and parsed.algorithm not in ("hs2019", "ed25519", ""):
        raise SignatureError("the signature says RSA but the key is Ed25519")
    if not isinstance(loaded, Ed25519PublicKey) and parsed.algorithm == "ed25519":
        raise SignatureError("the signature says Ed25519 but the key is RSA")


def _is_over(signature: bytes, base: bytes, loaded: LoadedPublic) -> bool:
    try:
        if isinstance(loaded, Ed25519PublicKey):
            loaded.verify(signature, base)
        else:
            loaded.verify(signature, base, _PADDING, _SHA256)
    except InvalidSignature:
        return False
    return True
