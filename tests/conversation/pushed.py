"""A push service on loopback and the browser behind it, which opens what comes with code of its own (RFC 8291)."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _extract_and_expand(salt: bytes, key: bytes, info: bytes, length: int) -> bytes:
    """HKDF of RFC 5869 by its definition, for one block of output."""
    inner = hmac.new(salt, key, hashlib.sha256).digest()
    return hmac.new(inner, info + b"\x01", hashlib.sha256).digest()[:length]


def opened(body: bytes, private: ec.EllipticCurvePrivateKey, secret: bytes) -> bytes:
    """What a browser reads of a push of one record."""
    salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    sender, record = body[21 : 21 + length], body[21 + length :]
    assert len(record) <= size
    own = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender))
    seed = _extract_and_expand(secret, shared, b"WebPush: info\0" + own + sender, 32)
    key = _extract_and_expand(salt, seed, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _extract_and_expand(salt, seed, b"Content-Encoding: nonce\0", 12)
    padded = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0")
    assert padded[-1] == 2, "the last record ends with 2"
    return padded[:-1]


def verified(authorization: str) -> dict[str, Any]:
    """The claims of a VAPID token whose signature is good (RFC 8292), with the key it is of."""
    scheme, _, rest = authorization.partition(" ")
    fields = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, signature = fields["t"].split(".")
    raw = unb64(signature)
    assert scheme == "vapid" and len(raw) == 64 and json.loads(unb64(head))["alg"] == "ES256"
    public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unb64(fields["k"]))
    pair = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(pair, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    return json.loads(unb64(claims)) | {"k": fields["k"]}


@dataclass
class PushService:
    """`shown` is what the browser has read; `answers` are statuses for the next pushes."""

    origin: str = ""
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    secret: bytes = b"sixteen byte key"
    shown: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def form(self) -> dict[str, str]:
        """What the browser's script sends."""
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": f"{self.origin}/push/abc", "p256dh": b64(point), "auth": b64(self.secret)}

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.headers.append(dict(request.headers))
        self.claims.append(verified(request.headers["Authorization"]))
        if self.answers and (status := self.answers.pop(0)) != 201:
            return web.Response(status=status)
        self.shown.append(json.loads(opened(body, self.private, self.secret)))
        return web.Response(status=201)


@asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    service = PushService()
    app = web.Application()
    app.router.add_post("/push/abc", service.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    service.origin = f"http://localhost:{runner.addresses[0][1]}"
    try:
        yield service
    finally:
        await runner.cleanup()
