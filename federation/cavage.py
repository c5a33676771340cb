"""draft-cavage-http-signatures-12, the signature most of the fediverse sends: its text, read and written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import formatdate, parsedate_to_datetime

from federation.signed import (
    MAX_SIGNATURE_HEADER,
    Arrived,
    ParsedSignature,
    Scheme,
    SignatureError,
    check_host,
    check_sha256,
    check_window,
    the_header,
    unbase64,
)

# What the names mean, in those of RFC 9421. hs2019 leaves the choice to the key; in the fediverse it is RSA-SHA256.
ALGORITHMS: Mapping[str, tuple[str, ...]] = {
    "rsa-sha256": ("rsa-v1_5-sha256",),
    "rsa-sha512": ("rsa-v1_5-sha512",),
    "ed25519": ("ed25519",),
    "hs2019": ("rsa-v1_5-sha256", "rsa-v1_5-sha512", "rsa-pss-sha512", "ed25519"),
}
_PARAMETER = re.compile(r'\s*([A-Za-z]+)\s*=\s*(?:"([^"]*)"|([0-9]+(?:\.[0-9]*)?))\s*(,|$)')
_FIXDATE = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}


def read(request: Arrived, now: int) -> ParsedSignature:
    """Everything about the signature that needs no key. Raises `SignatureError`."""
    parameters = _parameters(the_header(request, "signature"))
    algorithm = parameters.get("algorithm", "hs2019").lower()
    if algorithm not in ALGORITHMS:
        raise SignatureError(f"the algorithm {algorithm[:40]} is not accepted; sign with rsa-sha256")
    # No list at all means Date alone (section 2.1.6), which never covers enough.
    covered = tuple(parameters.get("headers", "date").lower().split(" "))
    _check_coverage(request, covered, algorithm)
    check_host(request)
    if request.method == "POST":
        check_sha256(_sha256_of(the_header(request, "digest")), request.body)
    check_window(*_times(request, covered, parameters), now)
    return ParsedSignature(
        key_id=parameters["keyid"],
        scheme=Scheme.CAVAGE,
        algorithms=ALGORITHMS[algorithm],
        bases=_bases(request, covered, parameters),
        signature=unbase64(parameters["signature"]),
        covered=frozenset(covered),
    )


def key_ids(request: Arrived) -> tuple[str, ...]:
    """The key the signature names. Raises `SignatureError`."""
    return (_parameters(the_header(request, "signature"))["keyid"],)


def base(request: Arrived, covered: tuple[str, ...], parameters: dict[str, str], target: str) -> bytes:
    """The text that is signed (section 2.3). Raises `SignatureError` when a covered header is absent."""
    lines = []
    for name in covered:
        if name == "(request-target)":
            value = f"{request.method.lower()} {target}"
        elif name in ("(created)", "(expires)"):
            value = parameters.get(name[1:-1], "")
        else:
            value = the_header(request, name)
        lines.append(f"{name}: {value}")
    return "\n".join(lines).encode()


def signature_header(key_id: str, covered: tuple[str, ...], signature: str) -> str:
    """The Signature header; rsa-sha256 is the name every reader of the draft knows."""
    return f'keyId="{key_id}",algorithm="rsa-sha256",headers="{" ".join(covered)}",signature="{signature}"'


def http_date(now: int) -> str:
    """Milliseconds since the epoch as an HTTP date (RFC 9110, section 5.6.7)."""
    return formatdate(now // 1000, usegmt=True)


def read_http_date(text: str) -> int:
    """An HTTP date in milliseconds. Raises `SignatureError`."""
    fixed = _FIXDATE.fullmatch(text)
    if fixed and fixed[2] in _MONTHS:
        day, month, year, hour, minute, second = fixed.groups()
        try:
            moment = datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=UTC)
            return int(moment.timestamp()) * 1000
        except ValueError as problem:
            raise SignatureError("the Date header is not a date") from problem
    try:
        moment = parsedate_to_datetime(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, TypeError, OverflowError, IndexError) as problem:
        raise SignatureError("the Date header is not a date") from problem


def _parameters(header: str) -> dict[str, str]:
    if len(header) > MAX_SIGNATURE_HEADER:
        raise SignatureError("the Signature header is too long")
    header = header.removeprefix("Signature ")
    found: dict[str, str] = {}
    at = 0
    while at < len(header):
        part = _PARAMETER.match(header, at)
        if part is None:
            raise SignatureError("the Signature header cannot be read")
        name = part[1].lower()
        if name in found:
            raise SignatureError(f"the Signature header says {name[:40]} twice")
        found[name] = part[2] if part[2] is not None else part[3]
        at = part.end()
    if not found.get("keyid") or not found.get("signature"):
        raise SignatureError("the Signature header lacks its keyId or its signature")
    return found


def _check_coverage(request: Arrived, covered: tuple[str, ...], algorithm: str) -> None:
    if len(covered) > 30 or len(set(covered)) != len(covered):
        raise SignatureError("the signature covers a header twice or far too many")
    wanted = ["(request-target)", "host"]
    if request.method == "POST":
        wanted.append("digest")
    for name in wanted:
        if name not in covered:
            raise SignatureError(f"the signature does not cover {name}")
    if "date" not in covered and "(created)" not in covered:
        raise SignatureError("the signature covers neither date nor (created)")
    if algorithm != "hs2019" and ("(created)" in covered or "(expires)" in covered):
        raise SignatureError("(created) and (expires) may only be signed with hs2019")


def _times(request: Arrived, covered: tuple[str, ...], parameters: dict[str, str]) -> tuple[int, int | None]:
    expires = _seconds(parameters, "expires") if "(expires)" in covered else None
    if "(created)" in covered:
        return _seconds(parameters, "created"), expires
    return read_http_date(the_header(request, "date")), expires


def _seconds(parameters: dict[str, str], name: str) -> int:
    text = parameters.get(name, "")
    if not re.fullmatch(r"[0-9]{1,12}(?:\.[0-9]{0,9})?", text):
        raise SignatureError(f"the signature's {name} is not a time in seconds")
    return int(text.split(".")[0]) * 1000


def _sha256_of(digest: str) -> str:
    for part in digest.split(","):
        name, _, value = part.strip().partition("=")
        if name.lower() == "sha-256":
            return value
    raise SignatureError("the Digest header has no SHA-256")


def _bases(request: Arrived, covered: tuple[str, ...], parameters: dict[str, str]) -> tuple[bytes, ...]:
    whole = base(request, covered, parameters, request.target)
    path, query, _ = request.target.partition("?")
    if not query or request.method == "POST":
        return (whole,)
    # Some servers leave the query out of what they sign on GET; Mastodon tolerates it and so do we.
    return (whole, base(request, covered, parameters, path))
