"""Finds every sentence that people read, in templates and in code, by the marks `_`, `ngettext` and `N_`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2
from jinja2.ext import extract_from_ast

_ONE = ("_", "N_", "written")
_COUNTED = ("ngettext", "form_for")

# For whom, the most read first; a sentence belongs to the first that has it. The rest is for those who run an instance.
AREAS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "visitors",
        (
            "layout", "front", "gallery", "artwork", "portfolio", "parts/artwork", "parts/portfolio", "parts/posts",
            "parts/profile", "parts/lists", "parts/forms", "parts/pictures", "parts/tongues", "post.html", "post_",
            "series.html", "tag.html", "timeline", "actor_remote", "account/", "errors/", "about.html", "web/about",
            "web/log_in", "web/join", "web/portfolio", "web/artwork", "web/failures", "explore", "search", "web/search",
            "contact", "offline", "parts/gallery", "parts/walls", "web/gallery", "fediart/errors", "actions/names",
        ),
    ),
    (
        "artists",
        (
            "home", "new.html", "work", "upload", "notifications", "edit_", "publish", "drafts", "alt", "messages",
            "commission", "jobs_", "artists", "lists", "bookmarks", "critique", "mail/", "reply", "quote", "follow",
            "report.html", "vouch", "copies", "copy.html", "identify", "parts/",
        ),
    ),
    ("settings", ("settings", "marks", "credentials", "protection", "policy", "moving", "web/interactions")),
)  # fmt: skip
LAST = "moderators and administrators"


@dataclass(frozen=True, slots=True)
class Sentence:
    """`many` is empty where nothing is counted. `where` is a file of the repository and a line."""

    one: str
    many: str
    where: str


def in_templates(folder: Path) -> Iterator[Sentence]:
    """Of all templates, in the order of their names."""
    reader = jinja2.Environment(autoescape=True)
    for path in sorted(folder.rglob("*.*")):
        if path.suffix not in (".html", ".txt"):
            continue
        tree = reader.parse(path.read_text(encoding="utf-8"))
        for line, _function, message in extract_from_ast(tree, [*_ONE, *_COUNTED]):
            forms = [message] if isinstance(message, str) else [one for one in message or () if one]
            one, many = [*forms, "", ""][:2]
            yield Sentence(one, many, f"{folder.name}/{path.relative_to(folder).as_posix()}:{line}")


def in_code(folder: Path) -> Iterator[Sentence]:
    """Of all modules. Raises ValueError where something else than literal text is marked."""
    for path in sorted(folder.rglob("*.py")):
        source, where = path.read_text(encoding="utf-8"), f"{folder.name}/{path.relative_to(folder).as_posix()}"
        if "fediart.language" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and (name := _called(node)) in (*_ONE, *_COUNTED):
                literal = [one.value for one in node.args[:2] if isinstance(one, ast.Constant)]
                texts = [one for one in literal if isinstance(one, str)]
                if name in _COUNTED and len(texts) == 2:
                    yield Sentence(texts[0], texts[1], f"{where}:{node.lineno}")
                elif name in _ONE and texts:
                    yield Sentence(texts[0], "", f"{where}:{node.lineno}")


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def area_of(where: str) -> str:
    """Who reads a sentence of this file."""
    place = where.split("/", 1)[1]
    for area, words in AREAS:
        if "admin" not in place and "review" not in place and any(_named(word, place) for word in words):
            return area
    return LAST


def _named(word: str, place: str) -> bool:
    return place.startswith(word) or f"/{word}" in f"/{place}"


def readers(places: Iterable[str]) -> str:
    """The area of a sentence that stands at these places: the one that is read most."""
    order = [area for area, _ in AREAS] + [LAST]
    return min((area_of(where) for where in places), key=order.index)


def every(root: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """All sentences of the project with the places they stand at, the most read first."""
    places: dict[tuple[str, str], list[str]] = {}
    for one in (*in_templates(root / "templates"), *in_code(root / "fediart")):
        if one.one.strip():
            places.setdefault((one.one, one.many), []).append(one.where)
    order = [area for area, _ in AREAS] + [LAST]

    def rank(key: tuple[str, str]) -> tuple[int, str]:
        first = min(places[key], key=lambda where: order.index(area_of(where)))
        return order.index(area_of(first)), first.rpartition(":")[0]

    return {key: tuple(places[key]) for key in sorted(places, key=rank)}
