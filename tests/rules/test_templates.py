"""Pages and templates belong together: nothing undefined, nothing unused, nothing inline, nothing from elsewhere."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path

import jinja2
import jinja2.meta
import pytest

import fediart.web
from fediart.resources import resource
from fediart.web.proportions import NARROWEST, STEP, WIDEST, proportion_class, stylesheet
from fediart.web.render import Frame, Page, Renderer

TEMPLATES, STATIC = resource("templates"), resource("static")
SPEAKING = {"_", "ngettext", "N_"}
GIVEN = {"page", "frame", *SPEAKING}
PAGE_TEMPLATES = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for path in TEMPLATES.rglob("*.html")
    if "parts" not in path.parts and path.name != "layout.html"
)
ALL_TEMPLATES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))


def page_classes() -> list[type[Page]]:
    for module in pkgutil.walk_packages(fediart.web.__path__, "fediart.web."):
        importlib.import_module(module.name)
    found: list[type[Page]] = []
    waiting = list(Page.__subclasses__())
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        # A slotted dataclass is made anew, and the first draft of the class lives on beside it.
        if getattr(sys.modules[one.__module__], one.__name__, None) is one:
            found.append(one)
    return sorted((one for one in set(found) if one.__module__.startswith("fediart.")), key=lambda one: one.__name__)


PAGES = page_classes()


def text_of(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a template asks for that it has not made itself, and which others it brings."""

    asks: frozenset[str]
    brings: tuple[str, ...]


@cache
def parsed(name: str) -> Parsed:
    jinja = _environment()
    tree = jinja.parse(text_of(name))
    brings = tree.find_all((jinja2.nodes.Extends, jinja2.nodes.Include))
    constant = [one.template.value for one in brings if isinstance(one.template, jinja2.nodes.Const)]
    return Parsed(frozenset(jinja2.meta.find_undeclared_variables(tree) - _made(tree)), tuple(constant))


@cache
def _environment() -> jinja2.Environment:
    jinja = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
    jinja.filters |= Renderer(TEMPLATES)._jinja.filters
    return jinja


def test_a_page_is_frozen_and_has_its_template() -> None:
    for page in PAGES:
        assert is_dataclass(page), page
        assert page.__dataclass_params__.frozen, page  # type: ignore[attr-defined]
        if "template" in vars(page):
            assert (TEMPLATES / page.template).is_file(), f"{page.__name__} names {page.template}, which is not there"


def _made(tree: jinja2.nodes.Template) -> set[str]:
    """What a template has of itself: macros, its own and imported ones, and what it sets."""
    made = {macro.name for macro in tree.find_all(jinja2.nodes.Macro)}
    for one in tree.find_all(jinja2.nodes.FromImport):
        made |= {name if isinstance(name, str) else name[1] for name in one.names}
    for assigned in tree.find_all(jinja2.nodes.Assign):
        made |= {name.name for name in assigned.find_all(jinja2.nodes.Name) if name.ctx == "store"}
    return made


def test_every_template_is_some_pages() -> None:
    used = {page.template for page in PAGES if "template" in vars(page)}
    parts = set(re.findall(r'(?:extends|from|include) "([^"]+)"', "".join(text_of(name) for name in ALL_TEMPLATES)))
    assert set(PAGE_TEMPLATES) - parts == used - parts


def test_what_templates_borrow_from_each_other_is_there() -> None:
    for name in ALL_TEMPLATES:
        for source, words in re.findall(r'\{% from "([^"]+)" import ([^%]+?)(?: with context)? %\}', text_of(name)):
            macros = set(re.findall(r"\{%-? (?:macro|set) (\w+)\b", text_of(source)))
            borrowed = {word.split(" as ")[0].strip() for word in words.split(",")}
            assert borrowed <= macros, f"{name} borrows {borrowed - macros} from {source}"


def test_parts_use_only_what_they_are_given() -> None:
    parts = sorted(path.name for path in (TEMPLATES / "parts").glob("*.html"))
    assert {name: asked for name in parts if (asked := parsed(f"parts/{name}").asks - SPEAKING)} == {}


def test_a_template_asks_only_for_what_its_page_has() -> None:
    for page in PAGES:
        if "template" not in vars(page):
            continue
        has = {item.name for item in fields(page)} | GIVEN
        waiting, seen = [page.template], set()
        while waiting:
            name = waiting.pop()
            asked = parsed(name).asks
            assert asked <= has, f"{name} asks for {sorted(asked - has)}, which {page.__name__} has not"
            seen.add(name)
            waiting += [one for one in parsed(name).brings if one not in seen]


FOREIGN = {
    "inline style": re.compile(r"\sstyle\s*="),
    "inline style sheet": re.compile(r"<style\b"),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)"),
    "inline event handler": re.compile(r"""\son[a-z]+\s*=\s*["']"""),
    "loaded from elsewhere": re.compile(r"""\b(?:src|srcset)\s*=\s*["'](?:https?:)?//"""),
    "unescaped": re.compile(r"\|\s*safe"),
}


def test_nothing_is_inline_and_nothing_comes_from_elsewhere() -> None:
    """The content security policy would refuse it, and visitors would be told on to third parties."""
    wrong = [
        f"{name}: {what}" for name in ALL_TEMPLATES for what, seen in FOREIGN.items() if seen.search(text_of(name))
    ]
    assert wrong == []


