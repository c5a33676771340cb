"""Words in the language of whoever reads: the gate, the mail job and the commands say which, everything else asks here.

`_("%(name)s follows you", name=...)` is the sentence in the language spoken now; `ngettext` knows its plural rules.
Sentences are whole ones with named values, never put together from parts: other languages order words differently.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations

_speaking: ContextVar[NullTranslations] = ContextVar("fediart_speaking")
_ENGLISH = NullTranslations()


def _(message: str, /, **values: object) -> str:
    """The sentence in the language spoken now, its `%(name)s` filled with `values` (none: it stays as it is)."""
    said = _speaking.get(_ENGLISH).gettext(message)
    return said % values if values else said


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """As `_`, in the form for `count` things; `%(count)s` is always among the values."""
    return form_for(one, many, count) % {"count": count, **values}


def form_for(one: str, many: str, count: int, /) -> str:
    """The sentence for `count` things by the plural rules of the language spoken now, its values not yet filled in."""
    return _speaking.get(_ENGLISH).ngettext(one, many, count)


def N_(message: str, /) -> str:
    """Marks a sentence of a table for the catalogues; it is translated where it is shown, by `_(sentence)`."""
    return message


@contextmanager
def speaking(catalogue: NullTranslations) -> Iterator[None]:
    """Within it, `_` and `ngettext` speak the language of `catalogue`."""
    before = _speaking.set(catalogue)
    try:
        yield
    finally:
        _speaking.reset(before)
