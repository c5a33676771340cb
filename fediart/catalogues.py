"""The languages there are: English, and one for each file in fediart/languages. Adding a file adds a language.

A catalogue is a gettext .po file. It is read here, in a few milliseconds, when the first page is asked for in it; who
has words for less than half of the pages is not offered yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from sys import intern

from fediart.language import ENGLISH, Language, direction_of, own_name
from fediart.resources import resource

OFFERED_FROM = 0.5
_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t"}
# Tags, the places of values and entities.
_KEPT = re.compile(r"(<[^>]*>|%\(\w+\)[sd]|%%|&\w+;)")
_ACCENTS = str.maketrans("aceginorstuyACEINOSU", "àçèĝîñöŕšţûýÀÇÈÎÑÖŠÛ")
_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|[0-9]{3}))?")


@dataclass(slots=True)
class Entry:
    """One sentence of a catalogue: `said` are its translations, one or as many as the language has plural forms."""

    one: str = ""
    many: str = ""
    said: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False
    where: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        return bool(self.said) and all(self.said.values()) and not self.fuzzy


def entries(text: str) -> Iterator[Entry]:
    """The entries of a .po file, its head first (whose `one` is empty). Raises ValueError naming the line."""
    entry, filling = Entry(), ""
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        line = line.strip()
        if not line or line.startswith("#~"):
            if filling:
                yield entry
            entry, filling = Entry(), ""
        elif line.startswith("#"):
            entry.fuzzy = entry.fuzzy or (line.startswith("#,") and "fuzzy" in line)
            entry.where += tuple(line[2:].split()) if line.startswith("#:") else ()
        else:
            filling = _take(entry, filling, line, number)


def _take(entry: Entry, filling: str, line: str, number: int) -> str:
    """Adds a line's words to the entry; answers which part further lines continue."""
    word, quoted = (filling, line) if line.startswith('"') else line.split(None, 1)
    if len(quoted) < 2 or quoted[0] != '"' or quoted[-1] != '"':
        raise ValueError(f"line {number}: {quoted} is no quoted text")
    text = quoted[1:-1]
    if "\\" in text:
        text = _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), text)
    if word == "msgid":
        entry.one += text
    elif word == "msgid_plural":
        entry.many += text
    elif word.startswith("msgstr"):
        form = int(word[7:-1]) if word.startswith("msgstr[") else 0
        entry.said[form] = entry.said.get(form, "") + text
    else:
        raise ValueError(f"line {number}: {word!r} is not understood here")
    return word


def head_of(entry: Entry) -> dict[str, str]:
    """The lines of a catalogue's head, by their names."""
    lines = (line.partition(":") for line in entry.said.get(0, "").splitlines())
    return {name.strip(): value.strip() for name, colon, value in lines if colon}


def read_catalogue(path: Path) -> Language:
    """The language of a .po file, which is named by its code. Raises ValueError where the file cannot be read."""
    head: Mapping[str, str] = {}
    messages: dict[str, str] = {}
    counted: dict[str, tuple[str, ...]] = {}
    every = 0
    for entry in entries(path.read_text(encoding="utf-8")):
        if not entry.one:
            head = head_of(entry)
            continue
        every += 1
        if not entry.done:
            continue
        if entry.many:
            counted[intern(entry.one)] = tuple(entry.said[form] for form in sorted(entry.said))
        else:
            messages[intern(entry.one)] = entry.said[0]
    return Language(
        code=path.stem,
        name=head.get("X-Name") or own_name(path.stem),
        direction=direction_of(path.stem),
        messages=messages,
        counted=counted,
        form=_rule(head.get("Plural-Forms", "")),
        share=(len(messages) + len(counted)) / every if every else 0.0,
    )


def _rule(plural_forms: str) -> Callable[[int], int]:
    """Which form a count takes: the `plural=` expression of the head, which gettext compiles and checks."""
    expression = re.search(r"plural\s*=\s*([^;]+)", plural_forms)
    rule: Callable[[int], int] = c2py(expression[1]) if expression else ENGLISH.form
    return rule


def codes(folder: Path) -> tuple[str, ...]:
    """The codes of the catalogues in a folder."""
    return tuple(sorted(path.stem for path in folder.glob("*.po") if _CODE.fullmatch(path.stem)))


@lru_cache(maxsize=4)
def languages(folder: Path) -> Mapping[str, Language]:
    """All languages that are offered, English first, then by their own names."""
    found = [read_catalogue(folder / f"{code}.po") for code in codes(folder)]
    ready = sorted((one for one in found if one.share >= OFFERED_FROM), key=lambda one: one.name.casefold())
    return {one.code: one for one in (ENGLISH, *ready)}


def offered() -> Mapping[str, Language]:
    """The languages of this installation, by their codes."""
    return languages(resource("languages"))


def named(code: str) -> Language:
    """The language of a code; English where it is not offered (any more)."""
    found = offered().get(code)
    if found is None:
        found = next((one for one in for_tests() if one.code == code), ENGLISH)
    return found


@lru_cache(maxsize=1)
def for_tests() -> tuple[Language, Language]:
    """English with accents and a third longer, from the left and from the right: what is not so is not translatable.

    Whoever asks for one gets it; it is offered in development only.
    """
    words = Stretched()
    return (
        Language("en-XA", "[Èñĝļîšĥ]", "ltr", words),
        Language("ar-XB", "[ħšîļĝñÈ]", "rtl", words),
    )


class Stretched(Mapping[str, str]):
    """Any sentence with accents on its letters; its tags and the places of its values stay as they are."""

    def __getitem__(self, message: str) -> str:
        parts = _KEPT.split(message)
        drawn = "".join(part if at % 2 else part.translate(_ACCENTS) for at, part in enumerate(parts))
        return f"[{drawn}{'·' * (len(message) // 3)}]" if message.strip() else message

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@lru_cache(maxsize=1_000)
def best(wanted: str, otherwise: str) -> Language:
    """What a browser's Accept-Language asks for (RFC 9110, section 12.5.4), else the language of that code.

    `pt-PT` is content with `pt-BR` where there is no closer one.
    """
    there = offered()
    return among(there, wanted) or there.get(otherwise, ENGLISH)


def among(there: Mapping[str, Language], wanted: str) -> Language | None:
    """The first language of an Accept-Language that is there; nothing where it has no wish that can be met."""
    for tag in _ranked(wanted):
        if tag == "*":
            return None
        if found := _close(tag, there):
            return found
    return None


def _close(tag: str, there: Mapping[str, Language]) -> Language | None:
    lowered = {code.lower(): language for code, language in there.items()}
    parts = tag.lower().split("-")
    for length in range(len(parts), 0, -1):
        if found := lowered.get("-".join(parts[:length])):
            return found
    return next((language for code, language in lowered.items() if code.split("-")[0] == parts[0]), None)


def _ranked(wanted: str) -> list[str]:
    """The tags of an Accept-Language, the dearest first; what is not wanted at all (q=0) is left out."""
    asked: list[tuple[float, str]] = []
    for part in wanted[:500].split(",")[:20]:
        tag, _, quality = part.strip().partition(";")
        worth = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", quality) if quality else None
        weight = float(worth[1]) if worth else 1.0
        if tag.strip() and weight > 0:
            asked.append((-weight, tag.strip()))
    return [tag for _, tag in sorted(asked, key=lambda one: one[0])]
