"""Works as items of a feed: one value that Atom, RSS and JSON Feed are all written from.

A feed reader cannot cover a picture until it is asked for. So a work with a warning, or marked as mature, comes with
its warning and the way to its page, and without picture, description and file.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fediart.config import Config
from fediart.rights.feeds import Whole
from fediart.rights.model import WORDS, Rights
from fediart.sanitize import clean, plain
from fediart.store.feeds import Listed
from fediart.store.images import Image, Source
from fediart.store.renditions import NEWER
from fediart.store.settings import InstanceSettings
from fediart.translate.labels import TAGS, WARNINGS
from fediart.translate.outgoing import file_url, work_rights
from fediart.translate.words import html_of, tags_line

UNTITLED = "Untitled"
MATURE = "Marked as mature by the artist."
_IN_TEXT = 960  # pixels: how wide a picture within an item is, about
_SUMMARY = 300  # characters


@dataclass(frozen=True, slots=True)
class Author:
    """`avatar` is an address, or empty."""

    name: str
    url: str
    avatar: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A picture's largest public file that every program reads; sizes in bytes and pixels."""

    url: str
    media_type: str
    bytes: int
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One work. `html` is safe markup with absolute addresses, `warning` is empty for works that are for everybody.

    Times are milliseconds. `federates`: `id` is the address of an ActivityPub document.
    """

    id: str
    url: str
    title: str
    html: str
    summary: str
    warning: str
    published: int
    updated: int
    author: Author
    tags: tuple[str, ...]
    language: str
    files: tuple[File, ...]
    rights: Rights
    federates: bool = True


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of a feed. `address` is the feed's without its ending; `page` and `next` are the queries of this page
    and of the one after it, empty for the first and where there is none. `authors` are those of all its items."""

    title: str
    description: str
    home: str
    address: str
    page: str
    next: str
    updated: int
    authors: tuple[Author, ...]
    icon: str
    entries: tuple[Entry, ...]
    rights: Whole

    def at(self, ending: str, query: str = "") -> str:
        """The address of a page of it in one of the three forms."""
        return f"{self.address}.{ending}{query}"


def entry(config: Config, settings: InstanceSettings, listed: Listed) -> Entry:
    """The work as everybody may see it."""
    work, rights = listed.work, work_rights(config, settings, listed.artist, listed.work)
    label, covered = TAGS.get(work.ai_label, ""), warning_of(listed)
    said = "" if covered else clean(html_of(work.description, origin=config.origin, people={}))
    return Entry(
        id=listed.uri,
        url=listed.url,
        title=work.title or UNTITLED,
        html="".join(_covered(listed, covered) if covered else _content(config, listed, said, rights)),
        summary=covered or plain(said)[:_SUMMARY],
        warning=covered,
        published=listed.published,
        updated=max(listed.edited, listed.published),
        author=author(config, listed),
        tags=(*work.tags, label) if label and settings.label_hashtag and label not in work.tags else work.tags,
        language=work.language,
        files=() if covered else files_of(config, listed.images),
        rights=rights,
    )


def warning_of(listed: Listed) -> str:
    """Why a work is not to be shown unasked; empty where it may be."""
    work = listed.work
    return work.warning or (MATURE if work.mature else "")


def author(config: Config, listed: Listed) -> Author:
    artist = listed.artist
    return Author(artist.shown_name, artist.url, file_url(config, artist.avatar) or "")


def files_of(config: Config, images: Sequence[Image]) -> tuple[File, ...]:
    """The largest file of each picture that is ready."""
    found = ((image, largest(image)) for image in images)
    return tuple(_file(config, image, source) for image, source in found if source is not None)


def largest(image: Image) -> Source | None:
    """The one that goes to other servers; else the widest that every program reads."""
    federated = next((one for one in image.sources if one.role == "federated"), None)
    return federated or next(reversed(readable(image)), None)


def readable(image: Image) -> list[Source]:
    """The files that every program reads, the narrowest first: WebP and AVIF only where there is nothing else."""
    return [one for one in image.sources if one.media_type not in NEWER] or list(image.sources)


def _file(config: Config, image: Image, source: Source) -> File:
    size = (source.bytes, source.width, source.height)
    return File(f"{config.origin}{source.path}", source.media_type, *size, image.alt)


def _content(config: Config, listed: Listed, said: str, rights: Rights) -> Iterator[str]:
    work = listed.work
    for image in listed.images:
        yield from _picture(config, listed.url, image)
    yield said
    if work.medium:
        yield f"<p>{html.escape(work.medium)}</p>"
    if work.ai_label in WARNINGS:
        yield f"<p>{WARNINGS[work.ai_label]}</p>"
    yield tags_line(work.tags, config.origin)
    yield _terms(rights)


def _picture(config: Config, page: str, image: Image) -> Iterator[str]:
    files = readable(image)
    if not files:
        return
    source = next((one for one in files if one.width >= _IN_TEXT), files[-1])
    yield (
        f'<p><a href="{html.escape(page)}"><img src="{html.escape(config.origin + source.path)}"'
        f' alt="{html.escape(image.alt)}" width="{source.width}" height="{source.height}"></a></p>'
    )


def _covered(listed: Listed, warning: str) -> Iterator[str]:
    page = html.escape(listed.url)
    yield f'<p>{html.escape(warning)}</p><p><a href="{page}">Look at it on its page</a></p>'
    if listed.work.ai_label in WARNINGS:
        yield f"<p>{WARNINGS[listed.work.ai_label]}</p>"


def _terms(rights: Rights) -> str:
    """What may be done with it, for people."""
    words = WORDS[rights.policy.preset]
    licence = rights.licence
    notice = html.escape(rights.notice)
    if licence.name not in rights.notice:
        notice += f" · {_link(licence.uri, licence.name)}"
    return f"<p>{notice} · {_link(rights.policy_url, words.title)}: {html.escape(words.sentence)}</p>"


def _link(url: str, words: str) -> str:
    return f'<a href="{html.escape(url)}">{html.escape(words)}</a>'
