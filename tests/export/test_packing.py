"""A portfolio packed in the background: asked for once, downloaded by its artist alone, let go after a week."""

from __future__ import annotations

import io
import os
import zipfile

import pytest

from fediart.actions.site_exports import KEPT, PAUSE
from fediart.clock import HOUR
from fediart.jobs.tidy import tidy
from fediart.store import site_exports
from fediart.store.site_exports import SiteExport
from tests.export.conftest import Studio
from tests.site import drain, log_in, make_artist

PATH = "/settings/portfolio/export"
pytestmark = pytest.mark.one_engine


async def newest(studio: Studio) -> SiteExport:
    async with studio.site.db.reading() as tx:
        found = await site_exports.newest(tx, studio.jane.id)
    assert found is not None
    return found


async def test_packed_downloaded_and_let_go(studio: Studio) -> None:
    await studio.hang("Heron", 1)
    assert "Pack my portfolio" in (await studio.own.get(PATH)).text
    answer = await studio.own.post_form(PATH, {"address": 'https://jane.example/"><script>'})
    assert answer.status == 422
    assert "<script>alert" not in answer.text
    assert (await studio.own.post_form(PATH, {"address": "jane.example/art/"})).status == 303
    waiting = await newest(studio)
    assert waiting.base == "https://jane.example/art"
    assert "<progress" in (await studio.own.get(PATH)).text
    assert (await studio.own.post_form(PATH, {"address": ""})).status == 303
    assert (await newest(studio)).id == waiting.id, "what is under way is not begun anew"
    await drain(studio.site)
    ready = await newest(studio)
    assert ready.state == "ready"
    assert ready.done == ready.total > 0
    link = f"{PATH}/{ready.id}/portfolio.zip"
    assert link in (await studio.own.get(PATH)).text
    answer = await studio.own.get(link)
    packed = zipfile.ZipFile(io.BytesIO(answer.body))
    assert packed.testzip() is None
    names = packed.namelist()
    assert "portfolio/index.html" in names
    assert "portfolio/.well-known/tdmrep.json" in names
    assert b"https://jane.example/art/works/" in packed.read("portfolio/sitemap.xml")
    assert not [name for name in names if name.startswith("/") or ".." in name]
    assert "private" in answer.headers["Cache-Control"] or "no-store" in answer.headers["Cache-Control"]
    await _nobody_else_gets_it(studio, link)
    await _it_is_let_go(studio, ready, link, answer.body)


async def _nobody_else_gets_it(studio: Studio, link: str) -> None:
    assert (await studio.out.get(link)).status == 303, "visitors are asked to log in"
    await make_artist(studio.site, "kim", role="owner")
    other = studio.own.fresh()
    await log_in(other, "kim")
    assert (await other.get(link)).status == 404
    assert (await other.get(f"{PATH}/{2**62}/portfolio.zip")).status == 404
    assert (await studio.out.post(PATH, data={"address": ""})).status == 401
    assert (await other.post(PATH, data={"address": ""})).status == 403, "no form of ours"


async def _it_is_let_go(studio: Studio, ready: SiteExport, link: str, before: bytes) -> None:
    path = await studio.site.storage.local(ready.stored)
    studio.clock.move(PAUSE)
    assert (await studio.own.post_form(PATH, {"address": ready.base})).status == 303
    await drain(studio.site)
    again = await newest(studio)
    assert (await studio.own.get(link)).status == 404, "the earlier one is gone"
    body = (await studio.own.get(f"{PATH}/{again.id}/portfolio.zip")).body
    assert body == before, "the same portfolio gives the same bytes"
    assert (await studio.own.post_form(PATH, {"address": ""})).status == 429
    studio.clock.move(KEPT + 2 * HOUR)
    assert (await studio.own.get(f"{PATH}/{again.id}/portfolio.zip")).status == 404
    await tidy(studio.site, {})
    assert (await newest(studio)).stored == ""
    os.utime(path, (0, 0))  # the file's date is the machine's, and not the clock's
    await tidy(studio.site, {})
    assert not path.exists(), "no file without a row"
