"""Amounts of money as people type and read them: kept as hundredths of the currency's unit, never as fractions."""

from __future__ import annotations

import re
from typing import Final

from fediart.errors import Problem
from fediart.language import _
from fediart.language import amount as said

CURRENCIES: Final = (
    "EUR", "USD", "GBP", "IDR", "INR", "JPY", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EGP", "HKD", "HUF",
    "ILS", "KRW", "MAD", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RON", "SAR", "SEK", "SGD", "THB", "TRY", "TWD",
    "UAH", "VND", "ZAR",
)  # fmt: skip
MOST: Final = 100_000_000_000_00  # hundredths; more is a slip of the hand
_SHAPE: Final = re.compile(r"(\d{1,15})(?:[.,](\d{1,2}))?")
_GROUPS: Final = re.compile(r"(?<=\d)[  ',.](?=\d{3}(?!\d))")


def amount_from(text: str, *, field: str) -> int:
    """`1,250.50`, `1.250,50` or `1250` as hundredths; 0 for nothing. Raises Problem for the form field."""
    tidy = text.strip()
    if not tidy:
        return 0
    found = _SHAPE.fullmatch(_GROUPS.sub("", tidy))
    amount = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else 0
    if found is None or amount > MOST:
        raise Problem(_("Give the amount as a number, such as 120 or 120.50."), field=field)
    return amount


def typed(amount: int) -> str:
    """As `amount_from` reads it, for form fields; empty for nothing."""
    if not amount:
        return ""
    whole, rest = divmod(amount, 100)
    return f"{whole}.{rest:02}" if rest else str(whole)


def price(low: int, high: int, currency: str) -> str:
    """A price or a range of prices; empty where neither is said."""
    if not low and not high:
        return ""
    if not high or high == low:
        return _("%(amount)s %(currency)s", amount=said(low), currency=currency)
    if not low:
        return _("up to %(amount)s %(currency)s", amount=said(high), currency=currency)
    return _("%(low)s–%(high)s %(currency)s", low=said(low), high=said(high), currency=currency)


def checked_range(low: str, high: str, currency: str, *, fields: tuple[str, str, str]) -> tuple[int, int, str]:
    """What was typed as lowest and highest amount and as currency, each for its form field. Raises Problem."""
    first, last = amount_from(low, field=fields[0]), amount_from(high, field=fields[1])
    if last and first > last:
        raise Problem(_("The highest amount must not be below the lowest."), field=fields[1])
    if (first or last) and currency not in CURRENCIES:
        raise Problem(_("Choose the currency."), field=fields[2])
    return first, last, currency if first or last else ""
