"""The review queue and the admission policy in the browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.admission.policy import OFF
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests.admission import made
from tests.admission.forms import form_of
from tests.publish import works
from tests.publish.works import artwork_of, jane, publish_one, verdicts_of
from tests.site import Client, drain, log_in, make_artist, served


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with works.studio(db, tmp_path, clock) as made:
        yield made


@pytest.fixture
async def artist(site: Site) -> Actor:
    return (await jane(site))[1]


@pytest.fixture
async def mo(site: Site, artist: Actor) -> AsyncIterator[Client]:
    """A moderator's browser."""
    await make_artist(site, "mo", role="moderator")
    async with served(site) as browser:
        await log_in(browser, "mo")
        yield browser


@pytest.fixture
async def ada(site: Site) -> AsyncIterator[Client]:
    """An admin's browser."""
    await make_artist(site, "ada", role="admin")
    async with served(site) as browser:
        await log_in(browser, "ada")
        yield browser


async def test_from_the_queue_to_a_decision(site: Site, artist: Actor, mo: Client, tmp_path: Path) -> None:
    assert "Nobody waits" in (await mo.get("/review")).text
    first = await publish_one(site, tmp_path, artist, works.red_png(), title="Red one", tools="A brush")
    second = await publish_one(site, tmp_path, artist, works.a1111_png(), works.red_png(), title="Red two")
    assert (await artwork_of(site, second)).state == "refused"
    queue = (await mo.get("/review")).text
    assert f"/review/{first}" in queue and f"/review/{second}" not in queue
    page = (await mo.get(f"/review/{first}")).text
    for words in ("resembles generated pictures", "redness 1", "A brush", "picture-1", "of 100"):
        assert words in page, words
    bare = await mo.post_form(f"/review/{first}", {"choice": "refuse", "note": ""})
    assert bare.status == 422 and "Tell the artist why" in bare.text
    odd = await mo.post_form(f"/review/{first}", {"choice": "burn"})
    assert odd.status == 422
    done = await mo.post_form(f"/review/{first}", {"choice": "label-assisted", "note": "We like it."})
    assert (done.status, done.location) == (303, "/review")
    await drain(site)
    assert (await artwork_of(site, first)).ai_label == "assisted"
    assert "AI-assisted" in (await mo.fresh().get(f"/@jane/{first}")).text
    assert "We like it." in (await mo.get(f"/review/{first}")).text


async def test_evidence_is_shown_as_text(site: Site, artist: Actor, mo: Client, tmp_path: Path) -> None:
    said = "<e:AISystemUsed>&lt;script&gt;alert(1)&lt;/script&gt;</e:AISystemUsed>"
    data = made.encoded(made.drawing(), "JPEG", xmp=made.packet(said))
    work_id = await publish_one(site, tmp_path, artist, data, title="<b>Title</b>", description="<i>words</i>")
    page = (await mo.get(f"/review/{work_id}")).text
    assert "<script>alert" not in page and "<b>Title" not in page and "<i>words" not in page
    assert "&lt;script&gt;alert" in page
    assert "Declared" in page


async def test_the_queue_is_for_moderators(site: Site, artist: Actor, mo: Client, tmp_path: Path) -> None:
    work_id = await publish_one(site, tmp_path, artist, works.red_png())
    browser = mo.fresh()
    await log_in(browser, "jane")
    for path in ("/review", f"/review/{work_id}", "/admin/admission"):
        assert (await browser.get(path)).status == 403, path
    sent = await browser.post_form(f"/review/{work_id}", {"choice": "publish"}, page="/new")
    assert sent.status == 403
    assert (await mo.get("/admin/admission")).status == 403
    assert (await artwork_of(site, work_id)).state == "held"
    assert (await mo.post(f"/review/{work_id}", data={"choice": "publish"})).status == 403


async def test_moderators_do_not_see_what_was_never_held(site: Site, artist: Actor, mo: Client, tmp_path: Path) -> None:
    work_id = await publish_one(site, tmp_path, artist, visibility="direct")
    assert (await mo.get(f"/review/{work_id}")).status == 404


async def test_the_artist_speaks_and_the_moderator_reads(site: Site, artist: Actor, mo: Client, tmp_path: Path) -> None:
    work_id = await publish_one(site, tmp_path, artist, works.a1111_png())
    browser = mo.fresh()
    await log_in(browser, "jane")
    empty = await browser.post_form(f"/works/{work_id}/appeal", {"note": " "})
    assert empty.status == 422 and "Say how you made it" in empty.text
    assert (await browser.post_form(f"/works/{work_id}/appeal", {"note": "Forty layers."})).status == 303
    assert "Forty layers." in (await mo.get(f"/review/{work_id}")).text
    assert "Waiting for a moderator" in (await browser.get(f"/works/{work_id}")).text


async def test_a_policy_holds_for_what_comes_after_it(site: Site, artist: Actor, ada: Client, tmp_path: Path) -> None:
    await ada.post_form("/admin/admission", form_of(OFF) | {"version": 1})
    work_id = await publish_one(site, tmp_path, artist, works.a1111_png())
    assert (await artwork_of(site, work_id)).state == "published"
    assert {row.policy_version for row in await verdicts_of(site, work_id)} == {2}
    async with site.db.reading() as tx:
        logged = await tx.all("select action from admin_log order by id")
    assert [row["action"] for row in logged] == ["change admission policy"]
