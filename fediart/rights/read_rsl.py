"""RSL 1.0: what `license.xml` says about a path, and what an RSL element inside a page or a feed says.

Usage tokens are read as the guide defines them: what is prohibited wins over what is permitted, and a permission
that hangs on a payment, on who asks or on where they are is none for everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from fediart.rights.paths import matches
from fediart.rights.signal import Signal, Surface
from fediart.rights.urls import path_of

RSL_LIMIT = 8 * 1024 * 1024  # bytes
NAMESPACE = "https://rslstandard.org/rsl"
_MOST_CONTENTS = 50_000
_MOST_WITHIN = 64  # elements in one content element: those of hostile documents are nested without end
_R = f"{{{NAMESPACE}}}"
_FREE = ("", "free", "attribution")


def read_license(body: bytes, path: str) -> tuple[Signal, ...]:
    """What the document says about a path: the content element whose pattern is the longest that covers it."""
    root = parsed(body)
    if root is None or root.tag != f"{_R}rsl":
        return (Signal("license.xml", "document", "not a readable RSL document", "unreadable"),)
    return _about(root, path, "license.xml")


def read_inline(text: str, path: str) -> tuple[Signal, ...]:
    """As `read_license`, for RSL that stands in a page itself."""
    root = parsed(text.encode())
    if root is None or root.tag != f"{_R}rsl":
        return (Signal("html", "rsl:license", "not a readable RSL document", "unreadable"),)
    return _about(root, path, "html")


def _about(root: Element, path: str, surface: Surface) -> tuple[Signal, ...]:
    hits: list[tuple[int, Element]] = []
    for content in islice(root.iter(f"{_R}content"), _MOST_CONTENTS):
        pattern = path_of(content.get("url", ""))
        if matches(pattern, path):
            hits.append((len(pattern), content))
    longest = max((length for length, _ in hits), default=0)
    found = [said for length, content in hits if length == longest for said in content_signals(content, surface)]
    return tuple(found) or (Signal(surface, "rsl:license", "", "missing"),)


def content_signals(content: Element, surface: Surface) -> Iterator[Signal]:
    """The licences of one content element, and the page of terms it names."""
    within = list(islice(content.iter(), _MOST_WITHIN))
    licences = [one for one in within if one.tag == f"{_R}license"]
    if licences:
        yield Signal(surface, "rsl:license", _usage(licences))
    for terms in [one for one in within if one.tag == f"{_R}terms"][:4]:
        yield Signal(surface, "rsl:terms", (terms.text or "").strip())


def _usage(licences: Iterable[Element]) -> str:
    permits, prohibits = list[str](), list[str]()
    for licence in islice(licences, 64):
        prohibits += _tokens(licence, "prohibits")
        if _for_everybody(licence):
            permits += _tokens(licence, "permits")
    said = (("permits", permits), ("prohibits", prohibits))
    return "; ".join(f"{word} {' '.join(dict.fromkeys(tokens))}" for word, tokens in said if tokens)


def _tokens(licence: Element, kind: str) -> list[str]:
    return [
        token
        for one in licence.findall(f"{_R}{kind}")
        if one.get("type", "usage") == "usage"
        for token in (one.text or "").replace(",", " ").split()
    ]


def _for_everybody(licence: Element) -> bool:
    narrowed = any(one.get("type", "usage") != "usage" for one in licence.findall(f"{_R}permits"))
    paid = any(one.get("type", "") not in _FREE for one in licence.findall(f"{_R}payment"))
    return not narrowed and not paid


def parsed(body: bytes) -> Element | None:
    """Some XML of others, without document types and entities; None where it is broken, hostile or too long."""
    if len(body) > RSL_LIMIT:
        return None
    try:
        found: Element = fromstring(body.strip(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        return None
    return found
