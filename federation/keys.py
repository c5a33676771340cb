"""Key pairs: made, read from PEM and kept parsed, because parsing costs more than signing.

`PrivateKey` signs for one of our actors, `PublicKey` is what another actor published.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

LoadedPrivate = RSAPrivateKey | Ed25519PrivateKey
LoadedPublic = RSAPublicKey | Ed25519PublicKey | EllipticCurvePublicKey

MAX_PEM = 16_384
# Below 2048 bits a key can be bought; far above 8192 a single verification is an attack on us.
RSA_BITS = range(2048, 8193)


class KeyProblem(ValueError):
    """The text is not a key we can use; the message says why."""


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key of one of our actors: `id` is the URL that peers fetch, `pem` is PKCS#8 or PKCS#1 text."""

    id: str
    pem: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key as its owner publishes it: `owner` is the actor's id, `pem` is SubjectPublicKeyInfo text."""

    id: str
    owner: str
    pem: str


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Both halves as PEM text, ready to be stored."""

    private_pem: str = field(repr=False)
    public_pem: str


def generate_rsa() -> KeyPair:
    """A new RSA-2048 pair, the one kind every server of the fediverse verifies."""
    private = generate_private_key(public_exponent=65537, key_size=2048)
    return _as_pair(private)


def generate_ed25519() -> KeyPair:
    """A new Ed25519 pair, which makes proofs, and signs requests to those who read it. Takes microseconds."""
    return _as_pair(Ed25519PrivateKey.generate())


def ed25519_bytes(public_pem: str) -> bytes:
    """The 32 bytes of an Ed25519 public key. Raises `KeyProblem`."""
    loaded = load_public(public_pem)
    if not isinstance(loaded, Ed25519PublicKey):
        raise KeyProblem("the public key is not Ed25519")
    return loaded.public_bytes_raw()


def ed25519_pem(data: bytes) -> str:
    """The PEM text of an Ed25519 public key of 32 bytes. Raises `KeyProblem`."""
    try:
        return _public_pem(Ed25519PublicKey.from_public_bytes(data))
    except ValueError as problem:
        raise KeyProblem("the bytes are not an Ed25519 public key") from problem


def public_pem_of(private_pem: str) -> str:
    """The public half of a private key. Raises `KeyProblem`."""
    return _public_pem(load_private(private_pem).public_key())


@lru_cache(maxsize=4096)
def load_private(pem: str) -> LoadedPrivate:
    """The parsed private key. Raises `KeyProblem`."""
    try:
        # These are keys we made and stored ourselves: the full check costs tens of milliseconds each.
        loaded = load_pem_private_key(pem.encode(), password=None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise KeyProblem("the private key is not PEM text; make a new pair for this actor") from problem
    if not isinstance(loaded, RSAPrivateKey | Ed25519PrivateKey):
        raise KeyProblem("the private key is neither RSA nor Ed25519; make a new pair for this actor")
    return loaded


@lru_cache(maxsize=8192)
def load_public(pem: str) -> LoadedPublic:
    """The parsed public key of a peer, whose size is bounded. Raises `KeyProblem`."""
    if len(pem) > MAX_PEM:
        raise KeyProblem("the public key is too long")
    try:
        loaded = load_pem_public_key(pem.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise KeyProblem("the public key is not PEM text of a known kind") from problem
    if isinstance(loaded, Ed25519PublicKey):
        return loaded
    if isinstance(loaded, EllipticCurvePublicKey) and isinstance(loaded.curve, SECP256R1):
        return loaded
    if not isinstance(loaded, RSAPublicKey):
        raise KeyProblem("the public key is neither RSA nor Ed25519 nor ECDSA on P-256")
    if loaded.key_size not in RSA_BITS:
        raise KeyProblem(f"the RSA key has {loaded.key_size} bits, not 2048 to 8192")
    return loaded


def _as_pair(private: LoadedPrivate) -> KeyPair:
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return KeyPair(private_pem=pem.decode(), public_pem=_public_pem(private.public_key()))


def _public_pem(public: LoadedPublic) -> str:
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
