"""A device with passkeys, made of a few lines: it signs truly, and can be told to lie in every way a thief would."""

from __future__ import annotations

import html
import json
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from tests.site import Client

OPTIONS = re.compile(r'data-passkey="(new|get)" data-options="([^"]+)"')


def words(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def cbor(value: object) -> bytes:
    """As CTAP writes it, as far as it is needed here."""
    match value:
        case int() if value >= 0:
            return _head(0, value)
        case int():
            return _head(1, -1 - value)
        case bytes():
            return _head(2, len(value)) + value
        case str():
            return _head(3, len(value.encode())) + value.encode()
        case dict():
            return _head(5, len(value)) + b"".join(cbor(key) + cbor(one) for key, one in value.items())
    raise AssertionError(value)


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    size = next(power for power in range(4) if number < 1 << 8 * (1 << power))
    return bytes([major << 5 | 24 + size]) + number.to_bytes(1 << size, "big")


@dataclass
class Device:
    """One passkey. `algorithm` is COSE's number; `flags`: 1 for somebody is there, 4 for they were recognised."""

    origin: str
    host: str = "localhost"
    algorithm: int = -7
    flags: int = 5
    count: int = 0
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user: bytes = b""
    key: Any = None

    def create(self, options: dict[str, Any], *, kind: str = "webauthn.create") -> str:
        """The answer of `navigator.credentials.create`."""
        assert {"type": "public-key", "alg": self.algorithm} in options["pubKeyCredParams"]
        self.user = urlsafe_b64decode(options["user"]["id"] + "==")
        new = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + self._public()
        told = {"fmt": "none", "attStmt": {}, "authData": self._data(64) + new}
        response = {
            "clientDataJSON": words(self._client(options, kind)),
            "attestationObject": words(cbor(told)),
            "transports": ["internal", "<script>"],
        }
        return json.dumps({"id": words(self.credential), "response": response})

    def get(self, options: dict[str, Any], *, kind: str = "webauthn.get", **lies: bytes) -> str:
        """The answer of `navigator.credentials.get`. `lies` are parts of the response to send instead."""
        self.count += 1
        data, client = self._data(0), self._client(options, kind)
        parts = {"authenticatorData": data, "clientDataJSON": client, "userHandle": self.user}
        parts["signature"] = self._sign(data + sha256(client).digest())
        return json.dumps(
            {"id": words(self.credential), "response": {name: words(one) for name, one in (parts | lies).items()}}
        )

    def _client(self, options: dict[str, Any], kind: str) -> bytes:
        told = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _data(self, more: int) -> bytes:
        return sha256(self.host.encode()).digest() + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _public(self) -> bytes:
        if self.algorithm == -8:
            self.key = ed25519.Ed25519PrivateKey.generate()
            return cbor({1: 1, 3: -8, -1: 6, -2: self.key.public_key().public_bytes_raw()})
        if self.algorithm == -257:
            self.key = rsa.generate_private_key(65537, 2048)
            numbers = self.key.public_key().public_numbers()
            return cbor({1: 3, 3: -257, -1: numbers.n.to_bytes(256, "big"), -2: numbers.e.to_bytes(3, "big")})
        self.key = ec.generate_private_key(ec.SECP256R1())
        point = self.key.public_key().public_numbers()
        return cbor({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})

    def _sign(self, data: bytes) -> bytes:
        if self.algorithm == -8:
            return bytes(self.key.sign(data))
        if self.algorithm == -257:
            return bytes(self.key.sign(data, padding.PKCS1v15(), SHA256()))
        return bytes(self.key.sign(data, ec.ECDSA(SHA256())))


async def options(client: Client, page: str) -> dict[str, Any]:
    """What a page asks the browser."""
    found = OPTIONS.search((await client.get(page, follow=True)).text)
    assert found, f"no passkey is asked for on {page}"
    told: dict[str, Any] = json.loads(html.unescape(found.group(2)))
    return told


async def with_passkey(client: Client, **kind: Any) -> Device:
    """A device whose passkey is added for who is logged in."""
    device = Device(client.origin, **kind)
    asked = await options(client, "/settings/safety")
    fields = {"passkey": device.create(asked), "name": "my phone"}
    added = await client.post_form("/settings/safety/passkeys", fields, page="/settings/safety")
    assert added.status == 303, added.text
    return device
