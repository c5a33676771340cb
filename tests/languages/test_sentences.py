"""No sentence of a page is left out of the catalogues, and no translation can break the page it stands on."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from fediart.catalogues import codes, entries
from fediart.language import Language, speaking
from fediart.resources import resource
from fediart.web.render import kept_apart
from translating.agreement import disagreements
from translating.files import catalogue, template
from translating.sentences import every
from translating.unmarked import in_template

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = resource("templates")
CATALOGUES = resource("languages")
# The command line speaks English, and so does what admins configure and what runs where nobody reads.
PROBLEMS = {"Problem", "NotFound", "NotAllowed", "Gone", "TooOften"}


@pytest.mark.parametrize("name", sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")))
def test_every_word_of_a_template_is_marked(name: str) -> None:
    assert in_template(TEMPLATES / name) == []


@pytest.mark.parametrize("folder", ["web", "actions"])
def test_every_message_to_people_is_marked(folder: str) -> None:
    """A message may be a literal in `_(...)`, or come from elsewhere; it is never a bare literal."""
    for path in sorted((ROOT / "fediart" / folder).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "notice=" not in source and "fediart.errors" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            said = node.args[:1] if name in PROBLEMS else []
            said += [one.value for one in node.keywords if one.arg == "notice"]
            for one in said:
                parts = one.values if isinstance(one, ast.JoinedStr) else [one]
                bare = any(isinstance(part, ast.Constant) and re.search("[a-z]{2}", str(part.value)) for part in parts)
                assert not bare, f"{path.name}:{one.lineno}: write _(...) around it, with named values"


def test_sentences_are_whole() -> None:
    found = every(ROOT)
    assert len(found) > 1_500
    for (one, _many), where in found.items():
        part = one.strip() != one or one.startswith((",", ";"))
        assert not part, f"{where[0]}: “{one}” is a part of a sentence"


@pytest.mark.parametrize("code", codes(CATALOGUES))
def test_translations_fit_where_their_sentences_stand(code: str) -> None:
    assert list(disagreements(CATALOGUES / f"{code}.po")) == []


PO = r"""
msgid ""
msgstr "Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "<a href=\"/x\">Follow</a> %(name)s"
msgstr "SAID"

msgid "%(count)s work"
msgid_plural "%(count)s works"
msgstr[0] "una obra"
msgstr[1] "%(count)s obras"
"""


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (r"<a href=\"/x\">Seguir</a> a %(name)s", ""),
        (r"<a href=\"/x\">Seguir</a>", "lacks the value name"),
        (r"<a href=\"/x\">Seguir</a> %(nombre)s %(name)s", "has no value nombre"),
        (r"<a href=\"//evil.example\">Seguir</a> %(name)s", "its tags"),
        (r"Seguir %(name)s<script>", "its tags"),
        (r"<a href=\"/x\">Seguir</a> \" onclick=x %(name)s", "straight quote"),
        (r"<a href=\"/x\">100 %</a> %(name)s", "write %%"),
        ("", ""),
    ],
)
def test_what_would_break_a_page_is_found(tmp_path: Path, said: str, wrong: str) -> None:
    path = tmp_path / "es.po"
    path.write_text(PO.replace("SAID", said), encoding="utf-8")
    found = list(disagreements(path))
    assert len(found) >= bool(wrong) and all(wrong in one for one in found[:1])
    assert bool(found) == bool(wrong)


def test_a_catalogue_keeps_what_was_translated(tmp_path: Path) -> None:
    sentences = {("Home", ""): ("templates/layout.html:3",), ("%(count)s work", "%(count)s works"): ("fediart/a.py:1",)}
    before = 'msgid "Home"\nmsgstr "Utama"\n\nmsgid "Gone"\nmsgstr "Hilang"\n'
    made = catalogue("id", before, sentences)
    found = {one.one: one for one in entries(made)}
    assert found["Home"].said == {0: "Utama"}
    assert found["%(count)s work"].said == {0: ""}  # Indonesian has one form
    assert '#~ msgid "Gone"' in made
    assert "X-Name: Indonesia" in found[""].said[0]
    assert 'msgid "Home"' in template(sentences)
    assert catalogue("id", made, sentences).count("Utama") == 1


def test_names_of_another_direction_turn_nothing_round_them() -> None:
    values = {"name": "سلمى", "path": "/@سلمى", "count": 3}
    sentence = 'By <a href="%(path)s">%(name)s</a>, %(count)s works'
    assert kept_apart(sentence, values) == {**values, "name": "\u2068سلمى\u2069"}
    assert kept_apart("Follow %(name)s", {"name": "Jane"}) == {"name": "Jane"}
    with speaking(Language("ar", "العربية", direction="rtl")):
        assert kept_apart(sentence, values) == values
        assert kept_apart("Follow %(name)s", {"name": "Jane"}) == {"name": "\u2068Jane\u2069"}
