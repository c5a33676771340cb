"""What a browser sends of a passkey: JSON with base64url in it, and inside the bytes that the authenticator wrote."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

from federation.lenient import BadObject, read_json
from fediart.passkeys.cbor import NotCbor, read

LONGEST: Final = 20_000  # bytes of JSON
_UP, _UV, _BACKED_UP, _ATTESTED = 1, 4, 16, 64
_LONGEST_ID: Final = 1023  # WebAuthn, section 5.4.7
_TRANSPORTS: Final = frozenset({"usb", "nfc", "ble", "smart-card", "hybrid", "internal"})


class BadPasskey(ValueError):
    """What the browser sent cannot be read, or does not prove what it should. The message is for logs and tests."""


@dataclass(frozen=True, slots=True)
class Sent:
    """`proof` is an attestation object for a new passkey, else authenticator data; `signature` and `user` are empty
    for a new one."""

    credential: bytes
    client_data: bytes
    proof: bytes
    signature: bytes
    user: bytes
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Authenticator data (WebAuthn, section 6.1). `credential` and `key` (COSE) are those of a new passkey."""

    rp_hash: bytes
    present: bool
    verified: bool
    synced: bool
    sign_count: int
    credential: bytes = b""
    key: bytes = b""


def sent(text: str) -> Sent:
    """The answer of `navigator.credentials`, as passkeys.js writes it. Raises BadPasskey."""
    told = _json(text.encode("utf-8", "replace"))
    response = told.get("response")
    if not isinstance(response, dict):
        raise BadPasskey("no passkey")
    listed = response.get("transports")
    return Sent(
        credential=_field(told, "id"),
        client_data=_field(response, "clientDataJSON"),
        proof=_field(response, "attestationObject") or _field(response, "authenticatorData"),
        signature=_field(response, "signature"),
        user=_field(response, "userHandle"),
        transports=tuple(
            sorted({one for one in listed if isinstance(one, str)} & _TRANSPORTS) if isinstance(listed, list) else ()
        ),
    )


def challenge_in(client_data: bytes) -> bytes:
    """Which challenge is answered. Raises BadPasskey."""
    return _field(client_told(client_data), "challenge")


def client_told(client_data: bytes) -> dict[str, object]:
    """What the browser says of where it is (WebAuthn, section 5.8.1). Raises BadPasskey."""
    return _json(client_data)


def attested(attestation: bytes) -> Authenticator:
    """The authenticator data of a new passkey. Who made the device is of no account here. Raises BadPasskey."""
    try:
        told, _ = read(attestation)
    except NotCbor as wrong:
        raise BadPasskey(str(wrong)) from None
    data = told.get("authData") if isinstance(told, dict) else None
    if not isinstance(data, bytes):
        raise BadPasskey("no authenticator data")
    return authenticator(data)


def authenticator(data: bytes) -> Authenticator:
    """Raises BadPasskey."""
    if len(data) < 37:
        raise BadPasskey("authenticator data that ends too early")
    flags = data[32]
    credential, key = _new_key(data) if flags & _ATTESTED else (b"", b"")
    return Authenticator(
        rp_hash=data[:32],
        present=bool(flags & _UP),
        verified=bool(flags & _UV),
        synced=bool(flags & _BACKED_UP),
        sign_count=int.from_bytes(data[33:37], "big"),
        credential=credential,
        key=key,
    )


def _new_key(data: bytes) -> tuple[bytes, bytes]:
    """The new credential's id and its public key (WebAuthn, section 6.5.1)."""
    size = int.from_bytes(data[53:55], "big")
    credential = data[55 : 55 + size]
    if not 0 < len(credential) == size <= _LONGEST_ID:
        raise BadPasskey("a credential's id that is none")
    try:
        _, end = read(data, 55 + size)
    except NotCbor as wrong:
        raise BadPasskey(str(wrong)) from None
    return credential, data[55 + size : end]


def words_of(data: bytes) -> str:
    """base64url without its padding, as browsers write it."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def bytes_of(words: str) -> bytes:
    """Raises BadPasskey."""
    try:
        return urlsafe_b64decode(words.encode("ascii") + b"=" * (-len(words) % 4))
    except ValueError:
        raise BadPasskey("not base64url") from None


def _json(body: bytes) -> dict[str, object]:
    if len(body) > LONGEST:
        raise BadPasskey("too long")
    try:
        return read_json(body)
    except BadObject as wrong:
        raise BadPasskey(str(wrong)) from None


def _field(told: dict[str, object], name: str) -> bytes:
    found = told.get(name)
    return bytes_of(found) if isinstance(found, str) else b""
