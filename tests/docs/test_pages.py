"""The documentation at /docs and as files: every document once, every link leads somewhere, nothing else is served."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from fediart.clock import HandClock
from fediart.handbook.contents import PARTS, slug_of
from fediart.handbook.library import FILES, SERVED, library
from fediart.handbook.markdown import size_of_png, written
from fediart.handbook.searching import search
from fediart.resources import resource
from fediart.store.database import Database
from fediart.web.docs_files import build
from tests.site import Client, running_site, served

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.one_engine
TOP = ("ARCHITECTURE.md", "CONTRIBUTING.md", "FEDERATION.md", "SECURITY.md")


@pytest.fixture
async def visitor(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Client]:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        yield client


def test_every_document_has_its_readers_once() -> None:
    named = [document for part in PARTS for document in part.documents]
    there = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/**/*.md")} | set(TOP)
    assert sorted(named) == sorted(there), "fediart/handbook/contents.py names each document exactly once"
    assert len({slug_of(document) for document in named}) == len(named)
    assert "search" not in {slug_of(document) for document in named}, "its address is taken"


def test_every_document_has_a_title_and_its_links_lead_to_pages() -> None:
    shelf = library(SERVED)
    anchors = {one.address: {section.anchor for section in one.sections} for one in shelf.documents.values()}
    for one in shelf.documents.values():
        assert one.title, one.slug
        for link in re.findall(r'href="([^"]*)"', one.html):
            target = urlsplit(unescape(link))
            if target.scheme or link == "/docs":
                continue
            page = target.path or one.address
            assert page in anchors, f"{one.slug} links to {link}"
            assert not target.fragment or target.fragment in anchors[page], f"{one.slug} links to {link}"


def test_links_within_documents_name_headings_that_are_there() -> None:
    """Also where a document is read beside the code, the anchors are these."""
    shelf = library(SERVED)
    for part in PARTS:
        for path in part.documents:
            for target, anchor in re.findall(
                r"\]\(([\w./-]*\.md)?#([^)]+)\)", resource(path).read_text(encoding="utf-8")
            ):
                slug = slug_of(target) if target else slug_of(path)
                assert anchor in {one.anchor for one in shelf.documents[slug].sections}, f"{path}: {target}#{anchor}"


async def test_a_page_stands_in_the_instances_frame(visitor: Client) -> None:
    front = await visitor.get("/docs")
    assert front.status == 200 and 'href="/docs/followers"' in front.text
    for part in PARTS:
        assert f"<h2>{part.title}</h2>" in front.text
    page = await visitor.get("/docs/backup")
    assert (
        'class="site-head"' in page.text
        and '<h1 lang="en" dir="ltr">Backups, upgrades and the way back</h1>' in page.text
    )
    assert '<h2 id="by-hand">' in page.text and 'href="#by-hand"' in page.text
    assert 'rel="prev"' in page.text and 'rel="next"' in page.text and 'aria-current="page"' in page.text
    assert re.search(r'<pre dir="ltr" tabindex="0" role="group" aria-label="Commands 1">', page.text)
    assert 'href="/docs/decision-0011-backups-of-our-own"' in page.text
    assert page.headers["tdm-reservation"] == "1"
    assert 'href="/docs"' in (await visitor.get("/about")).text
    arabic = await visitor.get("/docs/backup", headers={"Accept-Language": "ar"})
    assert '<html lang="ar" dir="rtl">' in arabic.text and '<div class="docs-text" lang="en" dir="ltr">' in arabic.text


async def test_pictures_come_from_us(visitor: Client) -> None:
    page = await visitor.get("/docs/detector-results")
    sources = re.findall(r'<img src="([^"]+)"', page.text)
    assert "/docs/pictures/detector-roc.png" in sources
    picture = await visitor.get("/docs/pictures/detector-roc.png")
    assert picture.headers["Content-Type"] == "image/png"
    width, height = size_of_png(picture.body)
    assert f'width="{width}" height="{height}"' in page.text


async def test_search_finds_sections_without_scripts(visitor: Client) -> None:
    found = await visitor.get("/docs/search?q=restore+backup")
    links = re.findall(r'<li><a href="(/docs/[^"]+)">', found.text.split('class="docs-found"')[1])
    assert "/docs/backup#the-machine-is-lost" in links[:4]
    assert "<mark>" in found.text and 'content="noindex"' in found.text
    nothing = await visitor.get("/docs/search?q=xyzzy")
    assert "Nothing in the documentation has all these words" in nothing.text
    assert (await visitor.get("/docs/search")).status == 200
    assert [one.document.slug for one in search("Transparenz", SERVED)] == []
    assert search("MODERATOR’S day", SERVED)[0].document.slug == "moderators"


async def test_what_is_searched_for_is_never_markup(visitor: Client) -> None:
    for asked in ('"><script>alert(1)</script>', "%' or 1=1 --", "<img src=x onerror=alert(1)> backup"):
        page = await visitor.get(f"/docs/search?q={quote(asked)}")
        assert page.status == 200
        for evil in ("<script>alert", "<img src=x", 'value=""><'):
            assert evil not in page.text


async def test_a_search_is_bounded(visitor: Client) -> None:
    long = await visitor.get("/docs/search?q=" + "a+" * 3_000)
    assert long.status == 200 and long.text.count('<li><a href="/docs/') < 100
    assert search("\0\ud800 ((((((((* " + "b" * 10_000, SERVED) == ()
    assert len(search("a", SERVED)) <= 30


async def test_nothing_but_documents_is_served(visitor: Client) -> None:
    for path in (
        *("..%2f..%2fconfig.toml", "%2e%2e/%2e%2e/etc/passwd", "decisions/0002-dependencies", "readme", "backup.md"),
        *("pictures/..%2fbackup.md", "pictures/..%5c..%5csecret.png", "pictures/%2e%2e%2fstatic%2ficon.png"),
        *("pictures/gallery.jpg", "pictures/nothing.png", "nothing", "x" * 200),
    ):
        assert (await visitor.get(f"/docs/{path}")).status == 404, path


def test_html_in_documents_is_text_and_scripts_are_no_links() -> None:
    evil = (
        '# Evil <b>\n\n## A <script>alert(1)</script> "quoted"\n\n<img src=x onerror=alert(1)>\n\nx <b>bold</b>\n\n'
        "[a](javascript:alert(1)) [b](https://elsewhere.example/) [c](../fediart/app.py) ![d](https://e.example/x.png)\n\n"
        '```sh" onclick="alert(1)\n</code></pre><script>\n```\n\n| a |\n|---|\n| <i> |\n'
    )
    made = written(evil, lambda _: "", lambda _: None)
    tags = set(re.findall(r"<([a-z0-9]+)", made.html))
    assert tags <= {"h2", "a", "p", "pre", "code", "div", "table", "thead", "tbody", "tr", "th", "td"}
    assert not re.search(r'href="javascript|onclick="', made.html)
    assert '<a href="https://elsewhere.example/" rel="noopener noreferrer">b</a>' in made.html
    assert "fediart/app.py" not in made.html and "x.png" not in made.html


def test_files_stand_alone(tmp_path: Path) -> None:
    done = build(tmp_path / "site")
    assert done.files > 60 and build(tmp_path / "site").written == 0
    pages = sorted((tmp_path / "site").glob("*.html"))
    assert {path.stem for path in pages} == {"index", "search", *library(FILES).documents}
    for path in pages:
        text = path.read_text(encoding="utf-8")
        for loaded in re.findall(r'<(?:script|img|link)[^>]*(?:src|href)="([^"]+)"', text):
            assert (path.parent / loaded).is_file(), f"{path.name} loads {loaded}"
        for link in re.findall(r'<a[^>]* href="([^"#]+)', text):
            assert link.startswith(("http", "mailto:")) or (path.parent / link).is_file(), f"{path.name}: {link}"
    assert 'href="backup.html#by-hand"' in (tmp_path / "site" / "search.html").read_text(encoding="utf-8")
