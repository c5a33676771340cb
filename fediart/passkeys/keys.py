"""Public keys of passkeys, as COSE writes them (RFC 9053), and whether a signature is theirs."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

from fediart.passkeys.cbor import NotCbor, read

ED25519: Final = -8
ES256: Final = -7
RS256: Final = -257
ALGORITHMS: Final = (ED25519, ES256, RS256)
"""Those we ask browsers for, the ones we like best first; RS256 is what Windows Hello has."""
_KIND, _ALGORITHM, _CURVE, _X, _Y = 1, 3, -1, -2, -3
_MODULUS, _EXPONENT = -1, -2
_RSA_BYTES: Final = range(256, 1025)  # a key of fewer can be bought, one of more is an attack on us


class BadKey(ValueError):
    """The key is broken, or of a kind we do not take."""


def check(cose: bytes) -> None:
    """Raises BadKey for what could never verify a signature."""
    _verify(cose, b"", b"", only_load=True)


def is_signed(cose: bytes, data: bytes, signature: bytes) -> bool:
    """Whether this key signed the data. A broken key signed nothing."""
    try:
        _verify(cose, data, signature, only_load=False)
    except (InvalidSignature, BadKey):
        return False
    return True


def _verify(cose: bytes, data: bytes, signature: bytes, *, only_load: bool) -> None:
    fields = _fields(cose)
    kind, algorithm = fields.get(_KIND), fields.get(_ALGORITHM)
    try:
        if (kind, algorithm) == (1, ED25519) and fields.get(_CURVE) == 6:
            edwards = Ed25519PublicKey.from_public_bytes(_bytes(fields, _X))
            return None if only_load else edwards.verify(signature, data)
        if (kind, algorithm) == (2, ES256) and fields.get(_CURVE) == 1:
            point = EllipticCurvePublicNumbers(_number(fields, _X), _number(fields, _Y), SECP256R1()).public_key()
            return None if only_load else point.verify(signature, data, ECDSA(SHA256()))
        if (kind, algorithm) == (3, RS256) and len(_bytes(fields, _MODULUS)) in _RSA_BYTES:
            rsa = RSAPublicNumbers(_number(fields, _EXPONENT), _number(fields, _MODULUS)).public_key()
            return None if only_load else rsa.verify(signature, data, PKCS1v15(), SHA256())
    except (ValueError, UnsupportedAlgorithm) as wrong:
        raise BadKey(str(wrong)) from None
    raise BadKey("a kind of key that we do not take")


def _fields(cose: bytes) -> dict[int | str, object]:
    try:
        fields, end = read(cose)
    except NotCbor as wrong:
        raise BadKey(str(wrong)) from None
    if not isinstance(fields, dict) or end != len(cose):
        raise BadKey("no key")
    return fields


def _bytes(fields: dict[int | str, object], name: int) -> bytes:
    found = fields.get(name)
    if not isinstance(found, bytes):
        raise BadKey("a part of the key is missing")
    return found


def _number(fields: dict[int | str, object], name: int) -> int:
    return int.from_bytes(_bytes(fields, name), "big")
