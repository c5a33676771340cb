"""RFC 9421 HTTP Message Signatures, the profile the fediverse uses: its text, read and written.

A signature covers method, target and (on POST) Content-Digest, with `created` and `keyid`. A request may carry
several; those that cover too little count for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256, sha512
from hmac import compare_digest
from urllib.parse import parse_qsl, quote, urlsplit

from federation.signed import (
    MAX_SIGNATURE_HEADER,
    Arrived,
    ParsedSignature,
    Scheme,
    SignatureError,
    check_window,
    the_header,
    unbase64,
)

ALGORITHMS = ("rsa-v1_5-sha256", "rsa-pss-sha512", "ecdsa-p256-sha256", "ed25519")
MAX_SIGNATURES = 3  # each may cost a key that has to be fetched
# RFC 8941: dictionaries of inner lists with parameters, and of byte sequences.
_KEY = r"[a-z*][a-z0-9_\-.*]*"
_VALUE = r'"(?:[^"\\]|\\.)*"|[^;",\s]+'
_INPUT = re.compile(rf"({_KEY})=(\(([^()]*)\)((?:;\s*{_KEY}(?:=(?:{_VALUE}))?)*))\s*(?:,\s*|$)")
_SIGNATURE = re.compile(rf"({_KEY})=:([A-Za-z0-9+/=]*):\s*(?:,\s*|$)")
_COMPONENT = re.compile(r'"([^"\\]+)"((?:;name="[^"\\]*")?)( |$)')
_PARAMETER = re.compile(rf";\s*({_KEY})(?:=({_VALUE}))?")
_DIGEST = re.compile(r"([a-z0-9-]+)=:([A-Za-z0-9+/=]*):\s*(?:,\s*|$)")
_HASHES = {"sha-256": sha256, "sha-512": sha512}


@dataclass(frozen=True, slots=True)
class Input:
    """One member of Signature-Input: `inner` as it was sent, `names` of what it covers, `values` of its parameters."""

    label: str
    inner: str
    names: tuple[str, ...]
    values: Mapping[str, str]


def read(request: Arrived, now: int) -> tuple[ParsedSignature, ...]:
    """Every signature of which all that needs no key is right. Raises `SignatureError` where there is none."""
    given = inputs(the_header(request, "signature-input"))
    made = _signatures(the_header(request, "signature"))
    good: list[ParsedSignature] = []
    first: SignatureError | None = None
    for one in given:
        try:
            good.append(_read_one(request, one, made, now))
        except SignatureError as problem:
            first = first or problem
    if not good:
        raise first or SignatureError("the Signature-Input header names no signature")
    return tuple(good)


def _read_one(request: Arrived, given: Input, made: Mapping[str, str], now: int) -> ParsedSignature:
    algorithm, key_id = given.values.get("alg", ""), given.values.get("keyid")
    if algorithm and algorithm not in ALGORITHMS:
        raise SignatureError(f"the algorithm {algorithm[:40]} is not accepted; sign with rsa-v1_5-sha256")
    if not key_id:
        raise SignatureError("the signature lacks its keyid")
    _check_coverage(request, given.names)
    expires = _seconds(given.values, "expires") if "expires" in given.values else None
    check_window(_seconds(given.values, "created"), expires, now)
    if "content-digest" in given.names:
        _check_digest(the_header(request, "content-digest"), request.body)
    if given.label not in made:
        raise SignatureError("the Signature header does not hold the signature that Signature-Input names")
    return ParsedSignature(
        key_id=key_id,
        scheme=Scheme.RFC9421,
        algorithms=(algorithm,) if algorithm else ALGORITHMS,
        bases=(base_of(request, given),),
        signature=unbase64(made[given.label]),
        covered=frozenset(given.names),
    )


def key_ids(request: Arrived) -> tuple[str, ...]:
    """The keys the signatures name. Raises `SignatureError`."""
    named = (one.values.get("keyid", "") for one in inputs(the_header(request, "signature-input")))
    return tuple(dict.fromkeys(one for one in named if one))


def base_of(request: Arrived, given: Input) -> bytes:
    """The signature base of a request. Raises `SignatureError` for a component that is not there or not known."""
    return base([(name, _component(request, name)) for name in given.names], given.inner)


def base(covered: Sequence[tuple[str, str]], parameters: str) -> bytes:
    """The signature base (section 2.5)."""
    lines = [f"{_identifier(name)}: {value}" for name, value in covered]
    lines.append(f'"@signature-params": {parameters}')
    return "\n".join(lines).encode()


def _identifier(name: str) -> str:
    plain, semicolon, parameter = name.partition(";")
    return f'"{plain}"{semicolon}{parameter}'


def parameters(names: Sequence[str], key_id: str, now: int, algorithm: str = "rsa-v1_5-sha256") -> str:
    """The signature parameters as we write them; `now` in milliseconds, told in seconds."""
    listed = " ".join(f'"{name}"' for name in names)
    return f'({listed});created={now // 1000};keyid="{key_id}";alg="{algorithm}"'


def inputs(header: str) -> tuple[Input, ...]:
    """The members of a Signature-Input header. Raises `SignatureError`."""
    found = [
        Input(label, inner, _names(listed), _values(tail))
        for label, inner, listed, tail in _members(_INPUT, header, "Signature-Input")
    ]
    if len(found) > MAX_SIGNATURES or len({one.label for one in found}) != len(found):
        raise SignatureError("the Signature-Input header has one label twice, or far too many signatures")
    return tuple(found)


def _signatures(header: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for label, value in _members(_SIGNATURE, header, "Signature"):
        if label in found:
            raise SignatureError("the Signature header has one label twice")
        found[label] = value
    return found


def _members(pattern: re.Pattern[str], header: str, name: str) -> Iterator[tuple[str, ...]]:
    if len(header) > MAX_SIGNATURE_HEADER:
        raise SignatureError(f"the {name} header is too long")
    at = 0
    while at < len(header):
        part = pattern.match(header, at)
        if part is None:
            raise SignatureError(f"the {name} header cannot be read")
        yield part.groups()
        at = part.end()


def _names(listed: str) -> tuple[str, ...]:
    names = []
    at = 0
    while at < len(listed):
        part = _COMPONENT.match(listed, at)
        if part is None or (part[2] and part[1] != "@query-param"):
            raise SignatureError("the covered components cannot be read, or have parameters we do not know")
        names.append(part[1] + part[2])
        at = part.end()
    if len(names) > 30 or len(set(names)) != len(names):
        raise SignatureError("the signature covers a component twice or far too many")
    return tuple(names)


def _values(tail: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for part in _PARAMETER.finditer(tail):
        name, value = part[1], part[2] or ""
        if name in values:
            raise SignatureError(f"the Signature-Input header says {name[:40]} twice")
        values[name] = re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
    return values


def _check_coverage(request: Arrived, names: tuple[str, ...]) -> None:
    if "@method" not in names:
        raise SignatureError("the signature does not cover @method")
    if "@target-uri" not in names and not _covers_target_in_parts(request, names):
        raise SignatureError("the signature does not cover @target-uri")
    if request.method == "POST" and "content-digest" not in names:
        raise SignatureError("the signature does not cover content-digest")


def _covers_target_in_parts(request: Arrived, names: tuple[str, ...]) -> bool:
    if "@authority" not in names:
        return False
    if "@request-target" in names:
        return True
    return "@path" in names and ("@query" in names or "?" not in request.target)


def _seconds(values: Mapping[str, str], name: str) -> int:
    text = values.get(name, "")
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise SignatureError(f"the signature's {name} is missing or not a time in seconds")
    return int(text) * 1000


def _check_digest(header: str, body: bytes) -> None:
    """RFC 9530: every digest we know must be that of the body, and there must be one."""
    checked: set[str] = set()
    for name, claimed in _members(_DIGEST, header, "Content-Digest"):
        make = _HASHES.get(name)
        if make is None:
            continue
        if name in checked or not compare_digest(unbase64(claimed), make(body).digest()):
            raise SignatureError("the digest does not match the body, or is there twice")
        checked.add(name)
    if not checked:
        raise SignatureError("the Content-Digest header has no sha-256 and no sha-512")


def _component(request: Arrived, name: str) -> str:
    if not name.startswith("@"):
        return the_header(request, name)
    if name.startswith("@query-param;"):
        return _query_parameter(request, name.partition('"')[2].removesuffix('"'))
    derive = _DERIVED.get(name)
    if derive is None:
        raise SignatureError(f"the signature covers {name[:40]}, which we do not know")
    return derive(request)


def _query_parameter(request: Arrived, name: str) -> str:
    """Section 2.2.8: one parameter of the query, encoded anew."""
    query = request.target.partition("?")[2]
    found = [value for key, value in parse_qsl(query, keep_blank_values=True) if _encoded(key) == name]
    if len(found) != 1:
        raise SignatureError("the signature covers a query parameter that is not there, or not once")
    return _encoded(found[0])


def _encoded(text: str) -> str:
    return quote(text, safe="*-._").replace("~", "%7E")


def _authority(request: Arrived) -> str:
    parts = urlsplit(request.url)
    return parts.netloc.lower().removesuffix(":443" if parts.scheme == "https" else ":80")


# Section 2.2; what depends on the host is told from our own public URL, never from the request.
_DERIVED: Mapping[str, Callable[[Arrived], str]] = {
    "@method": lambda request: request.method,
    "@target-uri": lambda request: request.url,
    "@authority": _authority,
    "@scheme": lambda request: urlsplit(request.url).scheme,
    "@request-target": lambda request: request.target,
    "@path": lambda request: request.target.partition("?")[0],
    "@query": lambda request: "?" + request.target.partition("?")[2],
}
