"""What an artist has begun is kept as they go, and becomes a work only by the way that leads through the filter."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from fediart.clock import DAY, HOUR, HandClock
from fediart.jobs.tidy import sweep, tidy
from fediart.site import Site
from fediart.store.actors import Actor
from tests.making.pages import NO_FILE, png, script
from tests.making.seen import alts_of, names_of, sent, state_of
from tests.publish import works
from tests.publish.works import artwork_of
from tests.site import Client, change_settings, drain, log_in, make_artist, served

pytestmark = pytest.mark.one_engine
WORDS = {"title": works.TITLE, "description": "Ink at #dawn", "visibility": "public", "licence": "cc0-1.0"}


@pytest.fixture
async def client(site: Site, artist: Actor) -> AsyncIterator[Client]:
    async with served(site) as browser:
        await log_in(browser, "jane")
        yield browser


async def begun(client: Client, *files: bytes) -> tuple[int, list[int]]:
    """A draft with these files, as the script makes it."""
    made = await script(client, "/drafts", {})
    assert made.status == 201
    numbers = []
    for place, data in enumerate(files):
        added = await script(client, f"{made.json['url']}/files", {"files": png(f"{place}.png", data)})
        assert added.status == 201, added.text
        numbers.append(int(added.json["id"]))
    return int(made.json["id"]), numbers


def number_of(path: str) -> int:
    found = re.search(r"\d{6,}", path)
    assert found
    return int(found[0])


async def test_without_a_script_a_draft_is_saved_gone_on_with_and_published(client: Client, site: Site) -> None:
    saved = await client.post_form(
        "/new", {**WORDS, "title": "", "deed": "save", "alt-1": "A heron", "files": png("a.png", works.human_png())}
    )
    assert saved.status == 303 and saved.location.startswith("/drafts/")
    page = await client.get(saved.location)
    assert "A heron" in page.text and "Ink at #dawn" in page.text
    assert "/drafts/" in (await client.get("/works")).text
    refused = await client.post_form(saved.location, {**WORDS, "title": "", "deed": "publish", "files": NO_FILE})
    assert refused.status == 422 and "Give the artwork a title." in refused.text
    done = await client.post_form(
        saved.location, {**WORDS, "deed": "publish", "files": png("b.png", works.human_png(seed=2))}
    )
    assert done.status == 303
    work = number_of(done.location)
    await drain(site)
    assert await state_of(site, work) == "published" and await alts_of(site, work) == ["A heron", ""]
    assert (await client.get(saved.location)).status == 404


async def test_a_script_keeps_what_is_typed_and_each_file_by_itself(client: Client, site: Site) -> None:
    draft, (first, second) = await begun(client, works.human_png(), works.human_png(seed=2))
    bad = await script(client, f"/drafts/{draft}/files", {"files": png("c.png", b"<svg/>")})
    assert bad.status == 422 and "c.png" in bad.json["problem"]
    said = {
        **WORDS, "deed": "save", f"alt-{first}": "One", f"place-{first}": "2", f"focal-{first}": "0.5,-9",
        f"alt-{second}": "Two", f"place-{second}": "1", f"caption-{second}": "Detail", f"role-{second}": "process",
    }  # fmt: skip
    assert (await script(client, f"/drafts/{draft}", said)).json == {"saved": True}
    page = await client.get(f"/drafts/{draft}")
    assert page.text.index("Two") < page.text.index("One") and "Detail" in page.text
    shown = await client.get(f"/drafts/{draft}/files/{first}")
    assert shown.body == works.human_png() and "no-store" in shown.headers["Cache-Control"]
    sent_in = await script(client, f"/drafts/{draft}", said | {"deed": "publish"})
    assert sent_in.status == 201
    await drain(site)
    work = int(sent_in.json["id"])
    assert await alts_of(site, work) == ["Two", "One"]
    async with site.db.reading() as tx:
        row = await tx.one("select caption, role from picture_words where picture_id = :id", id=second)
    assert row is not None and (row["caption"], row["role"]) == ("Detail", "process")


async def test_a_draft_is_no_way_round_the_filter(client: Client, site: Site) -> None:
    draft, (file,) = await begun(client, works.a1111_png())
    for deed in ("publish", "publish"):
        done = await script(client, f"/drafts/{draft}", {**WORDS, f"alt-{file}": "x", "deed": deed})
    assert done.status == 404, "it is sent in once"
    await drain(site)
    async with site.db.reading() as tx:
        rows = await tx.all("select id, state from artworks")
    assert [row["state"] for row in rows] == ["refused"] and await names_of(site, rows[0]["id"]) == {}
    assert not await sent(site, "Create")


async def test_nobody_else_sees_or_touches_it(client: Client, site: Site) -> None:
    draft, (file,) = await begun(client, works.human_png())
    await make_artist(site, "eve")
    eve = client.fresh()
    await log_in(eve, "eve")
    paths = (f"/drafts/{draft}", f"/drafts/{draft}/files/{file}")
    assert [(await eve.get(path)).status for path in paths] == [404, 404]
    assert (await client.fresh().get(paths[1])).status != 200
    posts = (f"/drafts/{draft}", f"/drafts/{draft}/files")
    for path in posts:
        assert (
            await script(eve, path, {"files": png("x.png", works.human_png(seed=9)), "deed": "publish"})
        ).status == 404
    for path in (f"/drafts/{draft}/delete", f"/drafts/{draft}/files/{file}/remove"):
        assert (await eve.post_form(path, page="/new")).status == 404
    mine, (other,) = int(draft), (file,)
    own, _ = await begun(eve)
    assert (await eve.post_form(f"/drafts/{own}/files/{other}/remove", page="/new")).status == 303
    assert (await client.get(paths[1])).status == 200, f"{mine} has it still"
    assert (await client.post(f"/drafts/{draft}", data={"deed": "publish"})).status in (403, 422), "no token"


async def test_what_is_typed_stays_text(client: Client) -> None:
    draft, (file,) = await begun(client, works.human_png())
    evil = '"><script>alert(1)</script>'
    names = ("title", "description", "tags", "zone", "publish_at", f"alt-{file}", f"caption-{file}", "evidence_note")
    await script(client, f"/drafts/{draft}", {"deed": "save", **dict.fromkeys(names, evil)})
    for path in (f"/drafts/{draft}", "/works"):
        assert "<script>alert" not in (await client.get(path)).text


async def test_the_reminder_of_descriptions_and_the_rule(client: Client, site: Site) -> None:
    draft, (file,) = await begun(client, works.human_png())
    said = {**WORDS, "remind_alt": "1", "deed": "publish", f"alt-{file}": " "}
    asked = await script(client, f"/drafts/{draft}", said)
    assert asked.status == 422 and set(asked.json["problems"]) == {"without_alt"}
    await change_settings(site, require_alt=True)
    refused = await script(client, f"/drafts/{draft}", said | {"without_alt": "1"})
    assert set(refused.json["problems"]) == {f"alt-{file}"}
    await change_settings(site, require_alt=False)
    assert (await script(client, f"/drafts/{draft}", said | {"without_alt": "1"})).status == 201


async def test_files_that_are_let_go_are_swept_and_those_of_drafts_are_not(
    client: Client, site: Site, clock: HandClock
) -> None:
    draft, (file, _) = await begun(client, works.human_png(), works.human_png(seed=2))
    empty, _none = await begun(client)
    await client.post_form(f"/drafts/{draft}/files/{file}/remove", page=f"/drafts/{draft}")
    clock.move(31 * DAY)
    await tidy(site, {})
    async with site.db.reading() as tx:
        left = await tx.all("select id from drafts")
    assert [row["id"] for row in left] == [draft] and empty != draft
    clock.move(10**12)
    assert await sweep(site, "originals") == 1
    assert len(list((site.config.files / "originals").rglob("*.png"))) == 1


async def test_a_time_to_publish_at(client: Client, site: Site, clock: HandClock) -> None:
    draft, (file,) = await begun(client, works.human_png())
    said = {**WORDS, f"alt-{file}": "A heron", "deed": "publish", "zone": "Asia/Jakarta"}
    for at, zone, field in (
        ("2001-01-01T10:00", "UTC", "publish_at"),
        ("soon", "", "publish_at"),
        ("2999-01-01T10:00", "", "publish_at"),
        ("2027-01-01T10:00", "../etc", "zone"),
    ):
        wrong = await script(client, f"/drafts/{draft}", said | {"publish_at": at, "zone": zone})
        assert set(wrong.json["problems"]) == {field}, at
    moment = clock.now() + 5 * HOUR
    wall = datetime.fromtimestamp(moment / 1000, timezone(timedelta(hours=7))).strftime("%Y-%m-%dT%H:%M")
    work = int((await script(client, f"/drafts/{draft}", said | {"publish_at": wall})).json["id"])
    await drain(site)
    assert await state_of(site, work) == "scheduled" and not await sent(site, "Create")
    stranger = client.fresh()
    assert (await stranger.get(f"/@jane/{work}")).status == 404
    for names in (await names_of(site, work)).values():
        for name in names:
            assert (await stranger.get(f"/media/{work}/{name}.jpg")).status == 404
    page = await client.get(f"/works/{work}")
    assert wall.replace("T", " ") in page.text and "Asia/Jakarta" in page.text
    clock.move(6 * HOUR)
    await drain(site)
    assert await state_of(site, work) == "published"
    (create,) = await sent(site, "Create")
    assert (await artwork_of(site, work)).published == clock.now()
    assert create["object"]["published"][:10] == datetime.fromtimestamp(clock.now() / 1000, UTC).strftime("%Y-%m-%d")