def test_only_literals_are_sentences() -> None:
    """`_` trusts the HTML of what it is given: words that come from Python are shown with the filter `said`."""
    put_together = re.compile(r"""(?<![\w.])(?:_|ngettext)\((?!\s*["'])""")
    assert [name for name in ALL_TEMPLATES if put_together.search(text_of(name))] == []


def test_files_and_icons_that_are_named_exist() -> None:
    symbols = set(re.findall(r'<symbol id="([a-z-]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    for name in ALL_TEMPLATES:
        text = text_of(name)
        for file in re.findall(r"/static/([A-Za-z0-9_./-]+\.[a-z0-9]+)", text):
            assert (STATIC / file).is_file(), f"{name} loads {file}"
        for icon in re.findall(r'\bicon\("([a-z-]+)"\)', text):
            assert icon in symbols, f"{name} shows the icon {icon}"


def test_forms_that_change_something_carry_the_token() -> None:
    for name in ALL_TEMPLATES:
        for form in re.findall(r'<form\b[^>]*method="post".*?</form>', text_of(name), re.DOTALL):
            assert "csrf(frame)" in form, f"{name}: {form[:80]}"


def test_scripts_import_each_other_and_nothing_else() -> None:
    for path in STATIC.rglob("*.js"):
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"""(?:from|import)\s+["']([^"']+)["']""", text):
            assert target.startswith("./"), f"{path.name} imports {target}"
            assert (path.parent / target).is_file(), f"{path.name} imports {target}"
        assert "innerHTML" not in text, f"{path.name} writes markup"


def test_fonts_are_small_and_come_with_their_licence() -> None:
    fonts = list((STATIC / "fonts").glob("*.woff2"))
    assert fonts
    assert sum(path.stat().st_size for path in fonts) < 160_000
    for family in ("instrument-sans", "newsreader"):
        licence = (STATIC / "fonts" / f"LICENSE-{family}.txt").read_text(encoding="utf-8")
        assert "SIL Open Font License" in licence.replace("SIL OPEN FONT LICENSE", "SIL Open Font License")
    for named in re.findall(r'url\("([^"]+)"\)', (STATIC / "fediart.css").read_text(encoding="utf-8")):
        assert (STATIC / named).is_file(), named


def test_the_style_sheet_of_proportions_is_the_one_the_classes_come_from() -> None:
    text = (STATIC / "ratios.css").read_text(encoding="utf-8")
    assert text == stylesheet()
    for size in ((1, 1), (1600, 1067), (1067, 1600), (4000, 600), (600, 4000), (10**6, 1), (1, 10**6), (0, 0)):
        assert f".{proportion_class(*size)}{{" in text


@pytest.mark.parametrize(("width", "height"), [(3, 2), (2, 3), (16, 9), (1, 1), (21, 9), (210, 297)])
def test_a_class_is_within_half_a_per_cent_of_the_picture(width: int, height: int) -> None:
    word = proportion_class(width, height)
    step = int(word[1:]) * (1 if word[0] == "p" else -1)
    assert NARROWEST <= step <= WIDEST
    assert STEP**step == pytest.approx(width / height, rel=0.0051)


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", block))


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_keep_wcag_aa_in_light_and_dark() -> None:
    css = (STATIC / "fediart.css").read_text(encoding="utf-8")
    light = _tokens(css[css.index(":root {") : css.index("@media (prefers-color-scheme: dark)")])
    dark = _tokens(css[css.index(':root[data-theme="dark"]') : css.index("@media (prefers-contrast")])
    for tokens in (light, {**light, **dark}):
        for ground in ("wall", "sheet", "shade"):
            for ink in ("ink", "soft", "alarm"):
                assert _contrast(tokens[ink], tokens[ground]) >= 4.5, (ink, ground, tokens)
            for edge in ("edge", "focus"):
                assert _contrast(tokens[edge], tokens[ground]) >= 3, (edge, ground, tokens)
        assert _contrast(tokens["on-ink"], tokens["ink"]) >= 4.5
        assert _contrast(tokens["alarm"], tokens["alarm-shade"]) >= 4.5
        for grey in ("wall", "sheet", "shade", "ink", "soft", "line", "edge"):
            assert len({tokens[grey][at : at + 2] for at in (1, 3, 5)}) == 1, f"{grey} has a tint"


def test_the_media_query_and_the_visitors_choice_of_dark_agree() -> None:
    css = (STATIC / "fediart.css").read_text(encoding="utf-8")
    by_device = css[css.index("@media (prefers-color-scheme: dark)") : css.index(':root[data-theme="dark"]')]
    by_choice = css[css.index(':root[data-theme="dark"]') : css.index("@media (prefers-contrast")]
    assert _tokens(by_device) == _tokens(by_choice) != {}


def test_the_frame_is_what_every_template_may_count_on() -> None:
    known = {item.name for item in fields(Frame)}
    for name in ALL_TEMPLATES:
        assert set(re.findall(r"\bframe\.([a-z_]+)", text_of(name))) <= known, name


def test_there_are_pages() -> None:
    assert len(PAGES) > 15
    assert Path(TEMPLATES / "layout.html").is_file()
