"""What a portfolio says and shows: its accents can be read, its layouts are sharp, its words and rights are on it."""

from __future__ import annotations

import re

import pytest

from fediart.resources import resource
from fediart.store.gallery import FIRST
from fediart.store.portfolios import ACCENTS, LAYOUTS, Portfolio, Section
from fediart.store.settings import InstanceSettings
from fediart.web import curated, focus
from fediart.web.about_artist import CvLine, cv_line
from fediart.web.settings_portfolio import ACCENT_WORDS, LAYOUT_WORDS
from tests import seeds
from tests.portfolio.conftest import World

CSS = (resource("static") / "portfolio.css").read_text(encoding="utf-8")
TOKENS = (resource("static") / "fediart.css").read_text(encoding="utf-8")


def _light(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: from 1 to 21."""
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


def grounds(dark: bool) -> list[str]:
    """The wall, the sheet and the shade of the house."""
    block = TOKENS[TOKENS.index(':root[data-theme="dark"]' if dark else ":root {") :]
    found = dict(re.findall(r"--(wall|sheet|shade): (#[0-9a-f]{6})", block[: block.index("}")]))
    assert len(found) == 3
    return list(found.values())


@pytest.mark.parametrize("accent", ACCENTS[1:])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_accent_can_be_read(accent: str, dark: bool) -> None:
    start = r':root\[data-theme="dark"\] ' if dark else r"\n"
    rule = re.search(start + rf'\[data-accent="{accent}"\] \{{ --accent: (#\w+); --on-accent: (#\w+);', CSS)
    assert rule is not None
    for ground in grounds(dark):
        assert contrast(rule[1], ground) >= 4.5, (accent, ground)
    assert contrast(rule[1], rule[2]) >= 4.5
    if dark:
        assert CSS.count(f"--accent: {rule[1]}") == 2, "by choice and by the device's wish alike"


def test_every_layout_and_accent_has_its_words_and_its_rules() -> None:
    assert tuple(LAYOUT_WORDS) == LAYOUTS
    assert tuple(ACCENT_WORDS) == ACCENTS
    drawings = (resource("static") / "layouts.svg").read_text(encoding="utf-8")
    for layout in LAYOUTS:
        assert f".gallery.{layout}" in CSS + TOKENS.replace(".gallery {", ".gallery.justified {")
        assert f'<symbol id="{layout}"' in drawings


def test_focal_points_are_in_the_stylesheet() -> None:
    assert (resource("static") / "focus.css").read_text(encoding="utf-8") == focus.stylesheet()
    assert focus.focus_class(0.0, 0.0) == ""
    assert focus.focus_class(0.4, 1.0) == "fx14 fy0"
    assert focus.focus_class(-7.0, -1.0) == "fx0 fy20"


def test_lines_of_a_vitae_are_read_as_people_write_them() -> None:
    link = "https://gallery.example/a"
    assert cv_line(f"2023–2024 Night ferries, Bergen {link}") == CvLine("2023–2024", "Night ferries, Bergen", link)
    assert cv_line("2019: BA Illustration") == CvLine("2019", "BA Illustration", "")
    assert cv_line("2021 – now Studio of my own") == CvLine("2021 – now", "Studio of my own", "")
    assert cv_line("Member of a print shop") == CvLine("", "Member of a print shop", "")
    assert cv_line("2020 javascript:alert(1)").link == ""
    assert cv_line(link) == CvLine("", link, "")


async def test_the_page_about_the_artist_says_what_they_wrote(world: World) -> None:
    assert "lets the works speak" in (await world.out.get("/@jane/about")).text
    fields = {
        "statement": "I draw **ferries**.\n\n<script>alert(1)</script>", "skills": "linocut, hand lettering",
        "clients": "Harbour Press\nThe Museum", "exhibitions": "2024 Night ferries https://gallery.example",
        "deed": "save",
    }  # fmt: skip
    await world.own.post_form("/settings/portfolio/about", fields)
    assert "linocut" not in (await world.out.get("/@jane/about")).text, "a draft is for its artist"
    await world.own.post_form("/settings/portfolio/about", {**fields, "deed": "publish"})
    page = await world.out.get("/@jane/about")
    assert "<strong>ferries</strong>" in page.text
    assert "<script>alert" not in page.text
    assert '<span class="chip">hand lettering</span>' in page.text
    assert '<span class="chip">The Museum</span>' in page.text
    assert '<a href="https://gallery.example" rel="nofollow noopener"><bdi>Night ferries</bdi></a>' in page.text
    assert ">Exhibitions<" in page.text
    assert ">Education<" not in page.text
    long = await world.own.post_form("/settings/portfolio/about", {**fields, "skills": "x" * 61})
    assert (long.status, 'id="error-skills"' in long.text) == (422, True)


async def test_a_printed_portfolio_has_every_work_with_its_rights(world: World) -> None:
    assert (await world.out.get("/@jane/print")).status == 404
    first, second = await world.hang("Ferry", "Quay", medium="Linocut", licence="cc-by-nd-4.0")
    async with world.site.db.writing() as tx:
        await tx.run("insert into work_facts (artwork_id, year, size) values (:id, '1997', 'A5')", id=first)
    await world.arrange({"headline": "Ferries"}, {"s1": [second, first]}, "publish")
    for path in ("/@jane/print", "/@jane/print?by=pages", "/@jane/print?by=<b>"):
        page = await world.out.get(path)
        assert page.text.count('class="paper-work ') == 2, path
        assert page.text.index(">Quay<") < page.text.index(">Ferry<"), path
        assert page.text.count("CC BY-ND 4.0") == 2, path
        assert ">Ferry</span>, Linocut, A5, 1997" in page.text, path
        assert f"{world.site.config.instance.host}/@jane" in page.text, path
        assert "noindex" in page.text, path


async def test_every_page_of_a_portfolio_carries_the_artists_policy(world: World) -> None:
    await world.hang("Ferry")
    await seeds.change_actor(world.site, world.jane, ai_policy="ask-first")
    for path in ("/@jane", "/@jane/about", "/@jane/print", "/@jane/contact"):
        page = await world.out.get(path)
        assert page.status == 200, path
        assert page.headers["Content-Usage"].startswith("train-ai=n"), path
        assert "/policies/ask-first" in page.text, path


async def test_where_it_is_linked_the_cover_stands_for_it(world: World) -> None:
    first, second = await world.hang("Ferry", "Quay", sizes=[(1600, 900)])
    await world.arrange({"headline": "Ferries at night", "cover": first}, {"s1": [second]}, "publish")
    text = (await world.out.get("/@jane")).text
    image = re.search(r'property="og:image" content="([^"]+)"', text)
    assert image is not None
    assert f"/{first}/" in image[1]
    assert 'name="twitter:card" content="summary_large_image"' in text
    assert 'property="og:description" content="Ferries at night"' in text


async def test_what_is_shown_large_keeps_its_ai_label(world: World) -> None:
    (first,) = await world.hang("Made by a machine", ai_label="generated")
    (second,) = await world.hang("Helped by one", ai_label="assisted")
    await world.arrange({"cover": first, "cover-s1": second}, {"s1": [second]}, "publish")
    for path in ("/@jane", "/@jane/print"):
        text = (await world.out.get(path)).text
        assert ">AI-generated<" in text, path
        assert ">AI-assisted<" in text, path
    hidden = (await world.out.get("/@jane?ai=hide")).text
    assert "Made by a machine" not in hidden
    assert "Helped by one" not in hidden


async def test_a_series_hangs_as_the_portfolio_does(world: World) -> None:
    made = await seeds.new_series(world.site, world.jane, "Tides", "tides")
    (first,) = await world.hang("Ebb", series_id=made.id)
    await world.arrange({"layout": "single", "accent": "plum", "series": 1, "rest": 1}, {}, "publish")
    text = (await world.out.get("/@jane/series/tides")).text
    assert 'data-layout="single" data-accent="plum"' in text
    assert f'href="/@jane/{first}"' in text
    assert 'href="/@jane/series/tides"' in (await world.out.get("/@jane")).text


async def test_a_portfolio_can_be_gathered_without_anybody_looking(world: World) -> None:
    """As an export does: the same works as every visitor sees, from one function."""
    first, second = await world.hang("Ferry", "Quay")
    (secret,) = await world.hang("Followers", visibility="followers")
    look = Portfolio(layout="grid", sections=(Section("s1", "Sea", "", first, (first, secret)),))
    async with world.site.db.reading() as tx:
        found = await curated.gather(tx, InstanceSettings(), world.jane, look, before=FIRST)
    assert [work.card.id for work in found.all_works] == [first, second]
    assert found.sections[0].cover is not None
    assert found.face is not None


def test_the_browser_is_told_how_wide_a_work_becomes() -> None:
    wide = curated.sizes_for("grid", None)
    assert wide.endswith("46vw")
    assert curated.sizes_for("masonry", None) == wide
    assert {len(curated.sizes_for(layout, None)) > 0 for layout in LAYOUTS} == {True}
