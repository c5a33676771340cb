"""FEP-8fcf: two servers compare, by a digest, whom they believe to follow an actor; only those of the asking server.

https://codeberg.org/fediverse/fep/src/branch/main/fep/8fcf/fep-8fcf.md
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from federation.lenient import http_url
from federation.rules import Forbidden, same_origin

LONGEST = 4096
_PAIR = re.compile(r'\s*([A-Za-z]{1,40})\s*=\s*"([^"\\]{0,2048})"\s*(?:,|$)')
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a header says: the followers collection, where the part for us is, and the digest of that part."""

    collection_id: str
    url: str
    digest: str


def digest(actor_ids: Iterable[str]) -> str:
    """The SHA-256 of each id, XORed; of no ids it is all zeros."""
    mixed = 0
    for one in actor_ids:
        mixed ^= int.from_bytes(sha256(one.encode()).digest())
    return f"{mixed:064x}"


def header(offer: Offer) -> str:
    """The value of the header, in the form of draft-cavage's Signature."""
    return f'collectionId="{offer.collection_id}", url="{offer.url}", digest="{offer.digest}"'


def read_header(text: str, actor_id: str) -> Offer | None:
    """What an actor's server offers, or None for what is malformed, or about a collection of another server."""
    if len(text) > LONGEST:
        return None
    given: dict[str, str] = {}
    at = 0
    while at < len(text):
        pair = _PAIR.match(text, at)
        if pair is None or pair[1].lower() in given:
            return None
        given[pair[1].lower()] = pair[2]
        at = pair.end()
    collection, url = http_url(given.get("collectionid")), http_url(given.get("url"))
    told = given.get("digest", "").lower()
    if collection is None or url is None or _DIGEST.fullmatch(told) is None:
        return None
    try:
        own = same_origin(collection, actor_id) and same_origin(url, actor_id)
    except Forbidden:
        return None
    return Offer(collection, url, told) if own else None
