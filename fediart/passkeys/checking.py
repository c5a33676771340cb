"""The two ceremonies of Web Authentication (W3C, Level 3, sections 7.1 and 7.2), from the side that checks."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256

from fediart.passkeys import keys
from fediart.passkeys.messages import (
    Authenticator,
    BadPasskey,
    Sent,
    attested,
    authenticator,
    bytes_of,
    client_told,
)


@dataclass(frozen=True, slots=True)
class Here:
    """Where passkeys are for: `origin` as browsers spell it, `host` without a port (the relying party's id)."""

    origin: str
    host: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """`public_key` is a COSE key. `synced`: it is in a keychain that several devices share."""

    credential: bytes
    public_key: bytes
    sign_count: int
    synced: bool


def registered(sent: Sent, here: Here, challenge: bytes) -> NewKey:
    """A new passkey. Raises BadPasskey."""
    _demand_here(sent, here, challenge, "webauthn.create")
    data = attested(sent.proof)
    _demand_present(data, here, verified=False)
    if not data.key or data.credential != sent.credential:
        raise BadPasskey("no key, or another credential's")
    try:
        keys.check(data.key)
    except keys.BadKey as wrong:
        raise BadPasskey(str(wrong)) from None
    return NewKey(data.credential, data.key, data.sign_count, data.synced)


def shown(sent: Sent, here: Here, challenge: bytes, *, public_key: bytes, sign_count: int, verified: bool) -> int:
    """A passkey that is known was used: how often it has been, by its own count. With `verified` its holder must have
    been recognised by finger, face or PIN. Raises BadPasskey."""
    _demand_here(sent, here, challenge, "webauthn.get")
    data = authenticator(sent.proof)
    _demand_present(data, here, verified=verified)
    if not keys.is_signed(public_key, sent.proof + sha256(sent.client_data).digest(), sent.signature):
        raise BadPasskey("the signature is not this passkey's")
    if (data.sign_count or sign_count) and data.sign_count <= sign_count:
        raise BadPasskey("its count went back: it may be a copy")
    return data.sign_count


def _demand_here(sent: Sent, here: Here, challenge: bytes, deed: str) -> None:
    told = client_told(sent.client_data)
    answered = told.get("challenge")
    if told.get("type") != deed:
        raise BadPasskey("made for something else")
    if not isinstance(answered, str) or not challenge or not hmac.compare_digest(bytes_of(answered), challenge):
        raise BadPasskey("another challenge was answered")
    if told.get("origin") != here.origin or told.get("crossOrigin", False) is not False:
        raise BadPasskey("made for another site")


def _demand_present(data: Authenticator, here: Here, *, verified: bool) -> None:
    if not hmac.compare_digest(data.rp_hash, sha256(here.host.encode()).digest()):
        raise BadPasskey("made for another site")
    if not data.present or (verified and not data.verified):
        raise BadPasskey("nobody was there, or nobody was recognised")
