"""JSON Canonicalization Scheme (RFC 8785): the one text of a JSON value, over which proofs are made.

Only I-JSON (RFC 7493) has one: whole numbers beyond 2**53 - 1, NaN and halves of surrogate pairs are refused.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from json import JSONEncoder
from json.encoder import encode_basestring

MAX_INTEGER = 2**53 - 1
# Python's own encoder in C writes the same text for nearly everything, a hundred times faster.
_ENCODER = JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


class NotCanonical(ValueError):
    """The value has no canonical text, because others would read it as another value."""


def canonical(value: object) -> bytes:
    """The canonical text in UTF-8. Raises `NotCanonical`."""
    try:
        try:
            text = _ENCODER.encode(_usual(value))
        except _Unusual:
            text = _text(value)
        return text.encode()
    except UnicodeEncodeError as problem:
        raise NotCanonical("a text holds half a surrogate pair") from problem
    except RecursionError as problem:
        raise NotCanonical("the value is nested too deeply") from problem


class _Unusual(Exception):
    """Holds something that Python would write in another way than ECMAScript."""


def _usual(value: object) -> object:
    """The value, such that Python's encoder writes its canonical text. Raises `_Unusual` where it would not."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is dict and isinstance(value, dict):
        if not all(type(name) is str and name.isascii() for name in value):
            raise _Unusual
        return {name: _usual(one) for name, one in value.items()}
    if kind is list and isinstance(value, list):
        return [_usual(one) for one in value]
    if isinstance(value, float) and 1e-4 <= abs(value) < 1e15:
        return int(value) if value.is_integer() else value
    if kind is int and isinstance(value, int) and abs(value) <= MAX_INTEGER:
        return value
    if value == 0 and isinstance(value, float):
        return 0
    raise _Unusual


def _text(value: object) -> str:
    if isinstance(value, str):
        return _string(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise NotCanonical("a whole number is too large to be the same everywhere")
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        # Section 3.2.3: by the UTF-16 code units of the names.
        names = sorted(value, key=lambda name: str(name).encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_string(name)}:{_text(value[name])}" for name in names) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_text, value)) + "]"
    raise NotCanonical(f"{type(value).__name__} is not JSON")


def _string(text: object) -> str:
    """Section 3.2.2.2, which is what Python writes when it leaves other than ASCII as it is."""
    if not isinstance(text, str):
        raise NotCanonical("a name is not a text")
    return encode_basestring(text)


def _number(value: float) -> str:
    """Section 3.2.2.3: as ECMAScript writes numbers (ECMA-262, Number::toString)."""
    if not math.isfinite(value):
        raise NotCanonical("a number is not finite")
    if value == 0:
        return "0"
    sign, digits, point = _digits(abs(value), "-" if value < 0 else "")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    exponent = f"e{point - 1:+d}"
    return f"{sign}{digits[0]}{'.' + digits[1:] if count > 1 else ''}{exponent}"


def _digits(value: float, sign: str) -> tuple[str, str, int]:
    """The fewest digits that read back as the value, and where the decimal point stands after the first of them."""
    mantissa, _, exponent = f"{value!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    point = len(whole) + int(exponent or 0)
    digits = whole + fraction
    stripped = digits.lstrip("0")
    return sign, stripped.rstrip("0"), point - (len(digits) - len(stripped))
