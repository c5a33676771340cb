"""Text as words that search compares, in any script: small letters, no accents, and pairs where there are no spaces.

Chinese, Japanese, Thai and their neighbours write without spaces: a run of them becomes its pairs of signs, and its
last sign. What somebody asks for is taken apart in the same way, so that both databases find the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

MOST_WORDS: Final = 400  # of one work or person
MOST_ASKED: Final = 12
_LONGEST: Final = 40
OPERATORS: Final = ("from", "tag", "medium", "has", "is")
HAS: Final = ("alt", "series", "several", "words")
"""What `has:` may ask for: a description of each picture, a place in a series, several pictures, a text."""

# Written over and under letters, and left out by most who type: accents, Hebrew and Arabic vowels, the Arabic stroke.
_OVER: Final = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u0652\u0670\u200b-\u200f]"
)
_UNSPACED: Final = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF),
)  # fmt: skip
_ASCII: Final = re.compile("[a-z0-9]+", re.IGNORECASE | re.ASCII)
_ASKED: Final = re.compile(r'(?:([a-z]+):)?(?:"([^"]*)"|(\S+))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for. `begins` are beginnings of words, `whole` are words with nothing after them, operators
    among them as `tag:blue`; `tags` and `people` are those named, for lists beside the works."""

    begins: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.begins and not self.whole

    @property
    def plain(self) -> tuple[str, ...]:
        """The words that stand in texts, for marking them."""
        return (*self.begins, *(one for one in self.whole if ":" not in one))


def folded(text: str) -> str:
    """Small letters without accents; vowel signs of Indian scripts, which change the word, stay."""
    apart = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", _OVER.sub("", apart).casefold())


def words_of(text: str) -> list[str]:
    """All words of a text in their order, repeated ones too."""
    if text.isascii():  # the same, and most texts are
        return [word[:_LONGEST] for word in _ASCII.findall(text.lower())]
    return [word for run in _runs(folded(text)) for word in _apart(run)]


def whole(text: str) -> str:
    """A name or tag as one word, whatever stands between its parts."""
    return "".join(_runs(folded(text)))[:_LONGEST]


def named(operator: str, values: Iterable[str]) -> list[str]:
    """Words under an operator: `tag:blue`."""
    return [f"{operator}:{value}" for value in dict.fromkeys(values) if value]


def joined(words: Iterable[str]) -> str:
    """As they are kept: each once, with spaces between."""
    return " ".join(list(dict.fromkeys(words))[:MOST_WORDS])


def asked(text: str) -> Asked:
    """What the text in the search field asks for. Words in quotation marks are taken as they are."""
    begins: list[str] = []
    exact: list[str] = []
    for found in _ASKED.finditer(text):
        operator, quoted, bare = (found[1] or "").lower(), found[2], found[3] or ""
        if operator in OPERATORS:
            exact += _under(operator, quoted if quoted is not None else bare)
        elif quoted is not None:
            exact += words_of(f"{operator} {quoted}")
        elif bare.startswith("#") and not operator:
            exact += named("tag", [whole(bare)])
        else:
            begins += words_of(f"{operator} {bare}")
    return Asked(tuple(dict.fromkeys(begins))[:MOST_ASKED], tuple(dict.fromkeys(exact))[:MOST_ASKED])


def _under(operator: str, value: str) -> list[str]:
    return named(operator, words_of(value) if operator == "medium" else [whole(value)])


def pieces(text: str, looked_for: Asked, *, most: int = 0) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, with whether each is what was asked for; with `most`, so many characters around the first."""
    spans = [span for span in _word_spans(text) if _is_asked(text[slice(*span)], looked_for)]
    if most and len(text) > most:
        begin = max(0, (spans[0][0] if spans else 0) - most // 3)
        begin = text.rfind(" ", 0, begin + 1) + 1 if begin else 0
        text, spans = text[begin : begin + most], [(a - begin, b - begin) for a, b in spans if b <= begin + most]
        text, spans = _dotted(text, spans, before=begin > 0)
    return tuple(_cut(text, spans))


def _dotted(text: str, spans: list[tuple[int, int]], *, before: bool) -> tuple[str, list[tuple[int, int]]]:
    return (f"…{text}…", [(a + 1, b + 1) for a, b in spans]) if before else (f"{text}…", spans)


def _cut(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    at = 0
    for begin, end in spans:
        if begin > at:
            yield text[at:begin], False
        yield text[begin:end], True
        at = end
    if at < len(text):
        yield text[at:], False


def _word_spans(text: str) -> Iterator[tuple[int, int]]:
    """Words as they stand in the text; of scripts without spaces, runs of what was asked are found sign by sign."""
    if text.isascii():
        yield from (found.span() for found in _ASCII.finditer(text))
        return
    at = -1
    for place, sign in enumerate([*text, " "]):
        if _is_word(sign):
            if at >= 0 and _is_unspaced(text[at]) != _is_unspaced(sign):
                yield at, place
                at = place
            at = place if at < 0 else at
        elif at >= 0:
            yield at, place
            at = -1


def _is_asked(word: str, looked_for: Asked) -> bool:
    own = words_of(word)
    if word and _is_unspaced(folded(word)[:1] or " "):
        return any(one in own for one in looked_for.plain if len(one) > 1)
    return any(one.startswith(looked_for.begins) if looked_for.begins else False for one in own) or any(
        one in looked_for.whole for one in own
    )


def _runs(text: str) -> Iterator[str]:
    run = ""
    for sign in f"{text} ":
        if _is_word(sign):
            run += sign
        elif run:
            yield run
            run = ""


def _apart(run: str) -> Iterator[str]:
    """A run of letters in words: where scripts without spaces stand in it, in pairs."""
    part = ""
    for sign in run:
        if part and _is_unspaced(part[-1]) != _is_unspaced(sign):
            yield from _part(part)
            part = ""
        part += sign
    yield from _part(part)


def _part(part: str) -> Iterator[str]:
    if not part or not _is_unspaced(part[0]):
        yield part[:_LONGEST]
        return
    for place in range(len(part) - 1):
        yield part[place : place + 2]
    yield part[-1]


def _is_word(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"


def _is_unspaced(sign: str) -> bool:
    code = ord(sign)
    if code < _UNSPACED[0][0]:  # nearly every sign there is, and each is asked for
        return False
    return any(first <= code <= last for first, last in _UNSPACED)
