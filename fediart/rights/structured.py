"""RFC 9651 dictionaries, as far as a reader of Content-Usage needs them: all of the grammar, few of the values.

Only tokens are kept as text. Every other well-formed value is read past and kept as None, and one malformed
byte anywhere makes the whole field unreadable, as the RFC demands.
"""

from __future__ import annotations

import base64
import binascii
import re

_KEY = re.compile(r"[a-z*][a-z0-9_\-.*]*")
_TOKEN = re.compile(r"[A-Za-z*][!#$%&'*+\-.^_`|~0-9A-Za-z:/]*")
_NUMBER = re.compile(r"-?(?:[0-9]{1,12}\.[0-9]{1,3}|[0-9]{1,15})(?![0-9.])")
_DATE = re.compile(r"@-?[0-9]{1,15}(?![0-9.])")
_BOOLEAN = re.compile(r"\?[01]")
_STRING = re.compile(r'"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"')
_DISPLAY = re.compile(r'%"(?:[\x20\x21\x23\x24\x26-\x7e]|%[0-9a-f]{2})*"')
_BYTES = re.compile(r":([A-Za-z0-9+/=]*):")
_SPACES = re.compile(r" *")
_GAP = re.compile(r"[ \t]*")
_COMMA = re.compile(r",[ \t]*")


def dictionary(text: str) -> dict[str, str | None] | None:
    """The members of a dictionary field: a token's text, None for any other value; None if malformed.

    Several field lines are to be joined with ", " first. A key that comes twice keeps its last value.
    """
    members: dict[str, str | None] = {}
    at = _past(_SPACES, text, 0)
    try:
        while at < len(text):
            key, at = _one(_KEY, text, at)
            members[key], at = _member(text, at)
            at = _past(_GAP, text, at)
            if at == len(text):
                return members
            _, at = _one(_COMMA, text, at)
            if at == len(text):
                return None
    except ValueError:
        return None
    return members


def _member(text: str, at: int) -> tuple[str | None, int]:
    value: str | None = None
    if text.startswith("=", at):
        if text.startswith("=(", at):
            at = _inner_list(text, at + 2)
        else:
            value, at = _item(text, at + 1)
    return value, _parameters(text, at)


def _inner_list(text: str, at: int) -> int:
    while True:
        start = at
        at = _past(_SPACES, text, at)
        if text.startswith(")", at):
            return at + 1
        if start == at and text[at - 1] != "(":
            raise ValueError("items of an inner list are divided by spaces")
        _, at = _item(text, at)
        at = _parameters(text, at)


def _parameters(text: str, at: int) -> int:
    while text.startswith(";", at):
        _, at = _one(_KEY, text, _past(_SPACES, text, at + 1))
        if text.startswith("=", at):
            _, at = _item(text, at + 1)
    return at


def _item(text: str, at: int) -> tuple[str | None, int]:
    if token := _TOKEN.match(text, at):
        return token.group(), token.end()
    for kind in (_NUMBER, _DATE, _BOOLEAN, _STRING):
        if found := kind.match(text, at):
            return None, found.end()
    if found := _DISPLAY.match(text, at):
        _percent_decoded(found.group()[2:-1])
        return None, found.end()
    encoded, at = _one(_BYTES, text, at)
    try:
        base64.b64decode(encoded[1:-1], validate=True)
    except binascii.Error as error:
        raise ValueError("not a byte sequence") from error
    return None, at


def _percent_decoded(text: str) -> str:
    raw = re.sub(r"%([0-9a-f]{2})", lambda m: chr(int(m.group(1), 16)), text)
    return raw.encode("latin-1").decode("utf-8")


def _one(pattern: re.Pattern[str], text: str, at: int) -> tuple[str, int]:
    found = pattern.match(text, at)
    if found is None:
        raise ValueError(f"unexpected text at {at}")
    return found.group(), found.end()


def _past(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
