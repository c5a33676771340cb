"""What an app gave, read into a frozen dataclass: types, bounds and words from one declaration.

    @dataclass(frozen=True, slots=True)
    class NewList:
        title: str = asked("The list's name.", required=True, most=100)
        exclusive: bool = asked("Whether its people are left out of home.", default=False)

Fields are str, int, float, bool, `Id` (an identifier, as text or number), Literal, File, a dataclass of the same kind,
a tuple of any of these, or any of them `| None` for what may be left out. Apps send everything as text in forms and as
JSON's own types in JSON, and both are taken (Mastodon takes both).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from fediart.errors import NotFound, Problem, Problems
from fediart.language import _

Id = NewType("Id", int)
Made = TypeVar("Made")

_FALSE = {"false", "f", "0", "off", "no"}
_LONGEST = 100_000  # characters of one text that says nothing else
_MOST = 500  # of one list


@dataclass(frozen=True, slots=True)
class File:
    """A file that came in a multipart body; it is deleted after the answer unless it was moved away.

    `name` is what the sender called it, and `media_type` what they said it is: neither is believed.
    """

    path: Path
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Whole:
    """All that came, as it is, for what is no list of fields known beforehand, such as ActivityStreams.

    Its reader bounds it: nothing in it has been looked at.
    """

    tree: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bounds:
    """`clamped`: a number beyond the bounds is brought within instead of refused. `most` of a text is characters,
    of a list its items. `name` is how apps call it, where that is no name in Python."""

    says: str
    required: bool = False
    least: float | None = None
    most: float | None = None
    clamped: bool = False
    name: str = ""


def asked(
    says: str,
    *,
    default: Any = None,
    required: bool = False,
    least: float | None = None,
    most: float | None = None,
    clamped: bool = False,
    name: str = "",
) -> Any:
    """A field of what is given. `says` is its line in the OpenAPI document."""
    bounds = Bounds(says, required, least, most, clamped, name)
    return field(default=default, metadata={"asked": bounds})


def limited(default: int = 20, most: int = 40) -> Any:
    """`limit`: how many items; more than `most` are never given."""
    return asked(f"How many, at most {most}.", default=default, least=1, most=most, clamped=True)


@dataclass(frozen=True, slots=True)
class Older:
    """The usual cursors of a list that goes by ids (docs.joinmastodon.org/api/guidelines/#pagination)."""

    limit: int = limited()
    max_id: Id | None = asked("Only what is older than this id.")
    since_id: Id | None = asked("Only what is newer than this id, the newest first.")
    min_id: Id | None = asked("Only what is newer than this id, the next newer first.")


def bounds_of(one: Field[Any]) -> Bounds:
    found = one.metadata.get("asked")
    return found if isinstance(found, Bounds) else Bounds("")


@lru_cache(maxsize=512)
def hints_of(kind: Hashable) -> dict[str, Any]:
    return get_type_hints(kind)


@lru_cache(maxsize=512)
def _plan(kind: Hashable) -> tuple[tuple[Field[Any], Bounds, Any], ...]:
    """Its fields with what is known of each."""
    hints = hints_of(kind)
    return tuple((one, bounds_of(one), hints[one.name]) for one in fields(kind))  # type: ignore[arg-type]


def read(kind: type[Made], values: Mapping[str, Any], *, inside: str = "") -> Made:
    """Makes the dataclass. Raises Problems that name every field that is wrong, NotFound for what is no identifier."""
    if issubclass(kind, Whole):
        return kind(values)
    made: dict[str, Any] = {}
    found: list[Problem] = []
    for one, bounds, hint in _plan(kind):  # type: ignore[arg-type]  # a class is hashable
        name = bounds.name or one.name
        if values.get(name) is None and not bounds.required and one.default is not MISSING:
            continue
        shown = f"{inside}[{name}]" if inside else name
        try:
            value = _value(hint, values.get(name), bounds, shown)
            if value is None and bounds.required:
                raise Problem(_("%(name)s can't be blank", name=shown), field=shown)
        except Problems as several:
            found += several.found
            continue
        except NotFound:
            raise
        except Problem as problem:
            found.append(problem)
            continue
        if value is not None:
            made[one.name] = value
        elif one.default is MISSING and one.default_factory is MISSING:
            made[one.name] = None
    if found:
        raise Problems(found)
    return kind(**made)


def _value(hint: Any, value: Any, bounds: Bounds, name: str) -> Any:
    """None for what was not given."""
    if value is None:
        return None
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        inner = [one for one in get_args(hint) if one is not NoneType]
        return _value(inner[0], value, bounds, name)
    if origin is tuple:
        return _list(get_args(hint)[0], value, bounds, name)
    if origin is Literal:
        return _word(get_args(hint), value, name)
    if is_dataclass(hint) and hint is not File and isinstance(hint, type):
        if not isinstance(value, Mapping):
            raise Problem(_("%(name)s is not in the right form", name=name), field=name)
        return read(hint, value, inside=name)
    return _plain(hint, value, bounds, name)


def _list(hint: Any, value: Any, bounds: Bounds, name: str) -> tuple[Any, ...]:
    if isinstance(value, Mapping) and all(key.isdigit() for key in value):
        value = [value[key] for key in sorted(value, key=int)]  # fields_attributes[0][name] of forms
    if not isinstance(value, list):
        value = [] if value == "" else [value]
    if len(value) > (bounds.most if bounds.most is not None else _MOST):
        raise Problem(_("%(name)s has too many items", name=name), field=name)
    items = (_value(hint, item, Bounds(bounds.says), name) for item in value)
    return tuple(item for item in items if item is not None)


def _word(words: tuple[Any, ...], value: Any, name: str) -> Any:
    if value == "" and "" not in words:
        return None
    if value not in words:
        raise Problem(_("%(name)s is none of %(words)s", name=name, words=", ".join(map(str, words))), field=name)
    return value


def _plain(hint: Any, value: Any, bounds: Bounds, name: str) -> Any:
    if hint is File:
        if not isinstance(value, File):
            if value == "":
                return None
            raise Problem(_("%(name)s must be a file", name=name), field=name)
        return value
    if isinstance(value, File | Mapping | list):
        raise Problem(_("%(name)s is not in the right form", name=name), field=name)
    if hint is bool:
        return _flag(value)
    if hint is str:
        return _text(value, bounds, name)
    if value == "" or isinstance(value, bool):
        return None
    return _identifier(value) if hint is Id else _number(hint, value, bounds, name)


def _flag(value: Any) -> bool | None:
    if isinstance(value, str):
        return None if value == "" else value.lower() not in _FALSE
    return bool(value)


def _text(value: Any, bounds: Bounds, name: str) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if "\0" in text:
        raise Problem(_("%(name)s is not in the right form", name=name), field=name)
    most = bounds.most if bounds.most is not None else _LONGEST
    if len(text) > most:
        raise Problem(_("%(name)s is too long (maximum is %(most)s characters)", name=name, most=int(most)), field=name)
    return text


def _identifier(value: Any) -> int:
    text = str(value).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 2**63):
        raise NotFound(_("Record not found"))
    return int(text)


def _number(hint: Any, value: Any, bounds: Bounds, name: str) -> Any:
    try:
        number = hint(value) if not (hint is int and isinstance(value, str)) else int(value.strip())
    except (TypeError, ValueError, OverflowError):
        raise Problem(_("%(name)s is not a number", name=name), field=name) from None
    least = bounds.least if bounds.least is not None else -(2.0**53)
    most = bounds.most if bounds.most is not None else 2.0**53
    if not least <= number <= most:  # false for NaN, too
        if bounds.clamped:
            return int(max(least, min(most, number)))
        words = _("%(name)s must be between %(least)s and %(most)s", name=name, least=int(least), most=int(most))
        raise Problem(words, field=name)
    return number
