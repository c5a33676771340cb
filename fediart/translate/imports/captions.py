"""Captions of other places as the title, the words and the tags of a work."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LONGEST_TITLE: Final = 80
LONGEST: Final = 20_000
_TAG: Final = re.compile(r"(?<![\w#&/])#(\w{1,60})")
_LAST_TAGS: Final = re.compile(r"(?:[\s,·•|\-–—]*#\w{1,100})+[\s.,·•|\-–—]*\Z")
_HANDLE: Final = re.compile(r"(?<![\w@/.])@([A-Za-z0-9_](?:[A-Za-z0-9_.]{0,62}[A-Za-z0-9_])?)(?![\w@])")
_SENTENCE: Final = re.compile(r"(?<=[.!?…。！？])\s")
_FILLER: Final = re.compile(r"^[\s.·•\-–—_]*$")


@dataclass(frozen=True, slots=True)
class Caption:
    """`title` may be empty; `words` are the rest, or all of it where the title is only its beginning."""

    title: str
    words: str
    tags: tuple[str, ...]


def mended(text: str) -> str:
    """Instagram writes each byte of UTF-8 as a letter of its own: `Ã©` is `é` again, and what is right stays."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def read(text: str, *, host: str = "") -> Caption:
    """Hashtags at the end go, since they are tags here; people are named with the `host` on which they are."""
    text = text[:LONGEST]
    tags = tuple(dict.fromkeys(found for found in _TAG.findall(text) if not found.isdigit()))
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\u2028", "\n").split("\n")]
    words = _LAST_TAGS.sub("", "\n".join("" if _FILLER.match(line) else line for line in lines)).strip()
    words = re.sub(r"\n{3,}", "\n\n", words)
    if host:
        words = named_at(words, host)
    first, _line, rest = words.partition("\n")
    if len(first) <= LONGEST_TITLE and not _TAG.search(first):
        return Caption(first.rstrip(" .:"), rest.strip(), tags)
    sentence = _SENTENCE.split(first, maxsplit=1)[0].rstrip(". ")
    return Caption(_cut(_TAG.sub(r"\1", sentence)), words, tags)


def named_at(text: str, host: str) -> str:
    """With the people it names named in full, so that nobody here is named by mistake."""
    return _HANDLE.sub(rf"@\1@{host}", text)


def _cut(text: str) -> str:
    """At a space, where there is one."""
    if len(text) <= LONGEST_TITLE:
        return text
    short = text[: LONGEST_TITLE - 1]
    return (short.rsplit(" ", 1)[0] if " " in short else short).rstrip(" ,;:") + "…"
