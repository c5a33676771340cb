"""RFC 8785: one text for a JSON value, as every other implementation writes it, and none where readers would differ."""

from __future__ import annotations

import json
import random
import struct

import pytest

from federation.jcs import NotCanonical, canonical


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (-0.0, "0"), (1.0, "1"), (4.50, "4.5"), (2e-3, "0.002"), (1e30, "1e+30"), (1e-27, "1e-27"),
        (333333333.33333329, "333333333.3333333"), (1e21, "1e+21"), (1e20, "100000000000000000000"),
        (1e-6, "0.000001"), (1e-7, "1e-7"), (5e-324, "5e-324"), (-5e-324, "-5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"), (9007199254740992.0, "9007199254740992"),
        (295147905179352830000.0, "295147905179352830000"), (999999999999999700000.0, "999999999999999700000"),
        (1.5e300, "1.5e+300"), (-0.25, "-0.25"), (123456.789, "123456.789"), (2**53 - 1, "9007199254740991"),
        (-(2**53) + 1, "-9007199254740991"), (True, "true"), (None, "null"), ([], "[]"), ({}, "{}"),
    ],
)  # fmt: skip
def test_numbers_and_words_are_written_as_ecmascript_writes_them(value: object, text: str) -> None:
    """Numbers of the RFC's appendix B among them."""
    assert canonical(value).decode() == text


def test_names_are_sorted_by_their_utf_16_units() -> None:
    """The example of section 3.2.3: an emoji comes before U+FB33, because it begins with a surrogate."""
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    told = canonical({name: number for number, name in enumerate(names)}).decode()
    assert list(json.loads(told)) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_texts_escape_as_little_as_can_be() -> None:
    assert (
        canonical('\u20ac$\u000f\nA\'B"\\\\"/\x7f\u2028') == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f\u2028"'.encode()
    )


@pytest.mark.parametrize(
    "value",
    [2**53, -(2**53), float("nan"), float("inf"), "\ud800", {"\udfff": 1}, {1: 2}, {"a": object()}, b"x"],
    ids=["large", "small", "nan", "inf", "half", "half-name", "number-name", "object", "bytes"],
)
def test_what_others_would_read_differently_has_no_text(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


def test_nesting_beyond_reason_is_refused() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(NotCanonical):
        canonical(deep)


def test_the_fast_way_writes_what_the_slow_way_writes() -> None:
    """The text inside an object with a name that only the slow way can sort is the text outside of it."""
    chance = random.Random(2)
    for _ in range(1000):
        value = {
            "b": chance.uniform(-10, 10) * 10 ** chance.randint(-12, 12),
            "a": [chance.randint(-(2**53) + 1, 2**53 - 1), round(chance.random(), 2), float(chance.randint(0, 10**16))],
            "c": "".join(map(chr, chance.choices([*range(0xD000), 0x1F600], k=5))),
        }
        slow = canonical({"\u00e9": value})
        assert canonical({"e": value}) == slow.replace("\u00e9".encode(), b"e")


def test_every_number_reads_back_as_itself() -> None:
    chance = random.Random(1)
    for _ in range(2000):
        number = struct.unpack("<d", chance.randbytes(8))[0]
        if number == number and abs(number) != float("inf"):
            assert float(canonical(number)) == number
