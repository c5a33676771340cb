"""All documents as pages, in order, with what comes before and after each; read once for each way they are served."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fediart.handbook.contents import PARTS, Readers, slug_of
from fediart.handbook.markdown import Section, outline, written
from fediart.resources import resource


@dataclass(frozen=True, slots=True)
class Addresses:
    """How pages, pictures and the front page are addressed: on a server, or as files that lie side by side."""

    front: str
    page: str
    picture: str

    def of(self, slug: str) -> str:
        return self.page.format(slug)


SERVED = Addresses("/docs", "/docs/{}", "/docs/pictures/{}")
FILES = Addresses("index.html", "{}.html", "pictures/{}")


@dataclass(frozen=True, slots=True)
class Document:
    """A page. `html` is without its title; `before` and `after` are slugs, empty at the ends."""

    slug: str
    address: str
    part: str
    title: str
    html: str
    sections: tuple[Section, ...]
    outline: tuple[Section, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Part:
    """Documents for one kind of readers."""

    key: str
    title: str
    lead: str
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """`pictures` are files by the name they are served under: nothing else is ever opened, whatever a path says."""

    addresses: Addresses
    parts: tuple[Part, ...]
    documents: Mapping[str, Document]
    pictures: Mapping[str, Path]


@lru_cache(maxsize=2)
def library(addresses: Addresses) -> Library:
    """Reads and renders everything: some 0.3 seconds, once."""
    pictures = {path.name: path for path in sorted(resource("docs").glob("*.png"))}
    order = [document for part in PARTS for document in part.documents]
    slugs = [slug_of(document) for document in order]
    documents: dict[str, Document] = {}
    for part in PARTS:
        for path in part.documents:
            place = order.index(path)
            before = slugs[place - 1] if place else ""
            after = slugs[place + 1] if place + 1 < len(slugs) else ""
            documents[slugs[place]] = _document(path, part, before, after, addresses, pictures)
    parts = tuple(_part(part, documents) for part in PARTS)
    return Library(addresses, parts, documents, pictures)


def _part(part: Readers, documents: Mapping[str, Document]) -> Part:
    return Part(part.key, part.title, part.lead, tuple(documents[slug_of(path)] for path in part.documents))


def _document(
    path: str, part: Readers, before: str, after: str, addresses: Addresses, pictures: Mapping[str, Path]
) -> Document:
    def linked(address: str) -> str:
        return _address(path, address, addresses)

    def picture(address: str) -> tuple[str, Path] | None:
        name = address.rpartition("/")[2]
        return (addresses.picture.format(name), pictures[name]) if name in pictures else None

    made = written(resource(path).read_text(encoding="utf-8"), linked, picture)
    slug = slug_of(path)
    return Document(
        slug, addresses.of(slug), part.key, made.title, made.html, made.sections, outline(made.sections), before, after
    )


def _address(path: str, address: str, addresses: Addresses) -> str:
    """Where a link of this document leads; nothing for what has no page, such as a module of the code."""
    target, _, anchor = address.partition("#")
    found = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    known = {document for part in PARTS for document in part.documents}
    if found == "README.md":
        return addresses.front
    if found not in known:
        return ""
    return addresses.of(slug_of(found)) + (f"#{anchor}" if anchor else "")
