"""A language is one .po file: it is read quickly, chosen by what a browser asks for, and speaks by its own rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from fediart.catalogues import among, entries, languages, named, read_catalogue
from fediart.language import ENGLISH, Language, _, day, form_for, listed, ngettext, number, speaking

POLISH = r"""
msgid ""
msgstr ""
"X-Name: Polski\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\n"

#: templates/a.html
msgid "Follow %(name)s"
msgstr "Obserwuj: "
"%(name)s"

msgid "%(count)s work"
msgid_plural "%(count)s works"
msgstr[0] "%(count)s praca"
msgstr[1] "%(count)s prace"
msgstr[2] "%(count)s prac"

#, fuzzy
msgid "Home"
msgstr "Dom?"

msgid "She said \"no\""
msgstr ""

#~ msgid "Gone"
#~ msgstr "Nie ma"
"""


@pytest.fixture
def polish(tmp_path: Path) -> Language:
    path = tmp_path / "pl.po"
    path.write_text(POLISH, encoding="utf-8")
    return read_catalogue(path)


def test_a_language_speaks_by_its_own_rules(polish: Language) -> None:
    assert (polish.code, polish.name, polish.direction) == ("pl", "Polski", "ltr")
    with speaking(polish):
        assert _("Follow %(name)s", name="Jane") == "Obserwuj: Jane"
        works = [ngettext("%(count)s work", "%(count)s works", count) for count in (1, 2, 5, 12, 22)]
        assert works == ["1 praca", "2 prace", "5 prac", "12 prac", "22 prace"]
        assert day(1_795_330_800_000) == "22 listopada 2026"
        assert number(1_234_567) == "1\xa0234\xa0567"
    assert _("Follow %(name)s", name="Jane") == "Follow Jane"


def test_what_is_unsure_or_missing_is_said_in_english(polish: Language) -> None:
    assert polish.share == 0.5
    with speaking(polish):
        assert _("Home") == "Home"
        assert _('She said "no"') == 'She said "no"'
        assert form_for("%(count)s like", "%(count)s likes", 2) == "%(count)s likes"


def test_english_is_written_as_before() -> None:
    assert day(1_795_330_800_000) == "22 November 2026"
    assert number(12_345) == "12,345"
    assert listed(["red", "green", "blue"]) == "red, green and blue"
    assert listed(["red", "green"], "or") == "red or green"


def test_a_file_that_cannot_be_read_says_where() -> None:
    with pytest.raises(ValueError, match="line 2"):
        list(entries('msgid "a"\nmsgctxt "b"\n'))


def test_a_file_adds_a_language_once_half_is_translated(tmp_path: Path) -> None:
    (tmp_path / "pl.po").write_text(POLISH, encoding="utf-8")
    (tmp_path / "ar.po").write_text('msgid "a"\nmsgstr ""\n', encoding="utf-8")
    (tmp_path / "notes.po").write_text("nothing", encoding="utf-8")
    assert list(languages(tmp_path)) == ["en", "pl"]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("fr, ar;q=0.5", "ar"),
        ("ar;q=0, es", "es"),
        ("pt-PT", "pt-BR"),
        ("EN-us;q=0.3, ES ; q=0.4", "es"),
        ("fr,*;q=0.1", ""),
        ("*", ""),
        ("", ""),
        (";;;,,q=1," + "x" * 9_000, ""),
    ],
)
def test_the_browsers_wish_is_met_where_it_can_be(wanted: str, code: str) -> None:
    there = {one: Language(one) for one in ("en", "es", "ar", "pt-BR")}
    found = among(there, wanted)
    assert (found.code if found else "") == code


def test_whoever_looks_for_words_that_cannot_be_translated_has_a_language_for_it() -> None:
    stretched = named("ar-XB")
    assert stretched.direction == "rtl"
    with speaking(stretched):
        assert _('<a href="/x">Follow</a> %(name)s', name="Ann").startswith('[<a href="/x">Fö')
        assert "Ann" in _('<a href="/x">Follow</a> %(name)s', name="Ann")
    assert named("xx") is ENGLISH
