"""Whether a translation can stand where its sentence stands: the same values and tags, nothing that breaks a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from fediart.catalogues import Entry, entries, head_of

_VALUE = re.compile(r"%\((\w+)\)s")
_TAG = re.compile(r"<[^>]*>")


def disagreements(path: Path) -> Iterator[str]:
    """What a translator has to look at again, each with its sentence."""
    forms = 2
    for entry in entries(path.read_text(encoding="utf-8")):
        if not entry.one:
            forms = int(head_of(entry)["Plural-Forms"].partition("nplurals=")[2].partition(";")[0])
            continue
        if entry.many and entry.done and sorted(entry.said) != list(range(forms)):
            yield f"“{entry.one}” needs {forms} forms"
        if not entry.fuzzy:
            for said in filter(None, entry.said.values()):
                yield from (f"“{said}”: {what}" for what in _wrong(entry, said))


def _wrong(entry: Entry, said: str) -> Iterator[str]:
    expected, given = set(_VALUE.findall(entry.many or entry.one)), set(_VALUE.findall(said))
    if given - expected:
        yield f"has no value {', '.join(sorted(given - expected))}"
    if expected - given - ({"count"} if entry.many else set()):  # a form for one thing may do without the number
        yield f"lacks the value {', '.join(sorted(expected - given))}"
    if Counter(_TAG.findall(said)) != Counter(_TAG.findall(entry.one)):
        yield "its tags are not those of the English sentence"
    plain = _TAG.sub("", said)
    if '"' in plain and '"' not in _TAG.sub("", entry.one):
        yield 'has a straight quote ("), which would end an attribute: write “ ” or « »'
    if "<" in plain or ">" in plain:
        yield "has a < or > that is no tag"
    if given and re.search(r"%(?!\(\w+\)s|%)", said):
        yield "has a % that is no value: write %%"
