"""RFC 9421 HTTP Message Signatures, the profile the fediverse uses: its text, read and written.

One signature per request, covering method, target and (on POST) Content-Digest, with `created` and `keyid`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from federation.signed import (
    MAX_SIGNATURE_HEADER,
    Arrived,
    ParsedSignature,
    Scheme,
    SignatureError,
    check_sha256,
    check_window,
    the_header,
    unbase64,
)

ALGORITHMS = frozenset({"rsa-v1_5-sha256", "ed25519"})
# RFC 8941: a dictionary of one inner list with parameters, and one of one byte sequence.
_KEY = r"[a-z*][a-z0-9_\-.*]*"
_VALUE = r'"(?:[^"\\]|\\.)*"|[^;",\s]+'
_INPUT = re.compile(rf"({_KEY})=(\(([^()]*)\)((?:;\s*{_KEY}(?:=(?:{_VALUE}))?)*))")
_SIGNATURE = re.compile(rf"({_KEY})=:([A-Za-z0-9+/=]*):")
_COMPONENT = re.compile(r'"([^"\\]+)"( |$)')
_PARAMETER = re.compile(rf";\s*({_KEY})(?:=({_VALUE}))?")
_DIGEST = re.compile(r"(?:^|,\s*)sha-256=:([A-Za-z0-9+/=]*):")


def read(request: Arrived, now: int) -> ParsedSignature:
    """Everything about the signature that needs no key. Raises `SignatureError`."""
    label, inner, names, values = _input(the_header(request, "signature-input"))
    algorithm = values.get("alg", "")
    if algorithm and algorithm not in ALGORITHMS:
        raise SignatureError(f"the algorithm {algorithm[:40]} is not accepted; sign with rsa-v1_5-sha256")
    key_id = values.get("keyid")
    if not key_id:
        raise SignatureError("the signature lacks its keyid")
    _check_coverage(request, names)
    expires = _seconds(values, "expires") if "expires" in values else None
    check_window(_seconds(values, "created"), expires, now)
    if request.method == "POST":
        check_sha256(_sha256_of(the_header(request, "content-digest")), request.body)
    covered = [(name, _component(request, name)) for name in names]
    return ParsedSignature(
        key_id=key_id,
        scheme=Scheme.RFC9421,
        algorithm=algorithm,
        bases=(base(covered, inner),),
        signature=_signature(the_header(request, "signature"), label),
    )


def base(covered: Sequence[tuple[str, str]], parameters: str) -> bytes:
    """The signature base (section 2.5)."""
    lines = [f'"{name}": {value}' for name, value in covered]
    lines.append(f'"@signature-params": {parameters}')
    return "\n".join(lines).encode()


def parameters(names: Sequence[str], key_id: str, now: int) -> str:
    """The signature parameters as we write them; `now` in milliseconds, told in seconds."""
    listed = " ".join(f'"{name}"' for name in names)
    return f'({listed});created={now // 1000};keyid="{key_id}";alg="rsa-v1_5-sha256"'


def _input(header: str) -> tuple[str, str, tuple[str, ...], dict[str, str]]:
    if len(header) > MAX_SIGNATURE_HEADER:
        raise SignatureError("the Signature-Input header is too long")
    whole = _INPUT.fullmatch(header)
    if whole is None:
        raise SignatureError("the Signature-Input header cannot be read, or holds more than one signature")
    label, inner, listed, tail = whole.groups()
    return label, inner, _names(listed), _values(tail)


def _names(listed: str) -> tuple[str, ...]:
    names = []
    at = 0
    while at < len(listed):
        part = _COMPONENT.match(listed, at)
        if part is None:
            raise SignatureError("the covered components cannot be read, or have parameters we do not know")
        names.append(part[1])
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


def _sha256_of(digest: str) -> str:
    found = _DIGEST.findall(digest)
    if len(found) != 1:
        raise SignatureError("the Content-Digest header has no sha-256, or two")
    return str(found[0])


def _component(request: Arrived, name: str) -> str:
    if not name.startswith("@"):
        return the_header(request, name)
    derive = _DERIVED.get(name)
    if derive is None:
        raise SignatureError(f"the signature covers {name[:40]}, which we do not know")
    return derive(request)


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


def _signature(header: str, label: str) -> bytes:
    if len(header) > MAX_SIGNATURE_HEADER:
        raise SignatureError("the Signature header is too long")
    whole = _SIGNATURE.fullmatch(header)
    if whole is None or whole[1] != label:
        raise SignatureError("the Signature header does not hold the one signature of Signature-Input")
    return unbase64(whole[2])
