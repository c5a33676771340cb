"""The page about an artist: statement, skills, clients and a curriculum vitae, from lines that people can paste."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from fediart.language import N_
from fediart.store.portfolios import CV, About
from fediart.translate.markdown import html_of_markdown

CV_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "exhibitions": N_("Exhibitions"),
        "experience": N_("Experience"),
        "awards": N_("Awards and grants"),
        "publications": N_("Publications"),
        "education": N_("Education"),
    }
)
_WHEN = re.compile(r"(\d{4}(?:\s?[-–—/]\s?(?:\d{4}|\d{2}|[^\W\d]{2,12}\b)?)?)[\s:,.;–—-]+(?=\S)")
_LINK = re.compile(r"[\s(]+(https?://[^\s<>\"']{1,500})\)?$")


@dataclass(frozen=True, slots=True)
class CvLine:
    """One line: the year or years it began with, its words, and the address it ended with; either may be empty."""

    when: str
    words: str
    link: str


@dataclass(frozen=True, slots=True)
class CvPart:
    """`title` is a sentence of the catalogues, shown with the filter `said`."""

    name: str
    title: str
    lines: tuple[CvLine, ...]


@dataclass(frozen=True, slots=True)
class ShownAbout:
    """`statement` is HTML, to be cleaned. Only parts of the vitae that have lines are there."""

    statement: str = ""
    skills: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    cv: tuple[CvPart, ...] = field(default=())

    @property
    def said(self) -> bool:
        """Whether there is anything to read."""
        return bool(self.statement or self.skills or self.tools or self.clients or self.cv)


def shown_about(about: About) -> ShownAbout:
    parts = ((name, tuple(cv_line(line) for line in getattr(about, name))) for name in CV)
    return ShownAbout(
        statement=html_of_markdown(about.statement),
        skills=about.skills,
        tools=about.tools,
        clients=about.clients,
        cv=tuple(CvPart(name, CV_TITLES[name], lines) for name, lines in parts if lines),
    )


def cv_line(line: str) -> CvLine:
    """`2023–2024 Solo show, Gallery, Berlin https://gallery.example` in its three parts."""
    link = _LINK.search(line)
    rest = line[: link.start()] if link else line
    when = _WHEN.match(rest)
    if when is None:
        return CvLine("", rest.strip() or line, link[1] if link else "")
    return CvLine(when[1].strip(), rest[when.end() :].strip(), link[1] if link else "")
