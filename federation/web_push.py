"""Web Push: a message that only one browser can read (RFC 8291, RFC 8188), and who sends it (VAPID, RFC 8292).

Knows no network and no rows: `fediart` hands what is made here to the one connector.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256's group (SEC 2, 2.4.2)
RECORD = 4096  # bytes of the one record; push services take no more (RFC 8291, section 4)
MOST = RECORD - 16 - 1 - 86  # bytes of a message: less the tag, the delimiter and the header
LIVES_S = 12 * 3600  # seconds a signature of ours is good for; RFC 8292 allows a day


class BadSubscription(ValueError):
    """What a browser gave is no subscription; the message says why."""


@dataclass(frozen=True, slots=True)
class Keys:
    """A browser's: its public point (65 bytes) and its secret (16 bytes)."""

    point: bytes
    secret: bytes


@dataclass(frozen=True, slots=True)
class Server:
    """Ours: the scalar of the key that all pushes of an instance are signed with."""

    scalar: int = field(repr=False)


def keys_of(p256dh: str, auth: str) -> Keys:
    """As `PushSubscription.toJSON()` writes them, base64url. Raises BadSubscription for what no browser makes."""
    point, secret = _bytes(p256dh), _bytes(auth)
    if len(secret) != 16:
        raise BadSubscription("the secret is not 16 bytes")
    _point(point)
    return Keys(point, secret)


def server_of(secret: bytes) -> Server:
    """The instance's key for pushes, made from its secret: always the same, and nothing to store."""
    seed = HKDF(SHA256(), 48, None, b"fediart web push VAPID").derive(secret)
    return Server(int.from_bytes(seed, "big") % (ORDER - 1) + 1)


def public_of(server: Server) -> str:
    """The `applicationServerKey`, base64url of the point."""
    return _text(_octets(_private(server.scalar).public_key()))


def encrypted(message: bytes, keys: Keys, *, salt: bytes, scalar: int) -> bytes:
    """The body of the push: `Content-Encoding: aes128gcm`. `salt` is 16 random bytes, `scalar` a random number that
    is used once. Raises ValueError for a message above MOST."""
    if len(message) > MOST:
        raise ValueError(f"a push has at most {MOST} bytes")
    private = _private(scalar % (ORDER - 1) + 1)
    ours = _octets(private.public_key())
    shared = private.exchange(ECDH(), _point(keys.point))
    seed = HKDF(SHA256(), 32, keys.secret, b"WebPush: info\0" + keys.point + ours).derive(shared)
    key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(seed)
    nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(seed)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + AESGCM(key).encrypt(nonce, message + b"\x02", None)


@dataclass(frozen=True, slots=True)
class Draft:
    """A push in the encoding of the draft that came before RFC 8291: the body, and what its headers tell, base64url."""

    body: bytes
    salt: str
    key: str


def encrypted_by_draft(message: bytes, keys: Keys, *, salt: bytes, scalar: int) -> Draft:
    """`Content-Encoding: aesgcm` (draft-ietf-webpush-encryption-04), which older apps and their relays expect."""
    if len(message) > MOST:
        raise ValueError(f"a push has at most {MOST} bytes")
    private = _private(scalar % (ORDER - 1) + 1)
    ours = _octets(private.public_key())
    shared = private.exchange(ECDH(), _point(keys.point))
    seed = HKDF(SHA256(), 32, keys.secret, b"Content-Encoding: auth\0").derive(shared)
    both = b"P-256\0" + b"".join(len(point).to_bytes(2, "big") + point for point in (keys.point, ours))
    key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aesgcm\0" + both).derive(seed)
    nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0" + both).derive(seed)
    return Draft(AESGCM(key).encrypt(nonce, b"\0\0" + message, None), _text(salt), _text(ours))


def authorization_by_draft(endpoint: str, server: Server, *, subject: str, now: int) -> str:
    """The same token as draft-ietf-webpush-vapid-01 sends it: our key stands in Crypto-Key."""
    return f"WebPush {_token(endpoint, server, subject=subject, now=now)}"


def authorization(endpoint: str, server: Server, *, subject: str, now: int) -> str:
    """The value of `Authorization`: a token for the endpoint's origin. `subject` is a `mailto:` or `https:` address
    at which who runs the push service finds us; `now` is in milliseconds."""
    return f"vapid t={_token(endpoint, server, subject=subject, now=now)}, k={public_of(server)}"


def _token(endpoint: str, server: Server, *, subject: str, now: int) -> str:
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": now // 1000 + LIVES_S, "sub": subject}
    signed = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
    r, s = decode_dss_signature(_private(server.scalar).sign(signed.encode(), ECDSA(SHA256())))
    return f"{signed}.{_text(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _private(scalar: int) -> EllipticCurvePrivateKey:
    return derive_private_key(scalar, SECP256R1())


def _point(octets: bytes) -> EllipticCurvePublicKey:
    """Raises BadSubscription for a point that is not on the curve, or compressed."""
    if len(octets) != 65 or octets[0] != 4:
        raise BadSubscription("the key is not an uncompressed point of P-256")
    try:
        return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), octets)
    except ValueError as problem:
        raise BadSubscription("the key is not a point of P-256") from problem


def _octets(public: EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _json(value: object) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    bare = text.strip().rstrip("=").replace("+", "-").replace("/", "_")
    if len(bare) > 200 or not bare.isascii():
        raise BadSubscription("a key is not base64url")
    try:
        return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except ValueError as problem:
        raise BadSubscription("a key is not base64url") from problem
