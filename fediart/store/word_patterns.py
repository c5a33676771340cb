"""How moderators' words and links are written down, and how they are looked for: in linear time, whatever is written.

Words are whole words, one or several in a row; a star stands for any letters within a word. Links are a domain with all
below it, with a path or without; a star alone is any link. Nothing is a regular expression.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from fediart.store.muted_words import fold, has

WORDS, LINK = "words", "link"
LONGEST: Final = 200  # letters of a pattern
LONGEST_WORD: Final = 100  # letters of a word of a text that are looked at
MOST_LETTERS: Final = 20_000  # of a text
_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)
_WORD: Final = re.compile(r"\w+")
_GLOB: Final = re.compile(r"[\w*]+")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'()\[\]]{1,2000}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Text:
    """A text made ready: `folded` as a whole, `words` in their order, `links` as host and path in small letters."""

    folded: str
    words: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern made ready. `globs` are the pieces between the stars of each word; `longest` is the longest of all,
    which a text must have to be looked at at all. Of a link, `host` and `path`."""

    kind: str
    globs: tuple[tuple[str, ...], ...] = ()
    longest: str = ""
    host: str = ""
    path: str = ""

    def fits(self, text: Text) -> bool:
        if self.kind == LINK:
            return self._links(text)
        if self.longest not in text.folded:
            return False
        first, many = self.globs[0], len(self.globs)
        return any(
            _fits(first, text.words[at])
            and all(_fits(self.globs[more], text.words[at + more]) for more in range(1, many))
            for at in range(len(text.words) - many + 1)
        )

    def _links(self, text: Text) -> bool:
        if not self.host:
            return bool(text.links)
        if any(_below(host, self.host) and path.startswith(self.path) for host, path in text.links):
            return True
        return has(text.folded, self.host + self.path, whole=True)


def ready_text(text: str, links: Sequence[str] = ()) -> Text:
    """`links` are addresses that the text has without showing them."""
    plain = folded(text[:MOST_LETTERS])
    found = [*_ADDRESS.findall(plain), *(one.lower() for one in links)]
    words = tuple(one[:LONGEST_WORD] for one in _WORD.findall(plain))
    return Text(plain, words, tuple(dict.fromkeys(link for one in found if (link := _link(one)))))


def folded(text: str) -> str:
    """Without regard to capitals, to how a letter is encoded, and to signs that nobody sees."""
    return fold(_UNSEEN.sub("", text))


def links_in(text: str) -> int:
    """How many different addresses a text has."""
    return len(set(_ADDRESS.findall(text)))


def ready(kind: str, pattern: str) -> Pattern | None:
    """None where nothing is left of it to look for."""
    if kind == LINK:
        return _ready_link(pattern)
    globs = []
    for word in _GLOB.findall(folded(pattern)):
        pieces = tuple(word.split("*"))
        if any(pieces):
            globs.append(("", *pieces, "") if _unspaced(word) else pieces)
    longest = max((piece for glob in globs for piece in glob), key=len, default="")
    return Pattern(WORDS, tuple(globs), longest) if longest else None


def _ready_link(pattern: str) -> Pattern | None:
    text = pattern.strip().lower()
    if text == "*":
        return Pattern(LINK)
    link = _link(text if "://" in text else f"https://{text.removeprefix('*.')}")
    if link is None or "." not in link[0] or "*" in text:
        return None
    return Pattern(LINK, host=link[0], path=link[1].rstrip("/"))


def _link(address: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return None
    return (host, parts.path.lower()) if host else None


def _below(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def _unspaced(word: str) -> bool:
    """Whether it is of a script that sets no spaces between words: it may begin and end anywhere."""
    return any(
        unicodedata.category(sign) == "Lo"
        and (unicodedata.east_asian_width(sign) in "WF" or "\u0e00" <= sign <= "\u0eff")
        for sign in word
    )


def _fits(glob: Sequence[str], word: str) -> bool:
    """Whether the pieces stand in the word in their order, the first at its beginning and the last at its end."""
    if len(glob) == 1:
        return glob[0] == word
    first, last = glob[0], glob[-1]
    if len(first) + len(last) > len(word) or not word.startswith(first) or not word.endswith(last):
        return False
    at, end = len(first), len(word) - len(last)
    for piece in glob[1:-1]:
        at = word.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True
