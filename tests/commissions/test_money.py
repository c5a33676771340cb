"""Amounts as people type them, in any custom of grouping; nothing else is taken for a number."""

from __future__ import annotations

import pytest

from fediart.actions.money import amount_from, price, typed
from fediart.errors import Problem


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [("", 0), ("120", 12_000), (" 120.5 ", 12_050), ("1,250.50", 125_050), ("1.250,50", 125_050), ("1 250", 125_000),
     ("1'000'000", 100_000_000), ("0", 0), ("0,99", 99), ("12.345", 1_234_500)],
)  # fmt: skip
def test_an_amount_is_read_as_it_is_meant(text: str, hundredths: int) -> None:
    assert amount_from(text, field="price") == hundredths
    assert amount_from(typed(hundredths), field="price") == hundredths


@pytest.mark.parametrize(
    "text", ["-5", "much", "1e9", "1.2.3", "²", "9" * 16, "100000000000001", "1,2345", "0x10", "."]
)
def test_what_is_no_amount_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Problem, match="Give the amount as a number") as refused:
        amount_from(text, field="price")
    assert refused.value.field == "price"


def test_a_price_is_said_in_words() -> None:
    assert price(12_000, 0, "EUR") == "120 EUR"
    assert price(12_000, 26_050, "EUR") == "120–260.50 EUR"
    assert price(0, 500_000, "USD") == "up to 5,000 USD"
    assert price(0, 0, "") == ""
