"""Pages to HTML. Each page is a frozen dataclass that names its template; the only module that knows jinja2."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import jinja2
from markupsafe import Markup, escape

from fediart import language
from fediart.language import day, number
from fediart.sanitize import clean, plain
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.web.dressing import with_emojis
from fediart.web.extras import LANGUAGES


@dataclass(frozen=True, slots=True)
class Page:
    """The base of all pages. `title` is for the tab; the template finds every other field by its name."""

    template: ClassVar[str]
    title: str


_NOTHING = Markup()
_LEFTWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_RIGHTWARDS = re.compile("[^\\W\\d_\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_VERBATIM = re.compile(r'(?:="[^"]*|<code>)%\((\w+)\)s')


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language to choose, by the name it gives itself."""

    code: str
    name: str
    direction: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page. `csrf` is empty on cached pages, which have no forms that change anything.

    `may_join` is whether a visitor without an invitation can sign up; `deeds` are those of the viewer's role;
    `messages` counts talks with something new. `now` is the time of this answer in milliseconds. `language` is the
    one it is in, `tongues` those to choose from. `announcement` is the newest one that the viewer has not put away, as
    HTML.
    """

    instance_name: str
    origin: str
    path: str
    csrf: str = ""
    account: Account | None = None
    actor: Actor | None = None
    unseen: int = 0
    to_review: int = 0
    open_reports: int = 0
    messages: int = 0
    notice: str = ""
    rights_head: Markup = _NOTHING
    version: str = ""
    may_join: bool = False
    deeds: frozenset[str] = frozenset()
    now: int = 0
    language: str = "en"
    wall: str = "rows"
    direction: str = "ltr"
    tongues: tuple[Tongue, ...] = ()
    announcement: Markup = _NOTHING
    announcement_id: int = 0


class Renderer:
    """Templates are compiled once and then shared by all requests, and by all applications of a process."""

    def __init__(self, folder: Path) -> None:
        self._jinja = _environment(folder)

    def html(self, page: Page, frame: Frame) -> str:
        values: dict[str, Any] = {item.name: getattr(page, item.name) for item in fields(page)}
        return self._jinja.get_template(page.template).render(values, page=page, frame=frame)


@lru_cache(maxsize=4)
def _environment(folder: Path) -> jinja2.Environment:
    jinja = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    jinja.globals |= {"_": _sentence, "ngettext": _counted, "N_": language.N_, "LANGUAGES": LANGUAGES}
    jinja.filters |= {
        "day": day,
        "moment": moment,
        "number": number,
        "said": _said,
        "either": lambda things: language.listed(things, "or"),
        "clean": lambda markup: Markup(clean(markup)),  # noqa: S704 - the sanitizer's output
        "plain": plain,
        "clean_with": lambda markup, emojis: Markup(with_emojis(clean(markup), emojis)),  # noqa: S704 - as above
        "with_emojis": lambda text, emojis: Markup(with_emojis(str(escape(text)), emojis)),  # noqa: S704 - escaped
    }
    return jinja


@jinja2.pass_context  # Jinja would work it out once for all readers where the sentence is a literal
def _said(_: jinja2.runtime.Context, message: str) -> str:
    """A sentence of a table of ours, in the reader's language."""
    return language._(message)


def _sentence(message: str, /, **values: object) -> Markup:
    """A sentence of ours in the reader's language: its HTML stands, the values are escaped. Only for literals."""
    said = Markup(language._(message))  # noqa: S704 - a literal of a template, or its translation
    return said % kept_apart(message, values) if values else said


def _counted(one: str, many: str, count: int, /, **values: object) -> Markup:
    """As `_sentence`, in the form for `count` things."""
    said = Markup(language.form_for(one, many, count))  # noqa: S704 - as above
    return said % {"count": number(count), **kept_apart(many, values)}


def kept_apart(message: str, values: Mapping[str, object]) -> Mapping[str, object]:
    """Values written the other way than the reader's language, such as a name in Arabic within English, stand between
    U+2068 and U+2069, so that they turn nothing round them. Addresses and code are left as they are."""
    turned = _LEFTWARDS if language.spoken().direction == "ltr" else _RIGHTWARDS
    strange = {name for name, value in values.items() if type(value) is str and turned.search(value)}
    strange -= set(_VERBATIM.findall(message)) if strange else set()
    return {name: f"\u2068{value}\u2069" if name in strange else value for name, value in values.items()}


def mail_text(folder: Path, kind: str, words: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text of `templates/mail/KIND.txt`: its first line is the subject."""
    jinja = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=False,  # noqa: S701 - plain text, not HTML
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    jinja.globals |= {"_": language._, "ngettext": language.ngettext}
    made = jinja.get_template(f"mail/{kind}.txt").render(words)
    subject, _, text = made.strip().partition("\n")
    return " ".join(subject.split()), text.strip() + "\n"


def moment(milliseconds: int) -> str:
    """`2026-11-22T07:00:00Z`, for the datetime attribute."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
