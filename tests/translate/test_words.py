"""What a person typed, as HTML."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fediart.sanitize import clean
from fediart.translate.words import handles_in, html_of, tags_in

ORIGIN = "https://art.example"
BOB = SimpleNamespace(url="https://away.example/@bob", name="bob")
PEOPLE = {("bob", "away.example"): BOB}


def made(text: str) -> str:
    return html_of(text, origin=ORIGIN, people=PEOPLE)  # type: ignore[arg-type]


def test_paragraphs_and_lines() -> None:
    assert made("one\ntwo\n\nthree\r\n\r\n\r\nfour") == "<p>one<br>two</p><p>three</p><p>four</p>"
    assert made("  \n\n ") == ""


def test_markup_is_only_text() -> None:
    assert made('<b>x</b> & "y"') == "<p>&lt;b&gt;x&lt;/b&gt; &amp; &quot;y&quot;</p>"


@pytest.mark.parametrize(
    ("text", "address", "rest"),
    [
        ("see https://a.example/x.", "https://a.example/x", "."),
        ("(https://a.example/x)", "https://a.example/x", ")"),
        ("https://a.example/?q=1&r=2", "https://a.example/?q=1&amp;r=2", ""),
    ],
)
def test_addresses_become_links_without_what_ends_the_sentence(text: str, address: str, rest: str) -> None:
    assert f'<a href="{address}" rel="nofollow noopener">{address}</a>{rest}' in made(text)


def test_people_who_are_known_become_links_and_others_stay_words() -> None:
    found = made("with @Bob@Away.example, @nobody and mail@away.example")
    assert found.count("<a ") == 1
    assert '<a href="https://away.example/@bob" class="u-url mention">@<span>bob</span></a>' in found
    assert "mail@away.example" in found


def test_tags_become_links_and_numbers_do_not() -> None:
    found = made("#Ink and #1 and #blå a#b https://a.example/#not")
    assert 'href="https://art.example/tags/ink"' in found
    assert 'href="https://art.example/tags/bl%C3%A5"' in found
    assert tags_in("#Ink #ink #1 #blå") == ["ink", "blå"]
    assert "/tags/not" not in found and '/tags/b"' not in found and "/tags/1" not in found


def test_our_own_host_is_no_host() -> None:
    assert handles_in("@jane @jane@art.example @bob@away.example", "art.example") == [
        ("jane", ""),
        ("bob", "away.example"),
    ]


@given(st.text(max_size=300))
def test_whatever_is_typed_the_sanitizer_finds_nothing_to_take_out(text: str) -> None:
    found = made(text)
    assert "<script" not in found.lower()
    assert clean(found).count("<a ") == found.count("<a ")
