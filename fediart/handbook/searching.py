"""Searching the documentation: a small index of words in memory, and the sections in which all asked for stand."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from fediart.handbook.library import Addresses, Document, library
from fediart.handbook.markdown import Section

MOST_CHARACTERS = 100  # of what is asked for
_MOST_WORDS = 8
_MOST_ENDINGS = 200  # words that one beginning may stand for
_MOST_FOUND = 30
_ROUND = 160  # characters of the excerpt
_WORD = re.compile(r"\w+")
_FOR_TITLE, _FOR_HEADING = 24, 8  # how often in the text a word in the title counts
_WHOLE, _BEGUN = 3, 2  # a word as it was typed, and one that only begins so
_FOR_DEVELOPERS = 0.5  # most who ask want to know how, and not why


@dataclass(frozen=True, slots=True)
class Found:
    """A section. `excerpt` is cut in pieces, each with whether it is what was asked for."""

    document: Document
    section: Section
    excerpt: tuple[tuple[str, bool], ...]

    @property
    def address(self) -> str:
        return self.document.address + (f"#{self.section.anchor}" if self.section.anchor else "")


@dataclass(frozen=True, slots=True)
class Index:
    """`words` sorted; `places` names for each the numbers of sections, with how much it weighs there."""

    sections: tuple[tuple[Document, Section], ...]
    words: tuple[str, ...]
    places: tuple[tuple[tuple[int, int], ...], ...]


@lru_cache(maxsize=2)
def index(addresses: Addresses) -> Index:
    found = library(addresses)
    sections = tuple((one, section) for one in found.documents.values() for section in one.sections)
    places: dict[str, list[tuple[int, int]]] = {}
    for number, (document, section) in enumerate(sections):
        for word, weight in _weights(document, section).items():
            places.setdefault(word, []).append((number, weight))
    words = tuple(sorted(places))
    return Index(sections, words, tuple(tuple(places[word]) for word in words))


def _weights(document: Document, section: Section) -> Counter[str]:
    weights = Counter(words_of(section.text))
    for word in words_of(section.title):
        weights[word] += _FOR_TITLE if section.level == 1 else _FOR_HEADING
    for word in words_of(document.title):
        weights[word] += 1
    return weights


def words_of(text: str) -> list[str]:
    """Words without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(one for one in plain if not unicodedata.combining(one)))


def search(asked: str, addresses: Addresses) -> tuple[Found, ...]:
    """The sections in which each word, or one that begins with it, stands; the weightiest first."""
    words = words_of(asked[:MOST_CHARACTERS])[:_MOST_WORDS]
    words = [word for word in words if len(word) > 1] or words  # what an apostrophe leaves says nothing
    if not words:
        return ()
    known = index(addresses)
    weights = [_weighed(known, word) for word in words]
    everywhere = set(weights[0]).intersection(*weights[1:])
    ordered = sorted(everywhere, key=lambda number: (-sum(one[number] for one in weights), number))
    return tuple(_found(known.sections[number], words) for number in ordered[:_MOST_FOUND])


def _weighed(known: Index, word: str) -> dict[int, float]:
    weights: dict[int, float] = {}
    first = bisect_left(known.words, word)
    for place in range(first, min(first + _MOST_ENDINGS, len(known.words))):
        if not known.words[place].startswith(word):
            break
        exact = _WHOLE if known.words[place] == word else _BEGUN
        for number, weight in known.places[place]:
            weights[number] = weights.get(number, 0) + exact * weight * _importance(known.sections[number][0])
    return weights


def _importance(document: Document) -> float:
    return _FOR_DEVELOPERS if document.part == "developers" else 1.0


def _found(place: tuple[Document, Section], words: Iterable[str]) -> Found:
    document, section = place
    return Found(document, section, _excerpt(section.text, tuple(words)))


def _excerpt(text: str, words: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
    hits = [hit for hit in _WORD.finditer(text) if _asked_for(hit[0], words)]
    begin = max(0, hits[0].start() - _ROUND // 3) if hits else 0
    begin = text.rfind(" ", 0, begin) + 1 if begin else 0
    end = text.find(" ", begin + _ROUND)
    end = len(text) if end < 0 else end
    pieces: list[tuple[str, bool]] = [("… " if begin else "", False)]
    at = begin
    for hit in hits:
        if hit.start() < at or hit.end() > end:
            continue
        pieces += ((text[at : hit.start()], False), (hit[0], True))
        at = hit.end()
    pieces.append((text[at:end] + (" …" if end < len(text) else ""), False))
    return tuple(piece for piece in pieces if piece[0])


def _asked_for(word: str, words: tuple[str, ...]) -> bool:
    return any(one.startswith(words) for one in words_of(word))
