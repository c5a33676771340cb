"""A portfolio as files: served by `python -m http.server`, or opened from a disk, it shows and says what it should."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

import aiohttp
import pytest
from PIL import Image

from fediart.actions.policy_check import check_file, check_url, stays_out
from fediart.actions.visit import Visit
from fediart.errors import Problem
from fediart.rights.auditor import decide
from fediart.rights.crawlers import in_force
from fediart.rights.model import AXES, POLICIES, Preset
from fediart.rights.reading import read_response
from fediart.web.own_site.folder import MANIFEST
from tests.export.conftest import EVIL, Studio, furnish
from tests.export.served import http_server, reachable
from tests.publish.works import files_of

pytestmark = pytest.mark.one_engine
PUBLIC = ("First hill", "Second hill", "Nude", "Free to all", "Never found")


def held(policy: str) -> dict[str, str]:
    """What a careful collector has to conclude."""
    return {axis: "allow" if getattr(POLICIES[Preset(policy)], axis) else "deny" for axis in AXES}


async def test_a_whole_portfolio(studio: Studio, tmp_path: Path) -> None:
    """One that has everything: judging and sealing its works takes a while, so it is furnished once."""
    await furnish(studio)
    await _a_folder_shows_and_says_everything(studio, tmp_path / "out")
    _every_page_and_picture_says_the_policy_of_its_work(studio, tmp_path / "out")
    await _the_reader_of_policy_check_agrees_over_http(studio, tmp_path / "http")
    await _it_is_the_same_twice_and_writes_what_changed(studio, tmp_path / "out", tmp_path / "two")


async def _a_folder_shows_and_says_everything(studio: Studio, out: Path) -> None:
    done = await studio.export(out)
    assert done.written == done.files > 40
    assert done.removed == 0
    places, linked, fetched = reachable(out)
    assert not fetched, "nothing is asked of any other host"
    pages = {f"works/{studio.works[title]}.html" for title in PUBLIC}
    pages |= {"index.html", "about.html", "print.html", "print-pages.html", "series/hills.html", "policies/no-ai.html"}
    assert pages <= places
    assert f"works/{studio.works['For followers']}.html" not in places
    everything = "".join(path.read_text("utf-8") for path in out.rglob("*.html"))
    assert "For followers" not in everything
    assert "<form" not in everything
    assert "<script>alert" not in everything
    assert not re.search(r"<[a-z][^>]*\sonerror=", re.sub(r'="[^"]*"', "", everything))
    assert EVIL not in everything
    assert all("://" in url for url in linked), "no address depends on where the folder lies"
    elsewhere = {re.match(r"https?://[^/]+", url)[0] for url in linked if "://" in url}  # type: ignore[index]
    assert elsewhere <= {studio.site.config.origin, "https://gallery.example", "https://shop.example",
                         "https://rightsstatements.org", "http://rightsstatements.org"}, elsewhere  # fmt: skip
    await _live_links_lead_somewhere(studio, linked)
    nude = (out / f"works/{studio.works['Nude']}.html").read_text("utf-8")
    assert '<details class="cover' in nude
    assert "og:image" not in nude


async def _live_links_lead_somewhere(studio: Studio, linked: set[str]) -> None:
    """What leads to the instance is there for visitors."""
    origin = studio.site.config.origin
    for url in sorted(one for one in linked if one.startswith(f"{origin}/")):
        answer = await studio.out.get(url.removeprefix(origin), follow=True)
        assert answer.status == 200, url
        assert "/log-in" not in answer.path, url


def _every_page_and_picture_says_the_policy_of_its_work(studio: Studio, out: Path) -> None:
    """What HTTP headers cannot say there is said in the page, in the bytes and in the files of the site."""
    own = {"Free to all": "open", "Never found": "no-ai-no-search"}
    crawlers = in_force(studio.site.config.folder)
    places, _linked, _fetched = reachable(out)
    for place in sorted(one for one in places if one.endswith(".html")):
        body = (out / place).read_bytes()
        policy = next((own[title] for title in own if place == f"works/{studio.works[title]}.html"), "no-ai")
        report = check_file(str(out / place), body, crawlers)
        if b'content="noindex"' not in body:  # sheets to print, and further pages of the portfolio
            _agrees(report.as_json(), policy, place)
        assert b'name="tdm-reservation"' in body, place
        assert b"license.xml" in body, place
    for path in sorted((out / "media").rglob("*.*")):
        signals = [one for one in read_response([], path.read_bytes(), "/") if one.surface != "http"]
        assert signals, path
        _decided(decide(signals), path.relative_to(out).parts[1], str(path))


async def _the_reader_of_policy_check_agrees_over_http(studio: Studio, out: Path) -> None:
    with http_server(out) as origin:
        await studio.export(out, base=origin)
        visit = Visit(studio.site.http, in_force(studio.site.config.folder), stays_out(origin))
        for title, policy in (("First hill", "no-ai"), ("Free to all", "open"), ("Never found", "no-ai-no-search")):
            report = await check_url(visit, f"{origin}/works/{studio.works[title]}.html")
            _agrees(report.as_json(), policy, title)
            assert not [one.name for one in report.places if one.problem], title
        assert not [one for one in (await check_url(visit, f"{origin}/feed.atom")).places if one.problem]
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{origin}/sitemap.xml") as answer:
                listed = re.findall(r"<loc>([^<]+)</loc>", await answer.text())
            assert f"{origin}/works/{studio.works['First hill']}.html" in listed
            assert f"{origin}/works/{studio.works['Never found']}.html" not in listed
            for url in [*listed, f"{origin}/.well-known/trust.txt", f"{origin}/.well-known/gpc.json"]:
                async with session.get(url) as answer:
                    assert answer.status == 200, url
        page = (out / "404.html").read_text("utf-8")
        assert f'href="{origin}/index.html"' in page, "a host shows it at any address"
        assert f'<link rel="canonical" href="{origin}/">' in (out / "index.html").read_text("utf-8")


def _agrees(told: dict[str, object], policy: str, where: str) -> None:
    decision = told["decision"]
    assert isinstance(decision, dict)
    _decided(decision, policy, where)


def _decided(decision: object, policy: str, where: str) -> None:
    wanted = held(policy)
    assert isinstance(decision, dict)
    for axis in ("train_gen", "search"):
        assert decision[axis] in (wanted[axis], "unknown" if axis == "search" else wanted[axis]), (
            where,
            axis,
            decision,
        )


async def test_pictures_are_the_very_files_with_their_credentials(studio: Studio, tmp_path: Path) -> None:
    await studio.hang("Heron", 1, width=1000)
    await studio.export(tmp_path / "out")
    files = await _files(studio, studio.works["Heron"])
    copied = {path.name: path.read_bytes() for path in (tmp_path / "out" / "media").rglob("*.*")}
    assert copied
    for name, body in copied.items():
        assert sha256(body).hexdigest() in files[name.partition(".")[0]]
        assert b"DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING" in body
    answer = await studio.own.post_form("/settings/sizes", {"side": "640", "servers": "1"})
    assert answer.status == 303, answer.text
    less = await _exported_media(studio, tmp_path / "less")
    assert max(_width(path) for path in less) <= 640 < max(map(_width, (tmp_path / "out").rglob("*.webp")))
    assert {path.name for path in less} < set(copied), "no more than visitors get"
    await _the_folder_is_not_a_way_to_write_elsewhere(studio, tmp_path)


async def _files(studio: Studio, artwork_id: int) -> dict[str, str]:
    return {one.name: one.key for one in await files_of(studio.site, artwork_id)}


async def _it_is_the_same_twice_and_writes_what_changed(studio: Studio, one: Path, two: Path) -> None:
    await studio.export(two)
    whole = {path.relative_to(one): path.read_bytes() for path in one.rglob("*") if path.is_file()}
    assert whole == {path.relative_to(two): path.read_bytes() for path in two.rglob("*") if path.is_file()}
    again = await studio.export(one)
    assert (again.written, again.removed) == (0, 0)
    (one / "own-words.txt").write_text("mine")
    gone = studio.works["Second hill"]
    await studio.own.post_form(f"/works/{gone}/delete", page=f"/works/{gone}/delete")
    later = await studio.export(one)
    assert later.written < 20
    assert later.removed >= 3
    assert not (one / f"works/{gone}.html").exists()
    assert not list(one.glob(f"media/*/{gone}/*"))
    assert (one / "own-words.txt").read_text() == "mine", "what no export wrote stays"
    reachable(one)


async def _the_folder_is_not_a_way_to_write_elsewhere(studio: Studio, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "thesis.txt").write_text("mine")
    with pytest.raises(Problem, match="not empty"):
        await studio.export(full)
    out, outside = tmp_path / "out", tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("mine")
    listed = (out / MANIFEST).read_text()
    (out / MANIFEST).write_text(f"{listed}{'0' * 64}  ../outside/kept.txt\n")
    with pytest.raises(Problem, match="no place"):
        await studio.export(out)
    assert (outside / "kept.txt").read_text() == "mine"
    (out / MANIFEST).write_text(listed)
    (out / "works").rename(tmp_path / "moved")
    (out / "works").symlink_to(outside)
    with pytest.raises(Problem, match="is a link"):
        await studio.export(out)
    assert [one.name for one in outside.iterdir()] == ["kept.txt"]


async def _exported_media(studio: Studio, to: Path) -> list[Path]:
    await studio.export(to)
    return list((to / "media").rglob("*.*"))


def _width(path: Path) -> int:
    with Image.open(path) as image:
        return image.width
