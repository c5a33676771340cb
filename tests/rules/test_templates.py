"""Pages and templates belong together: nothing undefined, nothing unused, nothing inline, nothing from elsewhere."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from dataclasses import fields, is_dataclass
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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_page_is_frozen_and_has_its_template(page: type[Page]) -> None:
    assert is_dataclass(page)
    assert page.__dataclass_params__.frozen  # type: ignore[attr-defined]
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


@pytest.mark.parametrize("name", sorted(path.name for path in (TEMPLATES / "parts").glob("*.html")))
def test_parts_use_only_what_they_are_given(name: str) -> None:
    jinja = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
    jinja.filters |= Renderer(TEMPLATES)._jinja.filters
    tree = jinja.parse(text_of(f"parts/{name}"))
    assert jinja2.meta.find_undeclared_variables(tree) - _made(tree) <= SPEAKING


@pytest.mark.parametrize("page", [page for page in PAGES if "template" in vars(page)], ids=lambda page: page.__name__)
def test_a_template_asks_only_for_what_its_page_has(page: type[Page]) -> None:
    jinja = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
    jinja.filters |= Renderer(TEMPLATES)._jinja.filters
    has = {item.name for item in fields(page)} | GIVEN
    waiting, seen = [page.template], set()
    while waiting:
        name = waiting.pop()
        tree = jinja.parse(text_of(name))
        asked = jinja2.meta.find_undeclared_variables(tree) - _made(tree)
        assert asked <= has, f"{name} asks for {sorted(asked - has)}, which {page.__name__} has not"
        seen.add(name)
        brings = (jinja2.nodes.Extends, jinja2.nodes.Include)
        extends = [one for one in tree.find_all(brings) if isinstance(one.template, jinja2.nodes.Const)]
        waiting += [one.template.value for one in extends if one.template.value not in seen]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ALL_TEMPLATES)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(name: str) -> None:
    """The content security policy would refuse it, and visitors would be told on to third parties."""
    text = text_of(name)
    assert not re.search(r"\sstyle\s*=", text), "inline style"
    assert not re.search(r"<style\b", text), "inline style sheet"
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"""\son[a-z]+\s*=\s*["']""", text), "inline event handler"
    assert not re.search(r"""\b(?:src|srcset)\s*=\s*["'](?:https?:)?//""", text), "loaded from elsewhere"
    assert "|safe" not in text.replace(" ", ""), "unescaped"


@pytest.mark.parametrize("name", ALL_TEMPLATES)
def test_only_literals_are_sentences(name: str) -> None:
    """`_` trusts the HTML of what it is given: words that come from Python are shown with the filter `said`."""
    assert not re.findall(r"""(?<![\w.])(?:_|ngettext)\((?!\s*["'])""", text_of(name))


@pytest.mark.parametrize("name", ALL_TEMPLATES)
def test_files_and_icons_that_are_named_exist(name: str) -> None:
    text = text_of(name)
    for file in re.findall(r"/static/([A-Za-z0-9_./-]+\.[a-z0-9]+)", text):
        assert (STATIC / file).is_file(), f"{name} loads {file}"
    symbols = set(re.findall(r'<symbol id="([a-z-]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
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
