"""Writes the template of all catalogues and brings the catalogues up to date with it: nothing translated is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from babel import Locale
from babel.messages.plurals import get_plural
from babel.plural import to_gettext

from fediart.catalogues import Entry, entries, head_of
from translating.sentences import readers

Places = Mapping[tuple[str, str], tuple[str, ...]]


def template(sentences: Places) -> str:
    """The .pot file: what there is to translate, the most read first."""
    head = ["Content-Type: text/plain; charset=UTF-8"]
    return "\n".join(_lines(head, sentences, {}, ()))


def catalogue(code: str, before: str, sentences: Places) -> str:
    """The .po file of a language: its translations of before, and empty places for what is new."""
    old = list(entries(before))
    kept = {(one.one, one.many): one for one in old if one.one}
    gone = [one for key, one in kept.items() if key not in sentences and one.done]
    return "\n".join(_lines(_head(code, old), sentences, kept, gone))


def _head(code: str, old: Iterable[Entry]) -> list[str]:
    said = next((head_of(one) for one in old if not one.one), {})
    lines = {
        "Language": code,
        "X-Name": (Locale.parse(code, sep="-").get_display_name() or code).capitalize(),
        "Plural-Forms": _plural_forms(code),
        "Content-Type": "text/plain; charset=UTF-8",
    } | said
    return [f"{name}: {value}" for name, value in lines.items()]


def _plural_forms(code: str) -> str:
    """As CLDR has it: zero, one, two, few, many, other, those that the language has; without a form for millions."""
    locale = Locale.parse(code, sep="-")
    rule = to_gettext(locale.plural_form)
    return get_plural(locale).plural_forms if "1000000" in rule else rule


def _lines(
    head: Iterable[str], sentences: Places, kept: Mapping[tuple[str, str], Entry], gone: Iterable[Entry]
) -> Iterator[str]:
    yield 'msgid ""'
    yield 'msgstr ""'
    forms = 2
    for line in head:
        if line.startswith("Plural-Forms:"):
            forms = int(line.partition("nplurals=")[2].partition(";")[0])
        yield _quoted(f"{line}\n")
    for (one, many), where in sentences.items():
        entry = kept.get((one, many), Entry(one, many))
        yield ""
        yield f"#. {readers(where)}"
        yield f"#: {' '.join(sorted({place.rpartition(':')[0] for place in where})[:4])}"
        if entry.fuzzy:
            yield "#, fuzzy"
        yield from _entry(one, many, entry.said, forms)
    for entry in gone:
        yield ""
        yield from (f"#~ {line}" for line in _entry(entry.one, entry.many, entry.said, forms))
    yield ""


def _entry(one: str, many: str, said: Mapping[int, str], forms: int) -> Iterator[str]:
    yield f"msgid {_quoted(one)}"
    if many:
        yield f"msgid_plural {_quoted(many)}"
        yield from (f"msgstr[{form}] {_quoted(said.get(form, ''))}" for form in range(forms))
    else:
        yield f"msgstr {_quoted(said.get(0, ''))}"


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{plain}"'


def update(folder: Path, sentences: Places, codes: Iterable[str]) -> None:
    """Writes the template and the catalogues of these languages, new ones among them."""
    (folder / "fediart.pot").write_text(template(sentences), encoding="utf-8")
    for code in codes:
        path = folder / f"{code}.po"
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(catalogue(code, before, sentences), encoding="utf-8")
