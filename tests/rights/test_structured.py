"""Content-Usage as RFC 9651 wants it read, held against an independent parser."""

from __future__ import annotations

import http_sfv
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fediart.rights.meaning import content_usage
from fediart.rights.structured import dictionary


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("train-ai=n", {"train_gen": False}),
        ("train-ai=y", {"train_gen": True}),
        ("train-ai=n, search=y", {"train_gen": False, "search": True}),
        ("  train-ai=n\t,\tsearch=n  ", {"train_gen": False, "search": False}),
        ("train-ai=n;exceptions=cc-cr, search=y", {"train_gen": False, "search": True}),
        ("train-ai=y, train-ai=n", {"train_gen": False}),
        ("train-ai=n, train-ai=y", {"train_gen": True}),
        ("train-ai=n, train-ai", {}),
        ('train-ai="n"', {}),
        ("train-ai=?0", {}),
        ("train-ai=N", {}),
        ("train-ai=no", {}),
        ("train-ai=(n y)", {}),
        ("genai=n, tdm=n, ai-use=n", {}),
        ("", {}),
        ("TRAIN-AI=n", None),
        ("train-ai=n, INVALID=y", None),
        ("train-ai=n,", None),
        ("train-ai=n search=y", None),
        ("train-ai = n", None),
        ("train-ai=", None),
        ("train-ai=n, x=(a", None),
        ("train-ai=n, x=:a:", None),
        ("\ttrain-ai=n", None),
        ("train-ai=n, x=é", None),
        ("train-ai=n, x=1.", None),
        ("train-ai=n, x=0.1234", None),
        ("train-ai=n, x=0.123;y, z=-5", {"train_gen": False}),
    ],
)
def test_content_usage(text, said):
    assert content_usage(text) == said


PLAIN = ("train-ai", "search", "=", "y", "n", ",", " ", "\t", ";", "a", "A", "*", "_", "/", "\\", "é")
VALUES = ("1", "1.5", "-", "?0", "?", '"x"', '"', ":YQ==:", ":", "(", ")", "@1", '%"a"', '%"%c3%bc"', '%"%ff"')
pieces = st.sampled_from((*PLAIN, *VALUES))


@settings(max_examples=300)
@given(st.lists(pieces, max_size=14).map("".join).filter(str.strip))
@example("a=(1 2);x=3, b;c=?1, d=@-5")
@example("a=((1))")
@example('a="\\\\", b=n\t')
@example("a;  b=1")
@example("a=9999999999999999")
def test_the_same_fields_are_readable_as_to_an_independent_parser(text):
    theirs = http_sfv.Dictionary()
    try:
        theirs.parse(text.encode())
        expected = {
            key: str(item.value) if isinstance(getattr(item, "value", None), http_sfv.Token) else None
            for key, item in theirs.items()
        }
    except (ValueError, IndexError):
        expected = None
    assert dictionary(text) == expected
