"""How a domain is shown to be an artist's: a TXT record that its owner writes, or a page there that says rel=me."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from federation.fetch import FetchError
from federation.links import links
from federation.text_records import NoAnswer, text_records
from fediart.site import Site
from fediart.store.own_domains import DNS, LINK, OwnDomain

RECORD: Final = "_fediart"
"""The name below the domain at which the record stands."""

WELL_KNOWN: Final = "/.well-known/fediart-domain"
_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
_MOST: Final = 2 * 1024 * 1024  # bytes of a page


@dataclass(frozen=True, slots=True)
class Proof:
    """`kind` is DNS, LINK or nothing; `unclear`: somebody who would have to answer did not."""

    kind: str = ""
    unclear: bool = False


def record_of(secret: str) -> str:
    """The words of the TXT record."""
    return f"fediart={secret}"


def answer_of(secret: str) -> bytes:
    """What this instance says at WELL_KNOWN of a domain: that it is the one which is reached."""
    return f"fediart-domain={secret}\n".encode()


async def proof_of(site: Site, one: OwnDomain, profile: str) -> Proof:
    """For a domain that is not shown yet; `profile` is the address of the artist's page here."""
    found = await in_dns(site, one)
    if found.kind:
        return found
    return Proof(LINK if await _links_back(site, one.domain, profile) else "", found.unclear)


async def in_dns(site: Site, one: OwnDomain) -> Proof:
    try:
        said = await text_records(f"{RECORD}.{_bare(one.domain)}", site.config.federation.nameservers)
    except NoAnswer:
        return Proof(unclear=True)
    return Proof(DNS if record_of(one.secret) in (words.strip() for words in said) else "")


async def still(site: Site, one: OwnDomain) -> Proof:
    """For a domain that is shown. Its pages are ours then, and say rel=me whoever owns it: what counts is the record,
    or that the domain still leads to this very instance."""
    found = await in_dns(site, one)
    if found.kind or one.proof == DNS:
        return found
    try:
        answer = await site.http.get_document(f"{_scheme(site)}://{one.domain}{WELL_KNOWN}", {"*/*"}, max_bytes=4096)
    except FetchError:
        return Proof()
    same = urlsplit(answer.url).netloc.lower() == one.domain
    return Proof(LINK if same and answer.body == answer_of(one.secret) else "")


async def _links_back(site: Site, domain: str, profile: str) -> bool:
    """To the letter (advisory 29), and by the domain's own page, not by one it sends people to."""
    try:
        page = await site.http.get_document(f"{_scheme(site)}://{domain}/", _PAGES, max_bytes=_MOST)
    except FetchError:
        return False
    if urlsplit(page.url).netloc.lower() != domain:
        return False
    text = page.body.decode("utf-8", "replace")
    return profile in {said.get("href", "") for _, said in links(text) if "me" in said.get("rel", "").lower().split()}


def _scheme(site: Site) -> str:
    return "http" if site.config.instance.development else "https"


def _bare(domain: str) -> str:
    return domain.partition(":")[0]
