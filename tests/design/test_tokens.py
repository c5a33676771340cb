"""The style sheets: every token is shown and explained, every theme can be read, and nothing says left or right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fediart.resources import resource
from fediart.web import style
from tests.rules.test_templates import _contrast, _tokens

STATIC = resource("static")
CSS = (STATIC / "fediart.css").read_text(encoding="utf-8")
DOCS = Path(__file__).resolve().parents[2] / "docs" / "design.md"
SIDES = re.compile(
    r"(?:^|[\s;{(])(?:(?:margin|padding|border)-(?:left|right|top|bottom)(?:-[a-z]+)?|left|right|top|bottom)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)


def block_of(start: str) -> dict[str, str]:
    """The colours of the rule that begins with this."""
    at = CSS.index(start)
    return _tokens(CSS[at : CSS.index("}", at)])


LIGHT = block_of(":root {")
DARK = {**LIGHT, **block_of(':root[data-theme="dark"] {')}
BRIGHT = {**LIGHT, **block_of(':root[data-contrast="more"] {')}
NIGHT = {**DARK, **block_of(':root[data-contrast="more"][data-theme="dark"] {')}


def test_every_token_is_on_the_style_page_and_in_the_documentation() -> None:
    root = CSS[CSS.index(":root {") : CSS.index("@media (prefers-color-scheme: dark)")]
    named = set(re.findall(r"(?:^|;\s*|\s)--([a-z0-9-]+):", root))
    listed = {name for group in (style.COLOURS, style.SIZES, style.ROUNDS, style.MEASURES) for name, _ in group}
    assert named == listed | set(style.SPACES)
    told = DOCS.read_text(encoding="utf-8")
    assert [name for name in named if f"`--{name}`" not in told] == []


def test_the_style_sheet_of_the_style_page_shows_each_of_them() -> None:
    shown = (STATIC / "style.css").read_text(encoding="utf-8")
    for group in (style.COLOURS, style.SIZES, style.ROUNDS):
        assert [name for name, _ in group if f".of-{name} {{" not in shown] == []
    assert [name for name in style.SPACES if f".of-{name} {{" not in shown] == []


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC.glob("*.css")))
def test_no_side_has_a_name_that_does_not_turn_with_the_script(name: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [found.group(0).strip() for found in SIDES.finditer(text)] == []


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_what_went_well_can_be_read(theme: dict[str, str]) -> None:
    for ground in ("wall", "sheet", "good-shade"):
        assert _contrast(theme["good"], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [BRIGHT, NIGHT], ids=["light", "dark"])
def test_high_contrast_keeps_wcag_aaa(theme: dict[str, str]) -> None:
    for ground in ("wall", "sheet", "shade", "alarm-shade", "good-shade"):
        for ink in ("ink", "soft", "alarm", "good"):
            assert _contrast(theme[ink], theme[ground]) >= 7, (ink, ground)
        for edge in ("edge", "focus", "line"):
            assert _contrast(theme[edge], theme[ground]) >= 4.5, (edge, ground)
    assert _contrast(theme["on-ink"], theme["ink"]) >= 7


def test_high_contrast_is_the_same_by_device_and_by_choice() -> None:
    light, dark = (
        block_of(':root[data-contrast="more"] {'),
        block_of(':root[data-contrast="more"][data-theme="dark"] {'),
    )
    by_device = CSS[CSS.index("@media (prefers-contrast: more) {") :]
    first, second = re.findall(r"\{([^{}]*--wall[^{}]*)\}", by_device)[:2]
    assert (_tokens(first), _tokens(second)) == (light, dark)
    chosen_on_dark = block_of(':root[data-contrast="more"]:not([data-theme="light"]) {')
    assert chosen_on_dark == dark


def test_scripts_of_every_page_are_small() -> None:
    """They come with each first visit; what only some pages need is loaded by those."""
    every = ("appearance.js", "wall.js", "fediart.js", "head.js", "tones.js", "blurhash.js", "tiles.js", "menus.js")
    assert sum((STATIC / name).stat().st_size for name in every) < 20_000
