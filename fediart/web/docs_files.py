"""The documentation as a folder of files that any host serves, or that is opened from a disk by itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from fediart import __version__
from fediart.handbook.library import FILES, Library, library
from fediart.resources import resource
from fediart.web.docs import DocsFrontPage, DocsPage, page_of
from fediart.web.own_site import folder
from fediart.web.render import Frame, Page, Renderer

_FRAME: Final = Frame(instance_name="fediart", origin="", path="", version=__version__)
_STYLES: Final = ("fediart.css", "docs.css", "appearance.js", "docs.js", "icon.svg", "frames.svg")


@dataclass(frozen=True, slots=True)
class DocsFrontFile(DocsFrontPage):
    template: ClassVar[str] = "docs/files/front.html"


@dataclass(frozen=True, slots=True)
class DocsFile(DocsPage):
    template: ClassVar[str] = "docs/files/page.html"


@dataclass(frozen=True, slots=True)
class DocsEveryFile(Page):
    """Every heading of every page: what a search without a server can be. A small script narrows it down."""

    template: ClassVar[str] = "docs/files/every.html"
    library: Library
    q: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    """How many files the folder has now, how many of them were written, and how many of earlier ones are gone."""

    files: int
    written: int
    removed: int


def build(root: Path) -> Built:
    """Writes the site into the folder, a new one or one that was built before.

    Raises Problem where the folder holds something else.
    """
    into, shelf = folder.begin(root), library(FILES)
    renderer = Renderer(resource("templates"))

    def put(place: str, page: Page) -> None:
        folder.put(into, place, renderer.html(page, _FRAME).encode())

    put("index.html", DocsFrontFile(title="Documentation", library=shelf))
    put("search.html", DocsEveryFile(title="All sections", library=shelf))
    for slug in shelf.documents:
        page = page_of(shelf, slug, DocsFile)
        assert page is not None
        put(f"{slug}.html", page)
    for name, path in shelf.pictures.items():
        folder.put(into, FILES.picture.format(name), path.read_bytes())
    for path in _files():
        folder.put(into, f"static/{path.relative_to(resource('static')).as_posix()}", path.read_bytes())
    removed = folder.finish(into)
    return Built(len(into.sums), into.written, removed)


def _files() -> list[Path]:
    """Style sheets, fonts with their licences, and the two scripts."""
    static = resource("static")
    return [*(static / name for name in _STYLES), *sorted((static / "fonts").iterdir())]
