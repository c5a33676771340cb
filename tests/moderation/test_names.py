"""One spelling for each domain, and rules that end at the dots."""

from __future__ import annotations

import pytest

from fediart.actions.domain_names import domain_of, obfuscated, shown_domain
from fediart.errors import Problem
from fediart.store.domain_rules import ALLOW_LIST, DomainRule, Moderation, Rules, covering


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Example.COM.", "example.com"), ("https://example.com/about?x=1", "example.com"),
        ("@jane@art.example", "art.example"), ("*.example.com", "example.com"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"), ("ＥＸＡＭＰＬＥ．com", "example.com"),
        ("faß.de", "xn--fa-hia.de"), ("例え。テスト", "xn--r8jz45g.xn--zckzah"), ("127.0.0.1:8080", "127.0.0.1:8080"),
        ("[::1]:80", "[::1]:80"), ("example.com:443", "example.com"),
    ],
)  # fmt: skip
def test_a_domain_has_one_spelling(typed: str, meant: str) -> None:
    assert domain_of(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "com", "not a domain", "exa mple.com", "a\\b.example", "/", "@", "x" * 260 + ".de"]
)
def test_what_is_no_domain_is_a_problem(typed: str) -> None:
    with pytest.raises(Problem):
        domain_of(typed)


def test_a_rule_covers_what_is_below_and_nothing_that_only_looks_so() -> None:
    """Advisory 30: a suffix counts on label boundaries only."""
    rules = Rules(by_domain={"evil.example": DomainRule("evil.example")})
    assert not rules.talks_to("evil.example")
    assert not rules.talks_to("a.b.evil.example:8443")
    assert not rules.talks_to("EVIL.example.")
    assert rules.talks_to("notevil.example")
    assert rules.talks_to("evil.example.org")
    assert covering("a.b.example:8080") == ["a.b.example:8080", "a.b.example", "b.example", "example"]
    assert covering("127.0.0.1:80") == ["127.0.0.1:80", "127.0.0.1"]
    assert covering("[::1]:80") == ["[::1]:80", "[::1]"]


def test_the_nearest_rule_counts() -> None:
    rules = Rules(
        by_domain={one.domain: one for one in (DomainRule("a.example"), DomainRule("b.a.example", "silence"))}
    )
    assert not rules.talks_to("x.a.example")
    assert rules.talks_to("c.b.a.example")


def test_with_an_allow_list_only_what_is_on_it_and_not_suspended_is_talked_to() -> None:
    settings = Moderation(mode=ALLOW_LIST)
    rules = Rules(settings, {"bad.good.example": DomainRule("bad.good.example")}, frozenset({"good.example"}))
    assert rules.talks_to("good.example")
    assert rules.talks_to("media.good.example")
    assert not rules.talks_to("bad.good.example")
    assert not rules.talks_to("other.example")


def test_names_are_shown_in_their_own_letters_or_starred_out() -> None:
    assert shown_domain("xn--bcher-kva.example") == "bücher.example (xn--bcher-kva.example)"
    assert shown_domain("example.com") == "example.com"
    assert obfuscated("gallery.example") == "g*****y.example"
    assert "galler" not in obfuscated("gallery.example")
