"""Words in the language of whoever reads: the gate, the mail job and the commands say which, everything else asks here.

`_("%(name)s follows you", name=...)` is the sentence in the language spoken now; `ngettext` knows its plural rules.
Sentences are whole ones with named values, never put together from parts: other languages order words differently.
Days, numbers and lists are written as people of that language do. The only module that asks Babel for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import escape


def _english_form(count: int) -> int:
    return 0 if count == 1 else 1


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A language of the pages. `code` is its BCP 47 tag, `name` what it calls itself, `direction` ltr or rtl.

    `messages` has its sentences by the English ones; `counted`, by the English one for one thing, has its forms, of
    which `form` says the index for a count. `share` is how much of the pages it has words for, from 0 to 1.
    """

    code: str = "en"
    name: str = "English"
    direction: str = "ltr"
    messages: Mapping[str, str] = field(default_factory=dict)
    counted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    form: Callable[[int], int] = _english_form
    share: float = 1.0


ENGLISH = Language()
_speaking: ContextVar[Language] = ContextVar("fediart_speaking", default=ENGLISH)


def spoken() -> Language:
    """The language spoken now."""
    return _speaking.get()


def _(message: str, /, **values: object) -> str:
    """The sentence in the language spoken now, its `%(name)s` filled with `values` (none: it stays as it is)."""
    said = _speaking.get().messages.get(message, message)
    return said % values if values else said


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """As `_`, in the form for `count` things; `%(count)s` is always among the values."""
    return form_for(one, many, count) % {"count": count, **values}


def form_for(one: str, many: str, count: int, /) -> str:
    """The sentence for `count` things by the plural rules of the language spoken now, its values not yet filled in."""
    language = _speaking.get()
    forms = language.counted.get(one)
    if forms is None:
        return one if count == 1 else many
    return forms[min(language.form(count), len(forms) - 1)]


class Sentence(str):
    """A sentence of a table: English where programs handle it, in the reader's language where it is shown.

    To compare, to look up and to keep it is the English text; as `str(it)`, in an f-string and on a page (`{{ it }}`)
    it is translated. What joins or adds it gets the English: whole sentences are not put together.
    """

    __slots__ = ()

    def __str__(self) -> str:
        plain = str.__str__(self)
        return _speaking.get().messages.get(plain, plain)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __html__(self) -> str:
        return escape(str(self))


def N_(message: str, /) -> str:
    """Marks a sentence of a table for the catalogues: it is translated where it is shown."""
    return Sentence(message)


def written(message: str, /) -> str:
    """Marks a sentence that also goes into files, rows or messages as it is: pages translate it, by `_` or `said`."""
    return message


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Within it, `_` and `ngettext` speak `language`, or the one that `speak` names on the way."""
    before = _speaking.set(language)
    try:
        yield
    finally:
        _speaking.reset(before)


def speak(language: Language) -> None:
    """From here on, up to the end of the `speaking` around it: for who learns late who reads."""
    _speaking.set(language)


def day(milliseconds: int) -> str:
    """`22 November 2026`, or the same as the language spoken now writes it."""
    at = datetime.fromtimestamp(milliseconds / 1000, UTC)
    language = _speaking.get()
    if language is ENGLISH:
        return f"{at.day} {at:%B %Y}"
    return _day(language.code, at.year, at.month, at.day)


@lru_cache(maxsize=10_000)
def _day(code: str, year: int, month: int, day: int) -> str:
    return format_date(datetime(year, month, day), "long", locale=_locale(code))


def number(value: int) -> str:
    """`12,345`, or `12.345` where that is the custom."""
    language = _speaking.get()
    if language is ENGLISH or -1000 < value < 1000:
        return f"{value:,}"
    return format_decimal(value, locale=_locale(language.code))


def amount(hundredths: int) -> str:
    """`1,250.50` or `1,250`, of hundredths, as the language spoken now writes it."""
    whole, rest = divmod(hundredths, 100)
    if not rest:
        return number(whole)
    return format_decimal(Decimal(hundredths) / 100, format="#,##0.00", locale=_locale(_speaking.get().code))


def listed(things: Iterable[str], joined: Literal["and", "or"] = "and") -> str:
    """`one, two and three`, as the language spoken now lists things."""
    style: Literal["standard", "or"] = "standard" if joined == "and" else "or"
    return format_list(list(things), style=style, locale=_locale(_speaking.get().code))


@lru_cache(maxsize=64)
def _locale(code: str) -> Locale:
    """How a language writes; English as in Britain. One that CLDR does not know writes as English does."""
    try:
        return Locale.parse("en-GB" if code in ("en", "en-XA") else code.removesuffix("-XB"), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def direction_of(code: str) -> str:
    """`rtl` for languages written from right to left, else `ltr`."""
    return _locale(code).text_direction


def own_name(code: str) -> str:
    """What a language calls itself, where its catalogue does not say."""
    name = _locale(code).get_display_name() or code
    return name[:1].upper() + name[1:]
