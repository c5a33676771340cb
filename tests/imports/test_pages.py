"""The pages: sending in, looking over, choosing, editing, watching, reading the report, undoing. And who may not."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.store import artworks, import_items
from fediart.store.database import Database
from tests.imports import instagram
from tests.imports.packed import picture, zipped
from tests.site import Client, drain, log_in, make_artist, running_site, served

pytestmark = pytest.mark.one_engine


@pytest.fixture
async def web(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Client]:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        await make_artist(site, "jane")
        await make_artist(site, "bob")
        await log_in(client, "jane")
        yield client


async def sent(web: Client, path: Path, kind: str) -> str:
    """The address of the import."""
    form = {"archive": (path.name, path.read_bytes(), "application/zip")}
    answer = await web.post_form(f"/settings/import/from/{kind}", form)
    assert answer.status == 303, answer.text
    await drain(web.site)
    return answer.location


async def test_from_sending_in_to_taking_back(web: Client, tmp_path: Path) -> None:
    for path in ("/settings/import", "/settings/import/from/instagram", "/settings/import/from/folder"):
        assert (await web.get(path)).status == 200
    here = await sent(web, instagram.archive(tmp_path / "a.zip", "json", 4), "instagram")
    page = await web.get(here)
    assert "Étude № 0" in page.text and page.text.count('name="item"') == 6 and page.text.count(" checked") == 4
    items = re.findall(r'name="item" value="(\d+)"( checked)?', page.text)
    first, second = items[0][0], items[1][0]
    small = await web.get(f"{here}/items/{first}/0.webp")
    assert small.body[8:12] == b"WEBP" and "no-store" in small.headers["Cache-Control"]
    edited = {"title": "<b>Rain</b>", "description": "", "tags": "rain", "date": "2016-02-03", "alt-1": "Grey streets"}
    assert (await web.post_form(f"{here}/items/{first}", {**edited, "date": "soon"})).status == 422
    assert (await web.post_form(f"{here}/items/{first}", edited)).status == 303
    chosen = {"shown": [one for one, _ in items], "item": [first, second], "visibility": "public", "portfolio": "no",
              "licence": "cc-by-4.0", "ai_policy": "", "series": "Old", "process": "", "deed": "start"}  # fmt: skip
    assert (await web.post_form(f"{here}/choose", chosen)).status == 303
    assert "0 of 2" in (await web.get(here)).text
    await drain(web.site)
    page = await web.get(here)
    assert "It is all here" in page.text and "&lt;b&gt;Rain" in page.text and "<b>Rain" not in page.text
    async with web.site.db.reading() as tx:
        work = await artworks.by_id(tx, int(first))
    assert work is not None and (work.state, work.portfolio, work.published) == ("published", 0, 1454500800000)
    report = (await web.get(f"{here}/report.csv")).text
    assert report.count("\r\n") == 7 and "published" in report and "skipped" in report
    assert "What you brought along" in (await web.get("/notifications")).text
    assert (await web.get(f"{here}/state")).json["done"] is True
    assert (await web.post_form(f"{here}/undo", {}, page=here)).status == 303
    await drain(web.site)
    assert "It was taken back" in (await web.get(here)).text


async def test_nobody_else_comes_near(web: Client, tmp_path: Path) -> None:
    here = await sent(web, zipped(tmp_path / "a.zip", {"a.jpg": picture(1)}), "folder")
    item = re.findall(r'name="item" value="(\d+)"', (await web.get(here)).text)[0]
    bob, visitor = web.fresh(), web.fresh()
    await log_in(bob, "bob")
    for path in (here, f"{here}/state", f"{here}/report.csv", f"{here}/items/{item}", f"{here}/items/{item}/0.webp"):
        assert (await bob.get(path)).status == 404
        assert (await visitor.get(path)).status == 303
    for path in ("choose", "start", "stop", "cancel", "undo", f"items/{item}"):
        answer = await bob.post_form(
            f"{here}/{path}", {"item": item, "shown": item, "deed": "start"}, page="/settings/import"
        )
        assert answer.status == 404, path
    assert (await web.post(f"{here}/start")).status == 403
    form = {"csrf": "wrong", "archive": ("a.zip", b"PK", "application/zip")}
    assert (await bob.post_form("/settings/import/from/folder", form)).status == 403
    assert (await web.get(f"{here}/items/{item}/7.webp")).status == 404


@pytest.mark.parametrize("form", ["json", "html"])
async def test_words_from_elsewhere_are_words(
    web: Client, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    attack = "<script>alert(1)</script> =1+1 {{7*7}} \u202e"
    monkeypatch.setattr(instagram, "CAPTIONS", (attack,) * 5)
    here = await sent(web, instagram.archive(tmp_path / "a.zip", form, 1), "instagram")
    page = (await web.get(here)).text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


async def test_reports_hold_no_formulas(web: Client, tmp_path: Path) -> None:
    table = "file,title\na.jpg,=cmd|' /C calc'!A0\n"
    here = await sent(web, zipped(tmp_path / "a.zip", {"a.jpg": picture(1), "manifest.csv": table}), "folder")
    assert ",'=cmd" in (await web.get(f"{here}/report.csv")).text


async def test_what_is_no_archive(web: Client, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"no zip at all")
    here = await sent(web, path, "instagram")
    assert "no ZIP file" in (await web.get(here)).text
    assert (await web.post_form("/settings/import/from/instagram", {})).status == 422
    assert (await web.get("/settings/import/from/elsewhere")).status == 404
    async with web.site.db.reading() as tx:
        assert await import_items.page(tx, int(here.rpartition("/")[2])) == []


async def test_own_lists_are_read_again(web: Client, tmp_path: Path) -> None:
    page = (await web.get("/settings/import/from/lists")).text
    names = re.findall(r'href="(/settings/import/own/[a-z_]+\.csv)"', page)
    assert len(names) == 6
    await web.post_form("/@bob/follow", {}, page="/@bob")
    text = (await web.get("/settings/import/own/following_accounts.csv")).text
    assert text.splitlines()[0] == "Account address,Show boosts,Notify on new posts,Languages"
    assert (await web.get("/settings/import/own/passwords.csv")).status == 404
    for name in names:
        assert (await web.get(name)).status == 200
