"""Ed25519 keys as Multikeys (FEP-521a): multibase text in base58btc, and the PEM text the rest of us keeps.

https://www.w3.org/TR/cid-1.0/#Multikey; the multicodec prefix of an Ed25519 public key is 0xed01.
"""

from __future__ import annotations

from federation.keys import KeyProblem, ed25519_bytes, ed25519_pem

_LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {letter: number for number, letter in enumerate(_LETTERS)}
_ED25519 = b"\xed\x01"
# Base58 is slow by nature: nothing longer than this is ever a key or a signature of ours.
MAX_TEXT = 256


def base58(data: bytes) -> str:
    """base58btc, the alphabet of Bitcoin, without a multibase prefix."""
    number = int.from_bytes(data, "big")
    letters = []
    while number:
        number, rest = divmod(number, 58)
        letters.append(_LETTERS[rest])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(letters))


def unbase58(text: str) -> bytes:
    """The bytes of base58btc text. Raises `KeyProblem`."""
    if len(text) > MAX_TEXT:
        raise KeyProblem("the base58 text is too long")
    number = 0
    for letter in text:
        value = _VALUES.get(letter)
        if value is None:
            raise KeyProblem("the text is not base58")
        number = number * 58 + value
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def multibase(data: bytes) -> str:
    """Bytes as multibase text in base58btc."""
    return "z" + base58(data)


def unmultibase(text: str) -> bytes:
    """The bytes of multibase text in base58btc, the one base proofs and Multikeys use here. Raises `KeyProblem`."""
    if not text.startswith("z"):
        raise KeyProblem("the text is not multibase in base58btc")
    return unbase58(text[1:])


def multikey_of(public_pem: str) -> str:
    """An Ed25519 public key in PEM as `publicKeyMultibase`. Raises `KeyProblem`."""
    return multibase(_ED25519 + ed25519_bytes(public_pem))


def pem_of(text: str) -> str:
    """`publicKeyMultibase` of an Ed25519 key as PEM. Raises `KeyProblem`."""
    data = unmultibase(text)
    if not data.startswith(_ED25519) or len(data) != 34:
        raise KeyProblem("the Multikey is not an Ed25519 public key")
    return ed25519_pem(data[2:])
