"""What both signature schemes share: the request as it arrived, what was read of its signature, the refusal.

`signatures.py` is the door; `cavage.py` and `rfc9421.py` do the reading and writing of each scheme's text.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import urlsplit

# The windows Mastodon keeps: a signature lives at most 12 h, clocks may differ by 1 h.
MAX_LIFE_MS = 12 * 3600 * 1000
CLOCK_SKEW_MS = 3600 * 1000
MAX_SIGNATURE_HEADER = 8192


class SignatureError(Exception):
    """The request is not signed as it must be; `reason` is one sentence fit for a log or an answer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Scheme(StrEnum):
    """The two ways of signing a request that the fediverse knows."""

    CAVAGE = "cavage"
    RFC9421 = "rfc9421"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A request as it arrived: `target` is path and query, `url` our own public URL of it.

    `headers` have lower-case names; `repeated` names those that came more than once.
    """

    method: str
    target: str
    url: str
    headers: Mapping[str, str]
    repeated: frozenset[str]
    body: bytes


@dataclass(frozen=True, slots=True)
class ParsedSignature:
    """A signature whose form, coverage, digest and times are right; only the key is still to be asked.

    `algorithms` are the ways it may have been made, in the names of RFC 9421: one where it says so. `bases` are the
    texts it may be over (more than one only for a quirk we tolerate). `covered` names what is signed, in lower case.
    """

    key_id: str
    scheme: Scheme
    algorithms: tuple[str, ...]
    bases: tuple[bytes, ...]
    signature: bytes
    covered: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Signer:
    """The proof that this actor said something; whatever acts on it demands one.

    `scheme` is how the request was signed, None where the document itself carries the proof (FEP-8b32). `covered`
    names the headers that the signature is over, in lower case.
    """

    actor_id: str
    key_id: str
    scheme: Scheme | None
    covered: frozenset[str] = field(default=frozenset(), compare=False)


def arrived(method: str, target: str, url: str, headers: Iterable[tuple[str, str]], body: bytes) -> Arrived:
    """Gather a request; `headers` are all pairs, repeated ones included (`request.headers.items()`)."""
    seen: dict[str, str] = {}
    repeated: set[str] = set()
    for name, value in headers:
        low = name.lower()
        if low in seen:
            repeated.add(low)
            seen[low] = f"{seen[low]}, {value.strip()}"
        else:
            seen[low] = value.strip()
    return Arrived(method.upper(), target, url, seen, frozenset(repeated), body)


def the_header(request: Arrived, name: str) -> str:
    """The one non-empty value of a header the signature rests on. Raises `SignatureError`."""
    if name in request.repeated:
        raise SignatureError(f"the {name} header came more than once")
    value = request.headers.get(name)
    if value is None:
        raise SignatureError(f"the {name} header is missing")
    if not value:
        raise SignatureError(f"the {name} header is empty")
    return value


def check_window(created: int, expires: int | None, now: int) -> None:
    """All in milliseconds. Raises `SignatureError` for a signature of the future or one too old."""
    if created > now + CLOCK_SKEW_MS:
        raise SignatureError("the signature is from the future; check the clocks of both servers")
    end = created + MAX_LIFE_MS if expires is None else min(expires, created + MAX_LIFE_MS)
    if now > end + CLOCK_SKEW_MS:
        raise SignatureError("the signature has expired; sign the request anew")


def check_host(request: Arrived) -> None:
    """The signed Host must be ours, else a request made for another server could be replayed here."""
    host = the_header(request, "host").lower()
    parts = urlsplit(request.url)
    netloc = parts.netloc.lower()
    default = ":443" if parts.scheme == "https" else ":80"
    if host.removesuffix(default) != netloc.removesuffix(default):
        raise SignatureError("the request was signed for another host")


def body_sha256(body: bytes) -> str:
    """The SHA-256 of a body in base64, as both digest headers carry it."""
    return base64.b64encode(sha256(body).digest()).decode()


def check_sha256(claimed: str, body: bytes) -> None:
    """Raises `SignatureError` when the claimed base64 is not the SHA-256 of these very bytes."""
    if not compare_digest(claimed.encode(), body_sha256(body).encode()):
        raise SignatureError("the digest does not match the body")


def unbase64(text: str) -> bytes:
    """Strict base64. Raises `SignatureError`."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise SignatureError("the signature is not base64") from problem
